import { and, eq, inArray, sql } from "drizzle-orm";
import { domainOf } from "../../../shared/mail/address.ts";
import { type Authorship, type QuarantineCause, quarantineCauses } from "../../../shared/mail/schema.ts";
import { defaultMailSettings } from "../../../shared/mail/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import type { AuditNote } from "../../platform/mutate.ts";
import { answerAutomatically, mayAnswer } from "./automatic-answer.ts";
import { contentOf, flagsOf } from "./entry-content.ts";
import { nameFiles, storeFileRows } from "./keep-files.ts";
import { mailSettingsOf } from "./mail-settings.ts";
import { type Mailbox, mailboxOf, type Traces } from "./mailbox.ts";
import { postReport } from "./post-report.ts";
import { queueMail } from "./queue-mail.ts";
import type { Decision } from "./route.ts";
import { inboundTarget, intakeAddress, quarantine } from "./tables.ts";
import { allTraces, type Posting, type Written, writeTarget } from "./write-target.ts";

const previewChars = 20_000;
const dayMs = 24 * 3600 * 1000;
const usualDays = defaultMailSettings("").quarantineDays;
const nothing: Traces = { audit: [], events: [] };

/** Writes one decision: its target row, then the entry, the quarantine row or the delivery event it leads to. */
export async function postDecision(tx: Tx, ctx: Ctx, posting: Posting, decision: Decision): Promise<Written> {
  switch (decision.outcome) {
    case "entry":
      return postEntry(tx, ctx, posting, decision);
    case "new_target":
      return postNewTarget(tx, ctx, posting, decision);
    case "quarantine":
      return hold(tx, ctx, posting, decision);
    case "delivery_event":
      return postReport(tx, ctx, posting, decision);
  }
}

async function postEntry(
  tx: Tx,
  ctx: Ctx,
  posting: Posting,
  decision: Decision & { outcome: "entry" },
): Promise<Written> {
  const { targetId, organisationId, service } = decision.place;
  const mailbox = mailboxOf(posting.mailboxes, service);
  if (mailbox === undefined || targetId === undefined || organisationId === null)
    return hold(tx, ctx, posting, unroutable(decision));
  const { mail } = posting.received;
  const [twin, stored] = await together([
    sameMail(tx, eq(inboundTarget.caseId, targetId), mail.messageId, mail.bodyHash),
    // A twin has the same files: these rows are there already, and stay as they are.
    storeFileRows(tx, ctx, organisationId, mail.files),
  ]);
  const flags = flagsOf(posting, decision.flags, twin.reused);
  const inboundTargetId =
    twin.id === undefined
      ? await writeTarget(tx, ctx, posting, decision, { outcome: "entry", targetId, flags })
      : undefined;
  if (inboundTargetId === undefined) return duplicate(tx, ctx, posting, decision, twin.id);

  const target = { inboundMailId: posting.inboundMailId, inboundTargetId, organisationId };
  const posted = mailbox.post(tx, ctx, {
    inboundTargetId,
    targetId,
    namedId: decision.place.namedId,
    organisationId,
    author: decision.author,
    authorship: decision.authorship,
    mailClass: posting.received.class,
    flags,
    matchedBy: decision.place.matchedBy,
    notify: decision.notify,
    afterClose: decision.afterClose,
    content: contentOf(posting, stored),
  });
  const [{ entryId, ...traces }, , ...more] = await together([
    posted,
    nameFiles(tx, ctx, target, mail.files, stored),
    decision.provesAddress && decision.author.is === "participant"
      ? mailbox.addressProved(tx, ctx, decision.author.participantId)
      : nothing,
    decision.reopen ? mailbox.reopen(tx, ctx, targetId) : nothing,
    tellRefusedFiles(tx, ctx, posting, decision),
  ]);
  const last = tx
    .update(inboundTarget)
    .set({ outcomeId: entryId })
    .where(eq(inboundTarget.id, inboundTargetId));
  return { ...allTraces([traces, ...more]), last: [last] };
}

