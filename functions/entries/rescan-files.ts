import { declarationFiles } from "../modules/declarations/index.ts";
import { rescanFiles } from "../modules/mail/jobs.ts";
import { mediationMailbox } from "../modules/mediation/index.ts";
import { scheduleDoor } from "../platform/doors.ts";

/** Each hour: files that the scanner has said nothing of are shown to it again, or given up. */
export const handler = scheduleDoor("rescan-files", (ctx) =>
  rescanFiles(ctx, [mediationMailbox, declarationFiles]),
);
