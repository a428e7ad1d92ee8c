import { accountsMailbox } from "../modules/access/jobs.ts";
import { applySesEvent } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { queueDoor } from "../platform/doors.ts";

/** One sending event of SES changes the state of the recipients it names, once. */
export const handler = queueDoor("mail-events", (ctx, record) =>
  applySesEvent(ctx, [mediationMailbox, accountsMailbox], record.body),
);
