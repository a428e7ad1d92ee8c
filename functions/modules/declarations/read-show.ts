import { and, asc, eq, getTableColumns, isNull, ne, type SQL, sql } from "drizzle-orm";
import { deadlinesOf, vatListsOf } from "../../../shared/declarations/body-settings.ts";
import type { Deadlines } from "../../../shared/declarations/deadlines.ts";
import { ticketsByRate } from "../../../shared/declarations/freeze.ts";
import { averagePerEntry, averagePerPaid } from "../../../shared/declarations/key-figures.ts";
import { netOf } from "../../../shared/declarations/money.ts";
import type { PerformancePage, ShowFileView, ShowView } from "../../../shared/declarations/shows.ts";
import { suggestedBodies } from "../../../shared/declarations/suggested-bodies.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { addDays } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { decodeCursor, pageOf } from "../../platform/keyset.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { nameOf, timeZoneAt } from "../access/index.ts";
import { answered } from "./answered.ts";
import { allowedOn, raisedSignals } from "./list-shows.ts";
import { readBodySettings } from "./read-body-settings.ts";
import { aroundShow, type KnownPerformance, performancesOf, performanceView } from "./read-performances.ts";
import { asUser, permitOn, type ShowRow, showActor, showOf } from "./show-access.ts";
import { bodiesOf, toldOf } from "./show-bodies.ts";
import { opening, signalsOf } from "./show-conditions.ts";
import { declarantProfile, show, showFile, ticketingSource } from "./tables.ts";
import { ticketingConnection } from "./tables-connections.ts";

const pageSize = 25;
/** Days during which what was removed or deleted may be restored. */
const restorableDays = 30;

/** One show with its figures, for whoever reads shows in its organisation (screens §4). */
export const readShow = (ctx: Ctx, showId: string): Promise<Result<ShowView>> =>
  answered(() => readShowOn(ctx, ctx.db, showId));

const headerOf = async (on: Queries, showId: string, now: Date, deadlines: Deadlines) => {
  const [row] = await on
    .select({
      found: getTableColumns(show),
      source: { id: ticketingSource.id, provider: ticketingSource.provider, label: ticketingSource.label },
      connectionId: ticketingConnection.id,
      timeZone: timeZoneAt(show.organisationId),
      usualVat: declarantProfile.defaultVat,
      signals: signalsOf,
      open: sql<
        ShowView["suggestedBodies"] | null
      >`(select to_json(opening.bodies) from ${opening(now, deadlines)})`,
    })
    .from(show)
    .innerJoin(ticketingSource, eq(ticketingSource.id, show.sourceId))
    .leftJoin(
      ticketingConnection,
      and(eq(ticketingConnection.sourceId, show.sourceId), ne(ticketingConnection.status, "disconnected")),
    )
    .leftJoin(declarantProfile, eq(declarantProfile.organisationId, show.organisationId))
    .where(eq(show.id, showId));
  return row ?? refuse(notFound);
};

const filesOf = (on: Queries, condition: SQL): Promise<ShowFileView[]> =>
  on
    .select({
      id: showFile.id,
      type: showFile.type,
      name: showFile.fileName,
      mediaType: storedFile.type,
      size: storedFile.size,
      scan: storedFile.scan,
      addedBy: nameOf(showFile.addedBy),
      addedAt: sql<string>`to_char(${showFile.createdAt} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`,
    })
    .from(showFile)
    .innerJoin(storedFile, eq(storedFile.id, showFile.storedFileId))
    .where(and(condition, isNull(showFile.detachedAt)))
    .orderBy(asc(showFile.createdAt), asc(showFile.id));

