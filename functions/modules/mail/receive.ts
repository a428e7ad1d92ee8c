import { and, eq, inArray, sql } from "drizzle-orm";
import { readLocalPart } from "../../../shared/mail/address.ts";
import { actingAs, type Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { readObject } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { classify } from "./classify.ts";
import { settleFailed } from "./dead-mail.ts";
import { floodFacts, tellFlood } from "./flood-limits.ts";
import { type InboundEvent, readInboundRecord, recoverEvent } from "./inbound-event.ts";
import { keepBlobs, refuseThreats } from "./keep-files.ts";
import type { Mailboxes } from "./mailbox.ts";
import { recipientOfGuichetId } from "./message-ids.ts";
import { first } from "./mime-headers.ts";
import { postDecision } from "./post-decision.ts";
import { readSafely, sharedBytes } from "./reader-thread.ts";
import { type Decision, route } from "./route.ts";
import { findRecipients, loadRouteFacts, organisationsAddressed, type ReceivedMail } from "./route-facts.ts";
import { inboundMail, replyAddress } from "./tables.ts";

/** Above the 40 MB SES takes: what the local SMTP server lets through is read as far as its headers. */
const maxRawBytes = 64 * 1024 * 1024;
const leaseMs = 130_000;
const smallMailBytes = 256 * 1024;

type InboundRow = typeof inboundMail.$inferSelect;

/**
 * Turns one received mail into one entry, one quarantine row or one delivery event per target: steps 1 to 9 of
 * mail.md §4.2. Each step can be repeated: a mail announced three times, or whose function was killed anywhere, ends
 * with the same rows once. Throws only what a later try may cure.
 */
export async function receive(ctx: Ctx, mailboxes: Mailboxes, body: string): Promise<void> {
  const record = readInboundRecord(body);
  const claimed = await claim(ctx, record);
  if (claimed === undefined) return;
  const { row, raw, organisations } = claimed;
  const started = performance.now();
  const received = await understand(ctx, row, raw);
  ctx.log.measure("mail.read", {
    inboundMailId: row.id,
    bytes: raw.length,
    milliseconds: Math.round(performance.now() - started),
    megabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  });
  const keepers = keepFilesAhead(ctx, organisations, received);
  // A transaction may be open while a few small files are on their way, never while large ones are.
  if (received.mail.rawSize > smallMailBytes) await keepers;
  const concluding = actingAs(ctx, { kind: "mail", inboundMailId: row.id });
  await together([keepers, conclude(concluding, mailboxes, row, received, keepers)]);
}

interface Claimed {
  row: InboundRow;
  raw: Buffer;
  /** Addressed by the envelope: those that will keep its files. */
  organisations: string[];
}

/** Notes the mail (once) and reads its raw; undefined when it was done before. */
async function claim(
  ctx: Ctx,
  record: InboundEvent | { rawKey: string; receivedAt: Date },
): Promise<Claimed | undefined> {
  const [known, organisations, raw] = await together([
    "recipients" in record ? note(ctx, record) : noteAgain(ctx, record.rawKey),
    "recipients" in record ? organisationsAddressed(ctx.db, record.recipients) : undefined,
    readObject(ctx.env, "mail-raw", record.rawKey, maxRawBytes, sharedBytes),
  ]);
  if (known === "done") return undefined;
  // S3 and its notification are two systems: the object comes, or the message does again.
  if (raw === undefined) throw new Error("the raw mail is not readable yet");
  const row =
    known ?? (await note(ctx, recoverEvent(raw, record, ctx.env.bucket("mail-raw"), ctx.env.mailDomain)));
  if (row === "done") return undefined;
  return {
    row,
    raw,
    organisations: organisations ?? (await organisationsAddressed(ctx.db, row.envelopeRecipients)),
  };
}

async function note(ctx: Ctx, event: InboundEvent): Promise<InboundRow | "done"> {
  const working = { state: "processing" as const, leaseUntil: new Date(ctx.now().getTime() + leaseMs) };
  const [row] = await ctx.db
    .insert(inboundMail)
    .values({
      id: ctx.newId(),
      sesMessageId: event.sesMessageId,
      bucket: event.bucket,
      rawKey: event.rawKey,
      receivedAt: event.receivedAt,
      envelopeFrom: event.envelopeFrom,
      envelopeRecipients: event.recipients,
      verdicts: event.verdicts,
      dmarcPolicy: event.dmarcPolicy,
      ...working,
      attempts: 1,
    })
    .onConflictDoUpdate({
      target: inboundMail.sesMessageId,
      set: { ...working, attempts: sql`${inboundMail.attempts} + 1` },
      setWhere: unfinished,
    })
    .returning();
  return row ?? "done";
}

const unfinished = inArray(inboundMail.state, ["received", "processing", "failed"]);

/** A mail asked for by its key: its row if there is one, undefined if it was never noted. */
async function noteAgain(ctx: Ctx, rawKey: string): Promise<InboundRow | "done" | undefined> {
  const [row] = await ctx.db
    .update(inboundMail)
    .set({
      state: "processing",
      leaseUntil: new Date(ctx.now().getTime() + leaseMs),
      attempts: sql`${inboundMail.attempts} + 1`,
    })
    .where(and(eq(inboundMail.rawKey, rawKey), unfinished))
    .returning();
  if (row !== undefined) return row;
  const [finished] = await ctx.db
    .select({ id: inboundMail.id })
    .from(inboundMail)
    .where(eq(inboundMail.rawKey, rawKey));
  return finished === undefined ? undefined : "done";
}

type Understood = ReceivedMail & { evidence: string[] };

/** Reads and classifies; says no more than the bytes and the envelope do. */
export async function understand(ctx: Ctx, row: InboundRow, raw: Buffer): Promise<Understood> {
  const read = await readSafely(raw, { receivedAt: row.receivedAt });
  const mail = { ...read, files: refuseThreats(read.files) };
  const isOurs = recipientOfGuichetId(ctx.env, first(mail.headers, "x-guichet-id")) !== undefined;
  const { class: mailClass, evidence } = classify({ ...mail, envelopeFrom: row.envelopeFrom, isOurs });
  const event = {
    envelopeFrom: row.envelopeFrom,
    recipients: row.envelopeRecipients,
    // The columns only ever receive these codes, from `readInboundRecord`.
    verdicts: row.verdicts as InboundEvent["verdicts"],
    dmarcPolicy: row.dmarcPolicy as InboundEvent["dmarcPolicy"],
    receivedAt: row.receivedAt,
  };
  return { event, mail, class: mailClass, evidence };
}

/**
 * Stores the bytes of files before the transaction that names them, for each organisation the mail is addressed to.
 * Returns the organisations that have the bytes; undefined when there are none to keep. A virus is kept nowhere but in
 * the original.
 */
async function keepFilesAhead(
  ctx: Ctx,
  organisations: readonly string[],
  received: Understood,
): Promise<ReadonlySet<string> | undefined> {
  const kept = received.mail.files.filter((file) => file.decision === "kept");
  if (kept.length === 0 || received.event.verdicts.virus === "FAIL") return undefined;
  for (const organisationId of organisations) await keepBlobs(ctx, organisationId, kept);
  return new Set(organisations);
}

/** Organisations in which a decision will name files. */
const organisationsOf = (decisions: readonly Decision[]): string[] =>
  decisions.flatMap(({ outcome, place }) =>
    outcome === "delivery_event" || place.organisationId === null ? [] : [place.organisationId],
  );

/**
 * One transaction: every target's row, what each service writes, the audit, the outbox, and the mail is done. The
 * bytes of its files (`keeping`) are there before anything is written that names them.
 */
async function conclude(
  ctx: Ctx,
  mailboxes: Mailboxes,
  row: InboundRow,
  received: Understood,
  keeping: Promise<ReadonlySet<string> | undefined>,
): Promise<void> {
  const result = await mutate(ctx, async (tx) => {
    // Sent together, done in order: the row is held before anything else is looked at.
    const [[current], recipients] = await together([
      tx
        .select({ state: inboundMail.state })
        .from(inboundMail)
        .where(eq(inboundMail.id, row.id))
        .for("update")
        .execute(),
      findRecipients(tx, received),
    ]);
    const nothing = { result: [] as Decision[], permission: permit(true), audit: [], events: [] };
    // Another delivery of the same notification was faster and has just committed.
    if (current === undefined || current.state === "done") return nothing;
    const facts = await loadRouteFacts(tx, ctx, mailboxes, received, recipients);
    // Until the bytes are kept, nothing is held that another mail may wait for.
    const keepers = await keeping;
    const decisions = route({ ...facts, ...(await floodFacts(tx, received, recipients)) });
    // A right or a merger changed between the two looks: the next try keeps the files where they now belong.
    if (keepers !== undefined && !organisationsOf(decisions).every((id) => keepers.has(id)))
      throw new Error("the mail moved");
    const audit = [];
    const events = [];
    const last: PromiseLike<unknown>[] = [
      tx.update(inboundMail).set(doneRow(received)).where(eq(inboundMail.id, row.id)),
      ...noteUse(tx, received),
    ];
    for (const decision of decisions) {
      const written = await postDecision(tx, ctx, { inboundMailId: row.id, received, mailboxes }, decision);
      audit.push(...written.audit);
      events.push(...written.events);
      last.push(...(written.last ?? []));
    }
    if (row.attempts > 1) await settleFailed(tx, ctx, row.id);
    await tellFlood(tx, ctx, decisions);
    return { ...nothing, result: decisions, audit, events, last };
  });
  if (!result.ok) throw new Error(`a mail was refused: ${result.refusal.reason}`);
  for (const decision of result.value) {
    ctx.log.measure("mail.received", {
      inboundMailId: row.id,
      outcome: decision.outcome,
      bytes: received.mail.rawSize,
      ...(decision.outcome === "quarantine" ? { cause: decision.cause } : {}),
      ...(decision.place.organisationId === null ? {} : { organisationId: decision.place.organisationId }),
    });
  }
}

/** When each reply address was last written to. */
function noteUse(tx: Tx, { event }: Understood): PromiseLike<unknown>[] {
  const tokens = event.recipients.flatMap((address) => {
    const part = readLocalPart(address.slice(0, address.lastIndexOf("@")));
    return part.is === "participant" || part.is === "agent" ? [part.token] : [];
  });
  if (tokens.length === 0) return [];
  return [
    tx.update(replyAddress).set({ lastUsedAt: event.receivedAt }).where(inArray(replyAddress.token, tokens)),
  ];
}

function doneRow({ mail, class: mailClass, evidence }: Understood) {
  return {
    state: "done" as const,
    leaseUntil: null,
    lastErrorCode: null,
    rawSize: mail.rawSize,
    rawSha256: mail.rawSha256,
    readerVersion: mail.readerVersion,
    messageId: mail.messageId,
    bodyHash: mail.bodyHash,
    class: mailClass,
    classEvidence: evidence,
    fromAddress: mail.sender.is === "address" ? mail.sender.address : null,
    fromNameClaimed: mail.sender.is === "address" ? mail.sender.name : mail.sender.shown,
    replyTo: mail.replyTo.map(({ address }) => address),
    sentAtClaimed: mail.sentAtClaimed ?? null,
    subject: mail.subject,
    problems: [...mail.problems],
  };
}
