import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { figuresOf, netOf, netOfLines, type SaleLine } from "../../../shared/declarations/money.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type AuditNote, mutate, permit } from "../../platform/mutate.ts";
import type { Mapped, ReadPerformance, ReadShow } from "./connectors/contract.ts";
import { keepLastPerformance } from "./last-performance.ts";
import { showKey } from "./show-key.ts";
import { figureCorrection, performance, saleLine, show } from "./tables.ts";
import { syncRun } from "./tables-connections.ts";
import { declaredPerformance } from "./tables-declarations.ts";

type ShowRow = typeof show.$inferSelect;
type PerformanceRow = typeof performance.$inferSelect;
type LineRow = typeof saleLine.$inferSelect;

/** One show as a reading found it. */
export interface ShowReading {
  organisationId: string;
  sourceId: string;
  read: ReadShow;
  /** When it was asked for: what an older reading says of a show is not applied. */
  readAt: Date;
  covers: Mapped["covers"];
  /** Performances that a record set aside names: absent from the reading, they are not gone. */
  named: ReadonlySet<string>;
  /** The run whose count of changes rises; absent when somebody decided of what was set aside. */
  runId?: string;
}

/**
 * Writes what differs between a show and its reading, in one short transaction with its audit (declarations.md §5.5).
 * Gives how many performances changed.
 */
export const applyShow = async (ctx: Ctx, reading: ShowReading): Promise<number> => {
  const applied = await mutate(ctx, async (tx) => {
    const { changes, audit } = await writeShow(tx, ctx, reading);
    const { added, changed, absent } = changes;
    const count = added.length + changed.length + absent.length;
    if (reading.runId && count > 0)
      await tx
        .update(syncRun)
        .set({ performancesChanged: sql`${syncRun.performancesChanged} + ${count}` })
        .where(eq(syncRun.id, reading.runId));
    return { result: count, permission: permit(true), audit, events: [] };
  });
  return applied.ok ? applied.value : 0;
};

/** What was written of a show; `linesBefore` are those of its performances as they were, by performance. */
export interface ShowWritten {
  found: ShowRow;
  isNew: boolean;
  changes: Changes;
  linesBefore: ReadonlyMap<string, readonly LineRow[]>;
  audit: readonly AuditNote[];
}

/**
 * Writes, in the caller's transaction, what differs between a show and its reading: name, performances added, changed,
 * cancelled or absent, and their lines as a set. Nothing differs: nothing is written, but when the source was looked at.
 * Corrections are rows of their own, so no reading changes them.
 */
export const writeShow = async (tx: Tx, ctx: Ctx, reading: ShowReading): Promise<ShowWritten> => {
  const { found, isNew } = await showOfSource(tx, ctx, reading);
  const { sourceCheckedAt } = found;
  const nothing: Changes = { added: [], changed: [], absent: [] };
  if (sourceCheckedAt && sourceCheckedAt > reading.readAt)
    return { found, isNew, changes: nothing, linesBefore: new Map(), audit: [] };
  const known = await performancesOf(tx, reading);
  const linesBefore = await linesOf(tx, known);
  const changes = changesOf(reading, known, linesBefore);
  const held = await heldAmong(
    tx,
    changes.absent.map(({ id }) => id),
  );
  await addPerformances(tx, ctx, found, reading, changes.added);
  for (const each of changes.changed) await changePerformance(tx, ctx, reading, each);
  for (const row of changes.absent)
    await setAbsent(tx, ctx, row, held.has(row.id) || row.kept ? "missing" : "removed");

  const renamed = found.name !== reading.read.name;
  const count = changes.added.length + changes.changed.length + changes.absent.length;
  const isChanged = isNew || renamed || count > 0;
  await tx
    .update(show)
    .set({
      sourceCheckedAt: reading.readAt,
      ...(renamed
        ? { name: reading.read.name, nameKey: showKey(reading.read.name, found.producerName) }
        : {}),
      ...(isChanged ? { updatedAt: ctx.now(), version: sql`${show.version} + 1` } : {}),
    })
    .where(eq(show.id, found.id));
  if (!isChanged) return { found, isNew, changes, linesBefore, audit: [] };
  // Merged shows have their performances under another one.
  await keepLastPerformance(tx, found.mergedInto ?? found.id);
  return { found, isNew, changes, linesBefore, audit: [noteOf(found, isNew, reading, changes)] };
};

