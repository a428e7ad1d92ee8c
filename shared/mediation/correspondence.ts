import type { Correspondence, MandateState } from "./enums.ts";

/** What decides who speaks for a requester, and who gets the letters (mediation.md §4.2). */
export interface Speaker {
  role: "REQUESTER" | "REPRESENTATIVE";
  repKind: string | null;
  mandateState: MandateState | null;
  correspondence: Correspondence | null;
  /** Acts no more since. */
  endedAt: Date | string | null;
}
interface MandateRule {
  lawyersNeedNoMandate: boolean;
}

/**
 * Whether somebody reads what the mediator writes to the requester: the requester, a representative whose mandate was
 * verified, a lawyer where the organisation asks them for none. `guichet.reads_exchanges` says the same in the database.
 */
export const readsExchanges = (who: Speaker, { lawyersNeedNoMandate }: MandateRule): boolean =>
  who.role === "REQUESTER" ||
  (who.endedAt === null &&
    (who.mandateState === "VERIFIED" || (who.repKind === "LAWYER" && lawyersNeedNoMandate)));

/**
 * Those of the parties who can be written to that a letter of Guichet itself goes to: the addressees; when none of them
 * can, whoever else reads the exchanges; failing them whoever acts without a verified mandate, who may know the public
 * status and nothing else (§4.2), unless their mandate was refused.
 */
export const notified = <P extends Speaker>(reachable: readonly P[], rule: MandateRule): P[] => {
  const chosen = addressees(reachable, rule);
  if (chosen.length > 0) return chosen;
  const readers = reachable.filter((one) => readsExchanges(one, rule));
  return readers.length > 0
    ? readers
    : reachable.filter(({ mandateState, endedAt }) => endedAt === null && mandateState !== "REFUSED");
};

/** Those of a case's parties to whom letters go, by the choice made for each representative who may speak. */
export const addressees = <P extends Speaker>(parties: readonly P[], rule: MandateRule): P[] => {
  const speaking = parties.filter((one) => one.role === "REPRESENTATIVE" && readsExchanges(one, rule));
  const wanted = speaking.filter(({ correspondence }) => correspondence && correspondence !== "REQUESTER");
  const alone = wanted.some(({ correspondence }) => correspondence === "REPRESENTATIVE");
  return alone ? wanted : [...parties.filter(({ role }) => role === "REQUESTER"), ...wanted];
};
