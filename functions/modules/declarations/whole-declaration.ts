import { and, asc, desc, eq, inArray, isNull, ne, sql } from "drizzle-orm";
import { retained } from "../../../shared/declarations/effective.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import type { RetainedPerformance } from "../../../shared/declarations/freeze.ts";
import { type Queries, together } from "../../platform/db.ts";
import { notFound, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { nameOf, organisationById, siretStanding } from "../access/index.ts";
import { statesOfMessages } from "../mail/index.ts";
import { openAsides } from "./open-asides.ts";
import { readDeadlines } from "./read-body-settings.ts";
import {
  declarantProfile,
  figureCorrection,
  performance,
  place,
  saleLine,
  show,
  showFile,
} from "./tables.ts";
import {
  declaration,
  declarationVersion,
  declaredPerformance,
  transmission,
  transmissionAttempt,
} from "./tables-declarations.ts";

export type DeclarationRow = typeof declaration.$inferSelect;
export type VersionRow = typeof declarationVersion.$inferSelect;
export type TransmissionRow = typeof transmission.$inferSelect;

/** A performance of the show as it stands now. */
export interface ShowPerformance extends RetainedPerformance {
  row: typeof performance.$inferSelect;
  corrected: string[];
}

/** Retained figures of every performance of a show that was not removed, by start. */
export const performancesOf = async (on: Queries, showId: string): Promise<ShowPerformance[]> => {
  const ids = on.select({ id: performance.id }).from(performance).where(eq(performance.showId, showId));
  const [rows, lines, corrections] = await together([
    on
      .select()
      .from(performance)
      .where(and(eq(performance.showId, showId), ne(performance.sourceState, "removed")))
      .orderBy(asc(performance.startAt), asc(performance.id)),
    on.select().from(saleLine).where(inArray(saleLine.performanceId, ids)).orderBy(asc(saleLine.categoryId)),
    on
      .select()
      .from(figureCorrection)
      .where(and(inArray(figureCorrection.performanceId, ids), isNull(figureCorrection.withdrawnAt))),
  ]);
  return rows.map((row) => {
    const own = corrections.filter(({ performanceId }) => performanceId === row.id);
    const known = retained(
      {
        startAt: row.startAt.toISOString(),
        endAt: row.endAt?.toISOString() ?? null,
        ...{ paid: row.paid, free: row.free, gross: row.gross, net: row.net, rate: row.vat },
        lines: lines
          .filter(({ performanceId }) => performanceId === row.id)
          .map((line) => ({ ...line, rate: line.vat })),
      },
      own,
    );
    return {
      row,
      id: row.id,
      ...{ startAt: known.startAt, endAt: known.endAt, paid: known.paid, free: known.free },
      ...{ gross: known.gross, net: known.net, vat: known.rate },
      lines: known.lines.flatMap((line, at) =>
        line.kind === "adjustment"
          ? []
          : [
              {
                category: line.categoryName,
                unitPrice: line.unitPrice,
                vat: line.rate,
                ...{ paid: line.paid, free: line.free, gross: line.gross },
                net: known.lineNets[at] ?? 0,
              },
            ],
      ),
      corrected: own.map(({ field }) => field),
    };
  });
};

/** Numbers at the bodies; nothing given yet is an empty row of version 0. */
export const profileOf = async (on: Queries, organisationId: string) => {
  const [found] = await on
    .select()
    .from(declarantProfile)
    .where(eq(declarantProfile.organisationId, organisationId));
  return (
    found ?? {
      organisationId,
      sacemClientNumber: null,
      sacdDeclarantId: null,
      licenceNumbers: [],
      signatory: null,
      defaultVat: 550,
      version: 0,
    }
  );
};

/** A declaration with all that its form, its checks and its history need. */
export const wholeDeclaration = async (on: Queries, declarationId: string) => {
  const [found] = await on
    .select({ declaration, show })
    .from(declaration)
    .innerJoin(show, eq(show.id, declaration.showId))
    .where(eq(declaration.id, declarationId));
  const known = found ?? refuse(notFound);
  const { organisationId, showId } = known.declaration;
  const [
    versions,
    transmissions,
    attempts,
    performances,
    files,
    others,
    asides,
    profile,
    claim,
    organisation,
    where,
    deadlines,
  ] = await together([
    on
      .select({ row: declarationVersion, by: nameOf(declarationVersion.updatedBy) })
      .from(declarationVersion)
      .where(eq(declarationVersion.declarationId, declarationId))
      .orderBy(desc(declarationVersion.number)),
    on
      .select({ row: transmission, by: nameOf(transmission.askedBy) })
      .from(transmission)
      .where(eq(transmission.declarationId, declarationId))
      .orderBy(desc(transmission.createdAt)),
    on
      .select()
      .from(transmissionAttempt)
      .where(
        inArray(
          transmissionAttempt.transmissionId,
          on
            .select({ id: transmission.id })
            .from(transmission)
            .where(eq(transmission.declarationId, declarationId)),
        ),
      )
      .orderBy(asc(transmissionAttempt.number)),
    performancesOf(on, showId),
    on
      .select({ row: showFile, stored: storedFile })
      .from(showFile)
      .innerJoin(storedFile, eq(storedFile.id, showFile.storedFileId))
      .where(and(eq(showFile.showId, showId), isNull(showFile.detachedAt)))
      .orderBy(asc(showFile.createdAt)),
    on
      .select({
        performanceId: declaredPerformance.performanceId,
        body: declaredPerformance.body,
        declarationId: declaration.id,
        year: declaration.year,
        seq: declaration.seq,
      })
      .from(declaredPerformance)
      .innerJoin(declaration, eq(declaration.id, declaredPerformance.declarationId))
      .where(
        and(
          eq(declaration.showId, showId),
          ne(declaration.id, declarationId),
          isNull(declaredPerformance.cancelledAt),
        ),
      ),
    openAsides(on, known.show),
    profileOf(on, organisationId),
    siretStanding(on, organisationId),
    organisationById(on, organisationId),
    placeOf(on, known.show.defaultPlaceId),
    readDeadlines(on),
  ]);
  // A draft that was given up is history.
  const latest = versions.find(({ row }) => row.state !== "cancelled") ?? versions[0];
  const mails = transmissions.flatMap(({ row }) => row.outboundMailId ?? []);
  return {
    ...known,
    deliveries: await statesOfMessages(on, mails),
    latest: latest ?? refuse(notFound),
    ...{
      versions,
      transmissions,
      attempts,
      performances,
      files,
      others,
      asides,
      profile,
      claim,
      organisation,
      deadlines,
    },
    defaultPlace: where,
  };
};
export type WholeDeclaration = Awaited<ReturnType<typeof wholeDeclaration>>;

/** A place of the organisation as it is declared. */
const placeOf = async (on: Queries, placeId: string | null) => {
  if (!placeId) return null;
  const [found] = await on.select().from(place).where(eq(place.id, placeId));
  return found ? declaredPlace(found) : null;
};
export const declaredPlace = (row: typeof place.$inferSelect) => ({
  ...{ id: row.id, name: row.name, street: row.street, postalCode: row.postalCode },
  ...{ city: row.city, country: row.country, timeZone: row.timeZone },
});

/** The latest transmission of each body that was not given up. */
export const latestTransmissions = (
  rows: readonly { row: TransmissionRow }[],
): Map<Body, TransmissionRow> => {
  const latest = new Map<Body, TransmissionRow>();
  for (const { row } of rows)
    if (row.state !== "cancelled" && !latest.has(row.body)) latest.set(row.body, row);
  return latest;
};

/** The declaration, locked: one person at a time sends, edits or opens a version. */
export const lockDeclaration = async (on: Queries, declarationId: string): Promise<DeclarationRow> => {
  const [found] = await on.select().from(declaration).where(eq(declaration.id, declarationId)).for("update");
  return found ?? refuse(notFound);
};

/** Ids of a `uuid[]` as SQL. */
export const uuids = (ids: readonly string[]) => sql`any (${`{${ids.join(",")}}`}::uuid[])`;
