import { writeLetter } from "../modules/mediation/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** Words what follows from a citizen's act and queues it; what was written already is left alone. */
export const handler = queueDoor("case-letters", (ctx, record) => writeLetter(ctx, JSON.parse(record.body)));
