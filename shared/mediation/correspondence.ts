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

/** Those of a case's parties to whom letters go, by the choice made for each representative who may speak. */
export const addressees = <P extends Speaker>(parties: readonly P[], rule: MandateRule): P[] => {
  const speaking = parties.filter((one) => one.role === "REPRESENTATIVE" && readsExchanges(one, rule));
  const wanted = speaking.filter(({ correspondence }) => correspondence && correspondence !== "REQUESTER");
  const alone = wanted.some(({ correspondence }) => correspondence === "REPRESENTATIVE");
  return alone ? wanted : [...parties.filter(({ role }) => role === "REQUESTER"), ...wanted];
};
