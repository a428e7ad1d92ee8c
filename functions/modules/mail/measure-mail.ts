import { and, count, eq, gt, inArray, lte, min } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { storedFile } from "../../platform/tables.ts";
import { inboundMail, outgoingRecipient } from "./tables.ts";

const dayMs = 24 * 3600_000;

/** Each minute: how long the oldest mail has been in work, what is due or uncertain, what waits for the scanner. */
export async function measureMail(ctx: Ctx): Promise<void> {
  const now = ctx.now();
  const ofState = (state: string) =>
    ctx.db.select({ n: count() }).from(outgoingRecipient).where(eq(outgoingRecipient.state, state));
  const [[oldest], [uncertain], [due], [scans]] = await together([
    ctx.db
      .select({ at: min(inboundMail.receivedAt) })
      .from(inboundMail)
      .where(inArray(inboundMail.state, ["received", "processing"])),
    ofState("uncertain"),
    ctx.db
      .select({ n: count() })
      .from(outgoingRecipient)
      .where(and(eq(outgoingRecipient.state, "queued"), lte(outgoingRecipient.nextAttemptAt, now))),
    ctx.db.select({ n: count() }).from(storedFile).where(eq(storedFile.scan, "pending")),
  ]);
  ctx.log.measure("mail.state", {
    oldestSeconds: oldest?.at ? Math.max(0, Math.round((now.getTime() - oldest.at.getTime()) / 1000)) : 0,
    uncertain: uncertain?.n ?? 0,
    due: due?.n ?? 0,
    scanPending: scans?.n ?? 0,
  });
}

/** Below this many mails a day one bad address would be a rate. */
const fewMails = 100;

/**
 * Hard bounces and complaints among the mails of the last 24 hours, in percent: SES reviews an account near 5 % and
 * 0.1 % (mail.md §9). Counted as none while there are fewer than a hundred.
 */
export async function measureReputation(ctx: Ctx): Promise<void> {
  const dayAgo = new Date(ctx.now().getTime() - dayMs);
  const left = ["sent", "delayed", "soft_bounced", "delivered", "hard_bounced", "complained"];
  const rows = await ctx.db
    .select({ state: outgoingRecipient.state, n: count() })
    .from(outgoingRecipient)
    // Ids begin with their instant: the primary key finds a day without another index.
    .where(and(gt(outgoingRecipient.id, firstIdOf(dayAgo)), inArray(outgoingRecipient.state, left)))
    .groupBy(outgoingRecipient.state);
  const total = rows.reduce((sum, { n }) => sum + n, 0);
  const percent = (state: string) => {
    const n = rows.find((row) => row.state === state)?.n ?? 0;
    return total < fewMails ? 0 : Math.round((n / total) * 10_000) / 100;
  };
  ctx.log.measure("mail.reputation", {
    count: total,
    bouncePercent: percent("hard_bounced"),
    complaintPercent: percent("complained"),
  });
}

/** The smallest UUID v7 of an instant. */
const firstIdOf = (at: Date): string => {
  const hex = at.getTime().toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
