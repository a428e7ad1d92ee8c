import { eq } from "drizzle-orm";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { suppressionKey } from "./apply-delivery.ts";
import { liftAtProvider, sealAddress, sesV2, undoneLifts } from "./lift-suppressions.ts";
import { noteCheck } from "./note-check.ts";
import { mailCheck, suppression } from "./tables.ts";

const mostPages = 50;
const dayMs = 24 * 3600 * 1000;

/** The same once a day, noted where administrators see it: what SES refused to unblock is what is wrong. */
export async function checkSuppressions(ctx: Ctx): Promise<void> {
  const [last] = await ctx.db
    .select({ at: mailCheck.at })
    .from(mailCheck)
    .where(eq(mailCheck.name, "suppressions"));
  if (last !== undefined && ctx.now().getTime() - last.at.getTime() < dayMs) return;
  const synchronised = await syncSuppressions(ctx);
  const refused = await undoneLifts(ctx);
  await noteCheck(ctx, "suppressions", { failing: refused.length, detail: synchronised });
}

/**
 * Once a day: addresses let go of here and still on the provider's list are tried again, then what its list holds and
 * ours does not is blocked here too, so that screens say it before a message is lost. Answers how many of each.
 */
export async function syncSuppressions(ctx: Ctx): Promise<{ lifted: number; added: number }> {
  const undone = await undoneLifts(ctx);
  for (const id of undone) await liftAtProvider(ctx, id);
  const still = new Set(await undoneLifts(ctx));
  // While one of ours is not lifted there, its address must not come back here.
  const added = still.size > 0 ? 0 : await addMissing(ctx);
  ctx.log.info("suppression.synchronised", { count: added });
  return { lifted: undone.filter((id) => !still.has(id)).length, added };
}

async function addMissing(ctx: Ctx): Promise<number> {
  const { ListSuppressedDestinationsCommand } = await import("@aws-sdk/client-sesv2");
  const client = await sesV2(ctx);
  let added = 0;
  let token: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const answer = await client.send(
      new ListSuppressedDestinationsCommand({ PageSize: 1000, ...(token ? { NextToken: token } : {}) }),
    );
    for (const listed of answer.SuppressedDestinationSummaries ?? []) {
      const address = canonicalAddress(listed.EmailAddress ?? "");
      if (address === undefined) continue;
      const rows = await ctx.db
        .insert(suppression)
        .values({
          addressHash: suppressionKey(address),
          sealedAddress: await sealAddress(ctx, address),
          reason: listed.Reason === "COMPLAINT" ? "complaint" : "hard_bounce",
          since: listed.LastUpdateTime ?? ctx.now(),
        })
        .onConflictDoNothing()
        .returning({ addressHash: suppression.addressHash });
      added += rows.length;
    }
    token = answer.NextToken;
    if (token === undefined) break;
  }
  return added;
}
