import { canonicalEmail } from "../access/email.ts";
import { readCaseNumber } from "./case-number.ts";

/** Lower case, no accent, ligatures opened: « Élodie Cœur » and « elodie coeur » are the same. */
const plain = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("ß", "ss");

/** Words of a text: letters and digits only, so that `&`, `%`, `'` or `:` in a search are never syntax. */
const wordsOf = (text: string): string[] => plain(text).match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * What a party is found by: its names as words behind a space, then glued, so that « dup » finds Dupont at a word's
 * beginning and « lefevre » finds « Le Fèvre ».
 */
export const searchText = (...names: ReadonlyArray<string | null | undefined>): string => {
  const words = names.flatMap((name) => wordsOf(name ?? ""));
  const glued = names.map((name) => wordsOf(name ?? "")).filter((parts) => parts.length > 1);
  return [...words, ...glued.map((parts) => parts.join(""))].map((word) => ` ${word}`).join("");
};

/** What one search box asks for (mediation.md §8). Every word must be found; no word and no number find nothing. */
export interface CaseSearch {
  /** Each begins with a space: it must be the beginning of a word of `searchText`. */
  words: string[];
  /** Canonical address, when the text is one. */
  email: string | undefined;
  year: number | undefined;
  seq: number | undefined;
}

/** Reads the search box: a number, an address, or names in any order. At most 8 words. */
export const readSearch = (typed: string): CaseSearch => {
  const text = typed.trim();
  const email = /^[^\s@]+@[^\s@]+$/.test(text) ? canonicalEmail(text) : undefined;
  const number = readCaseNumber(text);
  const words = email || number ? [] : wordsOf(text).slice(0, 8);
  return { words: words.map((word) => ` ${word}`), email, year: number?.year, seq: number?.seq };
};
