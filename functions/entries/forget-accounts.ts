import { forgetAccounts } from "../modules/access/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Once a day: what accounts left behind is deleted, and what waits for an answer too long is told. */
export const handler = scheduleDoor("forget-accounts", forgetAccounts);
