import { sql } from "drizzle-orm";
import type { ChooseDigests, UnblockAddress, Unblocked } from "../../../shared/mail/copy-links.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { copyOfToken } from "./copy-links.ts";
import { liftEvent } from "./lift-suppressions.ts";

const notOurs: Refusal = {
  code: "notFound",
  reason: "link_unknown",
  detail: "Ce lien n’est pas valable. Ouvrez-le depuis le courriel que vous avez reçu.",
};

/**
 * Whoever holds a copy takes back having called our mail unwanted (mail.md §2, « Débloquer mon adresse »). A link lasts
 * a week; an address that does not exist is not made good by it. Twice changes nothing.
 */
export const unblockByLink = (ctx: Ctx, { token }: UnblockAddress): Promise<Result<Unblocked>> =>
  mutate(ctx, async (tx) => {
    const copyId = copyOfToken(ctx.env, "unblock", token) ?? refuse(notOurs);
    const liftId = ctx.newId();
    const [row] = await tx.execute<{ reason: string | null }>(
      sql`select guichet.unblock_by_link(${copyId}, ${liftId}, ${ctx.now().toISOString()}) as reason`,
    );
    const isDone = row !== undefined && row.reason !== null;
    const target = { kind: "outgoing_recipient", id: copyId };
    return {
      result: { done: isDone },
      // The link is the right: only its mail carries it.
      permission: permit(true),
      audit: isDone ? { action: "address.unblock_by_link", organisationId: null, target } : [],
      events: isDone ? [liftEvent(liftId, null)] : [],
    };
  });

/** Whoever holds a digest stops them, or takes them up again; every other mail still reaches them. */
export const chooseDigests = (ctx: Ctx, { token, wanted }: ChooseDigests): Promise<Result<object>> =>
  mutate(ctx, async (tx) => {
    const copyId = copyOfToken(ctx.env, "digests", token) ?? refuse(notOurs);
    const [row] = await tx.execute<{ known: boolean }>(
      sql`select guichet.refuse_digests(${copyId}, ${!wanted}, ${ctx.now().toISOString()}) as known`,
    );
    if (!row?.known) return refuse(notOurs);
    return {
      result: {},
      permission: permit(true),
      audit: {
        action: wanted ? "digests.want" : "digests.refuse",
        organisationId: null,
        target: { kind: "outgoing_recipient", id: copyId },
      },
      events: [],
    };
  });
