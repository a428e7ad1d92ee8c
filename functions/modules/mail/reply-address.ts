import { and, eq, inArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { newToken } from "./message-ids.ts";
import { replyAddress } from "./tables.ts";

/** One person on one target: a participant (answers enter the target) or an agent (answers become internal notes). */
export interface Correspondent {
  organisationId: string;
  service: string;
  targetId: string;
  as: { is: "participant"; participantId: string } | { is: "agent"; userId: string };
}

/** Local part of the one live reply address of this person on this target: `r-<token>` or `a-<token>`. Made once. */
export async function replyAddressFor(tx: Tx, ctx: Ctx, who: Correspondent): Promise<string> {
  const prefix = who.as.is === "participant" ? "r-" : "a-";
  // One flight whether it exists or not; a token that lost is never read.
  const [, token] = await together([
    tx
      .insert(replyAddress)
      .values({
        id: ctx.newId(),
        organisationId: who.organisationId,
        token: newToken(),
        kind: who.as.is,
        service: who.service,
        targetId: who.targetId,
        ...(who.as.is === "participant"
          ? { participantId: who.as.participantId }
          : { userId: who.as.userId }),
        state: "live",
      })
      .onConflictDoNothing()
      .execute(),
    liveToken(tx, who),
  ]);
  if (token === undefined) throw new Error("reply address was not written");
  return prefix + token;
}

/**
 * Gives this person another reply address on this target: their address changed, an agent asked, or a leak of the old
 * one is sure (mail.md §9). What is written to a participant's old one still finds the target, with a stricter look at
 * the sender; an agent's old one is refused. Nothing happens to whoever was never written to.
 */
export async function rotateReplyAddress(tx: Tx, ctx: Ctx, who: Correspondent): Promise<void> {
  const rotated = await tx
    .update(replyAddress)
    .set({ state: "rotated" })
    .where(isLive(who))
    .returning({ id: replyAddress.id });
  if (rotated.length > 0) await replyAddressFor(tx, ctx, who);
}

/** Ends every reply address of this person on this target, live or rotated: they were removed from it. */
export async function revokeReplyAddress(tx: Tx, who: Correspondent): Promise<void> {
  await tx
    .update(replyAddress)
    .set({ state: "revoked" })
    .where(and(isOf(who), inArray(replyAddress.state, ["live", "rotated"])));
}

async function liveToken(tx: Tx, who: Correspondent): Promise<string | undefined> {
  const [row] = await tx.select({ token: replyAddress.token }).from(replyAddress).where(isLive(who));
  return row?.token;
}

const isLive = (who: Correspondent) => and(isOf(who), eq(replyAddress.state, "live"));

const isOf = (who: Correspondent) =>
  and(
    eq(replyAddress.targetId, who.targetId),
    who.as.is === "participant"
      ? and(eq(replyAddress.kind, "participant"), eq(replyAddress.participantId, who.as.participantId))
      : and(eq(replyAddress.kind, "agent"), eq(replyAddress.userId, who.as.userId)),
  );
