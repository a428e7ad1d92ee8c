import { dispatchSync } from "../modules/declarations/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every quarter of an hour: readings that are due, and those that stopped. */
export const handler = scheduleDoor("dispatch-sync", dispatchSync);
