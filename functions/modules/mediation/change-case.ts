import { eq, sql } from "drizzle-orm";
import type { CaseAfter } from "../../../shared/mediation/hands.ts";
import type { Action } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type AuditNote, type Change, mutate } from "../../platform/mutate.ts";
import { done, type Result } from "../../platform/refusal.ts";
import { asUser, type CaseRow, caseForUpdate, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";
import { sameVersion } from "./same-version.ts";
import { cases } from "./tables.ts";

type Columns = Partial<typeof cases.$inferInsert>;

/** Writes columns of a case, and that it is another version. */
export const setOnCase = (tx: Tx, ctx: Ctx, found: Pick<CaseRow, "id">, set: Columns) =>
  tx
    .update(cases)
    .set({ ...set, updatedAt: ctx.now(), version: sql`${cases.version} + 1` })
    .where(eq(cases.id, found.id))
    .execute();

/** A change of a few columns of one case: who may make it, what it sets, and what the journal says of it. */
export interface CaseEdit {
  caseId: string;
  /** The version it was decided on. */
  version: number;
  right: Action;
  /** What the journal calls it, when that is not the right itself. */
  noted?: string;
  /** The columns it sets, from the case as it is now; none = nothing to do. */
  set: (found: CaseRow) => Columns | undefined;
  /** The columns a stale write shows, and the journal keeps. */
  shows: readonly (keyof CaseRow)[];
  reason?: string;
  /** What else is written with it. */
  also?: (found: CaseRow) => Promise<unknown>;
}

/** The edit in a transaction of its caller's: refuses what the rules forbid, and a case that changed since it was read. */
export const caseEdit = async (tx: Tx, ctx: Ctx, edit: CaseEdit): Promise<Change<null>> => {
  asUser(ctx);
  const found = await caseForUpdate(tx, edit.caseId);
  const permission = permitOn(ctx, edit.right, found);
  const pick = (row: Partial<Record<string, unknown>>) =>
    Object.fromEntries(edit.shows.map((name) => [name, row[name] ?? null]));
  await sameVersion(tx, ctx, found, edit.version, pick(found));
  const set = edit.set(found);
  if (!set) return { result: null, permission, audit: [], events: [] };
  await setOnCase(tx, ctx, found, set);
  await edit.also?.(found);
  const audit: AuditNote = {
    action: edit.noted ?? edit.right,
    organisationId: found.organisationId,
    target: { kind: "case", id: found.id },
    before: pick(found),
    after: { ...pick({ ...found, ...set }), ...(edit.reason ? { reason: edit.reason } : {}) },
    ...(edit.reason ? { personal: ["reason"] } : {}),
  };
  return { result: null, permission, audit, events: [] };
};

/** Does one change on a case and gives the case as it is then, null when whoever did it may no longer see it. */
export const onCase = async (
  ctx: Ctx,
  caseId: string,
  change: (tx: Tx) => Promise<Change<null>>,
): Promise<Result<CaseAfter>> => {
  const changed = await mutate(ctx, change);
  if (!changed.ok) return changed;
  const read = await readCaseAs(ctx, caseId);
  return done({ case: read.ok ? read.value : null });
};
