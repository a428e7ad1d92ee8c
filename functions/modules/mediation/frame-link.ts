import { and, eq, isNotNull, sql } from "drizzle-orm";
import { may } from "../../../shared/mediation/rules.ts";
import type { FileLink } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { noteRead, readingOf } from "../../platform/note-read.ts";
import { notFound, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { frameLink } from "../mail/index.ts";
import { caseActor, service } from "./case-access.ts";
import { caseEntry, cases } from "./tables.ts";

/** Address of one message's own page for a sandboxed frame, for a minute; the right is looked at again there. It is a reading of the case. */
export const linkToFrame = async (ctx: Ctx, entryId: string): Promise<Result<FileLink>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const [row] = await ctx.db
    .select({ found: cases })
    .from(caseEntry)
    .innerJoin(cases, eq(cases.id, caseEntry.caseId))
    .where(and(eq(caseEntry.id, entryId), isNotNull(caseEntry.html)));
  if (!row) return refused(notFound);
  const verdict = may(caseActor(ctx.actor, row.found.organisationId), "case.read", row.found);
  if (verdict !== true) return refused(verdict);
  const { id, organisationId: organisation } = row.found;
  const reading = { action: "case.read", kind: "case", target: id, organisation, aggregate: id };
  await ctx.db.execute(sql`select ${noteRead(readingOf(ctx), reading)}`);
  return frameLink(ctx, service, entryId);
};
