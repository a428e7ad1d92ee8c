import { rateOfEither, rateOfPercent } from "./money.ts";

/** What a cell says, or why it says nothing. */
export type Read<T> = { value: T } | { fault: "bad" | "negative" };

const bad = { fault: "bad" } as const;
const pad = (text: string) => text.padStart(2, "0");

/** Days and hours of spreadsheets: days since 1899-12-30. Only those of our century are dates. */
const serialDay = (serial: number): string =>
  new Date(Date.UTC(1899, 11, 30) + Math.floor(serial) * 86_400_000).toISOString().slice(0, 10);
const serialTime = (serial: number): string => {
  const minutes = Math.round((serial % 1) * 1440) % 1440;
  return `${pad(String(Math.floor(minutes / 60)))}:${pad(String(minutes % 60))}`;
};
const asSerial = (text: string): number | undefined => {
  const serial = /^\d{5}(?:[.,]\d+)?$/.test(text) ? Number(text.replace(",", ".")) : Number.NaN;
  return serial >= 36_526 && serial < 73_416 ? serial : undefined;
};

const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day);
};

/** A day written 12/03/2026, 2026-03-12 or as spreadsheets count days, between 2000 and 2100. */
export const readDay = (typed: string): Read<string> => {
  const text = typed.trim();
  const serial = asSerial(text);
  if (serial !== undefined) return { value: serialDay(serial) };
  const [, dayOf = "", monthOf = "", yearOf = ""] = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(text) ?? [];
  const day = dayOf ? `${yearOf}-${pad(monthOf)}-${pad(dayOf)}` : text;
  const inRange = /^(20\d\d|2100)-\d\d-\d\d$/.test(day);
  return inRange && isDay(day) ? { value: day } : bad;
};

/** An hour written 20:30, 20h30, 20 h, 20:30:00 or as the share of a day; `20:30` out. */
export const readTime = (typed: string): Read<string> => {
  const text = typed.trim().toLowerCase();
  if (/^0[.,]\d+$/.test(text)) return { value: serialTime(Number(text.replace(",", "."))) };
  const [, hour = "", minute = "00"] =
    /^(\d{1,2})\s*(?:[h:]\s*(\d{2}))(?::[0-5]\d)?$/.exec(text) ?? /^(\d{1,2})\s*h$/.exec(text) ?? [];
  if (!hour || Number(hour) > 23 || Number(minute) > 59) return bad;
  return { value: `${pad(hour)}:${minute}` };
};

/** A day and an hour in one cell. */
export const readDayAndTime = (typed: string): Read<{ day: string; time: string }> => {
  const text = typed.trim();
  const serial = asSerial(text);
  if (serial !== undefined) {
    // Half a minute before midnight belongs to the day that follows.
    const rounded = Math.round(serial * 1440) / 1440;
    return { value: { day: serialDay(rounded + 1e-9), time: serialTime(rounded) } };
  }
  const [, dayText = "", timeText = ""] = /^(\S+?)(?:T|,?\s+(?:à\s+)?)(\d.*)$/.exec(text) ?? [];
  const day = readDay(dayText);
  const time = readTime(timeText);
  return "value" in day && "value" in time ? { value: { day: day.value, time: time.value } } : bad;
};

/** Ten million euros: beyond, a column is not what it was said to be. */
const largestAmount = 1_000_000_000;

/** The decimal text of a number written the French or the English way; undefined when it could be read in two ways. */
const decimalText = (typed: string): string | undefined => {
  const text = typed.replaceAll(/[\s\u00a0\u202f€]/g, "").replace(/^'/, "");
  const comma = text.lastIndexOf(",");
  const dot = text.lastIndexOf(".");
  if (comma >= 0 && dot >= 0) {
    const [thousands, decimal] = comma > dot ? [".", ","] : [",", "."];
    const [whole = "", decimals = "", ...more] = text.split(decimal);
    const grouped = new RegExp(`^-?\\d{1,3}(?:\\${thousands}\\d{3})+$`);
    return more.length === 0 && grouped.test(whole)
      ? `${whole.replaceAll(thousands, "")}.${decimals}`
      : undefined;
  }
  const plain = text.replace(",", ".");
  return /^-?\d{1,13}(?:\.\d+)?$/.test(plain) ? plain : undefined;
};

/**
 * An amount in cents: French or English decimals, two at most, nothing below 0. `rounded` takes more decimals, halves
 * up: what a formula computed.
 */
export const readMoney = (typed: string, { rounded = false } = {}): Read<number> => {
  const text = decimalText(typed);
  const [, sign = "", whole = "", decimals = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text ?? "") ?? [];
  if (!whole || (!rounded && decimals.length > 2)) return bad;
  const cents =
    Number(whole) * 100 +
    Number(decimals.slice(0, 2).padEnd(2, "0")) +
    (Number(decimals[2] ?? 0) >= 5 ? 1 : 0);
  if (sign && cents > 0) return { fault: "negative" };
  return cents <= largestAmount ? { value: cents } : bad;
};

/** A count of tickets or seats: a whole number, nothing below 0. */
export const readCount = (typed: string): Read<number> => {
  const text = decimalText(typed);
  const [, sign = "", whole = ""] = /^(-?)(\d{1,6})(?:\.0+)?$/.exec(text ?? "") ?? [];
  if (!whole) return bad;
  return sign && Number(whole) > 0 ? { fault: "negative" } : { value: Number(whole) };
};

/** A rate in basis points: « 5,5 », « 5.5 % », « 0,055 »; what could be a fraction or a percentage is neither. */
export const readRate = (typed: string): Read<number> => {
  const text = typed.replaceAll(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  const rate = text.endsWith("%") ? rateOfPercent(text.slice(0, -1)) : rateOfEither(text);
  return rate !== undefined && rate <= 10_000 ? { value: rate } : bad;
};

/** A postal code as text: spreadsheets drop the 0 of « 01000 ». */
export const readPostalCode = (typed: string): string => {
  const text = typed.trim();
  return /^\d{4}$/.test(text) ? `0${text}` : text;
};
