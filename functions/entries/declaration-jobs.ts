import { isSending, runExport, workOnDeclaration } from "../modules/declarations/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** Takes a declaration further, or does one piece of the long work of declarations. */
export const handler = queueDoor("declaration-jobs", (ctx, record) => {
  const asked: unknown = JSON.parse(record.body);
  return isSending(asked) ? workOnDeclaration(ctx, asked) : runExport(ctx, asked);
});
