import type { Ctx } from "../../platform/ctx.ts";

export async function noteScan(_ctx: Ctx, _body: string): Promise<void> {}
