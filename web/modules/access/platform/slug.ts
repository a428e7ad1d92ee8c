const small = /^(de|du|des|la|le|les|l|d|et|en|sur)$/;

/**
 * The address proposed for an organisation: `Ville de Valbrune` → `ville-valbrune`. Letters, digits and dashes only,
 * without the little words, 60 characters at most.
 */
export const proposedSlug = (name: string): string => {
  const words = name
    .replaceAll(/œ/gi, "oe")
    .replaceAll(/æ/gi, "ae")
    .normalize("NFD")
    .replaceAll(/\p{Diacritic}/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
  const telling = words.filter((word) => !small.test(word));
  return (telling.length > 0 ? telling : words).join("-").slice(0, 60).replace(/-$/, "");
};
