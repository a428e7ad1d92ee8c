import { and, eq, inArray } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import type { HeldPage, HeldRow, ListHeld } from "../../../shared/mediation/quarantine.ts";
import { type CaseActor, may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { decodeCursor, pageOf } from "../../platform/keyset.ts";
import { permit } from "../../platform/mutate.ts";
import { done, notFound, Refused, type Result, refuse, refused } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { goesAt, heldPage } from "../mail/index.ts";
import { asUser, caseActor, service } from "./case-access.ts";
import { cases } from "./tables.ts";

const pageSize = 50;

/** Whoever keeps the quarantine without seeing cases sees only what came for none of them. */
export const seesOnlyCaseless = (actor: CaseActor): boolean =>
  actor.kind !== "member" || !actor.roles.includes("manager");

/** Held mails of an organisation, newest first: for its managers and who they gave the quarantine to (settled.md §4). */
export const listQuarantine = async (ctx: Ctx, input: ListHeld): Promise<Result<HeldPage>> => {
  try {
    return done(await readPage(ctx, input));
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};

const readPage = async (ctx: Ctx, input: ListHeld): Promise<HeldPage> => {
  asUser(ctx);
  const actor = caseActor(ctx.actor, input.organisation);
  permit(may(actor, "quarantine.list"));
  const { timeZone } = await organisationById(ctx.db, input.organisation);
  if (input.case && !(await isCaseOf(ctx.db, input.case, input.organisation))) refuse(notFound);
  const rows = await heldPage(
    ctx.db,
    {
      organisationId: input.organisation,
      service,
      withoutTarget: seesOnlyCaseless(actor),
      state: input.state ?? "waiting",
      cause: input.cause,
      caseId: input.case,
      received: { from: input.from, to: input.to, timeZone },
      sender: input.sender?.toLowerCase(),
      words: input.q,
      after: decodeCursor(input.after),
    },
    pageSize + 1,
  );
  const { page, next } = pageOf(rows, pageSize, (row) => ({ at: row.receivedAt, id: row.id }));
  const numbers = await numbersOf(
    ctx.db,
    page.flatMap(({ caseId }) => caseId ?? []),
  );
  return {
    rows: page.map(
      (row): HeldRow => ({
        id: row.id,
        receivedAt: row.receivedAt.toISOString(),
        from: row.from,
        claimedName: row.claimedName,
        subject: row.subject,
        cause: row.cause,
        state: row.state,
        caseId: row.caseId,
        caseNumber: (row.caseId && numbers.get(row.caseId)) ?? null,
        files: row.files,
        expiresAt: goesAt(row).toISOString(),
        decided: row.decidedAt && { by: row.decidedBy, at: row.decidedAt.toISOString() },
        version: row.version,
      }),
    ),
    next,
  };
};

const isCaseOf = async (on: Queries, caseId: string, organisationId: string): Promise<boolean> => {
  const rows = await on
    .select({ id: cases.id })
    .from(cases)
    .where(and(eq(cases.id, caseId), eq(cases.organisationId, organisationId)));
  return rows.length > 0;
};

/** Numbers of these cases, by id. */
const numbersOf = async (on: Queries, caseIds: readonly string[]): Promise<Map<string, string>> => {
  if (caseIds.length === 0) return new Map();
  const rows = await on
    .select({ id: cases.id, year: cases.year, seq: cases.seq })
    .from(cases)
    .where(inArray(cases.id, [...caseIds]));
  return new Map(rows.map((row) => [row.id, caseNumber(row.year, row.seq)]));
};
