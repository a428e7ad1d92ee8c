/** Where a text stands against its limits; a change of zone is worth saying aloud. */
export interface Counter {
  zone: "under" | "within" | "near" | "over";
  text: string;
}

const numbers = new Intl.NumberFormat("fr-FR");
/** `20 000`, with the same hard space everywhere. */
const figure = (count: number) => numbers.format(count).replaceAll("\u202f", " ");
const characters = (count: number) => `${figure(count)} caractère${count > 1 ? "s" : ""}`;

/** Length as the API counts it: trimmed, in UTF-16 units. */
const length = (text: string) => text.trim().length;

/**
 * The sentence under a long field. `min` and `max` in characters. Nothing is ever cut: a text that is too
 * long is kept whole and said to be.
 */
export const countText = (text: string, { min, max }: { min: number; max: number }): Counter => {
  const count = length(text);
  if (count > max) {
    return {
      zone: "over",
      text: `Votre texte dépasse de ${characters(count - max)}. Raccourcissez-le ou joignez-le en document.`,
    };
  }
  if (count < min) return { zone: "under", text: `Encore ${characters(min - count)} au minimum` };
  if (max - count <= 200) return { zone: "near", text: `Il vous reste ${characters(max - count)}` };
  return { zone: "within", text: `${characters(count)} sur ${figure(max)}` };
};
