import type { Ctx } from "../../platform/ctx.ts";
import { expireHeld } from "./expire-held.ts";
import type { Mailboxes } from "./mailbox.ts";
import { remindKeepers } from "./remind-keepers.ts";

/** What the quarantine needs every hour: those whose time is over go, then who keeps it is told of those that wait. */
export async function tendQuarantine(ctx: Ctx, mailboxes: Mailboxes): Promise<void> {
  const gone = await expireHeld(ctx);
  if (gone > 0) ctx.log.info("quarantine.expired", { count: gone });
  await remindKeepers(ctx, mailboxes);
}
