import { and, eq, inArray, isNull } from "drizzle-orm";
import { faultOfPair } from "../../../shared/declarations/amounts.ts";
import { retained } from "../../../shared/declarations/effective.ts";
import { figuresOf, netOf } from "../../../shared/declarations/money.ts";
import type { CorrectFigures } from "../../../shared/declarations/show-inputs.ts";
import type { CorrectedField, ShowView } from "../../../shared/declarations/shows.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { keepLastPerformance } from "./last-performance.ts";
import { figureOf, sourceFigures } from "./read-performances.ts";
import { readShow } from "./read-show.ts";
import { asUser, type PerformanceRow, performanceForUpdate, permitOn, sameVersion } from "./show-access.ts";
import { changesOf, noteOn } from "./show-notes.ts";
import { figureCorrection, performance, saleLine } from "./tables.ts";
import { type Typed, typedLines, typedTimes } from "./typed-figures.ts";
import { zoneOfPerformance } from "./zone-of-performance.ts";

type Corrections = Map<CorrectedField, unknown>;

/** A performance as its corrections find it: what the source says and what lives already. */
export const figuresBefore = async (tx: Tx, found: PerformanceRow) => {
  const lines = await tx.select().from(saleLine).where(eq(saleLine.performanceId, found.id));
  const live = await tx
    .select()
    .from(figureCorrection)
    .where(and(eq(figureCorrection.performanceId, found.id), isNull(figureCorrection.withdrawnAt)));
  const source = sourceFigures(found, lines);
  return { source, live, now: retained(source, live) };
};
type Before = Awaited<ReturnType<typeof figuresBefore>>;

/** What the journal says of figures; lines in few words. */
export const toldFigures = ({ startAt, endAt, paid, free, gross, net, rate, lines }: Before["source"]) => ({
  startAt,
  endAt,
  paid,
  free,
  gross,
  net,
  vat: rate,
  lines: lines.map((line) => `${line.categoryName} ${line.paid + line.free}`),
});

/** Every correction that follows from what was typed, the totals of lines and the net of a rate included. */
const asked = (input: CorrectFigures, before: Before, timeZone: string): Typed<Corrections> => {
  const set: Corrections = new Map();
  const faults: FieldProblem[] = [];
  if (input.startAt !== undefined || input.endAt !== undefined) {
    const times = timesOf(input, before, timeZone);
    if ("faults" in times) faults.push(...times.faults);
    else for (const [field, value] of times.value) set.set(field, value);
  }
  if (input.lines) {
    const lines = typedLines(input.lines, "", before.source.lines);
    if ("faults" in lines) return { faults: [...faults, ...lines.faults] };
    const { rate: vat, ...totals } = figuresOf(lines.value);
    set.set("lines", lines.value);
    for (const [field, value] of Object.entries({ ...totals, vat })) set.set(field as CorrectedField, value);
  }
  for (const field of ["paid", "free", "gross", "net", "vat"] as const)
    if (input[field] !== undefined) set.set(field, input[field]);
  const { gross, net, vat } = { ...before.now, vat: before.now.rate, ...Object.fromEntries(set) };
  if (input.net === undefined && !input.lines && (input.gross !== undefined || input.vat !== undefined)) {
    if (vat === null)
      faults.push({ path: "net", message: "Il manque le HT\u00a0: cette séance a plusieurs taux." });
    else set.set("net", netOf(gross, vat));
  }
  const wrong = faultOfPair({ gross, net: set.has("net") ? (set.get("net") as number) : net });
  if (wrong && faults.length === 0) faults.push({ path: wrong.at, message: wrong.message });
  return faults.length > 0 ? { faults } : { value: set };
};

/** One of both may be typed: the other is what is retained. */
const timesOf = (
  input: CorrectFigures,
  { now }: Before,
  timeZone: string,
): Typed<[CorrectedField, string | null][]> => {
  const local = (iso: string) => zoned(iso, timeZone);
  const endAt = input.endAt === undefined ? now.endAt && local(now.endAt) : input.endAt;
  const read = typedTimes({ startAt: input.startAt ?? local(now.startAt), endAt }, timeZone);
  if ("faults" in read) return read;
  const times: [CorrectedField, string | null][] = [];
  if (input.startAt !== undefined) times.push(["start_at", read.value.startAt.toISOString()]);
  if (input.endAt !== undefined) times.push(["end_at", read.value.endAt?.toISOString() ?? null]);
  return { value: times };
};
const zoned = (iso: string, timeZone: string): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "short" })
    .format(new Date(iso))
    .replace(" ", "T");

/**
 * Puts values in place of the source's, with one reason; later readings change what stands beside them, never them
 * (declarations.md §3, §5.5). A total of lines that is the source's own needs no correction. Refuses an amount that
 * breaks the pair rule, a gross of several rates without its net, an end before the start.
 */
export const correctFigures = async (ctx: Ctx, input: CorrectFigures): Promise<Result<ShowView>> => {
  const corrected = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { found, of } = await performanceForUpdate(tx, input.performanceId);
    const permission = permitOn(ctx, "figure.correct", found);
    const before = await figuresBefore(tx, found);
    sameVersion(found, input.version, toldFigures(before.now));
    const read = asked(input, before, await zoneOfPerformance(tx, found, of));
    if ("faults" in read) return refuse(invalid(read.faults));
    const typed = new Set<string>(
      Object.keys(input).map((key) => ({ startAt: "start_at", endAt: "end_at" })[key] ?? key),
    );
    const fields = [...read.value.keys()];
    await tx
      .update(figureCorrection)
      .set({ withdrawnAt: ctx.now() })
      .where(
        and(
          eq(figureCorrection.performanceId, found.id),
          inArray(figureCorrection.field, fields),
          isNull(figureCorrection.withdrawnAt),
        ),
      );
    const rows = [...read.value]
      .filter(([field, value]) => typed.has(field) || value !== figureOf(before.source, field))
      .map(([field, value]) => ({
        id: ctx.newId(),
        organisationId: found.organisationId,
        performanceId: found.id,
        field,
        value: value ?? null,
        sourceValueWhenSet: figureOf(before.source, field) ?? null,
        reason: input.reason,
        authorId: userId,
        at: ctx.now(),
      }));
    if (rows.length > 0) await tx.insert(figureCorrection).values(rows);
    await tx
      .update(performance)
      .set({ version: found.version + 1 })
      .where(eq(performance.id, found.id));
    await keepLastPerformance(tx, of.id);
    const after = await figuresBefore(tx, found);
    const changes = changesOf(toldFigures(before.now), toldFigures(after.now));
    return {
      result: of.id,
      permission,
      audit: noteOn(
        of,
        "figure.correct",
        { before: changes.before ?? {}, after: { ...changes.after, why: input.reason } },
        { kind: "performance", id: found.id },
      ),
      events: [],
    };
  });
  return corrected.ok ? readShow(ctx, corrected.value) : corrected;
};
