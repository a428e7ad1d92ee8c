import type { Ctx } from "../../platform/ctx.ts";

export async function forgetMail(_ctx: Ctx): Promise<void> {}
