import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { close } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote, OutboxEvent } from "../../platform/mutate.ts";
import { refuse } from "../../platform/refusal.ts";
import type { Organisation } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";
import { requesterSide } from "./requester-side.ts";
import { writeClosing } from "./write-closing.ts";

/**
 * Closes a case whose requester let the last notice pass, in Guichet's own name, and tells them (mediation.md §5.6).
 * The caller holds the case and took the step `closed`.
 */
export const closeInactive = async (
  tx: Tx,
  ctx: Ctx,
  organisation: Organisation,
  found: CaseRow,
): Promise<{ audit: AuditNote[]; events: OutboxEvent[] }> => {
  const outcome = "CITIZEN_INACTIVITY";
  const endedOn = dayIn(organisation.timeZone, ctx.now());
  const asked = { version: found.version, outcome, mediationEndedOn: endedOn } as const;
  const decided = close(found, asked, ctx.now(), organisation.timeZone);
  if (!decided.ok) return refuse(decided.refusal);
  const people = await requesterSide(tx, found);
  const { events, note } = await writeClosing(tx, ctx, {
    next: decided.next,
    closedBy: null,
    status: found.status,
    notify: people.map(({ reached }) => reached.id),
    facts: {
      found,
      number: caseNumber(found.year, found.seq),
      organisation,
      authorName: organisation.settings.senderName,
      outcome,
      sayOutcome: true,
      endedOn,
      closingWords: undefined,
    },
  });
  return { audit: [note], events };
};
