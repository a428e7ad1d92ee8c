import { and, eq, isNull, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Traces } from "../mail/index.ts";
import { addFact } from "./add-entry.ts";
import { caseClosing, cases } from "./tables.ts";

/**
 * Opens a closed case again because somebody wrote to it, in an organisation that chose so (mail.md §4.7; by default a
 * closing date has legal weight and mail never moves it). Its outcome stays in its history of closings.
 */
export const reopenByMail = async (tx: Tx, ctx: Ctx, caseId: string): Promise<Traces> => {
  const now = ctx.now();
  const [reopened] = await tx
    .update(cases)
    .set({
      status: "TO_PROCESS",
      closedAt: null,
      closedBy: null,
      outcome: null,
      mediationEndedOn: null,
      updatedAt: now,
      version: sql`${cases.version} + 1`,
    })
    .where(and(eq(cases.id, caseId), eq(cases.status, "CLOSED")))
    .returning();
  // Another mail of the same minute did it.
  if (!reopened) return { audit: [], events: [] };
  await tx
    .update(caseClosing)
    .set({ reopenedAt: now, reopenReason: "Courriel reçu" })
    .where(and(eq(caseClosing.caseId, caseId), isNull(caseClosing.reopenedAt)));
  await addFact(tx, ctx, reopened, "case.reopened");
  return {
    audit: [
      {
        action: "case.reopen",
        organisationId: reopened.organisationId,
        target: { kind: "case", id: caseId },
        before: { status: "CLOSED" },
        after: { status: "TO_PROCESS" },
      },
    ],
    events: [],
  };
};
