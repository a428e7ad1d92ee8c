import type { CalendarCard } from "../../../../shared/mail/cards.ts";
import { zoneName } from "../../../../shared/mediation/date-words.ts";
import { clockTime, dayOf, exactDay, exactInstant } from "../../../ui/agent/relative-dates.ts";

/** What the mail does with the appointment. */
export const methodWords: Readonly<Record<CalendarCard["method"], string>> = {
  invitation: "Invitation",
  update: "Rendez-vous modifié",
  cancellation: "Rendez-vous annulé",
  accepted: "Invitation acceptée",
  declined: "Invitation refusée",
  tentative: "Invitation acceptée sous réserve",
  published: "Rendez-vous",
};

/** When, in the reader's zone; the organiser's own hour after it when clocks differ there. */
export function whenWords(card: CalendarCard, timeZone?: string): string {
  const { start, end, allDay } = card;
  if (start === null) return "Date illisible : voir le fichier joint";
  if (allDay)
    return end === null || end === start ? exactDay(start) : `du ${exactDay(start)} au ${exactDay(end)}`;
  // A time without a zone is the same hour everywhere: it is read as if here were there.
  if (!start.endsWith("Z"))
    return `${span(`${start}Z`, end && `${end}Z`, "UTC")} (fuseau horaire non précisé)`;
  const elsewhere = card.timeZone;
  const here = span(start, end, timeZone);
  if (elsewhere === null || isSameHour(start, elsewhere, timeZone)) return here;
  return `${here}, soit ${clockTime(new Date(start), elsewhere)} pour l’organisateur (${zoneName(elsewhere)})`;
}

const isSameHour = (at: string, one: string, other: string | undefined) =>
  clockTime(new Date(at), one) === clockTime(new Date(at), other) &&
  dayOf(new Date(at), one) === dayOf(new Date(at), other);

function span(start: string, end: string | null, timeZone: string | undefined): string {
  const from = exactInstant(start, timeZone);
  if (end === null || end === start) return from;
  const [first, last] = [new Date(start), new Date(end)];
  return dayOf(first, timeZone) === dayOf(last, timeZone)
    ? `${from.replace(" à ", ", de ")} à ${clockTime(last, timeZone)}`
    : `${from} jusqu’au ${exactInstant(end, timeZone)}`;
}
