import type { Ctx } from "../../platform/ctx.ts";

export async function checkMail(_ctx: Ctx): Promise<void> {}
