import { and, asc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import {
  type RetainedFigures,
  retained,
  type SourceFigures,
} from "../../../shared/declarations/effective.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { netOfLines, type SaleLine } from "../../../shared/declarations/money.ts";
import type {
  CorrectionView,
  LineView,
  PerformanceView,
  PlaceView,
} from "../../../shared/declarations/shows.ts";
import { isUnusualRate, type VatLists } from "../../../shared/declarations/territory.ts";
import { type Queries, together } from "../../platform/db.ts";
import { nameOf } from "../access/index.ts";
import type { PerformanceRow, ShowRow } from "./show-access.ts";
import { figureCorrection, performance, place, saleLine } from "./tables.ts";
import { quarantineRecord } from "./tables-connections.ts";
import { declaredPerformance } from "./tables-declarations.ts";

type LineRow = typeof saleLine.$inferSelect;
type CorrectionRow = typeof figureCorrection.$inferSelect;

/** A performance with what was corrected of it. */
export interface KnownPerformance {
  row: PerformanceRow;
  corrections: (CorrectionRow & { by: string | null })[];
  lines: LineRow[];
  retained: RetainedFigures;
}

const saleLineOf = (line: LineRow): SaleLine => ({
  categoryId: line.categoryId,
  categoryName: line.categoryName,
  unitPrice: line.unitPrice,
  rate: line.vat,
  paid: line.paid,
  free: line.free,
  gross: line.gross,
  channel: line.channel,
  kind: line.kind,
});

/** What the source says, in the words of the rules. */
export const sourceFigures = (row: PerformanceRow, lines: readonly LineRow[]): SourceFigures => ({
  startAt: row.startAt.toISOString(),
  endAt: row.endAt?.toISOString() ?? null,
  paid: row.paid,
  free: row.free,
  gross: row.gross,
  net: row.net,
  rate: row.vat,
  lines: lines.map(saleLineOf),
});

/** Performances of a show by start, those removed too, with their lines and live corrections. */
export const performancesOf = async (on: Queries, showId: string): Promise<KnownPerformance[]> => {
  const ofShow = on.select({ id: performance.id }).from(performance).where(eq(performance.showId, showId));
  const [rows, lines, corrections] = await together([
    on
      .select()
      .from(performance)
      .where(eq(performance.showId, showId))
      .orderBy(asc(performance.startAt), asc(performance.id)),
    on
      .select()
      .from(saleLine)
      .where(inArray(saleLine.performanceId, ofShow))
      .orderBy(
        asc(saleLine.kind),
        sql`${saleLine.unitPrice} desc nulls last`,
        asc(saleLine.categoryName),
        asc(saleLine.id),
      ),
    on
      .select({ of: figureCorrection, by: nameOf(figureCorrection.authorId) })
      .from(figureCorrection)
      .where(and(inArray(figureCorrection.performanceId, ofShow), isNull(figureCorrection.withdrawnAt)))
      .orderBy(asc(figureCorrection.at), asc(figureCorrection.id)),
  ]);
  const linesOf = Map.groupBy(lines, ({ performanceId }) => performanceId);
  const correctionsOf = Map.groupBy(corrections, ({ of }) => of.performanceId);
  return rows.map((row) => {
    const own = linesOf.get(row.id) ?? [];
    const live = (correctionsOf.get(row.id) ?? []).map(({ of, by }) => ({ ...of, by }));
    return { row, lines: own, corrections: live, retained: retained(sourceFigures(row, own), live) };
  });
};

/** What is read beside performances to show them. */
export interface Around {
  places: ReadonlyMap<string, PlaceView>;
  aside: ReadonlyMap<string, number>;
  declaredTo: ReadonlyMap<string, Body[]>;
  vatLists: VatLists;
  timeZone: string;
  userId: string;
  now: Date;
}

export const placeColumns = {
  id: place.id,
  name: place.name,
  street: place.street,
  postalCode: place.postalCode,
  city: place.city,
  subdivision: place.subdivision,
  country: place.country,
  placeType: place.placeType,
  timeZone: place.timeZone,
  version: place.version,
};

/** Places, records set aside and bodies of the performances of a show. */
export const aroundShow = async (
  on: Queries,
  of: ShowRow,
): Promise<Pick<Around, "places" | "aside" | "declaredTo">> => {
  const ofShow = on
    .select({ id: performance.placeId })
    .from(performance)
    .where(eq(performance.showId, of.id));
  const [places, aside, declared] = await together([
    on
      .select(placeColumns)
      .from(place)
      .where(sql`${place.id} = ${of.defaultPlaceId} or ${place.id} in ${ofShow}`),
    on
      .select({ id: performance.id, open: sql<number>`count(*)::int` })
      .from(quarantineRecord)
      .innerJoin(
        performance,
        and(
          eq(performance.sourceId, quarantineRecord.sourceId),
          eq(performance.externalId, quarantineRecord.performanceExternalId),
        ),
      )
      .where(
        and(
          eq(performance.showId, of.id),
          eq(quarantineRecord.state, "open"),
          ne(quarantineRecord.reason, "imported_without_price"),
        ),
      )
      .groupBy(performance.id),
    on
      .select({ id: declaredPerformance.performanceId, body: declaredPerformance.body })
      .from(declaredPerformance)
      .innerJoin(performance, eq(performance.id, declaredPerformance.performanceId))
      .where(and(eq(performance.showId, of.id), isNull(declaredPerformance.cancelledAt))),
  ]);
  const bodies = Map.groupBy(declared, ({ id }) => id);
  return {
    places: new Map(places.map((one) => [one.id, one])),
    aside: new Map(aside.map(({ id, open }) => [id, open])),
    declaredTo: new Map([...bodies].map(([id, rows]) => [id, rows.map(({ body }) => body)])),
  };
};

const lineViews = (
  lines: readonly SaleLine[],
  vatLists: VatLists,
  postalCode: string | undefined,
): LineView[] => {
  const sales = lines.map((line) => (line.kind === "sale" ? line : { ...line, gross: 0 }));
  const nets = netOfLines(sales);
  return lines.map(({ categoryName, rate, ...line }, at) => ({
    ...line,
    category: categoryName,
    vat: rate,
    // A free line has no tax, whatever a list says of the rate 0.
    unusualVat: line.gross !== 0 && isUnusualRate(vatLists, rate, postalCode),
    net: nets[at] ?? 0,
  }));
};

/** The value of a field in retained or source figures. */
export const figureOf = (source: SourceFigures, field: CorrectionRow["field"]): unknown => {
  const values = {
    start_at: source.startAt,
    end_at: source.endAt,
    paid: source.paid,
    free: source.free,
    gross: source.gross,
    net: source.net,
    vat: source.rate,
    lines: source.lines,
  };
  return values[field];
};

/** A value of the source compared with what it was when it was corrected. */
const hasMoved = (source: SourceFigures, { field, sourceValueWhenSet }: CorrectionRow): boolean =>
  field !== "lines" &&
  JSON.stringify(figureOf(source, field) ?? null) !== JSON.stringify(sourceValueWhenSet ?? null);

/** A performance as screens show it: retained values, what the source says, what was corrected and by whom. */
export const performanceView = (
  { row, lines, corrections, retained: kept }: KnownPerformance,
  of: ShowRow,
  around: Around,
): PerformanceView => {
  const source = sourceFigures(row, lines);
  const where = around.places.get(row.placeId ?? of.defaultPlaceId ?? "") ?? null;
  const postalCode = where?.postalCode;
  const { vatLists } = around;
  const totals = ({ paid, free, gross, net, rate }: SourceFigures) => ({ paid, free, gross, net, vat: rate });
  const vat = corrections.some(({ field }) => field === "vat") ? kept.rate : (row.vatOverride ?? kept.rate);
  return {
    id: row.id,
    startAt: kept.startAt,
    endAt: kept.endAt,
    timeZone: where?.timeZone ?? around.timeZone,
    ...totals(kept),
    vat,
    unusualVat:
      (kept.gross > 0 && isUnusualRate(vatLists, vat, postalCode)) ||
      kept.lines.some(({ rate, gross }) => gross > 0 && isUnusualRate(vatLists, rate, postalCode)),
    lines: lineViews(kept.lines, vatLists, postalCode),
    linesDiffer: kept.linesDiffer,
    source: {
      startAt: source.startAt,
      endAt: source.endAt,
      ...totals(source),
      lines: corrections.some(({ field }) => field === "lines")
        ? lineViews(source.lines, vatLists, postalCode)
        : [],
      checkedAt: row.sourceCheckedAt.toISOString(),
      state: row.sourceState,
      since: row.sourceStateSince?.toISOString() ?? null,
      kept: row.kept,
    },
    corrections: corrections.map(
      (one): CorrectionView => ({
        id: one.id,
        field: one.field,
        value: one.value,
        sourceValue: figureOf(source, one.field),
        sourceMoved: hasMoved(source, one),
        reason: one.reason,
        by: one.by,
        mine: one.authorId === around.userId,
        at: one.at.toISOString(),
      }),
    ),
    place: where,
    capacity: row.capacity ?? of.capacity,
    audience: row.audience ?? of.audience,
    own: { placeId: row.placeId, capacity: row.capacity, audience: row.audience, vat: row.vatOverride },
    sourceCapacity: row.sourceCapacity,
    consumptions: row.consumptions,
    catering: row.catering,
    programSales: row.programSales,
    otherRevenues: row.otherRevenues,
    warnings: row.warnings,
    aside: around.aside.get(row.id) ?? 0,
    ended: new Date(kept.endAt ?? kept.startAt) <= around.now,
    declaredTo: around.declaredTo.get(row.id) ?? [],
    version: row.version,
  };
};
