import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { Traces } from "../mail/index.ts";
import { openAgain } from "./reopen-case.ts";
import { cases } from "./tables.ts";

/**
 * Opens a closed case again because somebody wrote to it, in an organisation that chose so (mail.md §4.7; by default a
 * closing date has legal weight and mail never moves it). Its outcome stays in its history of closings.
 */
export const reopenByMail = async (tx: Tx, ctx: Ctx, caseId: string): Promise<Traces> => {
  const [found] = await tx.select().from(cases).where(eq(cases.id, caseId)).for("update");
  // Another mail of the same minute did it.
  if (found?.status !== "CLOSED") return { audit: [], events: [] };
  await openAgain(tx, ctx, found, { status: "TO_PROCESS", by: null, reason: "Courriel reçu" });
  return {
    audit: [
      {
        action: "case.reopen",
        organisationId: found.organisationId,
        target: { kind: "case", id: caseId },
        before: { status: "CLOSED" },
        after: { status: "TO_PROCESS" },
      },
    ],
    events: [],
  };
};
