import type { Ctx } from "../../platform/ctx.ts";

export async function tendQuarantine(_ctx: Ctx): Promise<void> {}
