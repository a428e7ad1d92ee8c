import { and, eq, gt, inArray } from "drizzle-orm";
import {
  acceptedKinds,
  addedNet,
  decisionWords,
  effectOf,
  rateOfDecision,
} from "../../../shared/declarations/aside-words.ts";
import type { AsideEffect, AsidesDecided, DecideAsides } from "../../../shared/declarations/asides.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { mutate, type OutboxEvent } from "../../platform/mutate.ts";
import { invalid, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { mapAgain } from "./apply-series.ts";
import { wasTold } from "./hide-show.ts";
import {
  type AroundRecords,
  aroundRecords,
  askedOf,
  type FoundRecord,
  linesFor,
  recordsWhere,
} from "./list-asides.ts";
import { type KnownPerformance, performancesOf } from "./read-performances.ts";
import { asUser, permitOn, staleVersion } from "./show-access.ts";
import { quarantineRecord, syncRun } from "./tables-connections.ts";

/** Milliseconds for which what was read is kept, as the bucket `readings` has it. */
const pagesKept = 7 * 86_400_000;

type Decision = DecideAsides["decisions"][number];
interface Pair {
  found: FoundRecord;
  decision: Decision;
}

const told: Refusal = {
  code: "conflict",
  reason: "told",
  detail: "Ces ventes ont été déclarées ainsi\u00a0: préparez une rectification.",
};

/** The records named, each with its decision. Refuses one of another organisation, changed since, or gone. */
const pairsOf = async (on: Queries, { organisation, decisions }: DecideAsides): Promise<Pair[]> => {
  const ids = decisions.map(({ id }) => id);
  if (new Set(ids).size < ids.length)
    refuse(invalid([{ path: "decisions", message: "Une décision par vente." }]));
  const records = await recordsWhere(
    on,
    and(inArray(quarantineRecord.id, ids), eq(quarantineRecord.organisationId, organisation)),
  );
  return decisions.map((decision, at) => {
    const found = records.find(({ record }) => record.id === decision.id) ?? refuse(notFound);
    const { record } = found;
    if (record.version !== decision.version || record.state === "obsolete")
      refuse(
        staleVersion(
          record.version,
          { state: record.state },
          "Une lecture a changé ces ventes pendant votre choix. Relisez-les, puis recommencez.",
        ),
      );
    const kind = decision.resolution?.kind;
    if (kind && !acceptedKinds(askedOf(found)).includes(kind))
      refuse(
        invalid([
          { path: `decisions.${at}.resolution`, message: "Ce choix ne répond pas à cette question." },
        ]),
      );
    return { found, decision };
  });
};

/** A ticket may be counted for a performance of its own show only. */
const checkPerformances = (pairs: readonly Pair[], { performances }: AroundRecords): void => {
  for (const [at, { found, decision }] of pairs.entries()) {
    const { resolution } = decision;
    if (resolution?.kind === "date" && resolution.endAt && resolution.endAt < resolution.startAt)
      refuse(invalid([{ path: `decisions.${at}.resolution.endAt`, message: "La fin est avant le début." }]));
    if (resolution?.kind !== "count_for") continue;
    const known = performances.some(
      (one) => one.showId === found.showId && one.externalId === resolution.performanceExternalId,
    );
    if (!known)
      refuse(
        invalid([{ path: `decisions.${at}.resolution`, message: "Choisissez une séance de ce spectacle." }]),
      );
  }
};

const stateOf = ({ resolution }: Decision) =>
  resolution === null ? "open" : resolution.kind === "ignore" ? "ignored" : "resolved";

/**
 * Decides of records set aside, all or none; null opens one again. Each decision is applied at every later reading, and
 * to what was read last where its pages are still kept (declarations.md §5.5). A decision made before may change until a
 * body was told. Refuses a decision that does not answer the question.
 */
export const decideAsides = async (ctx: Ctx, input: DecideAsides): Promise<Result<AsidesDecided>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { organisation: organisationId } = input;
    const permission = permitOn(ctx, "aside.decide", { organisationId });
    await tx
      .select({ id: quarantineRecord.id })
      .from(quarantineRecord)
      .where(
        inArray(
          quarantineRecord.id,
          input.decisions.map(({ id }) => id),
        ),
      )
      .orderBy(quarantineRecord.id)
      .for("update");
    const pairs = await pairsOf(tx, input);
    checkPerformances(
      pairs,
      await aroundRecords(
        tx,
        pairs.map(({ found }) => found),
      ),
    );
    const settled = new Set(
      pairs.flatMap(({ found }) => (found.record.state === "open" ? [] : (found.showId ?? []))),
    );
    for (const showId of settled) if (await wasTold(tx, showId)) refuse(told);
    for (const { found, decision } of pairs) {
      const { resolution } = decision;
      await tx
        .update(quarantineRecord)
        .set({
          state: stateOf(decision),
          resolution,
          resolvedBy: resolution ? userId : null,
          resolvedAt: resolution ? ctx.now() : null,
          updatedAt: ctx.now(),
          version: found.record.version + 1,
        })
        .where(eq(quarantineRecord.id, found.record.id));
    }
    const runs = [...new Set(pairs.flatMap(({ found }) => found.record.runId ?? []))];
    const recent = await tx
      .select({ id: syncRun.id })
      .from(syncRun)
      .where(
        and(inArray(syncRun.id, runs), gt(syncRun.createdAt, new Date(ctx.now().getTime() - pagesKept))),
      );
    const isKept = pairs.every(({ found }) => recent.some(({ id }) => id === found.record.runId));
    const series = new Map(
      pairs.map(({ found: { record } }) => [JSON.stringify([record.sourceId, record.seriesId]), record]),
    );
    return {
      result: { decided: pairs.length, applied: isKept },
      permission,
      audit: pairs.map(({ found, decision }) => ({
        action: decision.resolution === null ? "aside.reopen" : "aside.decide",
        organisationId,
        target: { kind: "quarantine_record", id: found.record.id },
        aggregateId: found.showId ?? found.record.id,
        before: { decision: decisionWords(found.record.resolution ?? null) },
        after: { decision: decisionWords(decision.resolution), records: found.record.count },
      })),
      events: [...series.values()].map(
        ({ sourceId, seriesId }): OutboxEvent => mapAgain({ organisationId, sourceId, seriesId }),
      ),
    };
  });

