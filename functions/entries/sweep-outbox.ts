import { accountsMailbox } from "../modules/access/jobs.ts";
import { sweepMail } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { scheduleDoor } from "../platform/doors.ts";
import { sweepOutbox } from "../platform/outbox.ts";

/** Each minute: what a crash left in the outbox leaves now, mails due for a new try are queued, leases end. */
export const handler = scheduleDoor("sweep-outbox", async (ctx) => {
  const due = await sweepMail(ctx, [mediationMailbox, accountsMailbox]);
  const count = await sweepOutbox(ctx);
  if (count + due > 0) ctx.log.info("sweep.sent", { count: count + due });
});
