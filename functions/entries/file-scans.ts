import { noteScan } from "../modules/mail/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** Notes what the scanner found in kept files. */
export const handler = queueDoor("file-scans", (ctx, record) => noteScan(ctx, record.body));
