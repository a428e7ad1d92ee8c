import { and, eq, isNull } from "drizzle-orm";
import { canonicalEmail } from "../../../shared/access/email.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { type Result, refuse } from "../../platform/refusal.ts";
import { askByAddress } from "./account-ask.ts";
import { addressOfLink, linkRefusal, readAccountLink, spendAccountLink } from "./account-link.ts";
import { landIn, type Opened, openSession } from "./session-open.ts";
import { sessionOpened } from "./sign-in.ts";
import { platformAdministrator, userAccount } from "./tables.ts";

/** Asks for a sign-in link: sent to platform administrators only, and the answer never says whether it was. */
export const askMagicLink = (ctx: Ctx, email: string): Promise<Result<null>> =>
  askByAddress(ctx, "magic_link", canonicalEmail(email));

/** Opens a session with a sign-in link: it waits for the second factor, or leads an administrator to choose one. */
export const openMagicLink = async (ctx: Ctx, token: string): Promise<Result<Opened>> => {
  const link = await readAccountLink(ctx.db, ctx, token, ["magic_link"]);
  if (!link.ok) return link;
  const userId = link.value.targetId;
  const owner = actingAs(ctx, { kind: "user", userId, memberships: [] });
  const opened = await mutate(owner, async (tx) => {
    const [account] = await tx
      .select({ disabledAt: userAccount.disabledAt, email: userAccount.email })
      .from(userAccount)
      .innerJoin(
        platformAdministrator,
        and(eq(platformAdministrator.userId, userAccount.id), isNull(platformAdministrator.endedAt)),
      )
      .where(eq(userAccount.id, userId));
    // No longer an administrator, or no longer at that address, since the link was sent: it opens nothing.
    const sentTo = await addressOfLink(tx, link.value.hash);
    if (!account || account.disabledAt || account.email !== sentTo)
      return refuse(linkRefusal("revoked", "magic_link"));
    await spendAccountLink(tx, link.value);
    const made = await openSession(tx, owner, { userId, method: "magic_link" });
    return {
      result: made,
      // Holding a live link of one's own address is the right.
      permission: permit(true),
      audit: sessionOpened(made, "magic_link"),
      events: [],
    };
  });
  return opened.ok ? landIn(ctx, opened.value) : opened;
};
