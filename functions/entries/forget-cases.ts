import { forgetCases } from "../modules/mediation/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every day: cases whose time is over are anonymised or erased. */
export const handler = scheduleDoor("forget-cases", forgetCases);
