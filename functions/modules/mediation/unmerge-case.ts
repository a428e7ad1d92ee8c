import { and, eq, isNull, sql } from "drizzle-orm";
import { caseNumber } from "../../../shared/mediation/case-number.ts";
import { unmergeDays } from "../../../shared/mediation/merging.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { addFact, recountToProcess } from "./add-entry.ts";
import { asUser, type CaseRow, caseOf, permitOn } from "./case-access.ts";
import { twoCases } from "./link-cases.ts";
import { giveRowsBack, type MovedRows } from "./move-rows.ts";
import { readCaseAs } from "./read-case.ts";
import { cases } from "./tables.ts";
import { caseMerge } from "./tables-work.ts";

const tooLate: Refusal = {
  code: "conflict",
  reason: "too_late",
  detail: `Une fusion s’annule pendant ${unmergeDays}\u00a0jours. Ce délai est passé.`,
};
const mergedSince: Refusal = {
  code: "conflict",
  reason: "survivor_merged",
  detail: "Le dossier qui reste a lui-même été fusionné depuis. Annulez d’abord cette autre fusion.",
};

/** What `mergeCases` wrote in `case_merge.moved`, as JSON gives it back. */
type Kept = {
  rows: MovedRows;
  survivor: { before: Record<string, unknown>; after: Record<string, unknown> };
  other: {
    status: CaseRow["status"];
    closedAt: string | null;
    closedBy: string | null;
    outcome: CaseRow["outcome"];
  };
};
/** Only `mergeCases` writes this column, in this shape. */
const keptBy = (moved: Record<string, unknown>): Kept => moved as Kept;

/** A restriction or a legal hold that came with the other case stays: lifting it is somebody's own decision. */
const protections = ["restricted", "legalHold", "legalHoldReason", "legalHoldAt"];

/**
 * Undoes the merge of a case within thirty days (mediation.md §5.4): it gets back its number's status, the rows that
 * were its own, its mail and its follow-up page. What came to the survivor since stays there; values the merge gave it
 * go back unless somebody changed them meanwhile.
 */
export const unmergeCase = async (ctx: Ctx, caseId: string): Promise<Result<CaseView>> => {
  const undone = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const seen = await caseOf(tx, caseId);
    permitOn(ctx, "case.unmerge", seen);
    const [merge] = await tx
      .select()
      .from(caseMerge)
      .where(and(eq(caseMerge.caseId, caseId), isNull(caseMerge.undoneAt)))
      .for("update");
    if (!merge) return refuse(notFound);
    const { found, other: survivor } = await twoCases(tx, ctx, caseId, merge.survivorId);
    const permission = permitOn(ctx, "case.unmerge", found);
    if (survivor.status === "MERGED") return refuse(mergedSince);
    permitOn(ctx, "case.merge", survivor);
    if (ctx.now().getTime() - merge.at.getTime() > unmergeDays * 86_400_000) return refuse(tooLate);

    const kept = keptBy(merge.moved);
    await giveRowsBack(tx, { from: found, rows: kept.rows });
    const { status, closedAt, closedBy, outcome } = kept.other;
    await tx
      .update(cases)
      .set({
        status,
        statusSince: ctx.now(),
        mergedIntoId: null,
        closedAt: closedAt ? new Date(closedAt) : null,
        closedBy,
        outcome,
        updatedAt: ctx.now(),
        version: sql`${cases.version} + 1`,
      })
      .where(eq(cases.id, found.id));
    await tx
      .update(cases)
      .set({ ...restored(survivor, kept), updatedAt: ctx.now(), version: sql`${cases.version} + 1` })
      .where(eq(cases.id, survivor.id));
    await tx
      .update(caseMerge)
      .set({ undoneAt: ctx.now(), undoneBy: userId })
      .where(eq(caseMerge.id, merge.id));
    await recountToProcess(tx, found.id);
    await recountToProcess(tx, survivor.id);
    const mergedNumber = caseNumber(found.year, found.seq);
    await addFact(tx, ctx, survivor, "case.unmerged", `Fusion du dossier ${mergedNumber} annulée`);
    await addFact(tx, ctx, found, "case.unmerged");
    const { organisationId } = found;
    return {
      result: null,
      permission,
      audit: [
        {
          action: "case.unmerge",
          organisationId,
          target: { kind: "case", id: found.id },
          before: { status: "MERGED" },
          after: { status },
        },
        {
          action: "case.unmerge",
          organisationId,
          target: { kind: "case", id: survivor.id },
          after: { mergedNumber },
        },
      ],
      events: [],
    };
  });
  return undone.ok ? readCaseAs(ctx, caseId) : undone;
};

/** The survivor's values from before, for what nobody changed since. */
const restored = (survivor: CaseRow, { survivor: { before, after } }: Kept): Partial<CaseRow> =>
  Object.fromEntries(
    Object.entries(after)
      .filter(([column]) => !protections.includes(column))
      .filter(
        ([column, value]) => JSON.stringify(survivor[column as keyof CaseRow]) === JSON.stringify(value),
      )
      .map(([column]) => [column, fromJson(column, before[column])]),
  );
const fromJson = (column: string, value: unknown): unknown =>
  column.endsWith("At") && typeof value === "string" ? new Date(value) : value;
