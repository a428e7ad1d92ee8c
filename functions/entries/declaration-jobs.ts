import {
  isImporting,
  isSending,
  runExport,
  runImport,
  workOnDeclaration,
} from "../modules/declarations/jobs.ts";
import { queueDoor } from "../platform/doors.ts";

/** Takes a declaration or an import further, or does one piece of the long work of declarations. */
export const handler = queueDoor("declaration-jobs", (ctx, record) => {
  const asked: unknown = JSON.parse(record.body);
  if (isImporting(asked)) return runImport(ctx, asked);
  return isSending(asked) ? workOnDeclaration(ctx, asked) : runExport(ctx, asked);
});
