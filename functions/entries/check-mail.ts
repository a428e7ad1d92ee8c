import { checkMail } from "../modules/mail/jobs.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Every quarter of an hour: DNS of the mail domain, a test mail out and back in, what is unaccounted for. */
export const handler = scheduleDoor("check-mail", checkMail);
