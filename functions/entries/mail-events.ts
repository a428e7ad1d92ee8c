import { accountsMailbox } from "../modules/access/jobs.ts";
import { declarationsMailbox } from "../modules/declarations/index.ts";
import { applyMailEvent } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { queueDoor } from "../platform/doors.ts";

/** One piece of news of a provider changes the state of the recipients it names, once. */
export const handler = queueDoor("mail-events", (ctx, record) =>
  applyMailEvent(ctx, [mediationMailbox, accountsMailbox, declarationsMailbox], record.body),
);
