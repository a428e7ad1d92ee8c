import { reconcileMail } from "../modules/mail/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every ten minutes: raw mails without a row, or left half-way, are queued again. */
export const handler = scheduleDoor("reconcile-mail", async (ctx) => {
  const count = await reconcileMail(ctx);
  ctx.log.info("mail.reconciled", { count });
});
