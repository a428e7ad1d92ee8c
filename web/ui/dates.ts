/** An instant as the API writes it (ISO) or in milliseconds. */
export type Instant = string | number;

const formatted = (instant: Instant, timeZone: string | undefined, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat("fr-FR", { timeZone, ...options })
    .format(new Date(instant))
    .replace(/\b1 (?=\p{L})/u, "1er ")
    .replace(/(\d(?:er)?) (?=\p{L})/u, "$1 ");

/** « mardi 16 mars 2027 » */
export const fullDay = (instant: Instant, timeZone?: string) =>
  formatted(instant, timeZone, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** « 16 mars 2027 » */
export const day = (instant: Instant, timeZone?: string) =>
  formatted(instant, timeZone, { day: "numeric", month: "long", year: "numeric" });

/** « 16 mars » */
export const shortDay = (instant: Instant, timeZone?: string) =>
  formatted(instant, timeZone, { day: "numeric", month: "long" });

/** « 10 h 42 », « 9 h » */
export const hour = (instant: Instant, timeZone?: string) => {
  const parts = new Intl.DateTimeFormat("fr-FR", {
    timeZone,
    hour: "numeric",
    minute: "2-digit",
    hourCycle: "h23",
  })
    .formatToParts(new Date(instant))
    .filter(({ type }) => type === "hour" || type === "minute");
  const [hours = "", minutes = ""] = parts.map(({ value }) => value);
  return minutes === "00" ? `${Number(hours)} h` : `${Number(hours)} h ${minutes}`;
};

/** « mardi 16 mars 2027 à 10 h 42 » */
export const fullDate = (instant: Instant, timeZone?: string) =>
  `${fullDay(instant, timeZone)} à ${hour(instant, timeZone)}`;

const dayKey = (instant: Instant, timeZone?: string) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(new Date(instant));

const aDay = 24 * 60 * 60 * 1000;

/** When a message was written, for a citizen: « aujourd’hui à 9 h », « hier à 14 h 20 », else « 19 mars à 9 h 15 ». */
export const messageDate = (instant: Instant, now: number, timeZone?: string): string => {
  const at = hour(instant, timeZone);
  const key = dayKey(instant, timeZone);
  if (key === dayKey(now, timeZone)) return `aujourd’hui à ${at}`;
  if (key === dayKey(now - aDay, timeZone)) return `hier à ${at}`;
  const sameYear = key.slice(0, 4) === dayKey(now, timeZone).slice(0, 4);
  return `${sameYear ? shortDay(instant, timeZone) : day(instant, timeZone)} à ${at}`;
};

/** « à l’instant », « il y a 2 minutes », « il y a 3 heures », else the day and hour. */
export const ago = (instant: number, now: number): string => {
  const minutes = Math.floor((now - instant) / 60_000);
  if (minutes < 1) return "à l’instant";
  if (minutes < 60) return `il y a ${minutes} minute${minutes > 1 ? "s" : ""}`;
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? `il y a ${hours} heure${hours > 1 ? "s" : ""}`
    : `le ${shortDay(instant)} à ${hour(instant)}`;
};

/** « heure de Paris » for Europe/Paris, in the words of the browser. */
export const zoneName = (timeZone: string): string => {
  const city = timeZone.split("/").at(-1)?.replaceAll("_", " ") ?? timeZone;
  return `heure de ${city === "Reunion" ? "La Réunion" : city}`;
};
