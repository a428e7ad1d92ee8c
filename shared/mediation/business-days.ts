import type { HolidayZone } from "./settings.ts";

/**
 * Working days of a zone (mediation.md §5.5): Monday to Friday but public holidays (code du travail, art. L.3133-1 and,
 * for the zones' own, L.3134-13 and L.3422-2), as the State's calendar API lists them.
 */

const dayMs = 86_400_000;
const iso = (time: number) => new Date(time).toISOString().slice(0, 10);

/** Easter Sunday of a year, Gregorian (Meeus, Jones, Butcher), as milliseconds at midnight UTC. */
const easter = (year: number): number => {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = (19 * a + b - Math.floor(b / 4) - Math.floor((b - Math.floor((b + 8) / 25) + 1) / 3) + 15) % 30;
  const e = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - d - (c % 4)) % 7;
  const f = d + e - 7 * Math.floor((a + 11 * d + 22 * e) / 451) + 114;
  return Date.UTC(year, Math.floor(f / 31) - 1, (f % 31) + 1);
};

/** Days everywhere: by date, then by days from Easter Sunday. */
const national = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"];
const nationalFromEaster = [1, 39, 50];
const goodFriday = -2;
/** What a zone has besides. */
const ownDays: Partial<Record<HolidayZone, string>> = {
  "alsace-moselle": "12-26",
  mayotte: "04-27",
  martinique: "05-22",
  guadeloupe: "05-27",
  "saint-martin": "05-28",
  guyane: "06-10",
  "saint-barthelemy": "10-09",
  "la-reunion": "12-20",
};

/** Public holidays of a year in a zone, as days. */
export const holidays = (year: number, zone: HolidayZone): string[] => {
  const sunday = easter(year);
  const own = ownDays[zone];
  const moving = zone === "alsace-moselle" ? [goodFriday, ...nationalFromEaster] : nationalFromEaster;
  return [
    ...[...national, ...(own ? [own] : [])].map((day) => `${year}-${day}`),
    ...moving.map((days) => iso(sunday + days * dayMs)),
  ];
};

/** Whether offices of this zone work on this calendar day. */
export const isBusinessDay = (day: string, zone: HolidayZone): boolean => {
  const weekDay = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekDay !== 0 && weekDay !== 6 && !holidays(Number(day.slice(0, 4)), zone).includes(day);
};

/** The day `count` working days after `day`. */
export const addBusinessDays = (day: string, count: number, zone: HolidayZone): string => {
  let time = Date.parse(`${day}T00:00:00Z`);
  for (let left = count; left > 0; ) {
    time += dayMs;
    if (isBusinessDay(iso(time), zone)) left -= 1;
  }
  return iso(time);
};
