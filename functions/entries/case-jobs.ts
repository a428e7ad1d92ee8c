import { runJob } from "../modules/mediation/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** Does one piece of long work that an agent asked for. */
export const handler = queueDoor("case-jobs", (ctx, record) => runJob(ctx, JSON.parse(record.body)));
