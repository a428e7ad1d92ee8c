import { declarationFiles } from "../modules/declarations/index.ts";
import { noteScan } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { queueDoor } from "../platform/doors.ts";

/** Notes what the scanner found in kept files; the same verdict twice changes nothing. */
export const handler = queueDoor("file-scans", (ctx, record) =>
  noteScan(ctx, [mediationMailbox, declarationFiles], record.body),
);
