import type { CaseStatus, Side } from "../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";

export type Participant = CaseView["participants"][number];

/** Addresses that mail no longer reaches, or whose owner complained. */
export const isBlocked = ({ verification }: Pick<Participant, "verification">) =>
  verification === "undeliverable" || verification === "complained";

/** Sides of the chosen recipients, each once. More than one is never sent as one message (mediation.md §4.6). */
export const sidesOf = (participants: readonly Participant[], chosen: readonly string[]): Side[] => [
  ...new Set(participants.filter(({ id }) => chosen.includes(id)).map(({ side }) => side)),
];

/** Who will not read the message, said before anything leaves; undefined while the sides are unknown or mixed. */
export function whoWillNotRead(
  participants: readonly Participant[],
  chosen: readonly string[],
  requesterName: string | undefined,
): string | undefined {
  const [side, ...others] = sidesOf(participants, chosen);
  if (!side || others.length > 0) return undefined;
  if (side === "REQUESTER") return "L’administration ne verra pas ce message";
  if (side === "ADMINISTRATION") return `${requesterName ?? "Le demandeur"} ne verra pas ce message`;
  return "Ni le demandeur ni l’administration ne verront ce message";
}

/** Whom an answer to one message goes to: its author, or those it was sent to; undefined when none can be reached. */
export function recipientsFor(
  participants: readonly Participant[],
  entry: Pick<CaseEntryView, "direction" | "participantId" | "recipients" | "author" | "side">,
): string[] | undefined {
  const reachable = participants.filter((participant) => !isBlocked(participant));
  const found =
    entry.direction === "OUT"
      ? reachable.filter(({ email }) =>
          entry.recipients.some(({ address }) => address === email.toLowerCase()),
        )
      : reachable.filter(({ id }) => id === entry.participantId);
  return found.length > 0 ? found.map(({ id }) => id) : undefined;
}

/**
 * To whom an answer goes first: who wrote last and can be reached, else their side, else the requester's, else nobody.
 * Never a representative whose mandate nobody verified.
 */
export function firstRecipients(
  participants: readonly Participant[],
  entries: readonly CaseEntryView[],
): string[] {
  const reachable = participants.filter((one) => !isBlocked(one) && one.speaks === "yes");
  const last = lastReceived(entries);
  const author = last && recipientsFor(reachable, last);
  if (author) return author;
  const requesters = reachable.filter(({ side, getsLetters }) => side === "REQUESTER" && getsLetters);
  // Who speaks for the requester gets the letters that were chosen for them (mediation.md §4.2).
  if (!last || last.side === "REQUESTER") return requesters.map(({ id }) => id);
  const found = reachable.find(({ side }) => side === last.side);
  return found ? [found.id] : requesters.map(({ id }) => id);
}

/** The last message a person wrote to the mediator. */
export const lastReceived = (entries: readonly CaseEntryView[]): CaseEntryView | undefined =>
  entries
    .filter(({ kind, direction }) => kind === "message" && direction === "IN")
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .at(-1);

/** The status that usually follows a message, by the side it goes to; proposed, never imposed. */
export function usualStatus(current: CaseStatus, side: Side | undefined): CaseStatus {
  if (current === "ABOUT_TO_CLOSE") return current;
  if (side === "REQUESTER") return "WAITING_FOR_REQUESTER";
  if (side === "ADMINISTRATION") return "WAITING_FOR_ADMINISTRATION";
  return current;
}

/** The subject an answer starts with: that of the last message, without its prefixes, which are added when sent. */
export function firstSubject(entries: readonly CaseEntryView[]): string {
  const last = entries
    .filter(({ kind, subject }) => kind === "message" && subject)
    .toSorted((a, b) => a.at.localeCompare(b.at))
    .at(-1);
  return bareSubject(last?.subject ?? "") || "Votre demande de médiation";
}

/** A subject without `Re:`, `Tr:` and the case number between brackets. */
export const bareSubject = (subject: string): string =>
  subject.replace(/^(?:\s*(?:re|rép|tr|fwd?|aw)\s*:|\s*\[dossier [\d-]+\])+/i, "").trim();

/** Messages that came, or went from another screen, after the last entry the agent saw. */
export function newerThan(entries: readonly CaseEntryView[], lastSeen: string | null): CaseEntryView[] {
  const ordered = entries.toSorted((a, b) => a.at.localeCompare(b.at));
  const at = ordered.findIndex(({ id }) => id === lastSeen);
  return ordered.slice(at + 1).filter(({ kind }) => kind === "message");
}

/** The entry that stands last in the thread now. */
export const lastEntry = (entries: readonly CaseEntryView[]): string | null =>
  entries.toSorted((a, b) => a.at.localeCompare(b.at)).at(-1)?.id ?? null;
