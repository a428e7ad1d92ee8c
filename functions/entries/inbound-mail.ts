import { receive, releaseAsked, releaseHeld, rereadAsked, rereadMail } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { queueDoor } from "../platform/doors.ts";

const mailboxes = [mediationMailbox];

/**
 * One received mail becomes one entry or one quarantine row per target; a held one that was released, one entry; one
 * that is read again, the same entry.
 */
export const handler = queueDoor("inbound-mail", (ctx, record) => {
  const again = rereadAsked(record.body);
  if (again !== undefined) return rereadMail(ctx, mailboxes, again);
  const held = releaseAsked(record.body);
  return held === undefined ? receive(ctx, mailboxes, record.body) : releaseHeld(ctx, mailboxes, held);
});
