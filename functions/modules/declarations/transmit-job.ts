import { and, desc, eq, sql } from "drizzle-orm";
import * as z from "zod/mini";
import type { FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import { Body } from "../../../shared/declarations/enums.ts";
import { filesFor } from "../../../shared/declarations/freeze.ts";
import { type SacdJob, SacdOutcome, sacdKeys } from "../../../shared/declarations/sacd-job.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { fileKey, keepFile, readObject, writeObject } from "../../platform/files.ts";
import { sha256 } from "../../platform/ids.ts";
import { type AuditNote, mutate, type OutboxEvent, permit } from "../../platform/mutate.ts";
import { storedFile } from "../../platform/tables.ts";
import { organisationById } from "../access/index.ts";
import { queueMail } from "../mail/index.ts";
import { agencyMail, documentName, mailRecord } from "./agency-mail.ts";
import { expensesTold } from "./plan-transmission.ts";
import { readSacdAnswer } from "./sacd-answer.ts";
import { service } from "./show-access.ts";
import { declaration, declarationVersion, transmission, transmissionAttempt } from "./tables-declarations.ts";
import { tellAgencyMissing } from "./tell-members.ts";
import { moveTransmission, transmissionForUpdate } from "./transmission-news.ts";
import { workOn } from "./transmit.ts";
import type { TransmissionRow } from "./whole-declaration.ts";

const Work = z.object({ transmissionId: z.uuid(), attempt: z.optional(z.int()) });
const Missing = z.object({ body: Body, postalCode: z.string() });
/** Sendings that surely did not arrive before a person must look (declarations.md §8). */
const mostAttempts = 5;
/** Minutes before the next one. */
const pauses = [1, 5, 15, 60];
const maxBytes = 16 * 1024 * 1024;

/** Whether a message of the queue is about sending: the queue carries other work too. */
export const isSending = (asked: unknown): boolean =>
  Work.safeParse(asked).success || Missing.safeParse(asked).success;

/**
 * One message of the queue `declaration-jobs`: takes a transmission further (writes what is sent, sends it), applies
 * what SACD answered, or tells that an agency is missing. Twice the same changes nothing.
 */
export const workOnDeclaration = async (ctx: Ctx, asked: unknown): Promise<void> => {
  const missing = Missing.safeParse(asked);
  if (missing.success) return tellMissing(ctx, missing.data);
  const { transmissionId, attempt } = Work.parse(asked);
  if (attempt !== undefined) return applyOutcome(ctx, transmissionId, attempt);
  return send(ctx, transmissionId);
};

const tellMissing = async (ctx: Ctx, missing: z.infer<typeof Missing>) => {
  const told = await mutate(ctx, async (tx) => ({
    result: null,
    permission: permit(true),
    audit: [],
    events: await tellAgencyMissing(tx, ctx, missing),
  }));
  if (!told.ok) throw new Error(`administrators could not be told: ${told.refusal.reason}`);
};

/** What is frozen of a transmission, and its show. */
const sending = async (on: Tx | Ctx["db"], transmissionId: string) => {
  const [found] = await on
    .select({ row: transmission, version: declarationVersion, showId: declaration.showId })
    .from(transmission)
    .innerJoin(declarationVersion, eq(declarationVersion.id, transmission.declarationVersionId))
    .innerJoin(declaration, eq(declaration.id, transmission.declarationId))
    .where(eq(transmission.id, transmissionId));
  if (!found?.version.frozen) return undefined;
  return { ...found, frozen: found.version.frozen };
};
type Sending = NonNullable<Awaited<ReturnType<typeof sending>>>;

/** Writes what is sent, once, then sends it; files of an accepted SACD declaration alone when they are due. */
const send = async (ctx: Ctx, transmissionId: string): Promise<void> => {
  const found = await sending(ctx.db, transmissionId);
  if (!found) throw new Error("a transmission without its frozen version");
  const { row } = found;
  if (row.body === "SACD" && row.state === "accepted" && row.attachments === "queued")
    return mailFiles(ctx, found);
  if (row.state !== "queued") return;
  const payload = await keepPayload(ctx, found);
  if (row.body === "SACEM") await sendToSacem(ctx, found, payload);
  else await sendToSacd(ctx, found, payload);
};

/** What leaves, in the bucket of receipts: made once, and read again by every other attempt. */
const keepPayload = async (ctx: Ctx, found: Sending): Promise<{ key: string; bytes: Buffer }> => {
  const { row, frozen } = found;
  const kept = row.payloadKey && (await readObject(ctx.env, "receipts", row.payloadKey, maxBytes));
  if (kept && row.payloadKey) return { key: row.payloadKey, bytes: kept };
  const isPdf = row.body === "SACEM";
  const bytes = isPdf ? await sacemBytes(found) : await sacdBytes(ctx, found);
  const key = `${row.organisationId}/${row.id}/declaration-${frozen.versionNumber}.${isPdf ? "pdf" : "xml"}`;
  await writeObject(ctx.env, "receipts", key, bytes, isPdf ? "application/pdf" : "application/xml");
  await ctx.db
    .update(transmission)
    .set({ payloadKey: key, payloadSha256: sha256(bytes) })
    .where(and(eq(transmission.id, row.id), sql`${transmission.payloadKey} is null`));
  return { key, bytes };
};

const sacemBytes = async ({ frozen, version }: Sending): Promise<Buffer> => {
  const { sacemDocument } = await import("./sacem-document.ts");
  return Buffer.from(await sacemDocument(frozen, version.frozenSha256 ?? ""));
};
const sacdBytes = async (ctx: Ctx, { frozen, row, showId }: Sending): Promise<Buffer> => {
  const { sacdXml, sacdSystem } = await import("./sacd-xml.ts");
  const told = await expensesTold(ctx.db, row, showId);
  return Buffer.from(
    sacdXml(frozen, {
      ...{ system: sacdSystem, at: ctx.now(), repVersion: row.repVersion, expensesTold: told },
      performanceIds: row.performanceIds,
    }),
  );
};

const startAttempt = async (
  tx: Tx,
  ctx: Ctx,
  row: TransmissionRow,
  step: "api" | "mail" | "attachments_mail",
): Promise<number> => {
  const [last] = await tx
    .select()
    .from(transmissionAttempt)
    .where(eq(transmissionAttempt.transmissionId, row.id))
    .orderBy(desc(transmissionAttempt.number))
    .limit(1);
  // One that is under way is gone on with, not begun again.
  if (last && last.step === step && last.endedAt === null) return last.number;
  const number = (last?.number ?? 0) + 1;
  await tx.insert(transmissionAttempt).values({
    ...{ organisationId: row.organisationId, transmissionId: row.id, number, step, startedAt: ctx.now() },
  });
  return number;
};

/** A change of the worker alone, refused by nobody. */
const inOne = async (
  ctx: Ctx,
  change: (tx: Tx) => Promise<{ audit?: readonly AuditNote[]; events: readonly OutboxEvent[] }>,
): Promise<void> => {
  const made = await mutate(ctx, async (tx) => {
    const { audit = [], events } = await change(tx);
    return { result: null, permission: permit(true), audit, events };
  });
  if (!made.ok) throw new Error(`work on a transmission was refused: ${made.refusal.reason}`);
};
/** What the mail to an agency says, and where it is kept: written before it is queued, the same at each try. */
const letterTo = async (
  ctx: Ctx,
  { row, frozen }: Sending,
  body: "SACEM" | "SACD",
  files: readonly { name: string; sha256: string }[],
) => {
  const organisation = await organisationById(ctx.db, row.organisationId);
  const letter = agencyMail(ctx.env, organisation, frozen, { body, rectifies: row.corrects !== null });
  const key = `${row.organisationId}/${row.id}/e-mail-${frozen.versionNumber}.txt`;
  const record = mailRecord(letter, { email: row.agencyEmail ?? "", label: row.agencyLabel }, files);
  await writeObject(ctx.env, "receipts", key, Buffer.from(record), "text/plain; charset=utf-8");
  return { letter, key };
};

/** The document, and the files of the show, by one mail under one key; a copy of the document to whoever declares. */
const sendToSacem = async (ctx: Ctx, found: Sending, payload: { bytes: Buffer }): Promise<void> => {
  const { frozen } = found;
  await keepFile(ctx, found.row.organisationId, payload.bytes, "application/pdf");
  const files = filesFor("SACEM", frozen.files);
  const name = documentName(frozen);
  const { letter, key } = await letterTo(ctx, found, "SACEM", [
    { name, sha256: sha256(payload.bytes) },
    ...files,
  ]);
  await inOne(ctx, async (tx) => {
    const row = await transmissionForUpdate(tx, found.row.id);
    if (row?.state !== "queued" || !row.agencyEmail) return { events: [] };
    const documentId = await storedDocument(tx, ctx, row.organisationId, payload.bytes);
    const document = { storedFileId: documentId, name };
    const own = { organisationId: row.organisationId, service, targetId: row.id, class: "partner" as const };
    const mail = await queueMail(tx, ctx, {
      ...letter,
      ...own,
      authorUserId: row.askedBy,
      attachments: [document, ...files.map((file) => ({ storedFileId: file.id, name: file.name }))],
      idempotencyKey: `${row.idempotencyKey}:mail:${await startAttempt(tx, ctx, row, "mail")}`,
      recipients: [{ address: row.agencyEmail, ...(row.agencyLabel ? { name: row.agencyLabel } : {}) }],
    });
    const copy = await queueMail(tx, ctx, {
      ...letter,
      ...own,
      class: "notice",
      subject: `Copie\u00a0: ${letter.subject}`.slice(0, 255).toWellFormed(),
      attachments: [document],
      idempotencyKey: `${row.idempotencyKey}:copy`,
      recipients: [{ address: frozen.declarant.email, name: frozen.declarant.name }],
    });
    await tx
      .update(transmission)
      .set({ outboundMailId: mail.messageId, mailKey: key })
      .where(eq(transmission.id, row.id));
    return { events: [...mail.events, ...copy.events] };
  });
};

const storedDocument = async (tx: Tx, ctx: Ctx, organisationId: string, bytes: Buffer): Promise<string> => {
  const hash = sha256(bytes);
  await tx
    .insert(storedFile)
    .values({
      ...{ id: ctx.newId(), organisationId, sha256: hash, size: bytes.length, type: "application/pdf" },
      // We wrote it ourselves.
      ...{ key: fileKey(organisationId, hash), scan: "clean" },
    })
    .onConflictDoNothing({ target: [storedFile.organisationId, storedFile.sha256] });
  const [stored] = await tx
    .select({ id: storedFile.id })
    .from(storedFile)
    .where(and(eq(storedFile.organisationId, organisationId), eq(storedFile.sha256, hash)));
  if (!stored) throw new Error("a document that was kept is there");
  return stored.id;
};

/** Hands the payload to the function that speaks to SACD. The same attempt may be handed twice: only one is sent. */
const sendToSacd = (ctx: Ctx, found: Sending, payload: { key: string }): Promise<void> =>
  inOne(ctx, async (tx) => {
    const row = await transmissionForUpdate(tx, found.row.id);
    if (row?.state !== "queued") return { events: [] };
    const attempt = await startAttempt(tx, ctx, row, "api");
    const job: SacdJob = { transmissionId: row.id, attempt, payloadKey: payload.key };
    return { events: [{ queue: "sacd", body: { ...job }, organisationId: row.organisationId }] };
  });

/** Applies what SACD answered (declarations.md §6.2). What may have arrived is never sent again by itself. */
const applyOutcome = async (ctx: Ctx, transmissionId: string, attempt: number): Promise<void> => {
  const found = await sending(ctx.db, transmissionId);
  const payloadKey = found?.row.payloadKey;
  if (!found || !payloadKey) throw new Error("an answer about nothing that was sent");
  const keys = sacdKeys({ transmissionId, attempt, payloadKey });
  const [outcome, answer] = await Promise.all([
    readObject(ctx.env, "receipts", keys.outcome, maxBytes),
    readObject(ctx.env, "receipts", keys.answer, maxBytes),
  ]);
  if (!outcome) throw new Error("an answer that is not there");
  const came = SacdOutcome.parse(JSON.parse(outcome.toString()));
  await inOne(ctx, async (tx) => {
    const row = await transmissionForUpdate(tx, transmissionId);
    const [known] = await tx
      .select()
      .from(transmissionAttempt)
      .where(
        and(eq(transmissionAttempt.transmissionId, transmissionId), eq(transmissionAttempt.number, attempt)),
      );
    if (!row || !known || known.endedAt !== null || row.state !== "queued") return { events: [] };
    const verdict = came.is === "answered" && answer ? readSacdAnswer(answer.toString()) : undefined;
    const result =
      verdict?.is === "accepted"
        ? ("ok" as const)
        : verdict?.is === "rejected"
          ? ("refused" as const)
          : // A refused connection declared nothing.
            came.is === "not_sent" || came.is === "refused"
            ? ("not_sent" as const)
            : ("unknown" as const);
    await tx
      .update(transmissionAttempt)
      .set({ endedAt: ctx.now(), outcome: result, httpStatus: came.status, answer: came.code })
      .where(
        and(eq(transmissionAttempt.transmissionId, transmissionId), eq(transmissionAttempt.number, attempt)),
      );
    const receipt = answer ? { receiptKey: keys.answer } : {};
    if (verdict?.is === "accepted")
      return accepted(tx, ctx, found.frozen, row, { ...receipt, warnings: verdict.warnings });
    if (verdict?.is === "rejected") {
      const { errors, warnings } = verdict;
      return noted(await moveTransmission(tx, ctx, row, "body_rejected", { ...receipt, errors, warnings }));
    }
    if (came.is === "not_sent" && attempt < mostAttempts) {
      const minutes = pauses[attempt - 1] ?? 60;
      return { events: [workOn(row, new Date(ctx.now().getTime() + minutes * 60_000))] };
    }
    const errors = [{ performanceId: null, field: null, code: came.code, message: faultWords(came) }];
    const event = came.is === "not_sent" || came.is === "refused" ? "not_sent" : "no_answer";
    return noted(await moveTransmission(tx, ctx, row, event, { ...receipt, errors }));
  });
};

type Moved = Awaited<ReturnType<typeof moveTransmission>>;
const noted = (moved: Moved) => (moved ? { audit: [moved.audit], events: moved.events } : { events: [] });

const faultWords = ({ is }: SacdOutcome): string => {
  if (is === "refused") return "La SACD a refusé notre connexion\u00a0: rien n’est parti.";
  if (is === "not_sent") return "La SACD ne répond pas\u00a0: rien n’est parti.";
  return "La déclaration est partie, mais la réponse de la SACD ne nous est pas parvenue.";
};

const accepted = async (
  tx: Tx,
  ctx: Ctx,
  frozen: FrozenDeclaration,
  row: TransmissionRow,
  set: Partial<TransmissionRow>,
) => {
  const files = filesFor("SACD", frozen.files).length > 0;
  const moved = await moveTransmission(tx, ctx, row, "body_accepted", {
    ...set,
    ...{ sentAt: ctx.now(), errors: [], attachments: files ? "queued" : "none" },
  });
  if (!moved) return { events: [] };
  return { audit: [moved.audit], events: [...moved.events, ...(files ? [workOn(row)] : [])] };
};

/** Files of an accepted declaration go to the agency by mail: a step of its own, which never declares again. */
const mailFiles = async (ctx: Ctx, found: Sending): Promise<void> => {
  const files = filesFor("SACD", found.frozen.files);
  const { letter, key } = await letterTo(ctx, found, "SACD", files);
  await inOne(ctx, async (tx) => {
    const row = await transmissionForUpdate(tx, found.row.id);
    if (row?.state !== "accepted" || row.attachments !== "queued" || !row.agencyEmail) return { events: [] };
    const attempt = await startAttempt(tx, ctx, row, "attachments_mail");
    const mail = await queueMail(tx, ctx, {
      ...letter,
      ...{ organisationId: row.organisationId, service, targetId: row.id, class: "partner" },
      authorUserId: row.askedBy,
      attachments: files.map(({ id, name }) => ({ storedFileId: id, name })),
      idempotencyKey: `${row.idempotencyKey}:attachments_mail:${attempt}`,
      recipients: [{ address: row.agencyEmail, ...(row.agencyLabel ? { name: row.agencyLabel } : {}) }],
    });
    await tx
      .update(transmission)
      .set({ outboundMailId: mail.messageId, mailKey: key })
      .where(eq(transmission.id, row.id));
    return { events: mail.events };
  });
};
