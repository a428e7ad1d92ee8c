/** Dates as proofs say them: full, exact, with the zone (screens/public.md, « Dates »). */

const zoneWords: Readonly<Record<string, string>> = {
  "Europe/Paris": "heure de Paris",
  "Indian/Reunion": "heure de La Réunion",
  "Indian/Mayotte": "heure de Mayotte",
  "America/Guadeloupe": "heure de Guadeloupe",
  "America/Martinique": "heure de Martinique",
  "America/Cayenne": "heure de Guyane",
  "America/Miquelon": "heure de Saint-Pierre-et-Miquelon",
  "Pacific/Noumea": "heure de Nouméa",
  "Pacific/Tahiti": "heure de Tahiti",
};

/** « heure de Paris »; a zone without a French name is given by its code. */
export const zoneName = (timeZone: string): string => zoneWords[timeZone] ?? `heure de ${timeZone}`;

const part = (timeZone: string, at: Date, options: Intl.DateTimeFormatOptions) =>
  Object.fromEntries(
    new Intl.DateTimeFormat("fr-FR", { timeZone, ...options })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );

/** « mardi 16 mars 2027 », the number and its month kept together. */
export const longDay = (at: Date, timeZone: string): string => {
  const found = part(timeZone, at, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  return `${found.weekday} ${ordinal(found.day)}\u00a0${found.month} ${found.year}`;
};

/** « 16 mars 2027 ». */
export const plainDay = (at: Date, timeZone: string): string => {
  const found = part(timeZone, at, { day: "numeric", month: "long", year: "numeric" });
  return `${ordinal(found.day)}\u00a0${found.month} ${found.year}`;
};

const ordinal = (day: string | undefined) => (day === "1" ? "1er" : (day ?? ""));

/** « 10 h 42 ». */
export const hour = (at: Date, timeZone: string): string => {
  const found = part(timeZone, at, { hour: "numeric", minute: "2-digit", hourCycle: "h23" });
  return `${Number(found.hour)}\u00a0h\u00a0${found.minute?.padStart(2, "0")}`;
};

/** « mardi 16 mars 2027 à 10 h 42 (heure de Paris) ». */
export const longInstant = (at: Date, timeZone: string): string =>
  `${longDay(at, timeZone)} à ${hour(at, timeZone)} (${zoneName(timeZone)})`;

/** A calendar day `2027-04-22` in words, whatever the zone. */
export const longCalendarDay = (day: string): string => longDay(new Date(`${day}T12:00:00Z`), "UTC");
export const plainCalendarDay = (day: string): string => plainDay(new Date(`${day}T12:00:00Z`), "UTC");
