import type { Ctx } from "../../platform/ctx.ts";
import { eachApart } from "../../platform/each-apart.ts";
import { remindOfDays } from "./remind-of-days.ts";
import { reopenForms } from "./reopen-forms.ts";
import { settleIdle, tendIdle } from "./tend-idle.ts";
import { settleInactivity, tendInactivity } from "./tend-inactivity.ts";
import { tendSurveys } from "./tend-surveys.ts";

/** What is done when, each idempotent. One that fails stops none of the others; the run then fails as a whole. */
const works: ReadonlyArray<(ctx: Ctx) => Promise<void>> = [
  tendInactivity,
  settleInactivity,
  tendIdle,
  settleIdle,
  remindOfDays,
  tendSurveys,
  reopenForms,
];

/** Does everything the day and the hour bring to cases (mediation.md §7). */
export const tendCases = (ctx: Ctx): Promise<void> => eachApart(works, "works", (work) => work(ctx));
