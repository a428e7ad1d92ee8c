import { goOnWithRun } from "../modules/declarations/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** Goes on with the reading of a ticketing account. */
export const handler = queueDoor("ticketing-sync", (ctx, record) =>
  goOnWithRun(ctx, JSON.parse(record.body)),
);
