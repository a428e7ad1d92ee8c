import { tendCases } from "../modules/mediation/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every quarter of an hour: what the day and the hour bring to cases. */
export const handler = scheduleDoor("tend-cases", tendCases);
