import { noteDeadLetter } from "../modules/mail/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** A message that failed every receive becomes a row that a person can see and replay. */
export const handler = queueDoor("dead-letters", (ctx, record) => {
  const queue = record.eventSourceARN.slice(record.eventSourceARN.lastIndexOf(":") + 1).replace(/-dead$/, "");
  return noteDeadLetter(ctx, { queue, messageId: record.messageId, body: record.body });
});
