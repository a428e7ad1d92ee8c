import { and, count, desc, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Suppressions } from "../../../shared/access/platform.ts";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { suppressionReasons } from "../../../shared/platform/operations-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { done, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { permitPlatform } from "../access/index.ts";
import { suppressionKey } from "./apply-delivery.ts";
import { askLift, sealAddress } from "./lift-suppressions.ts";
import { suppression, suppressionLift } from "./tables.ts";

const labelOf = (reason: string) => suppressionReasons[reason] ?? "Autre cause";

/** How many addresses are not written to any more, and why; the addresses themselves are kept as hashes only. */
export const readSuppressions = async (ctx: Ctx): Promise<Result<Suppressions>> => {
  permitPlatform(ctx, "platform.read");
  const { reason, since } = suppression;
  const [byReason, recent, lifts] = await together([
    ctx.db.select({ reason, count: count() }).from(suppression).groupBy(reason).orderBy(reason),
    ctx.db.select({ reason, since }).from(suppression).orderBy(desc(since)).limit(20),
    ctx.db
      .select({ count: count() })
      .from(suppressionLift)
      .where(and(isNull(suppressionLift.doneAt), isNotNull(suppressionLift.lastError))),
  ]);
  return done({
    total: byReason.reduce((sum, row) => sum + row.count, 0),
    byReason: byReason.map((row) => ({ ...row, label: labelOf(row.reason) })),
    liftsRefused: lifts[0]?.count ?? 0,
    recent: recent.map((row) => ({
      reason: row.reason,
      label: labelOf(row.reason),
      since: row.since.toISOString(),
    })),
  });
};

/** Those of these canonical addresses that our mail does not reach. A complaint is no reason: codes still arrive. */
export const undeliverableAmong = async (on: Queries, addresses: readonly string[]): Promise<Set<string>> => {
  const byHash = new Map(addresses.map((address) => [suppressionKey(address), address]));
  const hashes = `{${[...byHash.keys()].join(",")}}`;
  const rows = await on.execute<{ hash: string }>(
    sql`select hash from guichet.undeliverable(${hashes}::text[]) as hash`,
  );
  return new Set([...rows].flatMap(({ hash }) => byHash.get(hash) ?? []));
};

const notSuppressed: Refusal = {
  code: "notFound",
  reason: "not_suppressed",
  detail: "Cette adresse n’est pas bloquée. Vérifiez-la, ou écrivez-lui.",
};

/** Lets an address, typed in full, be written to again, here at once and at the provider by a job. The journal keeps its hash, never the address. */
export const liftSuppression = (ctx: Ctx, { address }: { address: string }): Promise<Result<object>> =>
  mutate(ctx, async (tx) => {
    const permission = permitPlatform(ctx, "platform.change");
    const hash = suppressionKey(canonicalAddress(address) ?? address);
    const [lifted] = await tx.delete(suppression).where(eq(suppression.addressHash, hash)).returning();
    if (!lifted) return refuse(notSuppressed);
    const events = await askLift(tx, ctx, {
      organisationId: null,
      sealedAddress: await sealAddress(ctx, canonicalAddress(address) ?? address),
      outgoingRecipientId: null,
    });
    return {
      result: {},
      permission,
      audit: {
        action: "suppression.lift",
        organisationId: null,
        target: { kind: "suppression", id: idOfHash(hash) },
        before: { reason: lifted.reason, since: lifted.since.toISOString() },
      },
      events,
    };
  });

/** The first 128 bits of the hash in the form of an id: what the journal says it was about. */
const idOfHash = (hash: string) =>
  [hash.slice(0, 8), hash.slice(8, 12), hash.slice(12, 16), hash.slice(16, 20), hash.slice(20, 32)].join("-");
