import { and, countDistinct, eq, gt, gte, lte, ne } from "drizzle-orm";
import { domainOf } from "../../../shared/mail/address.ts";
import { isLargeProvider } from "../../../shared/mail/large-providers.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { sha256 } from "../../platform/ids.ts";
import { takeToken } from "../../platform/rate-limit.ts";
import type { ReadMail } from "./read.ts";
import type { Decision, FoundRecipient } from "./route.ts";
import type { ReceivedMail } from "./route-facts.ts";
import { inboundMail, inboundTarget } from "./tables.ts";

/** How much mail is too much, and how two machines that answer each other are known (mail.md §5.8). */

/** Beyond, mails wait in quarantine, where nothing is lost. */
const limits = {
  sender: { name: "mail_sender", burst: 15, perHour: 30 },
  domain: { name: "mail_domain", burst: 100, perHour: 200 },
  target: { name: "mail_target", burst: 30, perHour: 60 },
  intake: { name: "mail_intake", burst: 150, perHour: 300 },
} as const;
const onceAnHour = { name: "mail_flood_told", burst: 1, perHour: 1 };

const loopMs = 10 * 60_000;
const loopTimes = 3;

/** What the buckets and the last ten minutes say of a mail. Reports meet no limit, since they follow our own sending. */
export async function floodFacts(
  tx: Tx,
  received: ReceivedMail,
  recipients: readonly FoundRecipient[],
): Promise<{ rateExceeded: boolean; repeated: ReadonlySet<string> }> {
  const [rateExceeded, repeated] = await together([
    isRateExceeded(tx, received, recipients),
    repeatedPlaces(tx, received),
  ]);
  return { rateExceeded, repeated };
}

/** Takes one token of each bucket the mail draws on. */
async function isRateExceeded(
  tx: Tx,
  { mail, class: mailClass }: ReceivedMail,
  recipients: readonly FoundRecipient[],
): Promise<boolean> {
  const { sender } = mail;
  if (sender.is === "malformed" || isReport(mailClass)) return false;
  const domain = domainOf(sender.address);
  const waits = await together([
    takeToken(tx, limits.sender, sender.address),
    ...(isLargeProvider(domain) ? [] : [takeToken(tx, limits.domain, domain)]),
    ...recipients.flatMap((recipient) => {
      if (recipient.is === "token") return [takeToken(tx, limits.target, recipient.targetId)];
      return recipient.is === "intake" ? [takeToken(tx, limits.intake, recipient.organisationId)] : [];
    }),
  ]);
  return waits.some((seconds) => seconds > 0);
}

const isReport = (mailClass: string) => mailClass === "bounce" || mailClass === "receipt";

/**
 * Keys of the places where this sender wrote the same twice, digits apart, within the ten minutes before this mail.
 * By receipt time: mails that waited together during an outage are no loop.
 */
async function repeatedPlaces(tx: Tx, { mail, event }: ReceivedMail): Promise<Set<string>> {
  const hash = loopHash(mail);
  if (hash === undefined) return new Set();
  const rows = await tx
    .select({ key: inboundTarget.targetKey })
    .from(inboundTarget)
    .innerJoin(inboundMail, eq(inboundMail.id, inboundTarget.inboundMailId))
    .where(
      and(
        eq(inboundTarget.loopHash, hash),
        // Several deliveries of one mail are one mail.
        ne(inboundTarget.messageId, mail.messageId),
        gt(inboundMail.receivedAt, new Date(event.receivedAt.getTime() - loopMs)),
        lte(inboundMail.receivedAt, event.receivedAt),
      ),
    )
    .groupBy(inboundTarget.targetKey)
    .having(gte(countDistinct(inboundTarget.messageId), loopTimes - 1));
  return new Set(rows.map(({ key }) => key));
}

/** Sender, words without their digits, and files: what stays the same from one turn of a loop to the next. */
export function loopHash({ sender, text, files }: ReadMail): string | undefined {
  if (sender.is === "malformed") return undefined;
  const words = text.replaceAll(/[\d\s]+/g, " ");
  return sha256(
    [sender.address, words, ...files.map((file) => file.sha256).toSorted()].join("\0").toWellFormed(),
  );
}

/** Says in the log, at most once an hour for each organisation, that its mail is being held for being too much. */
export async function tellFlood(tx: Tx, ctx: Ctx, decisions: readonly Decision[]): Promise<void> {
  for (const decision of decisions) {
    if (decision.outcome !== "quarantine" || !["rate", "loop"].includes(decision.cause)) continue;
    const { organisationId } = decision.place;
    if ((await takeToken(tx, onceAnHour, organisationId ?? "platform")) > 0) continue;
    const whose = organisationId === null ? {} : { organisationId };
    ctx.log.warn("mail.flood", { cause: decision.cause, ...whose });
  }
}
