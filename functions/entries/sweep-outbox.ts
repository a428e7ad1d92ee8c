import { accountsMailbox } from "../modules/access/jobs.ts";
import { declarationsMailbox } from "../modules/declarations/index.ts";
import { measureMail, requeueDeadLetters, sweepMail } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { scheduleDoor } from "../platform/doors.ts";
import { sweepOutbox } from "../platform/outbox.ts";

/**
 * Each minute: what a crash left in the outbox leaves now, mails due for a new try are queued, leases end, failed
 * messages that somebody asked for again go back to their queue. Then what is left is measured.
 */
export const handler = scheduleDoor("sweep-outbox", async (ctx) => {
  const due = await sweepMail(ctx, [mediationMailbox, accountsMailbox, declarationsMailbox]);
  const again = await requeueDeadLetters(ctx);
  const count = await sweepOutbox(ctx);
  if (count + due + again > 0) ctx.log.info("sweep.sent", { count: count + due + again });
  await measureMail(ctx);
});
