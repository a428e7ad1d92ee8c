import { and, eq } from "drizzle-orm";
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

async function liveToken(tx: Tx, who: Correspondent): Promise<string | undefined> {
  const [row] = await tx.select({ token: replyAddress.token }).from(replyAddress).where(isLive(who));
  return row?.token;
}

const isLive = (who: Correspondent) =>
  and(
    eq(replyAddress.targetId, who.targetId),
    eq(replyAddress.state, "live"),
    who.as.is === "participant"
      ? and(eq(replyAddress.kind, "participant"), eq(replyAddress.participantId, who.as.participantId))
      : and(eq(replyAddress.kind, "agent"), eq(replyAddress.userId, who.as.userId)),
  );
