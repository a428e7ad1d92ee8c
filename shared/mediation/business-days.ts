/** Working days of metropolitan France (mediation.md §5.5): Monday to Friday but public holidays (code du travail, art. L.3133-1). */

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

/** Public holidays of a year, as days. */
export const holidays = (year: number): string[] => {
  const sunday = easter(year);
  const fixed = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"];
  return [...fixed.map((day) => `${year}-${day}`), ...[1, 39, 50].map((days) => iso(sunday + days * dayMs))];
};

/** Whether offices work on this calendar day. */
export const isBusinessDay = (day: string): boolean => {
  const weekDay = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekDay !== 0 && weekDay !== 6 && !holidays(Number(day.slice(0, 4))).includes(day);
};

/** The day `count` working days after `day`. */
export const addBusinessDays = (day: string, count: number): string => {
  let time = Date.parse(`${day}T00:00:00Z`);
  for (let left = count; left > 0; ) {
    time += dayMs;
    if (isBusinessDay(iso(time))) left -= 1;
  }
  return iso(time);
};
