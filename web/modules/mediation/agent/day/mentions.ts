import type { Colleagues } from "../../../../../shared/mediation/tasks.ts";

export type Colleague = Colleagues["colleagues"][number];

/** The `@` being typed before the caret: where it is, and the letters after it. */
export interface TypedMention {
  from: number;
  letters: string;
}

/** A mention begins at a word's place: the `@` of an address is none. At most a first name and a beginning of a name. */
export const mentionAt = (text: string, caret: number): TypedMention | undefined => {
  const found = /(?:^|[\s(«"'’])@([\p{L}'’-]*(?: [\p{L}'’-]*)?)$/u.exec(text.slice(0, caret));
  if (!found) return undefined;
  const letters = found[1] ?? "";
  return { from: caret - letters.length - 1, letters };
};

const plain = (text: string) =>
  text.normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("’", "'").toLowerCase();

/** Colleagues whose name, or one word of it, begins with these letters, whatever their accents. */
export const colleaguesFor = (letters: string, people: readonly Colleague[]): Colleague[] => {
  const wanted = plain(letters);
  return people.filter(({ name }) => {
    const known = plain(name);
    return known.startsWith(wanted) || known.split(/[\s-]/).some((word) => word.startsWith(wanted));
  });
};

/** The text with a colleague's whole name in place of what was typed, and where the caret goes. */
export const withMention = (
  text: string,
  caret: number,
  { from }: TypedMention,
  name: string,
): { text: string; caret: number } => {
  const after = text.slice(caret);
  const written = `@${name}${/^[\s.,;:!?)]/.test(after) ? "" : " "}`;
  return { text: text.slice(0, from) + written + after, caret: from + written.length };
};

const whole = (name: string) =>
  new RegExp(`(?<![\\p{L}\\d.])@${name.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\p{L}\\d-])`, "gu");

/** Ids of the colleagues whose whole name stands in a text after an `@`. */
export const mentionedIn = (text: string, people: readonly Colleague[]): string[] =>
  people.filter(({ name }) => whole(name).test(text)).map(({ id }) => id);

/** The text with a name as a plain word: it calls nobody any more. */
export const withoutMention = (text: string, name: string): string => text.replaceAll(whole(name), name);
