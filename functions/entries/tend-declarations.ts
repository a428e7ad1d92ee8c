import { tendDeclarations } from "../modules/declarations/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every quarter of an hour: what the day brings to declarations. */
export const handler = scheduleDoor("tend-declarations", tendDeclarations);
