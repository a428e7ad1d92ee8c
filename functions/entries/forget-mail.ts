import { forgetMail } from "../modules/mail/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every day: originals, delivery details and files whose time is over are deleted. */
export const handler = scheduleDoor("forget-mail", forgetMail);