const noteOf = (
  found: ShowRow,
  isNew: boolean,
  { read, organisationId }: ShowReading,
  { added, changed, absent }: Changes,
): AuditNote => ({
  action: isNew ? "show.found" : "show.reading",
  organisationId,
  target: { kind: "show", id: found.id },
  before: found.name === read.name ? {} : { name: found.name },
  after: {
    ...(found.name === read.name && !isNew ? {} : { name: read.name }),
    ...(added.length > 0 ? { performancesAdded: added.length } : {}),
    ...(changed.length > 0 ? { performancesChanged: changed.length } : {}),
    ...(absent.length > 0 ? { performancesAbsent: absent.length } : {}),
  },
});

/** The show, made when it is not known, and locked. */
const showOfSource = async (tx: Tx, ctx: Ctx, reading: ShowReading) => {
  const { organisationId, sourceId, read } = reading;
  const [made] = await tx
    .insert(show)
    .values({
      id: ctx.newId(),
      organisationId,
      sourceId,
      externalId: read.externalId,
      name: read.name,
      nameKey: showKey(read.name),
      updatedAt: ctx.now(),
    })
    .onConflictDoNothing()
    .returning();
  if (made) return { found: made, isNew: true };
  const [found] = await tx
    .select()
    .from(show)
    .where(and(eq(show.sourceId, sourceId), eq(show.externalId, read.externalId)))
    .for("update");
  if (!found) throw new Error("a show is neither new nor known");
  return { found, isNew: false };
};

const performancesOf = (tx: Tx, { sourceId, read }: ShowReading): Promise<PerformanceRow[]> =>
  tx
    .select()
    .from(performance)
    .where(and(eq(performance.sourceId, sourceId), eq(performance.sourceShowExternalId, read.externalId)));

/** Lines of performances, by performance. */
export const linesOf = async (
  on: Queries,
  known: readonly Pick<PerformanceRow, "id">[],
): Promise<Map<string, LineRow[]>> => {
  if (known.length === 0) return new Map();
  const ids = known.map(({ id }) => id);
  const rows = await on.select().from(saleLine).where(inArray(saleLine.performanceId, ids));
  return Map.groupBy(rows, ({ performanceId }) => performanceId);
};

/** Those somebody corrected or declared: they are kept and flagged when the source has them no more. */
const heldAmong = async (tx: Tx, ids: readonly string[]): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const corrected = await tx
    .select({ id: figureCorrection.performanceId })
    .from(figureCorrection)
    .where(and(inArray(figureCorrection.performanceId, [...ids]), isNull(figureCorrection.withdrawnAt)));
  const declared = await tx
    .select({ id: declaredPerformance.performanceId })
    .from(declaredPerformance)
    .where(inArray(declaredPerformance.performanceId, [...ids]));
  return new Set([...corrected, ...declared].map(({ id }) => id));
};

interface Changed {
  row: PerformanceRow;
  read: ReadPerformance;
  values: ReturnType<typeof valuesOf>;
  /** Undefined when they are the same as before. */
  lines: readonly LineValues[] | undefined;
}
export interface Changes {
  added: ReadPerformance[];
  changed: Changed[];
  absent: PerformanceRow[];
}

/** What a reading changes of performances that are known, with their lines. */
export const changesOf = (
  { read, covers, named }: Pick<ShowReading, "read" | "covers" | "named">,
  known: readonly PerformanceRow[],
  lines: ReadonlyMap<string, readonly LineRow[]>,
): Changes => {
  const rows = new Map(known.map((row) => [row.externalId, row]));
  const seen = new Set(read.performances.map(({ externalId }) => externalId));
  const changed = read.performances.flatMap((each): Changed[] => {
    const row = rows.get(each.externalId);
    if (!row) return [];
    const values = valuesOf(each);
    const wanted = lineValuesOf(each.lines);
    const sameLines = areSame(wanted, lines.get(row.id) ?? []);
    const same =
      sameLines && stored(values) === stored(pick(row, values)) && row.sourceState === stateOf(each);
    return same ? [] : [{ row, read: each, values, lines: sameLines ? undefined : wanted }];
  });
  const isCovered = ({ startAt }: PerformanceRow): boolean => {
    if (covers === undefined) return true;
    return covers !== null && startAt >= new Date(covers.from) && startAt <= new Date(covers.to);
  };
  return {
    added: read.performances.filter(({ externalId }) => !rows.has(externalId)),
    changed,
    absent: known.filter(
      (row) =>
        ["present", "cancelled"].includes(row.sourceState) &&
        !seen.has(row.externalId) &&
        !named.has(row.externalId) &&
        isCovered(row),
    ),
  };
};

