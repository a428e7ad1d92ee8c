import { receive } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { queueDoor } from "../platform/doors.ts";

/** One received mail becomes one entry or one quarantine row per target. */
export const handler = queueDoor("inbound-mail", (ctx, record) =>
  receive(ctx, [mediationMailbox], record.body),
);
