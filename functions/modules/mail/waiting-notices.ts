import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { waitingNotice } from "./tables.ts";

/** Something an agent is told in the digest of the next working day; `notice` is a word of the service. */
export type WaitingNotice = Pick<
  typeof waitingNotice.$inferSelect,
  "organisationId" | "service" | "targetId" | "userId" | "notice"
>;

/** Keeps what people are to be told of once a day instead of at once. */
export const waitForDigest = async (tx: Tx, ctx: Ctx, notices: readonly WaitingNotice[]): Promise<void> => {
  if (notices.length === 0) return;
  await tx.insert(waitingNotice).values(notices.map((one) => ({ ...one, id: ctx.newId(), at: ctx.now() })));
};
