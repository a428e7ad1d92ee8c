import type { MailCheckName } from "../../../shared/mail/operations.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mailCheck } from "./tables.ts";

/** Keeps what a check found last, where administrators see it, and measures it (`failing`: how many things are wrong). */
export const noteCheck = async (
  ctx: Ctx,
  name: MailCheckName,
  { failing, detail }: { failing: number; detail: Record<string, unknown> },
): Promise<void> => {
  const found = { at: ctx.now(), ok: failing === 0, detail };
  await ctx.db
    .insert(mailCheck)
    .values({ name, ...found })
    .onConflictDoUpdate({ target: mailCheck.name, set: found });
  ctx.log.measure("mail.check", { check: name, failing });
};
