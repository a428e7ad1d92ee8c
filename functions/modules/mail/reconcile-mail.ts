import { and, inArray, isNull, lte, or } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { listObjects } from "../../platform/files.ts";
import { sendToQueue } from "../../platform/queue.ts";
import { againBody } from "./again-body.ts";
import { inboundPrefix } from "./inbound-event.ts";
import { noteCheck } from "./note-check.ts";
import { inboundMail } from "./tables.ts";

/** Younger ones are still on their way. */
const graceMs = 15 * 60_000;
/** Two rounds had their chance: what is older and still not accounted for is a fault. */
const patienceMs = 25 * 60_000;
/** Written by SES itself when the receipt rule was made. */
const setUpObject = "AMAZON_SES_SETUP_NOTIFICATION";
const batch = 500;

/**
 * Queues again every raw mail that nobody accounted for: an object without a row (its notification was lost), or a row
 * left half-way by a function that died. Returns how many; in a healthy house, none. Those older than 25 minutes are
 * the figure `inbound_unaccounted`, measured and kept among the checks (mail.md §4.2).
 */
export async function reconcileMail(ctx: Ctx): Promise<number> {
  const before = new Date(ctx.now().getTime() - graceMs);
  const lost = new Map<string, Date>();
  let page: Array<{ key: string; at: Date }> = [];
  for await (const { key, at } of listObjects(ctx.env, "mail-raw", inboundPrefix)) {
    if (at > before || key.endsWith(setUpObject)) continue;
    page.push({ key, at });
    if (page.length === batch) {
      for (const each of await withoutRow(ctx, page)) lost.set(each.key, each.at);
      page = [];
    }
  }
  for (const each of await withoutRow(ctx, page)) lost.set(each.key, each.at);
  for (const row of await halfWay(ctx, before)) lost.set(row.rawKey, row.receivedAt);
  await sendToQueue(
    ctx.env,
    "mail-inbound",
    [...lost].map(([key, at]) => againBody(key, at)),
  );
  await noteUnaccounted(ctx, [...lost.values()]);
  return lost.size;
}

async function noteUnaccounted(ctx: Ctx, lost: readonly Date[]): Promise<void> {
  const late = ctx.now().getTime() - patienceMs;
  const count = lost.filter((at) => at.getTime() <= late).length;
  ctx.log.measure("mail.unaccounted", { count });
  await noteCheck(ctx, "unaccounted", { failing: count, detail: { count, queuedAgain: lost.length } });
}

async function withoutRow(ctx: Ctx, objects: ReadonlyArray<{ key: string; at: Date }>) {
  if (objects.length === 0) return [];
  const keys = objects.map(({ key }) => key);
  const rows = await ctx.db
    .select({ key: inboundMail.rawKey })
    .from(inboundMail)
    .where(inArray(inboundMail.rawKey, keys));
  const known = new Set(rows.map(({ key }) => key));
  return objects.filter(({ key }) => !known.has(key));
}

const halfWay = (ctx: Ctx, before: Date) =>
  ctx.db
    .select({ rawKey: inboundMail.rawKey, receivedAt: inboundMail.receivedAt })
    .from(inboundMail)
    .where(
      and(
        inArray(inboundMail.state, ["received", "processing"]),
        lte(inboundMail.receivedAt, before),
        or(isNull(inboundMail.leaseUntil), lte(inboundMail.leaseUntil, ctx.now())),
      ),
    )
    .limit(batch);
