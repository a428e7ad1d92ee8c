import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { BatchRow } from "./import-access.ts";
import { type ImportStep, importEvent } from "./start-import.ts";

/** A worker is stopped after fifteen minutes, and who is stopped is followed after an hour and a half. */
const turn = 10 * 60_000;

/** Says before each show of a file whether this turn still has time; when it has none, has the next one go on. */
export const inTurns = (ctx: Ctx) => {
  const until = ctx.now().getTime() + turn;
  return async (found: BatchRow, step: ImportStep, askedBy?: string): Promise<boolean> => {
    if (ctx.now().getTime() < until) return true;
    await mutate(ctx, async () => ({
      result: null,
      permission: permit(true),
      audit: [],
      events: [importEvent(found, step, askedBy)],
    }));
    return false;
  };
};
