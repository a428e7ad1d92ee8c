import { readAmount } from "./money.ts";

const noBreak = "\u00a0";
const two = (cents: number) => String(Math.abs(cents) % 100).padStart(2, "0");
const whole = (cents: number) => String(Math.trunc(Math.abs(cents) / 100));
const grouped = (digits: string) => digits.replace(/\B(?=(\d{3})+$)/g, noBreak);
const sign = (value: number) => (value < 0 ? "−" : "");

/** Cents as people read them in a column: « 1 234,50 ». */
export const amountWords = (cents: number): string => `${sign(cents)}${grouped(whole(cents))},${two(cents)}`;

/** The same where the column does not say euros: « 1 234,50 € ». */
export const eurosWords = (cents: number): string => `${amountWords(cents)}${noBreak}€`;

/** A difference, its sign always there: « +12,00 € », « −15,00 € », « = ». */
export const differenceWords = (cents: number): string =>
  cents === 0 ? "=" : `${cents > 0 ? "+" : ""}${eurosWords(cents)}`;

/** Cents as portals take them when pasted: « 4583,90 », nothing but digits and a decimal comma (declarations.md §6.3). */
export const rawAmount = (cents: number): string => `${cents < 0 ? "-" : ""}${whole(cents)},${two(cents)}`;

/** Whole euros, halves up: what some portals ask. */
export const wholeEuros = (cents: number): string => grouped(String(Math.floor((cents + 50) / 100)));

/** A count in a column: « 1 234 ». */
export const countWords = (count: number): string => `${sign(count)}${grouped(String(Math.abs(count)))}`;

/** Basis points: « 5,5 % », « 20 % », « TVA multiple » where there are several. */
export const rateWords = (rate: number | null): string =>
  rate === null ? "TVA multiple" : `${String(rate / 100).replace(".", ",")}${noBreak}%`;

/**
 * Cents of what a person types or pastes: comma or point, spaces between thousands, a euro sign; at most two decimals.
 * Undefined when it is no amount; an empty text is for the caller.
 */
export const typedAmount = (text: string): number | undefined => {
  const plain = text
    .replace(/[\s\u00a0\u202f€]/g, "")
    .replace(/[−–]/, "-")
    .replace(",", ".");
  if (/\.\d{3,}$/.test(plain)) return undefined;
  return readAmount(plain.replace(/^\./, "0.").replace(/\.$/, ""))?.cents;
};

/**
 * Basis points of rates as typed, « 0 ; 2,1 ; 5,5 % », between semicolons or spaces; or the first word that is no rate.
 */
export const typedRates = (text: string): { rates: number[] } | { wrong: string } => {
  const typed = text
    .replaceAll("%", " ")
    .split(/[\s;]+/)
    .map((word) => word.replace(/,$/, ""))
    .filter((word) => word !== "");
  const wrong = typed.find((word) => !/^\d{1,3}([.,]\d{1,2})?$/.test(word));
  return wrong === undefined
    ? { rates: typed.map((word) => Math.round(Number(word.replace(",", ".")) * 100)) }
    : { wrong };
};

/** A whole number of zero or more as typed, spaces between thousands allowed; undefined when it is none. */
export const typedCount = (text: string): number | undefined => {
  const plain = text.replace(/[\s\u00a0\u202f]/g, "");
  return /^\d{1,9}$/.test(plain) ? Number(plain) : undefined;
};
