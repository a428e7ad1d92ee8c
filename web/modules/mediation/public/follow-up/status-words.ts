import type { PublicStatus } from "../../../../../shared/mediation/enums.ts";
import type { MediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import { publicStatuses } from "../../../../../shared/mediation/public-labels.ts";
import type { FollowUpView, LinkView } from "../../../../../shared/mediation/schema.ts";
import { day, messageDate, shortDay } from "../../../../ui/dates.ts";

/** The h1 of the page: the public status itself, a closed case with its date. */
export const statusTitle = ({ status, closedAt, withdrawnAt, timeZone }: LinkView): string => {
  if (status === "CLOSED" && closedAt) return `Dossier clos le ${day(closedAt, timeZone)}`;
  return withdrawnAt ? `Demande retirée le ${day(withdrawnAt, timeZone)}` : publicStatuses[status];
};

/** What comes next, for someone who has the link alone: nothing of the exchanges. */
export const nextStep = (
  { status, withdrawnAt }: Pick<LinkView, "status" | "withdrawnAt">,
  words: MediatorWords,
): string =>
  withdrawnAt && status !== "CLOSED"
    ? `${words.The} va clore votre dossier. Vous avez changé d’avis\u00a0? Écrivez-lui.`
    : steps(words)[status];

const steps = (words: MediatorWords): Record<PublicStatus, string> => ({
  RECEIVED: `${words.The} lira votre demande et vous écrira.`,
  IN_REVIEW: `${words.The} étudie votre demande. Vous n’avez rien à faire pour le moment.`,
  WAITING_FOR_YOU: `${words.The} vous a écrit. Ouvrez votre dossier pour lui répondre.`,
  WITH_ADMINISTRATION: `${words.The} a contacté le service concerné. Vous n’avez rien à faire pour le moment.`,
  FINALISING: `${words.The} prépare sa conclusion.`,
  CLOSED: "La médiation est terminée. Ouvrez votre dossier pour relire vos échanges.",
});

/** The last message of the mediator's side, if any. */
export const lastFromMediator = ({ entries }: Pick<FollowUpView, "entries">) =>
  entries.findLast(({ kind, from }) => kind === "message" && from === "MEDIATOR");

/** A person of the office with the title: « Claire Vasseur, la médiatrice, ». */
const who = (name: string | null | undefined, words: MediatorWords) =>
  name ? `${name}, ${words.the},` : words.The;

/** The sentence under the status, once the case is open: who wrote when, and what to do. */
export const statusSentence = (view: FollowUpView, words: MediatorWords, now: number): string => {
  const { status, timeZone, withdrawnAt, reopenedAt, readableUntil } = view.link;
  const last = lastFromMediator(view);
  if (withdrawnAt) return nextStep(view.link, words);
  const again = reopenedAt ? `Votre dossier est rouvert depuis le ${day(reopenedAt, timeZone)}. ` : "";
  switch (status) {
    case "RECEIVED":
      return again || `Nous avons bien votre demande. ${words.The} la lira et vous écrira.`;
    case "WAITING_FOR_YOU":
      return last
        ? `${who(last.authorName ?? view.handlerName, words)} vous a écrit ${whenWritten(last.at, now, timeZone)}. ${words.Pronoun} a besoin de votre réponse pour continuer.`
        : `${words.The} a besoin de votre réponse pour continuer.`;
    case "CLOSED":
      return `La médiation est terminée. Vous pouvez relire vos échanges${readableUntil ? ` jusqu’au ${day(readableUntil, timeZone)}` : ""}.`;
    default:
      return again + nextStep(view.link, words);
  }
};

/** « hier à 14 h 20 », or « le 19 mars à 9 h 15 » inside a sentence. */
const whenWritten = (at: string, now: number, timeZone: string) => {
  const date = messageDate(at, now, timeZone);
  return /^\d/.test(date) ? `le ${date}` : date;
};

export interface Mark {
  status: PublicStatus;
  label: string;
  state: "done" | "now" | "later";
  /** « le 16 mars », « depuis le 18 mars », « ensuite » */
  when: string;
  /** A pause, written under the mark reached. */
  note: string | undefined;
}

const markLabels: Array<[PublicStatus, string]> = [
  ["RECEIVED", "Demande reçue"],
  ["IN_REVIEW", "En cours d’examen"],
  ["WITH_ADMINISTRATION", "Échanges avec l’administration"],
  ["FINALISING", "Finalisation"],
  ["CLOSED", "Dossier clos"],
];

/**
 * Always the same five marks. A mark reached stays reached when work goes back; waiting for the person is a pause
 * under the mark reached, not a sixth one. No percentage and no promised date.
 */
export const progressMarks = ({ link, marks }: Pick<FollowUpView, "link" | "marks">): Mark[] => {
  const reachedAt = (status: PublicStatus) => marks.find((mark) => mark.status === status)?.at ?? null;
  const waiting = link.status === "WAITING_FOR_YOU";
  const furthest = markLabels.findLastIndex(
    ([status]) => reachedAt(status) !== null || status === link.status,
  );
  const placed = markLabels.findIndex(([status]) => status === link.status);
  // While waiting, work stands where it last was: at least in review.
  const current = waiting ? Math.max(1, furthest) : Math.max(0, placed);
  const done = (place: number) => place < current || (place <= furthest && place !== current);
  return markLabels.map(([status, label], place) => {
    const at = reachedAt(status);
    const closed = status === "CLOSED" && link.status === "CLOSED";
    const state = closed || done(place) ? "done" : place === current ? "now" : "later";
    const date = at ? shortDay(at, link.timeZone) : "";
    const since = state === "now" && status !== "RECEIVED" ? "depuis le" : "le";
    const when = date && state !== "later" ? `${since} ${date}` : "";
    return {
      status,
      label,
      state,
      when: state === "later" && place === current + 1 ? "ensuite" : when,
      note: state === "now" && waiting ? publicStatuses.WAITING_FOR_YOU : undefined,
    };
  });
};
