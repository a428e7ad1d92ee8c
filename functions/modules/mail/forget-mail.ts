import { and, inArray, isNotNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import { defaultMailSettings } from "../../../shared/mail/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { listObjects } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { deadLetter, outbox } from "../../platform/tables.ts";
import { dropUnusedFiles, namedKeys, removeAll, removeDoomed } from "./doomed-objects.ts";
import { deliveryEvent, inboundMail, inboundTarget, mailSettings, presence, quarantine } from "./tables.ts";

/** Does at most `limit` of one kind; fewer done means that none is left. */
type Forget = (ctx: Ctx, limit: number) => Promise<number>;

/** What is not done within this time, in milliseconds, is for the next day: the function may run ten minutes. */
const enough = 8 * 60_000;
/** Hours during which bytes may wait for the row that will name them. */
const bytesWaitHours = 24;
const usualDays = defaultMailSettings("").rawRetentionDays;
/** Least an organisation may keep originals (shared/mail/settings.ts): nothing younger is looked at. */
const leastDays = 30;

/**
 * Deletes what mail keeps once its time is over (mail.md §9), in batches: originals, details of deliveries and then
 * the events themselves, outbox rows and dead letters that served, files and bytes that nothing names. Doing it again
 * does nothing more, a run that was cut short is gone on with, and what each kind of work did is counted in the log.
 */
export async function forgetMail(ctx: Ctx, batch = 500): Promise<void> {
  const until = ctx.now().getTime() + enough;
  for (const [outcome, forget] of Object.entries(works)) {
    let total = 0;
    let count: number;
    do {
      count = await forget(ctx, batch);
      total += count;
    } while (count >= batch && ctx.now().getTime() < until);
    if (total > 0) ctx.log.info("mail.forgotten", { outcome, count: total });
    if (count >= batch) ctx.log.warn("mail.left_for_tomorrow", { outcome });
  }
  const orphans = await removeOrphans(ctx, batch, until);
  if (orphans > 0) ctx.log.info("mail.forgotten", { outcome: "orphan_bytes", count: orphans });
}

const ago = (ctx: Ctx, { days = 0, hours = 0 }): Date =>
  new Date(ctx.now().getTime() - (days * 24 + hours) * 3_600_000);
function monthsAgo(ctx: Ctx, months: number): Date {
  const then = new Date(ctx.now());
  then.setUTCMonth(then.getUTCMonth() - months);
  return then;
}

/** The object first: killed in between, the row still says that it is to go, and deleting nothing is fine. */
const originals: Forget = async (ctx, limit) => {
  const now = ctx.now().toISOString();
  const keptDays = sql`(select coalesce(max(coalesce((select max(${mailSettings.rawRetentionDays}) from ${mailSettings}
      where ${mailSettings.organisationId} = ${inboundTarget.organisationId}), ${usualDays})), ${usualDays})
    from ${inboundTarget} where ${inboundTarget.inboundMailId} = ${inboundMail.id})`;
  // A held mail is released by reading its original again.
  const isHeld = sql`exists (select from ${quarantine} join ${inboundTarget}
      on ${inboundTarget.id} = ${quarantine.inboundTargetId}
    where ${inboundTarget.inboundMailId} = ${inboundMail.id} and ${quarantine.erasedAt} is null
      and ${quarantine.state} in ('waiting', 'deleted'))`;
  const rows = await ctx.db
    .select({ id: inboundMail.id, rawKey: inboundMail.rawKey })
    .from(inboundMail)
    .where(
      and(
        sql`${inboundMail.state} = 'done'`,
        lt(inboundMail.receivedAt, ago(ctx, { days: leastDays })),
        sql`${inboundMail.receivedAt} < ${now}::timestamptz - interval '1 day' * ${keptDays}`,
        sql`not ${isHeld}`,
      ),
    )
    .orderBy(inboundMail.receivedAt)
    .limit(limit);
  await removeAll(
    ctx,
    "mail-raw",
    rows.map(({ rawKey }) => rawKey),
  );
  const ids = rows.map(({ id }) => id);
  if (ids.length > 0)
    await ctx.db
      .update(inboundMail)
      .set({ state: "purged", purgedAt: ctx.now() })
      .where(inArray(inboundMail.id, ids));
  return rows.length;
};

/** The keys of at most `limit` rows. */
const someKeys = (table: PgTable, key: PgColumn, over: SQL | undefined, limit: number): SQL =>
  sql`${key} in (select ${key} from ${table} where ${over} limit ${limit})`;

const deleting =
  (table: PgTable, key: PgColumn, over: (ctx: Ctx) => SQL | undefined): Forget =>
  async (ctx, limit) =>
    (
      await ctx.db
        .delete(table)
        .where(someKeys(table, key, over(ctx), limit))
        .returning({ key })
    ).length;

const works: Readonly<Record<string, Forget>> = {
  originals,
  delivery_details: async (ctx, limit) => {
    const over = and(
      lt(deliveryEvent.at, ago(ctx, { days: 90 })),
      or(isNotNull(deliveryEvent.diagnostic), isNotNull(deliveryEvent.raw)),
    );
    const blanked = await ctx.db
      .update(deliveryEvent)
      .set({ diagnostic: null, raw: null })
      .where(someKeys(deliveryEvent, deliveryEvent.id, over, limit))
      .returning({ id: deliveryEvent.id });
    return blanked.length;
  },
  delivery_events: deleting(deliveryEvent, deliveryEvent.id, (ctx) =>
    lt(deliveryEvent.at, monthsAgo(ctx, 13)),
  ),
  outbox: deleting(outbox, outbox.id, (ctx) => lt(outbox.sentAt, ago(ctx, { days: 30 }))),
  dead_letters: deleting(deadLetter, deadLetter.id, (ctx) =>
    or(lt(deadLetter.requeuedAt, ago(ctx, { days: 30 })), lt(deadLetter.at, ago(ctx, { days: 90 }))),
  ),
  presence: async (ctx) => {
    const gone = await ctx.db
      .delete(presence)
      .where(lt(presence.at, ago(ctx, { days: 1 })))
      .returning({ userId: presence.userId });
    return gone.length;
  },
  unused_files: async (ctx, limit) => {
    const before = ago(ctx, { hours: bytesWaitHours }).toISOString();
    const dropped = await mutate(ctx, async (tx) => {
      const unused = await tx.execute<{ id: string }>(
        sql`select id from guichet.unused_files(${before}::timestamptz, ${limit}) as id`,
      );
      const count = await dropUnusedFiles(
        tx,
        unused.map(({ id }) => id),
      );
      // A rule of retention decides, nobody asks; it says nothing of anybody.
      return { result: count, permission: permit(true), audit: [], events: [] };
    });
    if (!dropped.ok) throw new Error(`forgetting was refused: ${dropped.refusal.reason}`);
    return dropped.value;
  },
  doomed_objects: removeDoomed,
};

/** Bytes that no row came to name: a function died between keeping them and its transaction. */
async function removeOrphans(ctx: Ctx, batch: number, until: number): Promise<number> {
  const old = ago(ctx, { hours: bytesWaitHours });
  let removed = 0;
  let page: string[] = [];
  const sweep = async () => {
    const named = await namedKeys(ctx.db, page);
    const orphans: string[] = [];
    for (const key of page) if (!named.has(key) && (await isStillOld(ctx, key, old))) orphans.push(key);
    await removeAll(ctx, "files", orphans);
    removed += orphans.length;
    page = [];
  };
  for await (const { key, at } of listObjects(ctx.env, "files", "")) {
    if (at <= old) page.push(key);
    if (page.length >= batch) await sweep();
    if (ctx.now().getTime() > until) {
      ctx.log.warn("mail.left_for_tomorrow", { outcome: "orphan_bytes" });
      return removed;
    }
  }
  await sweep();
  return removed;
}

/** The same bytes may have been kept again since the page was listed, for a row that is being written. */
async function isStillOld(ctx: Ctx, key: string, old: Date): Promise<boolean> {
  for await (const object of listObjects(ctx.env, "files", key)) {
    if (object.key === key) return object.at <= old;
  }
  return false;
}
