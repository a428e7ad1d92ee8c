import type { RelayNews } from "../../../shared/mail/relay.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { noteHandOver } from "./choose-provider.ts";
import { accepted, heldCopy, refusedForGood, tryLater, uncertain } from "./hand-over-outcome.ts";
import type { Senders } from "./mailbox.ts";

/**
 * What the second provider answered about one hand-over of one copy, by the same table as the main one's (mail.md
 * §5.13). News of an older hand-over say one thing only that still counts: that it was accepted.
 */
export async function applyRelayNews(ctx: Ctx, senders: Senders, news: RelayNews["relay"]): Promise<void> {
  const held = await heldCopy(ctx, news.recipientId);
  if (held === undefined) return ctx.log.warn("event.unmatched", { cause: "relay" });
  const isLatest = held.recipient.attempts === news.attempt && held.recipient.provider === "smtp";
  if (news.is === "accepted") await accepted(ctx, senders, held, "smtp", undefined);
  else if (!isLatest) return;
  else if (news.is === "refused") await refusedForGood(ctx, senders, held, news.code);
  else if (news.is === "not_sent") await tryLater(ctx, senders, held, news.code);
  else await uncertain(ctx, held.recipient, news.code);
  await noteHandOver(ctx, "smtp", news.is === "accepted" || news.is === "refused");
}
