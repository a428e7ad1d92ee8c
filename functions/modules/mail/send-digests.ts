import type { Ctx } from "../../platform/ctx.ts";

export async function sendDigests(_ctx: Ctx): Promise<void> {}
