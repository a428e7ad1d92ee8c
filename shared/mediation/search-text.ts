import { canonicalEmail } from "../access/email.ts";
import { readCaseNumber } from "./case-number.ts";

/** Lower case, no accent, ligatures opened: « Élodie Cœur » and « elodie coeur » are the same. */
export const folded = (text: string): string =>
  text
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("ß", "ss");

/** Words of a text: letters and digits only, so that `&`, `%`, `'` or `:` in a search are never syntax. */
export const wordsOf = (text: string): string[] => folded(text).match(/[\p{L}\p{N}]+/gu) ?? [];

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
  /** Each begins with a space: it must be the beginning of a word of what a case is found by. */
  words: string[];
  year: number | undefined;
  seq: number | undefined;
}

/** A phone number as people type it, in digits: « 06 11 22 33 44 », « +33 (0)6.11 », « 0033 6 11 ». */
const phoneDigits = (text: string): string | undefined => {
  if (!/^[+\d][\d\s().\-\u00a0]{3,}$/.test(text) || !/[^\d]/.test(text)) return undefined;
  return text.replace("(0)", "").replaceAll(/\D/g, "").replace(/^00/, "");
};

/**
 * Reads the search box: a number, an address, a phone, or words in any order, the last of which may be unfinished.
 * Digits alone may be a number, a postal code or a phone: from four on they are both. At most 8 words.
 */
export const readSearch = (typed: string): CaseSearch => {
  const text = typed.trim();
  const number = readCaseNumber(text);
  const address = /^[^\s@]+@[^\s@]*$/.test(text) ? canonicalEmail(text) : undefined;
  const phone = phoneDigits(text);
  const digits = /^\d{4,}$/.test(text) ? text : undefined;
  const alone = address ?? (number ? digits : (phone ?? digits));
  const words = alone ? [alone.replace(/^00/, "")] : number ? [] : wordsOf(text).slice(0, 8);
  return { words: words.map((word) => ` ${word}`), year: number?.year, seq: number?.seq };
};

/** Words of texts as PostgreSQL asks for them, `'facture' & 'eau':*`: letters and digits only, nothing is syntax. */
export const wordsQuery = (typed: string): string => {
  const words = typed.match(/[\p{L}\p{N}]+/gu)?.slice(0, 8) ?? [];
  return words.map((word, index) => `'${word}'${index === words.length - 1 ? ":*" : ""}`).join(" & ");
};
