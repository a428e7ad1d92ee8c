import { tendQuarantine } from "../modules/mail/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every hour: held mails that wait are told, those whose time is over are erased. */
export const handler = scheduleDoor("tend-quarantine", tendQuarantine);
