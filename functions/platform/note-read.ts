import { type Placeholder, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "./ctx.ts";
import type { Db } from "./db.ts";

/** A sensitive item somebody reads: its values may be columns of the very query that shows it, or placeholders. */
export interface NotedRead {
  action: string;
  kind: string;
  target: SQL | string;
  organisation: SQL | string;
  aggregate: SQL | string;
}

/**
 * Puts a reading in the journal, as part of a query that finds the item only when the asker may see it: once per
 * person, item and ten minutes (migration 0004, `note_read`). Sent with the read itself, it costs no round trip.
 */
export const noteRead = (
  event: Record<"id" | "at" | "requestId", Placeholder | string>,
  { action, kind, target, organisation, aggregate }: NotedRead,
): SQL<boolean> =>
  sql<boolean>`guichet.note_read(${event.id}, ${event.at}, ${action}, ${kind}, ${target}, ${organisation}, ${aggregate}, ${event.requestId})`;

/** The line a request writes. */
export const readingOf = (ctx: Ctx) => ({
  id: ctx.newId(),
  at: ctx.now().toISOString(),
  requestId: ctx.requestId,
});

const tenMinutes = 10 * 60_000;
const mostKept = 5000;
/** Until when this container knows that a session's reading of an item is in the journal. */
const known = new WeakMap<Db, Map<string, number>>();

/**
 * Sends the note unless this container wrote it less than ten minutes ago, for the same session and item: a page that
 * refreshes itself pays for no statement more. `note` answers what `note_read` said.
 */
export const noteOnce = async (
  ctx: Ctx,
  item: string,
  note: () => Promise<readonly { noted: boolean }[]>,
): Promise<void> => {
  const key = `${ctx.credentials.sessionHash}\0${item}`;
  const mine = known.get(ctx.db) ?? new Map<string, number>();
  known.set(ctx.db, mine);
  const now = ctx.now().getTime();
  if ((mine.get(key) ?? 0) > now) return;
  const [row] = await note();
  if (mine.size > mostKept) mine.clear();
  // False: another container wrote it, nobody here knows when.
  if (row?.noted) mine.set(key, now + tenMinutes);
};
