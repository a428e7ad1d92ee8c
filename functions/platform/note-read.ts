import { type Placeholder, type SQL, sql } from "drizzle-orm";
import type { Ctx } from "./ctx.ts";

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
