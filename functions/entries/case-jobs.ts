import { goOnReplacing, ReplacingAsked, runJob } from "../modules/mediation/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** Does one piece of long work that an agent asked for, or what is left of an item of a list that was replaced. */
export const handler = queueDoor("case-jobs", (ctx, record) => {
  const asked: unknown = JSON.parse(record.body);
  const replacing = ReplacingAsked.safeParse(asked);
  return replacing.success ? goOnReplacing(ctx, replacing.data) : runJob(ctx, asked);
});
