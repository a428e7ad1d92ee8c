import { and, eq, inArray, isNull } from "drizzle-orm";
import type { ImportedShow } from "../../../shared/declarations/import-rows.ts";
import type { Queries } from "../../platform/db.ts";
import { changesOf, linesOf } from "./apply-show.ts";
import type { ReadShow } from "./connectors/contract.ts";
import { figureCorrection, performance, show, ticketingSource } from "./tables.ts";

/** Files of an organisation are one source: a show imported twice is the same show. */
export const fileSource = { provider: "FILE", accountKey: "file", label: "Fichiers importés" } as const;

export const fileSourceId = async (on: Queries, organisationId: string): Promise<string | undefined> => {
  const { provider, accountKey } = fileSource;
  const [found] = await on
    .select({ id: ticketingSource.id })
    .from(ticketingSource)
    .where(
      and(
        eq(ticketingSource.organisationId, organisationId),
        eq(ticketingSource.provider, provider),
        eq(ticketingSource.accountKey, accountKey),
      ),
    );
  return found?.id;
};

type Known = Pick<typeof performance.$inferSelect, "externalId" | "endAt" | "sourceCapacity">;

/** A show of the file as readings say one. What the file leaves out is as it was; a name somebody changed stays. */
export const readingOf = (
  imported: ImportedShow,
  name: string | undefined,
  known: readonly Known[],
): ReadShow => {
  const rows = new Map(known.map((row) => [row.externalId, row]));
  return {
    externalId: imported.externalId,
    name: name ?? imported.name,
    performances: imported.performances.map(({ externalId, startAt, endAt, capacity, lines }) => ({
      externalId,
      startAt,
      endAt: endAt ?? rows.get(externalId)?.endAt?.toISOString() ?? null,
      cancelled: false,
      capacity: capacity ?? rows.get(externalId)?.sourceCapacity ?? null,
      warnings: [],
      lines,
    })),
  };
};

/** A file says nothing of performances it does not name: they stay. */
export const namesAll = { covers: null, named: new Set<string>() } as const;

/** What becomes of the performances of a file (declarations.md §4.4); `corrected` ones keep their corrected figures. */
export interface Compared {
  added: number;
  changed: number;
  identical: number;
  corrected: number;
}

/** Compares a file with what is known, without writing anything. One that was removed comes back: it is new. */
export const compareImport = async (
  on: Queries,
  organisationId: string,
  shows: readonly ImportedShow[],
): Promise<Compared> => {
  const total = shows.reduce((sum, { performances }) => sum + performances.length, 0);
  const sourceId = await fileSourceId(on, organisationId);
  if (!sourceId) return { added: total, changed: 0, identical: 0, corrected: 0 };
  const keys = shows.map(({ externalId }) => externalId);
  const known = await on
    .select()
    .from(performance)
    .where(and(eq(performance.sourceId, sourceId), inArray(performance.sourceShowExternalId, keys)));
  const lines = await linesOf(on, known);
  const byShow = Map.groupBy(known, ({ sourceShowExternalId }) => sourceShowExternalId);
  const named = new Set(
    shows.flatMap(({ externalId, performances }) =>
      performances.map((one) => `${externalId}\u001f${one.externalId}`),
    ),
  );
  const touched = known.filter((row) => named.has(`${row.sourceShowExternalId}\u001f${row.externalId}`));
  let [added, changed] = [0, 0];
  for (const imported of shows) {
    const rows = byShow.get(imported.externalId) ?? [];
    const changes = changesOf({ read: readingOf(imported, undefined, rows), ...namesAll }, rows, lines);
    const back = changes.changed.filter(({ row }) => row.sourceState === "removed").length;
    added += changes.added.length + back;
    changed += changes.changed.length - back;
  }
  return { added, changed, identical: total - added - changed, corrected: await correctedAmong(on, touched) };
};

const correctedAmong = async (on: Queries, rows: readonly { id: string }[]): Promise<number> => {
  if (rows.length === 0) return 0;
  const ids = rows.map(({ id }) => id);
  const found = await on
    .selectDistinct({ id: figureCorrection.performanceId })
    .from(figureCorrection)
    .where(and(inArray(figureCorrection.performanceId, ids), isNull(figureCorrection.withdrawnAt)));
  return found.length;
};

/** Names of the shows of files that are known, by the key a file gives them. */
export const namesOfShows = async (
  on: Queries,
  sourceId: string,
  keys: readonly string[],
): Promise<Map<string, { id: string; name: string }>> => {
  if (keys.length === 0) return new Map();
  const rows = await on
    .select({ id: show.id, name: show.name, externalId: show.externalId })
    .from(show)
    .where(and(eq(show.sourceId, sourceId), inArray(show.externalId, [...keys])));
  return new Map(rows.map(({ externalId, ...row }) => [externalId, row]));
};
