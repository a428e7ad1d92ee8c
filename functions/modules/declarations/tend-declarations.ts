import type { Ctx } from "../../platform/ctx.ts";
import { forgetDeclarations } from "./forget-declarations.ts";
import { forgetImports } from "./forget-imports.ts";
import { remindOfDeadlines } from "./remind-of-deadlines.ts";
import { remindOfUncertain } from "./remind-of-uncertain.ts";
import { tellTrouble } from "./tell-trouble.ts";

/** What is done when, each idempotent. One that fails stops none of the others; the run then fails as a whole. */
const works: ReadonlyArray<(ctx: Ctx) => Promise<void>> = [
  remindOfDeadlines,
  remindOfUncertain,
  tellTrouble,
  forgetDeclarations,
  forgetImports,
];

/** Does everything the day and the hour bring to declarations (declarations.md §7, §8). */
export const tendDeclarations = async (ctx: Ctx): Promise<void> => {
  const failures: unknown[] = [];
  for (const work of works) {
    try {
      await work(ctx);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} works failed`);
};
