import type { Body } from "../../../../shared/declarations/enums.ts";
import {
  type BodyState,
  type ShowBody,
  type ShowSignal,
  type ShowSummary,
  showSignals,
} from "../../../../shared/declarations/shows.ts";
import type { Tone } from "../../../ui/agent/icon.tsx";
import { dayOf, daysBetween, shortDay } from "../../../ui/agent/relative-dates.ts";
import { stateLooks } from "./declaring/body-words.ts";

const many = (count: number, one: string, several: string) => `${count}\u00a0${count === 1 ? one : several}`;
export const performancesOf = (count: number) => many(count, "séance", "séances");

const withoutYear = (day: string) => shortDay(day).replace(/ \d{4}$/, "");
const dayNumber = (day: string) => withoutYear(day).replace(/ .*$/, "");

/** « 31 janv. 2027 », « 25 – 28 févr. 2027 »: from the first performance to the last, where they are given. */
export const showDates = (first: string | null, last: string | null, timeZone: string): string => {
  if (first === null || last === null) return "Sans séance";
  const from = dayOf(new Date(first), timeZone);
  const to = dayOf(new Date(last), timeZone);
  if (from === to) return shortDay(from);
  if (from.slice(0, 7) === to.slice(0, 7)) return `${dayNumber(from)} – ${shortDay(to)}`;
  return `${from.slice(0, 4) === to.slice(0, 4) ? withoutYear(from) : shortDay(from)} – ${shortDay(to)}`;
};

/** « 142 places sur 180 », « 31 entrées » where seats are not known. */
export const seatsWords = (entries: number, capacity: number | null): string =>
  capacity === null
    ? many(entries, "entrée", "entrées")
    : `${many(entries, "place", "places")} sur ${capacity}`;

/** « 30 mars », with the year only when it is not this one. */
export const dueDay = (on: string, today: string): string =>
  on.slice(0, 4) === today.slice(0, 4) ? withoutYear(on) : shortDay(on);

/** Days before which a deadline turns orange. */
const soonDays = 15;

/** How far a deadline is: « 14 j de retard », « dans 14 jours »; a reminder, never a block. */
export const dueDistance = (
  on: string,
  today: string,
): { tone: Tone | undefined; icon: `fr-icon-${string}` | undefined; words: string } => {
  const left = daysBetween(today, on);
  if (left < 0)
    return { tone: "error", icon: "fr-icon-error-warning-fill", words: `${-left}\u00a0j de retard` };
  const words = left === 0 ? "aujourd’hui" : left === 1 ? "demain" : `dans ${left}\u00a0jours`;
  return left <= soonDays
    ? { tone: "warning", icon: "fr-icon-time-fill", words }
    : { tone: undefined, icon: undefined, words };
};

/** Shape and colour of what a body knows of a show. */
export const bodyLook = (state: BodyState): { icon: `fr-icon-${string}`; tone: Tone } =>
  state === "todo" || state === "later" ? { icon: "fr-icon-draft-line", tone: "mention" } : stateLooks[state];

/** States after which nothing more is asked of the person, for what was told. */
const told: readonly BodyState[] = ["sent", "accepted", "deposited", "corrected"];
export const isTold = ({ state }: ShowBody): boolean => told.includes(state);

const order: readonly (readonly [verb: string, ...states: BodyState[]])[] = [
  ["Corriger", "rejected", "failed"],
  ["Décider", "uncertain"],
  ["Continuer", "draft"],
  ["Déposer", "to_deposit"],
  ["Préparer", "todo", "cancelled"],
];

/** What is to do next for a show, in one verb, and the declaration it is about; nothing while all is on its way. */
export const nextVerb = (
  bodies: readonly ShowBody[],
): { verb: string; declarationId: string | null } | undefined => {
  for (const [verb, ...states] of order) {
    const found = bodies.find(
      // SIBIL's sheet is the organisation's, not the show's.
      ({ body, state, open }) => body !== "SIBIL" && states.includes(state) && (open || state !== "todo"),
    );
    if (found) return { verb, declarationId: found.declarationId };
  }
  return undefined;
};

interface SignalLook {
  tone: Tone;
  icon: `fr-icon-${string}`;
}
const signalLooks: Readonly<Record<ShowSignal, SignalLook>> = {
  rejected: { tone: "error", icon: "fr-icon-error-fill" },
  uncertain: { tone: "warning", icon: "fr-icon-question-fill" },
  failed: { tone: "error", icon: "fr-icon-error-warning-fill" },
  aside: { tone: "warning", icon: "fr-icon-question-line" },
  figures_changed: { tone: "warning", icon: "fr-icon-refresh-line" },
  missing: { tone: "warning", icon: "fr-icon-eye-off-line" },
  source_moved: { tone: "warning", icon: "fr-icon-edit-line" },
  reading: { tone: "info", icon: "fr-icon-refresh-line" },
};

/** A signal in words: « 2 ventes à décider », « Chiffres changés ». */
export const signalWords = ({
  kind,
  count,
}: ShowSummary["signals"][number]): SignalLook & { words: string } => ({
  ...signalLooks[kind],
  words:
    kind === "aside"
      ? many(count, "vente à décider", "ventes à décider")
      : kind === "missing" && count > 1
        ? `${count}\u00a0séances disparues`
        : showSignals[kind],
});

/** Tells ASTP and CNM from the bodies Guichet sends to. */
export const isPortal = (body: Body): boolean => body === "ASTP" || body === "CNM" || body === "SIBIL";

/** The quarter that ended before a SIBIL deadline. */
export const quarterOf = (dueOn: string): { year: number; quarter: number } => {
  const month = Number(dueOn.slice(5, 7));
  const year = Number(dueOn.slice(0, 4));
  return month === 1 ? { year: year - 1, quarter: 4 } : { year, quarter: Math.floor((month - 1) / 3) };
};
/** « 1er trimestre 2027 » of a SIBIL deadline. */
export const quarterBefore = (dueOn: string): string => {
  const { year, quarter } = quarterOf(dueOn);
  return `${quarter === 1 ? "1er" : `${quarter}e`} trimestre ${year}`;
};
