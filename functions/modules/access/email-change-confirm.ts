import { eq, sql } from "drizzle-orm";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import { enter } from "../../platform/enter.ts";
import { type AuditNote, mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse, refused } from "../../platform/refusal.ts";
import { linkRefusal, readAccountLink, spendAccountLink } from "./account-link.ts";
import { askAccountMail } from "./account-mail.ts";
import { emailChange, userAccount } from "./tables.ts";

/** A change of address as the holder of one of its links may know it. */
export interface ChangeOfLink {
  [column: string]: unknown;
  id: string;
  user_id: string;
  new_email: string;
  done_at: Date | null;
  cancelled_at: Date | null;
}

/** The change of address behind a link, whoever holds it. */
export const changeOfLink = async (ctx: Ctx, hash: string): Promise<ChangeOfLink | undefined> => {
  const [found] = await ctx.db.execute<ChangeOfLink>(
    sql`select * from guichet.email_change_of_link(${hash})`,
  );
  return found;
};

const taken: Refusal = {
  code: "conflict",
  reason: "email_taken",
  detail: "Cette adresse a déjà un compte. Votre compte garde son adresse actuelle.",
};

/**
 * Confirms one side of a change of address with its link. With both, the account takes the new address, its other
 * sessions end, and the old address is told. Needs no session: each link proves one mailbox.
 */
export const confirmEmail = async (
  ctx: Ctx,
  token: string,
): Promise<Result<{ state: "waiting_other" | "changed" }>> => {
  const link = await readAccountLink(ctx.db, ctx, token, ["email_change_old", "email_change_new"]);
  if (!link.ok) return link;
  const found = await changeOfLink(ctx, link.value.hash);
  if (!found || found.cancelled_at) return refused(linkRefusal("revoked", link.value.purpose));
  const { actor } = await enter(ctx);
  const kept = actor.kind === "user" && actor.userId === found.user_id ? (actor.session?.id ?? null) : null;
  const owner = actingAs(ctx, { kind: "user", userId: found.user_id, memberships: [] });

  return onUniqueAddress(() =>
    mutate(owner, async (tx) => {
      const [change] = await tx.select().from(emailChange).where(eq(emailChange.id, found.id)).for("update");
      if (!change || change.cancelledAt) return refuse(linkRefusal("revoked", link.value.purpose));
      await spendAccountLink(tx, link.value);
      const side = link.value.purpose === "email_change_old" ? "oldConfirmedAt" : "newConfirmedAt";
      const confirmed = { ...change, [side]: ctx.now() };
      const changed = confirmed.oldConfirmedAt !== null && confirmed.newConfirmedAt !== null;
      await tx
        .update(emailChange)
        .set({ [side]: ctx.now(), ...(changed ? { doneAt: ctx.now() } : {}) })
        .where(eq(emailChange.id, change.id));
      const target = { kind: "user_account", id: change.userId };
      const audit: AuditNote[] = [{ action: "email.change_confirmed", organisationId: null, target }];
      const events: OutboxEvent[] = [];
      if (changed) {
        const [before] = await tx.select().from(userAccount).where(eq(userAccount.id, change.userId));
        if (!before || before.disabledAt) return refuse(linkRefusal("revoked", link.value.purpose));
        await tx.update(userAccount).set({ email: change.newEmail }).where(eq(userAccount.id, change.userId));
        await tx.execute(sql`select guichet.end_sessions(${change.userId}, ${kept})`);
        audit.push({
          action: "email.change",
          organisationId: null,
          target,
          before: { email: before.email },
          after: { email: change.newEmail },
          personal: ["email"],
        });
        events.push(
          ...(await askAccountMail(tx, owner, {
            kind: "email_changed",
            address: before.email,
            userId: change.userId,
            targetId: change.id,
          })),
        );
      }
      return {
        result: { state: changed ? ("changed" as const) : ("waiting_other" as const) },
        // Holding a live link of the mailbox it confirms is the right.
        permission: permit(true),
        audit,
        events,
      };
    }),
  );
};

/** Two accounts may ask for one address; the database lets the first one have it. */
const onUniqueAddress = async <T>(write: () => Promise<Result<T>>): Promise<Result<T>> => {
  try {
    return await write();
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    if (
      cause instanceof Error &&
      "constraint_name" in cause &&
      cause.constraint_name === "user_account_email_unique"
    )
      return refused(taken);
    throw error;
  }
};
