import { receive, rereadAsked, rereadMail } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { queueDoor } from "../platform/doors.ts";

const mailboxes = [mediationMailbox];

/** One received mail becomes one entry or one quarantine row per target; one that is read again, the same entry. */
export const handler = queueDoor("inbound-mail", (ctx, record) => {
  const again = rereadAsked(record.body);
  return again === undefined ? receive(ctx, mailboxes, record.body) : rereadMail(ctx, mailboxes, again);
});
