import type { Ctx } from "../../platform/ctx.ts";
import { errorFields } from "../../platform/log.ts";
import { checkCanary } from "./canary.ts";
import { checkDns } from "./check-dns.ts";
import { measureReputation } from "./measure-mail.ts";
import { checkSuppressions } from "./sync-suppressions.ts";

/**
 * What is looked at without being asked (mail.md §7): the way out and in again, the records of the mail domain, how our
 * mails are received, the provider's own list of blocked addresses. A check that fails does not keep the others from
 * running; the run then ends in failure, which the alarm on the function tells.
 */
export async function checkMail(ctx: Ctx): Promise<void> {
  const checks = {
    canary: checkCanary,
    dns: checkDns,
    reputation: measureReputation,
    suppressions: checkSuppressions,
  };
  const failed: string[] = [];
  for (const [name, check] of Object.entries(checks)) {
    try {
      await check(ctx);
    } catch (error) {
      failed.push(name);
      ctx.log.error("mail.check_failed", { check: name, ...errorFields(error) });
    }
  }
  if (failed.length > 0) throw new Error(`checks that failed: ${failed.join(", ")}`);
}