async function postNewTarget(
  tx: Tx,
  ctx: Ctx,
  posting: Posting,
  decision: Decision & { outcome: "new_target" },
): Promise<Written> {
  const { organisationId, service, key } = decision.place;
  const { mail } = posting.received;
  const mailbox = mailboxOf(posting.mailboxes, service);
  if (mailbox === undefined || organisationId === null || mail.sender.is === "malformed") {
    return hold(tx, ctx, posting, unroutable(decision));
  }
  // Two deliveries of one mail to an intake would open two cases: the second waits here, then sees the first.
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`${organisationId} ${mail.messageId}`}, 0))`,
  );
  const twin = await sameMail(
    tx,
    and(eq(inboundTarget.organisationId, organisationId), eq(inboundTarget.targetKey, key)),
    mail.messageId,
    mail.bodyHash,
  );
  if (twin.id !== undefined) return duplicate(tx, ctx, posting, decision, twin.id);
  const flags = flagsOf(posting, decision.flags, twin.reused);
  const inboundTargetId = await writeTarget(tx, ctx, posting, decision, {
    outcome: "entry",
    targetId: null,
    flags,
  });
  if (inboundTargetId === undefined) return { audit: [], events: [] };

  const stored = await storeFileRows(tx, ctx, organisationId, mail.files);
  const target = { inboundMailId: posting.inboundMailId, inboundTargetId, organisationId };
  await nameFiles(tx, ctx, target, mail.files, stored);
  const made = await mailbox.createFromMail(tx, ctx, {
    inboundTargetId,
    organisationId,
    authorship: newAuthorship(decision),
    sender: { address: mail.sender.address, claimedName: mail.sender.name },
    flags,
    mailClass: posting.received.class,
    linkedTo: decision.linkedTo,
    byAgent: decision.byAgent,
    content: contentOf(posting, stored),
  });
  await tx
    .update(inboundTarget)
    .set({ caseId: made.targetId, outcomeId: made.entryId })
    .where(eq(inboundTarget.id, inboundTargetId));
  const receipt = await sendReceipt(tx, ctx, posting, mailbox, made);
  return allTraces([made, receipt, await tellRefusedFiles(tx, ctx, posting, decision)]);
}

function newAuthorship(decision: Decision & { outcome: "new_target" }): Authorship {
  if (decision.byAgent !== undefined) return "agent";
  return decision.verified ? "participant_verified" : "participant_unverified";
}

/** Names the files that were not kept to whoever sent them: once per mail, and never to a machine. */
async function tellRefusedFiles(tx: Tx, ctx: Ctx, posting: Posting, decision: Decision): Promise<Traces> {
  const refused = posting.received.mail.files.some((file) => file.decision.startsWith("refused"));
  if (!refused) return { audit: [], events: [] };
  return answerAutomatically(tx, ctx, posting.received, decision.place, "files_refused");
}

/** The dated receipt of a request by mail: once per new case, only to someone who may be answered. */
async function sendReceipt(
  tx: Tx,
  ctx: Ctx,
  posting: Posting,
  mailbox: Mailbox,
  made: Awaited<ReturnType<Mailbox["createFromMail"]>>,
): Promise<Written> {
  const { received } = posting;
  if (made.receipt === undefined || !(await isAcknowledged(tx, posting))) return { audit: [], events: [] };
  if (!(await mayAnswer(tx, ctx, received))) {
    const note: AuditNote = {
      action: "mail.receipt_withheld",
      organisationId: made.receipt.organisationId,
      target: { kind: mailbox.service, id: made.targetId },
    };
    return { audit: [note], events: [] };
  }
  const queued = await queueMail(tx, ctx, {
    ...made.receipt,
    class: "acknowledgement",
    answers: { messageId: received.mail.messageId, references: received.mail.references },
  });
  return { audit: [], events: queued.events };
}

async function isAcknowledged(tx: Tx, { received }: Posting): Promise<boolean> {
  const names = received.event.recipients.map((address) =>
    address.slice(0, address.lastIndexOf("@")).toLowerCase(),
  );
  const rows = await tx
    .select({ acknowledge: intakeAddress.acknowledge })
    .from(intakeAddress)
    .where(inArray(intakeAddress.localPart, names.length === 0 ? [""] : names));
  return rows.every((row) => row.acknowledge);
}

async function hold(
  tx: Tx,
  ctx: Ctx,
  posting: Posting,
  decision: Decision & { outcome: "quarantine" },
): Promise<Written> {
  const { mail, event } = posting.received;
  const { organisationId, targetId } = decision.place;
  const quarantineId = ctx.newId();
  const inboundTargetId = await writeTarget(tx, ctx, posting, decision, {
    outcome: "quarantine",
    outcomeId: quarantineId,
    targetId: targetId ?? null,
    flags: flagsOf(posting, decision.flags, false),
  });
  if (inboundTargetId === undefined) return { audit: [], events: [] };
  const isHidden = decision.cause === "virus";
  const from = mail.sender.is === "address" ? mail.sender.address : null;
  await tx.insert(quarantine).values({
    id: quarantineId,
    inboundTargetId,
    organisationId,
    service: decision.place.service ?? null,
    caseId: targetId ?? null,
    suggestedCaseId: decision.suggested ?? null,
    cause: decision.cause,
    state: decision.autoClosed ? "auto_closed" : "waiting",
    receivedAt: event.receivedAt,
    fromAddress: from,
    fromDomain: from === null ? null : domainOf(from),
    fromNameClaimed: mail.sender.is === "address" ? mail.sender.name : mail.sender.shown,
    subject: isHidden ? null : mail.subject,
    text: isHidden ? null : mail.text.slice(0, previewChars).toWellFormed(),
    expiresAt: new Date(ctx.now().getTime() + (await daysHeld(tx, decision)) * dayMs),
  });
  if (!isHidden) {
    const target = { inboundMailId: posting.inboundMailId, inboundTargetId, organisationId };
    const stored = await storeFileRows(tx, ctx, organisationId, mail.files);
    await nameFiles(tx, ctx, target, mail.files, stored);
  }
  const note: AuditNote = {
    action: "mail.held",
    organisationId,
    target: { kind: "quarantine", id: quarantineId },
    ...(targetId === undefined ? {} : { aggregateId: targetId }),
    after: { cause: decision.cause },
  };
  const { answer, toldAgents } = decision;
  const mailbox = mailboxOf(posting.mailboxes, decision.place.service);
  const doubt =
    toldAgents === undefined || targetId === undefined
      ? undefined
      : await mailbox?.agentsDoubted?.(tx, ctx, { targetId, userIds: toldAgents });
  return allTraces([
    { audit: [note], events: [] },
    ...(doubt === undefined ? [] : [doubt]),
    ...(answer === undefined
      ? []
      : [await answerAutomatically(tx, ctx, posting.received, decision.place, answer)]),
  ]);
}

/** What the cause says, or the organisation where the cause has no time of its own (mail.md §5.7). */
async function daysHeld(tx: Tx, { cause, place }: Decision & { cause: QuarantineCause }): Promise<number> {
  const { days } = quarantineCauses[cause];
  if (days < usualDays || place.organisationId === null || place.service === undefined) return days;
  return (await mailSettingsOf(tx, place.organisationId, place.service)).quarantineDays;
}

/** An entry of the same place with this Message-ID: the same mail (`id`), or another that reuses the id. */
async function sameMail(
  tx: Tx,
  where: ReturnType<typeof and>,
  messageId: string,
  bodyHash: string,
): Promise<{ id: string | undefined; reused: boolean }> {
  const rows = await tx
    .select({ id: inboundTarget.id, bodyHash: inboundTarget.bodyHash })
    .from(inboundTarget)
    .where(and(where, eq(inboundTarget.messageId, messageId), eq(inboundTarget.outcome, "entry")));
  return { id: rows.find((row) => row.bodyHash === bodyHash)?.id, reused: rows.length > 0 };
}

/** The second SMTP delivery of one mail: kept as a fact, shown nowhere twice. */
async function duplicate(
  tx: Tx,
  ctx: Ctx,
  posting: Posting,
  decision: Decision,
  of: string | undefined,
): Promise<Written> {
  await writeTarget(tx, ctx, posting, decision, {
    outcome: "duplicate",
    outcomeId: of ?? null,
    targetId: decision.place.targetId ?? null,
    flags: [],
  });
  return { audit: [], events: [] };
}

const unroutable = (decision: Decision): Decision & { outcome: "quarantine" } => ({
  place: decision.place,
  flags: [],
  outcome: "quarantine",
  cause: "unroutable",
  autoClosed: false,
});
