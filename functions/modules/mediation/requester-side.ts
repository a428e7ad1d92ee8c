import { and, eq } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import { participant, party } from "./tables.ts";

/**
 * Whom automatic letters of a case reach on the requester's side: the requester, or a representative whose mandate was
 * verified when letters go to them, or the representative when the requester gave no address. Nobody once the requester
 * has died, nor who acts for them no more, nor an address that refuses mail.
 */
export const requesterSide = async (tx: Tx, caseId: string) => {
  const rows = await tx
    .select({ who: party, reached: participant })
    .from(party)
    .leftJoin(participant, and(eq(participant.partyId, party.id), eq(participant.caseId, caseId)))
    .where(eq(party.caseId, caseId));
  const requester = rows.find(({ who }) => who.role === "REQUESTER");
  if (requester?.who.deceased) return [];
  const reachable = rows.flatMap(({ who, reached }) =>
    reached && !who.endedAt && (reached.verification === "unverified" || reached.verification === "verified")
      ? [{ who, reached }]
      : [],
  );
  const spokesmen = reachable.filter(
    ({ who }) =>
      who.role === "REPRESENTATIVE" && who.mandateState === "VERIFIED" && who.correspondence !== "REQUESTER",
  );
  const own = reachable.filter(({ who }) => who.role === "REQUESTER");
  const alone = spokesmen.some(({ who }) => who.correspondence === "REPRESENTATIVE");
  const chosen = alone ? spokesmen : [...own, ...spokesmen];
  return chosen.length > 0 ? chosen : reachable.filter(({ who }) => who.mandateState !== "REFUSED");
};