/** What decisions would do to the totals of their shows, before anything is written (screens §4). */
export const effectOfAsides = (ctx: Ctx, input: DecideAsides): Promise<Result<AsideEffect>> =>
  answered(async () => {
    permitOn(ctx, "aside.decide", { organisationId: input.organisation });
    const pairs = await pairsOf(ctx.db, input);
    const around = await aroundRecords(
      ctx.db,
      pairs.map(({ found }) => found),
    );
    checkPerformances(pairs, around);
    const shows = await Promise.all(
      around.shows.map(async ({ id, name }) => {
        const own = pairs.filter(({ found }) => found.showId === id);
        const all = await performancesOf(ctx.db, id);
        const before = totalsOf(all);
        return { id, name, before, after: afterAll(own, around, before, all) };
      }),
    );
    return { shows };
  });

type Totals = AsideEffect["shows"][number]["before"];

const totalsOf = (all: readonly KnownPerformance[]): Totals => {
  const totals = { entries: 0, gross: 0, net: 0 };
  for (const { row, retained } of all) {
    if (row.sourceState !== "present" && row.sourceState !== "missing") continue;
    totals.entries += retained.paid + retained.free;
    totals.gross += retained.gross;
    totals.net += retained.net;
  }
  return totals;
};

/**
 * Null as soon as one decision is known only by the next reading, or takes another one back. A total that was corrected
 * stays what it is: a decision moves what the source says under it.
 */
const afterAll = (
  pairs: readonly Pair[],
  around: AroundRecords,
  before: Totals,
  all: readonly KnownPerformance[],
): Totals | null => {
  let after: Totals = before;
  const added = new Map<string, { rate: number; gross: number }[]>();
  for (const { found, decision } of pairs) {
    const { resolution } = decision;
    if (resolution === null || found.record.state !== "open") return null;
    const asked = askedOf(found);
    const effect = effectOf(asked, resolution);
    if (effect === null) return null;
    const known = linesFor(found, around);
    const rate = effect.gross === 0 ? 0 : rateOfDecision(asked, resolution, known);
    if (rate === undefined) return null;
    // Decisions of one performance add up before they are rounded.
    const key = found.record.performanceExternalId ?? "";
    const earlier = added.get(key) ?? [];
    const lines = [...known, ...earlier.map((one) => ({ ...one, categoryName: "", unitPrice: null }))];
    const counts = all.find(
      ({ row }) =>
        row.externalId ===
        (resolution.kind === "count_for"
          ? resolution.performanceExternalId
          : found.record.performanceExternalId),
    );
    const moves = (field: "paid" | "free" | "gross" | "net", by: number): number =>
      counts?.corrections.some((correction) => correction.field === field) ? 0 : by;
    after = {
      entries: after.entries + moves(effect.gross === 0 ? "free" : "paid", effect.entries),
      gross: after.gross + moves("gross", effect.gross),
      net: after.net + moves("net", addedNet(lines, rate, effect.gross)),
    };
    added.set(key, [...earlier, { rate, gross: effect.gross }]);
  }
  return after;
};
