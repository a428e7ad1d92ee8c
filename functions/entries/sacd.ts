import { sendToSacd } from "../modules/sacd/jobs.ts";
import { outsideQueueDoor } from "../platform/outside-queue-door.ts";

/** Sends one declaration to SACD; one that somebody took already is not sent again. */
export const handler = outsideQueueDoor("sacd", (job, record) => sendToSacd(job, record.body));
