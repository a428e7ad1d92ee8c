import { and, eq, inArray, isNotNull, isNull } from "drizzle-orm";
import type {
  FiguresRestored,
  KeepFigures,
  RestoreFigures,
  ReviveCorrections,
} from "../../../shared/declarations/show-inputs.ts";
import type { CorrectedField, ShowView } from "../../../shared/declarations/shows.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { figuresBefore, toldFigures } from "./correct-figures.ts";
import { keepLastPerformance } from "./last-performance.ts";
import { figureOf } from "./read-performances.ts";
import { readShow } from "./read-show.ts";
import {
  type PerformanceRow,
  performanceForUpdate,
  permitOn,
  type ShowRow,
  sameVersion,
} from "./show-access.ts";
import { changesOf, noteOn } from "./show-notes.ts";
import { figureCorrection, performance } from "./tables.ts";

const money: readonly CorrectedField[] = ["gross", "net", "vat", "lines"];
const tickets: readonly CorrectedField[] = [...money, "paid", "free"];

/** Corrections that fall together: money of one another, and all of the tickets once lines were corrected. */
const withOthers = (fields: readonly CorrectedField[], live: readonly { field: CorrectedField }[]) => {
  const linesLive = live.some(({ field }) => field === "lines");
  const block = linesLive ? tickets : money;
  return new Set(fields.some((field) => block.includes(field)) ? [...fields, ...block] : fields);
};

const settle = async (
  tx: Tx,
  found: PerformanceRow,
  of: ShowRow,
  before: Awaited<ReturnType<typeof figuresBefore>>,
  action: string,
) => {
  await tx
    .update(performance)
    .set({ version: found.version + 1 })
    .where(eq(performance.id, found.id));
  await keepLastPerformance(tx, of.id);
  const after = await figuresBefore(tx, found);
  const changes = changesOf(toldFigures(before.now), toldFigures(after.now));
  return noteOn(of, action, changes, { kind: "performance", id: found.id });
};

/**
 * Takes corrections back: what the source says counts again. Without fields, all of them; money falls together, so that
 * gross and net always come from the same hand. Answers the ids that {@link reviveCorrections} brings back.
 */
export const restoreFigures = async (ctx: Ctx, input: RestoreFigures): Promise<Result<FiguresRestored>> => {
  const restored = await mutate(ctx, async (tx) => {
    const { found, of } = await performanceForUpdate(tx, input.performanceId);
    const permission = permitOn(ctx, "figure.correct", found);
    const before = await figuresBefore(tx, found);
    sameVersion(found, input.version, toldFigures(before.now));
    const fields = input.fields && withOthers(input.fields, before.live);
    const ids = before.live.filter(({ field }) => !fields || fields.has(field)).map(({ id }) => id);
    if (ids.length === 0) return { result: { showId: of.id, ids }, permission, audit: [], events: [] };
    await tx
      .update(figureCorrection)
      .set({ withdrawnAt: ctx.now() })
      .where(inArray(figureCorrection.id, ids));
    const audit = await settle(tx, found, of, before, "figure.restore");
    return { result: { showId: of.id, ids }, permission, audit, events: [] };
  });
  if (!restored.ok) return restored;
  const show = await readShow(ctx, restored.value.showId);
  return show.ok ? { ok: true, value: { show: show.value, withdrawn: restored.value.ids } } : show;
};

/** Brings corrections back that were taken away by mistake. Refuses when another was made of the same field since. */
export const reviveCorrections = async (ctx: Ctx, input: ReviveCorrections): Promise<Result<ShowView>> => {
  const revived = await mutate(ctx, async (tx) => {
    const { found, of } = await performanceForUpdate(tx, input.performanceId);
    const permission = permitOn(ctx, "figure.correct", found);
    const before = await figuresBefore(tx, found);
    sameVersion(found, input.version, toldFigures(before.now));
    const rows = await tx
      .select()
      .from(figureCorrection)
      .where(
        and(
          eq(figureCorrection.performanceId, found.id),
          inArray(figureCorrection.id, input.corrections),
          isNotNull(figureCorrection.withdrawnAt),
        ),
      );
    const fields = rows.map(({ field }) => field);
    const taken =
      before.live.some(({ field }) => fields.includes(field)) || new Set(fields).size < fields.length;
    if (taken || rows.length < new Set(input.corrections).size)
      refuse(invalid([{ path: "corrections", message: "Cette annulation n’est plus possible." }]));
    await tx
      .update(figureCorrection)
      .set({ withdrawnAt: null })
      .where(
        inArray(
          figureCorrection.id,
          rows.map(({ id }) => id),
        ),
      );
    const audit = await settle(tx, found, of, before, "figure.revive");
    return { result: of.id, permission, audit, events: [] };
  });
  return revived.ok ? readShow(ctx, revived.value) : revived;
};

/**
 * « Garder »: corrections stand though the source says something else now, and a performance stays though the source
 * has it no more (screens §4). Nothing of the figures changes.
 */
export const keepFigures = async (ctx: Ctx, input: KeepFigures): Promise<Result<ShowView>> => {
  const kept = await mutate(ctx, async (tx) => {
    const { found, of } = await performanceForUpdate(tx, input.performanceId);
    const permission = permitOn(ctx, "figure.correct", found);
    const before = await figuresBefore(tx, found);
    sameVersion(found, input.version, toldFigures(before.now));
    for (const { id, field } of before.live) {
      await tx
        .update(figureCorrection)
        .set({ sourceValueWhenSet: figureOf(before.source, field) ?? null })
        .where(and(eq(figureCorrection.id, id), isNull(figureCorrection.withdrawnAt)));
    }
    await tx
      .update(performance)
      .set({ kept: found.kept || found.sourceState === "missing", version: found.version + 1 })
      .where(eq(performance.id, found.id));
    return {
      result: of.id,
      permission,
      audit: noteOn(
        of,
        "figure.keep",
        { after: { startAt: before.now.startAt } },
        { kind: "performance", id: found.id },
      ),
      events: [],
    };
  });
  return kept.ok ? readShow(ctx, kept.value) : kept;
};
