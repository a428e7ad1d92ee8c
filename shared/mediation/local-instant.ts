/** Making a formatter takes longer than using it a hundred times: one per zone is kept. */
const clocks = new Map<string, Intl.DateTimeFormat>();
const clockOf = (timeZone: string): Intl.DateTimeFormat => {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  clocks.set(timeZone, clock);
  return clock;
};

/** How far a zone's clock is from UTC at an instant, in milliseconds. */
const offsetAt = (timeZone: string, at: Date): number => {
  const parts = clockOf(timeZone).formatToParts(at);
  const of = (type: Intl.DateTimeFormatPartTypes) =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  const shown = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return shown - Math.floor(at.getTime() / 1000) * 1000;
};

/** What clocks of a zone show at an instant, `2026-03-29 03:30:00`. */
export const shownAt = (timeZone: string, at: number): string =>
  new Date(Math.floor(at / 1000) * 1000 + offsetAt(timeZone, new Date(at)))
    .toISOString()
    .slice(0, 19)
    .replace("T", " ");

/**
 * The instant a clock of that zone shows this day and time (`2027-03-28`, `02:30`). An hour the clock skips is the one
 * just after; of an hour it shows twice, the first.
 */
export const localInstant = (timeZone: string, day: string, time = "00:00"): Date => {
  const asUtc = Date.parse(`${day}T${time}:00Z`);
  const before = asUtc - offsetAt(timeZone, new Date(asUtc - 86_400_000));
  const after = asUtc - offsetAt(timeZone, new Date(asUtc + 86_400_000));
  const fits = [before, after].find((at) => at + offsetAt(timeZone, new Date(at)) === asUtc);
  return new Date(fits ?? before);
};