const readShowOn = async (ctx: Ctx, on: Queries, showId: string): Promise<ShowView> => {
  const { userId } = asUser(ctx);
  const now = ctx.now();
  const settings = await readBodySettings(on);
  const deadlines = deadlinesOf(settings);
  const [header, all, told, files, merged] = await together([
    headerOf(on, showId, now, deadlines),
    performancesOf(on, showId),
    toldOf(on, [showId]),
    filesOf(on, eq(showFile.showId, showId)),
    on
      .select({ id: show.id, name: show.name, version: show.version })
      .from(show)
      .where(and(eq(show.mergedInto, showId), eq(show.state, "merged")))
      .orderBy(asc(show.name), asc(show.id)),
  ]);
  const { found, source, timeZone } = header;
  permitOn(ctx, "show.read", found);
  const beside = await aroundShow(on, found);
  const around = { ...beside, vatLists: vatListsOf(settings), timeZone, userId, now };
  const here = all.filter(({ row }) => row.sourceState !== "removed");
  const removed = all.filter(({ row }) => row.sourceState === "removed");
  const ordered = inOrder(here);
  const { page, next } = pageOf(ordered, pageSize, placeOf);
  const ownShow = source.provider === "MANUAL" || source.provider === "FILE";
  const wasTold = told.some(({ state }) => state !== "draft");
  const where = around.places.get(found.defaultPlaceId ?? "") ?? null;
  const zone = where?.timeZone ?? timeZone;
  return {
    id: found.id,
    organisationId: found.organisationId,
    name: found.name,
    state: found.state,
    source: { ...source, connectionId: header.connectionId },
    sourceCheckedAt: found.sourceCheckedAt?.toISOString() ?? null,
    ownShow,
    told: wasTold,
    performanceType: found.performanceType,
    producer:
      found.producerName === null
        ? null
        : { name: found.producerName, siren: found.producerSiren, country: found.producerCountry },
    place: where,
    capacity: found.capacity,
    audience: found.audience,
    vat: found.defaultVat,
    usualVat: header.usualVat ?? 550,
    expenses: found.expenses,
    introductionFees: found.introductionFees,
    circusExpenses: found.circusExpenses,
    expenseLines: found.expenseLines,
    expectedBodies: found.expectedBodies,
    suggestedBodies: suggestedBodies(found.performanceType),
    bodies: bodiesOf({ ...found, timeZone: zone, open: header.open ?? [], deadlines }, told, now),
    signals: raisedSignals(header.signals),
    ...totalsOf(ordered, found),
    performances: page.map((one) => performanceView(one, found, around)),
    next,
    removed: removed.map(({ row, retained }) => ({
      id: row.id,
      startAt: retained.startAt,
      erasedOn: addDays(dayIn(zone, row.sourceStateSince ?? now), restorableDays),
      version: row.version,
    })),
    merged,
    files,
    timeZone: zone,
    version: found.version,
    allowed: allowedOn(showActor(ctx.actor, found.organisationId), { ownShow, told: wasTold }),
  };
};

const placeOf = ({ row, retained }: KnownPerformance) => ({ at: new Date(retained.startAt), id: row.id });
/** By retained start: a corrected one moves. */
const inOrder = (all: readonly KnownPerformance[]) =>
  all.toSorted(
    (a, b) =>
      Date.parse(a.retained.startAt) - Date.parse(b.retained.startAt) || (a.row.id < b.row.id ? -1 : 1),
  );

/** The performances behind the first page. */
export const listPerformances = (
  ctx: Ctx,
  showId: string,
  { after, limit = pageSize }: { after?: string | undefined; limit?: number | undefined },
): Promise<Result<PerformancePage>> =>
  answered(async () => {
    const { userId } = asUser(ctx);
    const found = await showOf(ctx.db, showId);
    permitOn(ctx, "show.read", found);
    const [all, beside, [zone], settings] = await together([
      performancesOf(ctx.db, showId),
      aroundShow(ctx.db, found),
      ctx.db
        .select({ of: timeZoneAt(show.organisationId) })
        .from(show)
        .where(eq(show.id, showId)),
      readBodySettings(ctx.db),
    ]);
    const cursor = decodeCursor(after);
    const ordered = inOrder(all.filter(({ row }) => row.sourceState !== "removed")).filter((one) => {
      if (!cursor) return true;
      const { at, id } = placeOf(one);
      return at > cursor.at || (at.getTime() === cursor.at.getTime() && id > cursor.id);
    });
    const { page, next } = pageOf(ordered, limit, placeOf);
    const around = {
      ...{ ...beside, vatLists: vatListsOf(settings) },
      ...{ timeZone: zone?.of ?? "Europe/Paris", userId, now: ctx.now() },
    };
    return { performances: page.map((one) => performanceView(one, found, around)), next };
  });

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const totalsOf = (
  ordered: readonly KnownPerformance[],
  found: ShowRow,
): Pick<ShowView, "totals" | "keyFigures"> => {
  const counted = ordered.filter(({ row }) => row.sourceState !== "cancelled");
  const figures = counted.map(({ retained }) => retained);
  const paid = sum(figures.map((one) => one.paid));
  const free = sum(figures.map((one) => one.free));
  const gross = sum(figures.map((one) => one.gross));
  const capacities = counted.map(({ row }) => row.capacity ?? found.capacity);
  const rates = ticketsByRate(
    figures.map(({ rate, lines, ...one }) => ({
      ...one,
      vat: rate,
      lines: lines.flatMap((line) =>
        line.kind === "sale"
          ? [{ ...line, category: line.categoryName, vat: line.rate, net: netOf(line.gross, line.rate) }]
          : [],
      ),
    })),
  );
  return {
    totals: {
      performances: ordered.length,
      paid,
      free,
      gross,
      net: sum(figures.map((one) => one.net)),
      rates,
      first: ordered.at(0)?.retained.startAt ?? null,
      last: ordered.at(-1)?.retained.startAt ?? null,
    },
    keyFigures: {
      averageOfPaid: averagePerPaid(gross, paid),
      averageOfAll: averagePerEntry(gross, paid, free),
      capacity: capacities.includes(null) ? null : sum(capacities.map((one) => one ?? 0)),
    },
  };
};
