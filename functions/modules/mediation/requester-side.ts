import { and, eq, isNull } from "drizzle-orm";
import { notified, readsExchanges } from "../../../shared/mediation/correspondence.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { CaseRow } from "./case-access.ts";
import { mediationSettingsOf } from "./mediation-settings.ts";
import { participant, party } from "./tables.ts";

/**
 * Whom automatic letters of a case reach on the requester's side, by the rule of `notified`, among those whose address
 * takes mail; nobody once the requester has died. `reads` false = they may be told the public status, and nothing else.
 */
export const requesterSide = async (tx: Tx, found: Pick<CaseRow, "id" | "organisationId">) => {
  const here = and(
    eq(participant.partyId, party.id),
    eq(participant.caseId, found.id),
    isNull(participant.endedAt),
  );
  const [rows, rule] = await together([
    tx
      .select({ who: party, reached: participant })
      .from(party)
      .leftJoin(participant, here)
      .where(eq(party.caseId, found.id))
      .orderBy(party.id)
      .execute(),
    mediationSettingsOf(tx, found.organisationId),
  ]);
  if (rows.some(({ who }) => who.role === "REQUESTER" && who.deceased)) return [];
  const reachable = rows.flatMap(({ who, reached }) =>
    reached?.verification === "unverified" || reached?.verification === "verified" ? { ...who, reached } : [],
  );
  return notified(reachable, rule).map(({ reached, ...who }) => ({
    who,
    reached,
    reads: readsExchanges(who, rule),
  }));
};
