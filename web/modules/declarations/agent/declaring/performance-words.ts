import { clockTime, dayOf, shortWeekday } from "../../../../ui/agent/relative-dates.ts";

/** « sam. 27 févr. » and « 20 h 30 », where the performance is given. */
export const performanceWords = (startAt: string, timeZone: string, now: Date) => {
  const at = new Date(startAt);
  return { day: shortWeekday(dayOf(at, timeZone), { now, timeZone }), hour: clockTime(at, timeZone) };
};

const dayOnly = new Intl.DateTimeFormat("fr-FR", { timeZone: "UTC", day: "numeric", month: "long" });
/** « 31 mars », « 1er mars »: a calendar day without its year. */
export const dayWords = (day: string): string =>
  dayOnly.format(new Date(`${day}T00:00Z`)).replace(/^1(?=\s)/, "1er");
