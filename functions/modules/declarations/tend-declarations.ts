import type { Ctx } from "../../platform/ctx.ts";
import { eachApart } from "../../platform/each-apart.ts";
import { forgetAbandoned } from "./forget-abandoned.ts";
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
  // What it gives up is forgotten by the next.
  forgetAbandoned,
  forgetDeclarations,
  forgetImports,
];

/** Does everything the day and the hour bring to declarations (declarations.md §7, §8). */
export const tendDeclarations = (ctx: Ctx): Promise<void> => eachApart(works, "works", (work) => work(ctx));
