/** Why a text may not become a mail header, as a sentence for who typed it; undefined when it may. */
export function headerProblem(text: string, limit: number): string | undefined {
  if (text.trim() === "") return "Ce champ ne peut pas être vide.";
  if (text.length > limit) return `Ce champ est limité à ${limit} caractères.`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line break here would start another header
  if (/[\u0000-\u001f\u007f]/.test(text))
    return "Ce champ tient sur une seule ligne, sans caractère de contrôle.";
  return undefined;
}
