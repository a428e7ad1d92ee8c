import { inArray } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { QuarantinePage } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { decodeCursor, pageOf } from "../../platform/keyset.ts";
import { permit } from "../../platform/mutate.ts";
import { done, Refused, type Result, refused } from "../../platform/refusal.ts";
import { quarantineRows } from "../mail/index.ts";
import { asUser, caseActor } from "./case-access.ts";
import { cases } from "./tables.ts";

const pageSize = 50;

/** Mails of an organisation that wait for a decision, newest first: for its managers (settled.md §4). */
export const listQuarantine = async (
  ctx: Ctx,
  input: { organisation: string; after?: string | undefined },
): Promise<Result<QuarantinePage>> => {
  try {
    return done(await readPage(ctx, input));
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
};

const readPage = async (
  ctx: Ctx,
  input: { organisation: string; after?: string | undefined },
): Promise<QuarantinePage> => {
  asUser(ctx);
  permit(may(caseActor(ctx.actor, input.organisation), "quarantine.list"));
  const rows = await quarantineRows(ctx.db, input.organisation, decodeCursor(input.after), pageSize + 1);
  const { page, next } = pageOf(rows, pageSize, (row) => ({ at: row.receivedAt, id: row.id }));
  const numbers = await numbersOf(
    ctx,
    page.flatMap(({ caseId }) => caseId ?? []),
  );
  return {
    rows: page.map(({ inboundTargetId: _, ...row }) => ({
      ...row,
      receivedAt: row.receivedAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      caseNumber: (row.caseId && numbers.get(row.caseId)) ?? null,
    })),
    next,
  };
};

const numbersOf = async (ctx: Ctx, caseIds: readonly string[]): Promise<Map<string, string>> => {
  if (caseIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: cases.id, year: cases.year, seq: cases.seq })
    .from(cases)
    .where(inArray(cases.id, [...caseIds]));
  return new Map(rows.map((row) => [row.id, caseNumber(row.year, row.seq)]));
};
