import { and, count, eq, inArray, isNull, lte, ne, or, sql } from "drizzle-orm";
import type { OutgoingClass } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { sha256 } from "../../platform/ids.ts";
import { rateBucket } from "../../platform/tables.ts";
import { outgoingRecipient } from "./tables.ts";

/** Part of what the provider lets us send that we use: the rest is for what we did not foresee. */
const usedPart = 0.8;
/** Part of it that one organisation has while others wait. */
const organisationPart = 0.4;

/** Part of the tokens a class leaves to those before it. */
const leftToOthers: Record<OutgoingClass, number> = {
  security: 0,
  conversation: 0.1,
  partner: 0.2,
  notice: 0.3,
  acknowledgement: 0.5,
  digest: 0.7,
};
/** Order in which waiting copies leave (mail.md §5.13). */
export const classOrder: readonly OutgoingClass[] = [
  "security",
  "conversation",
  "partner",
  "notice",
  "acknowledgement",
  "digest",
];

export interface Bucket {
  tokens: number;
  /** Tokens a second. */
  rate: number;
  /** The most it holds. */
  size: number;
}

/** Seconds until this bucket gives a token and still leaves `reserve` of its size; 0 = now. Pure. */
export const secondsToWait = ({ tokens, rate, size }: Bucket, reserve: number): number =>
  // A small bucket always gives when it is full.
  Math.max(0, (1 + Math.min(reserve * size, size - 1) - tokens) / rate);

/** Two seconds of sending at once, and never less than one mail. */
const sizeOf = (rate: number) => Math.max(1, rate * 2);

/**
 * Takes this copy's turn at the main provider, or says in how many seconds to come back. Urgent classes may empty the
 * bucket, others leave something to them; an organisation has two fifths of the rate while another one waits.
 */
export async function takeTurn(
  ctx: Ctx,
  copy: { class: OutgoingClass; organisationId: string | null; recipientId: string },
): Promise<number> {
  if (ctx.env.sesSendRate === undefined) return 0;
  const rate = ctx.env.sesSendRate * usedPart;
  const all = { key: sha256("sending"), rate, size: sizeOf(rate) };
  const own = {
    key: sha256(`sending\0${copy.organisationId}`),
    rate: rate * organisationPart,
    size: sizeOf(rate * organisationPart),
  };
  const now = ctx.now();
  return ctx.db.transaction(async (tx) => {
    const full = [all, own].map(({ key, size }) => ({ keyHash: key, tokens: size, refilledAt: now }));
    const [, rows, waiting, othersWaiting] = await together([
      tx.insert(rateBucket).values(full).onConflictDoNothing().execute(),
      tx
        .select()
        .from(rateBucket)
        .where(inArray(rateBucket.keyHash, [all.key, own.key]))
        .orderBy(rateBucket.keyHash)
        .for("update")
        .execute(),
      countWaiting(tx, now),
      countWaiting(tx, now, copy.organisationId),
    ]);
    const filled = [all, own].map((bucket) => {
      const row = rows.find(({ keyHash }) => keyHash === bucket.key);
      const seconds = row ? Math.max(0, (now.getTime() - row.refilledAt.getTime()) / 1000) : 0;
      return {
        ...bucket,
        tokens: Math.min(bucket.size, (row?.tokens ?? bucket.size) + seconds * bucket.rate),
      };
    });
    const [everybody, mine] = filled;
    if (everybody === undefined || mine === undefined) throw new Error("a bucket of sending is missing");
    const wait = Math.max(
      secondsToWait(everybody, leftToOthers[copy.class]),
      othersWaiting > 0 ? secondsToWait(mine, 0) : 0,
    );
    if (wait > 0) return spreadOut(wait, waiting / rate, copy.recipientId);
    for (const { key, tokens } of filled)
      await tx
        .update(rateBucket)
        // Nobody else waits: what an organisation takes beyond its part is not held against it.
        .set({ tokens: Math.max(0, tokens - 1), refilledAt: now })
        .where(eq(rateBucket.keyHash, key));
    return 0;
  });
}

/** Copies that could leave now; of other organisations than one, when given. A thousand is as good as more. */
const countWaiting = async (
  tx: Parameters<Parameters<Ctx["db"]["transaction"]>[0]>[0],
  now: Date,
  exceptOf?: string | null,
): Promise<number> => {
  const { organisationId, state, nextAttemptAt } = outgoingRecipient;
  const elsewhere =
    exceptOf === undefined
      ? undefined
      : exceptOf === null
        ? sql`${organisationId} is not null`
        : or(isNull(organisationId), ne(organisationId, exceptOf));
  const some = tx
    .select({ id: outgoingRecipient.id })
    .from(outgoingRecipient)
    .where(and(eq(state, "queued"), lte(nextAttemptAt, now), elsewhere))
    .limit(exceptOf === undefined ? 1000 : 1)
    .as("some");
  const [row] = await tx.select({ count: count() }).from(some);
  return row?.count ?? 0;
};

/** Those who wait do not come back at the same instant: a minute at most, by their id. */
function spreadOut(least: number, queue: number, recipientId: string): number {
  const place = Number.parseInt(recipientId.slice(-4), 16) / 0xffff;
  return Math.min(60, Math.max(1, least, queue * place));
}
