import { eq } from "drizzle-orm";
import { domainOf } from "../../../shared/mail/address.ts";
import { attachmentDecisions } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { takeToken } from "../../platform/rate-limit.ts";
import { organisationById } from "../access/index.ts";
import { answerMail } from "./answer-words.ts";
import { suppressionKey } from "./apply-delivery.ts";
import { suppressesAnswers } from "./classify.ts";
import type { Traces } from "./mailbox.ts";
import { queueMail } from "./queue-mail.ts";
import type { AnswerKind, Place } from "./route.ts";
import type { ReceivedMail } from "./route-facts.ts";
import { suppression } from "./tables.ts";

/** Answers that no person wrote: to whom they may go, how often, and what they say (mail.md §5.4, §5.8, §6). */

/**
 * Whether any automatic answer may leave: a person, at an authenticated address that is not ours, who did not ask to
 * be spared, and whose address takes mail. Everything else could answer a machine or a forged address.
 */
export async function mayAnswer(tx: Tx, ctx: Ctx, received: ReceivedMail): Promise<boolean> {
  const { event, mail } = received;
  if (received.class !== "human" || event.envelopeFrom === null || event.verdicts.dmarc !== "PASS")
    return false;
  if (mail.sender.is === "malformed" || suppressesAnswers(mail.headers)) return false;
  if (isOurs(ctx, mail.sender.address) || isOurs(ctx, event.envelopeFrom)) return false;
  const [blocked] = await tx
    .select({ reason: suppression.reason })
    .from(suppression)
    .where(eq(suppression.addressHash, suppressionKey(mail.sender.address)));
  return blocked === undefined;
}

/** At our receiving domain, or at the sending domain above it. */
function isOurs(ctx: Ctx, address: string): boolean {
  const domain = domainOf(address);
  const { mailDomain } = ctx.env;
  return domain === mailDomain || domain === mailDomain.slice(mailDomain.indexOf(".") + 1);
}

const onePerDay = { name: "answer_kind", burst: 1, perHour: 1 / 24 };
const perRefusal = { name: "answer_refused", burst: 3, perHour: 3 / 24 };
const perAddress = { name: "answer_address", burst: 5, perHour: 5 / 24 };

/** Queues one answer, unless this sender had one of the kind within a day. The counters rise with the outbox row. */
export async function answerAutomatically(
  tx: Tx,
  ctx: Ctx,
  received: ReceivedMail,
  place: Place,
  kind: AnswerKind | "files_refused",
): Promise<Traces> {
  const { mail } = received;
  const nothing: Traces = { audit: [], events: [] };
  if (mail.sender.is === "malformed" || !(await mayAnswer(tx, ctx, received))) return nothing;
  const { address } = mail.sender;
  const perKind = kind === "files_refused" ? perRefusal : onePerDay;
  const asked = `${kind} ${place.organisationId ?? ""} ${address}`;
  if ((await takeToken(tx, perKind, asked)) > 0) return nothing;
  if ((await takeToken(tx, perAddress, address)) > 0) return nothing;
  const organisation =
    place.organisationId === null ? undefined : await organisationById(tx, place.organisationId);
  const refusedFiles = mail.files
    .filter((file) => file.decision.startsWith("refused"))
    .map((file) => ({ name: file.nameSafe, why: attachmentDecisions[file.decision] }));
  const queued = await queueMail(tx, ctx, {
    ...answerMail(ctx.env, organisation, kind, { refusedFiles }),
    organisationId: place.organisationId,
    service: "mail",
    targetId: null,
    class: "acknowledgement",
    idempotencyKey: `answer:${kind}:${mail.messageId}:${place.key}`,
    answers: { messageId: mail.messageId, references: mail.references },
    recipients: [{ address }],
  });
  return { audit: [], events: queued.events };
}