const stateOf = ({ cancelled }: ReadPerformance): PerformanceRow["sourceState"] =>
  cancelled ? "cancelled" : "present";

/** Columns of a performance that are the source's. */
const valuesOf = (read: ReadPerformance) => {
  const { rate, ...figures } = figuresOf(read.lines, read.lines);
  return {
    startAt: new Date(read.startAt),
    endAt: read.endAt ? new Date(read.endAt) : null,
    ...figures,
    vat: rate,
    sourceCapacity: read.capacity,
    warnings: [...read.warnings].sort(),
  };
};
const pick = (row: PerformanceRow, values: ReturnType<typeof valuesOf>) =>
  Object.fromEntries(Object.keys(values).map((key) => [key, row[key as keyof typeof values]]));
const stored = (values: object): string => JSON.stringify(values);

type LineValues = Omit<LineRow, "id" | "organisationId" | "performanceId">;

/** Lines as they are kept: sales share the net of their rate, an adjustment beside them has its own. */
const lineValuesOf = (lines: readonly SaleLine[]): LineValues[] => {
  const sales = lines.filter(({ kind }) => kind === "sale");
  const nets = new Map(netOfLines(sales).map((net, at) => [sales[at], net]));
  return lines.map((line) => {
    const { rate, ...rest } = line;
    return { ...rest, vat: rate, net: nets.get(line) ?? netOf(line.gross, rate) };
  });
};

const areSame = (wanted: readonly LineValues[], known: readonly LineRow[]): boolean => {
  const texts = (lines: readonly LineValues[]) =>
    lines
      .map((line) =>
        JSON.stringify([
          ...[line.categoryId, line.categoryName, line.unitPrice, line.vat, line.paid, line.free],
          ...[line.gross, line.net, line.channel, line.kind],
        ]),
      )
      .sort()
      .join("\n");
  return wanted.length === known.length && texts(wanted) === texts(known);
};

/** Rows of one statement, far from the parameters it may have. */
const atOnce = 1000;

const addLines = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
  lines: readonly (LineValues & { performanceId: string })[],
): Promise<void> => {
  for (let at = 0; at < lines.length; at += atOnce)
    await tx
      .insert(saleLine)
      .values(lines.slice(at, at + atOnce).map((line) => ({ ...line, id: ctx.newId(), organisationId })));
};

/** A show of a thousand dates is some statements, not some thousands. */
const addPerformances = async (
  tx: Tx,
  ctx: Ctx,
  found: ShowRow,
  { organisationId, sourceId, read: ofShow, readAt }: ShowReading,
  added: readonly ReadPerformance[],
): Promise<void> => {
  const made = added.map((read) => ({ read, id: ctx.newId() }));
  for (let at = 0; at < made.length; at += atOnce)
    await tx.insert(performance).values(
      made.slice(at, at + atOnce).map(({ read, id }) => ({
        ...valuesOf(read),
        id,
        organisationId,
        showId: found.mergedInto ?? found.id,
        sourceId,
        sourceShowExternalId: ofShow.externalId,
        externalId: read.externalId,
        sourceState: stateOf(read),
        sourceCheckedAt: readAt,
      })),
    );
  const lines = made.flatMap(({ read, id }) =>
    lineValuesOf(read.lines).map((line) => ({ ...line, performanceId: id })),
  );
  await addLines(tx, ctx, organisationId, lines);
};

const changePerformance = async (
  tx: Tx,
  ctx: Ctx,
  { organisationId, readAt }: ShowReading,
  { row, read, values, lines }: Changed,
): Promise<void> => {
  const state = stateOf(read);
  await tx
    .update(performance)
    .set({
      ...values,
      sourceState: state,
      ...(row.sourceState === state ? {} : { sourceStateSince: ctx.now() }),
      sourceCheckedAt: readAt,
      version: sql`${performance.version} + 1`,
    })
    .where(eq(performance.id, row.id));
  if (!lines) return;
  await tx.delete(saleLine).where(eq(saleLine.performanceId, row.id));
  await addLines(
    tx,
    ctx,
    organisationId,
    lines.map((line) => ({ ...line, performanceId: row.id })),
  );
};

const setAbsent = (tx: Tx, ctx: Ctx, { id }: PerformanceRow, sourceState: "missing" | "removed") =>
  tx
    .update(performance)
    .set({ sourceState, sourceStateSince: ctx.now(), version: sql`${performance.version} + 1` })
    .where(eq(performance.id, id));
