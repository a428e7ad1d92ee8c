import { addDays } from "../mediation/rules.ts";
import type { Body } from "./enums.ts";

/** A calendar day, `yyyy-mm-dd`. */
type Day = string;

const two = (value: number) => String(value).padStart(2, "0");
const lastDayOfMonth = (year: number, month: number): Day => {
  const over = new Date(Date.UTC(year, month, 0));
  return `${over.getUTCFullYear()}-${two(over.getUTCMonth() + 1)}-${two(over.getUTCDate())}`;
};
const parts = (day: Day): [year: number, month: number] => [Number(day.slice(0, 4)), Number(day.slice(5, 7))];

const due: Readonly<Record<Body, (last: Day) => Day>> = {
  SACEM: (last) => {
    const [year, month] = parts(last);
    return lastDayOfMonth(year, month + 1);
  },
  SACD: (last) => addDays(last, 30),
  ASTP: (last) => {
    const [year, month] = parts(last);
    return lastDayOfMonth(year, month + 3);
  },
  CNM: (last) => {
    const [year, month] = parts(last);
    return lastDayOfMonth(year, month + 3);
  },
  /** Before the 10th of the month after the quarter. */
  SIBIL: (last) => {
    const [year, month] = parts(last);
    const next = Math.ceil(month / 3) * 3 + 1;
    return next > 12 ? `${year + 1}-01-09` : `${year}-${two(next)}-09`;
  },
};

/**
 * Until when a body wants to be told, from the day of the last performance in the place's own zone. A reminder, never a
 * block (declarations.md §5.7).
 */
export const deadlineOf = (body: Body, lastPerformanceOn: Day): Day => due[body](lastPerformanceOn);
