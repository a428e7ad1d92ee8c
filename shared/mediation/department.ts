/**
 * The département of an address: by the commune's INSEE code where it is known, else by the postal code, whose first
 * digits name it: `01`, `2A` or `2B` in Corsica, three digits overseas. Null abroad and for what is no French code.
 */
export const departmentOf = (address: {
  country: string;
  postalCode: string | null;
  inseeCode: string | null;
}): string | null => {
  if (address.country !== "FR") return null;
  const insee = address.inseeCode?.trim().toUpperCase() ?? "";
  if (/^(97|98)\d{3}$/.test(insee)) return insee.slice(0, 3);
  if (/^(\d{2}|2[AB])\d{3}$/.test(insee)) return insee.slice(0, 2);
  const code = address.postalCode?.replaceAll(/\s/g, "") ?? "";
  if (!/^\d{5}$/.test(code)) return null;
  if (/^(97|98)/.test(code)) return code.slice(0, 3);
  if (/^20[01]/.test(code)) return "2A";
  if (/^20/.test(code)) return "2B";
  return code >= "01000" && code < "96000" ? code.slice(0, 2) : null;
};
