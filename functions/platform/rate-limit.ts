import { sql } from "drizzle-orm";
import type { Queries } from "./db.ts";
import { sha256 } from "./ids.ts";
import type { Refusal } from "./refusal.ts";

/** A bucket of tokens shared by every container: `burst` at most, refilled at `perHour`. */
export interface Limit {
  name: string;
  burst: number;
  perHour: number;
}

/** Hours in which every limit is full again, at the most: what was not touched for longer can be forgotten. */
export const slowestRefillHours = 24;

const keyHash = (limit: Limit, key: string) => sha256(`${limit.name}\0${key}`);

/** Takes one token of `limit` for `key` (kept hashed); answers the seconds to wait, 0 when it may go on. */
export const takeToken = async (on: Queries, limit: Limit, key: string): Promise<number> => {
  if (limit.burst > limit.perHour * slowestRefillHours + 1e-6)
    throw new Error(`the limit ${limit.name} fills again too slowly`);
  const rows = await on.execute<{ wait: number }>(
    sql`select wait from guichet.take_token(${keyHash(limit, key)}, ${limit.burst}, ${limit.perHour / 3600})`,
  );
  return rows[0]?.wait ?? 0;
};

/** Forgets the tries of `key`: the right answer was given. */
export const refill = async (on: Queries, limit: Limit, key: string): Promise<void> => {
  await on.execute(sql`select guichet.refill(${keyHash(limit, key)})`);
};

/** The refusal of a caller who must wait, in words with a duration. */
export const tooMany = (seconds: number, detail: (wait: string) => string): Refusal => {
  const minutes = Math.ceil(seconds / 60);
  const wait =
    minutes <= 1 ? "une minute" : minutes < 60 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} h`;
  return { code: "limited", reason: "too_many", detail: detail(wait), retryAfterSeconds: Math.ceil(seconds) };
};
