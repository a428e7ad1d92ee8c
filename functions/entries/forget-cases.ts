import { forgetCases } from "../modules/mediation/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every hour: erasures that were asked for; once a night what reached its time. */
export const handler = scheduleDoor("forget-cases", forgetCases);
