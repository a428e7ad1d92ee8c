import { hour as hourIn, longDay, plainDay } from "../../shared/mediation/date-words.ts";
import { dayIn } from "../../shared/mediation/dates.ts";

/** An instant as the API writes it (ISO) or in milliseconds. */
export type Instant = string | number;

/** Where the reader is: for what happens on this device. Cases are told in their organisation's zone. */
const here = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** « mardi 16 mars 2027 » */
export const fullDay = (instant: Instant, timeZone = here()) => longDay(new Date(instant), timeZone);

/** « 16 mars 2027 » */
export const day = (instant: Instant, timeZone = here()) => plainDay(new Date(instant), timeZone);

/** « 16 mars » */
export const shortDay = (instant: Instant, timeZone = here()) => day(instant, timeZone).replace(/ \d+$/, "");

/** « 10 h 42 » */
export const hour = (instant: Instant, timeZone = here()) => hourIn(new Date(instant), timeZone);

/** « mardi 16 mars 2027 à 10 h 42 » */
export const fullDate = (instant: Instant, timeZone = here()) =>
  `${fullDay(instant, timeZone)} à ${hour(instant, timeZone)}`;

const aDay = 24 * 60 * 60 * 1000;

/** When a message was written, for a citizen: « aujourd’hui à 9 h 00 », « hier à 14 h 20 », else « 19 mars à 9 h 15 ». */
export const messageDate = (instant: Instant, now: number, timeZone = here()): string => {
  const at = hour(instant, timeZone);
  const written = dayIn(timeZone, new Date(instant));
  const today = dayIn(timeZone, new Date(now));
  if (written === today) return `aujourd’hui à ${at}`;
  if (written === dayIn(timeZone, new Date(now - aDay))) return `hier à ${at}`;
  const sameYear = written.slice(0, 4) === today.slice(0, 4);
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
