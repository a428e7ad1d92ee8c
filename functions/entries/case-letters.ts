import { FileCodeAsked, writeFileCode } from "../modules/mail/jobs.ts";
import { writeLetter } from "../modules/mediation/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** Words what follows from a citizen's act and queues it; what was written already is left alone. */
export const handler = queueDoor("case-letters", (ctx, record) => {
  const asked: unknown = JSON.parse(record.body);
  const ofAFile = FileCodeAsked.safeParse(asked);
  return ofAFile.success ? writeFileCode(ctx, ofAFile.data) : writeLetter(ctx, asked);
});
