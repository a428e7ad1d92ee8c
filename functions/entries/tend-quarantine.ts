import { tendQuarantine } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every hour: held mails that wait are told, those whose time is over are erased. */
export const handler = scheduleDoor("tend-quarantine", (ctx) => tendQuarantine(ctx, [mediationMailbox]));
