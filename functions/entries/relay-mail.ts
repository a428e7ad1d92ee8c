import { relayMail } from "../modules/mail-relay/jobs.ts";
import { outsideQueueDoor } from "../platform/outside-queue-door.ts";

/** Hands one mail over to the second provider; a mail that somebody took already is not sent again. */
export const handler = outsideQueueDoor("relay-mail", (job, record) => relayMail(job, record.body));
