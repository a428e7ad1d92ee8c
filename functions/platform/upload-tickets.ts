import { and, eq, isNull, sql } from "drizzle-orm";
import { limits, type UploadResult, type UploadTicket } from "../../shared/mediation/schema.ts";
import {
  type FileAllowance,
  type FileRefusal,
  refuseFile,
  requestFiles,
} from "../../shared/mediation/uploads.ts";
import type { Ctx } from "./ctx.ts";
import type { Tx } from "./db.ts";
import { keepFile, readObject, removeObject, uploadForm } from "./files.ts";
import { mutate, type Permission, permit } from "./mutate.ts";
import { type Limit, takeToken, tooMany } from "./rate-limit.ts";
import { invalid, notFound, type Refusal, type Result, refuse, refused } from "./refusal.ts";
import { storedFile, uploadTicket } from "./tables.ts";

const perAddress: Limit = { name: "upload", burst: 60, perHour: 60 };

/** Where an upload belongs and who allowed it. */
interface UploadPlace {
  organisationId: string;
  owner: string;
  permission: Permission;
  /** What may be sent there; that of a request unless said. */
  allowance?: FileAllowance;
}

/** A refusal by name, size or count, with its cause and advice for the list of files. */
const refusedFile = ({ cause, advice }: FileRefusal): Refusal => ({
  ...invalid([{ path: "name", message: cause }], `Ce fichier est refusé\u00a0: ${cause}`),
  reason: "file_refused",
  facts: { cause, advice },
});

/** A ticket and the presigned form that goes with it; `place` says where it belongs and proves the right. */
export const ticketFor = async (
  ctx: Ctx,
  place: (tx: Tx) => Promise<UploadPlace>,
  file: { name: string; size: number },
  { perAddress: limit = false } = {},
): Promise<Result<UploadTicket>> => {
  const made = await mutate(ctx, async (tx) => {
    const { organisationId, owner, permission, allowance = requestFiles() } = await place(tx);
    if (limit) {
      const wait = await takeToken(tx, perAddress, ctx.credentials.clientAddress ?? "unknown");
      if (wait > 0)
        refuse(tooMany(wait, (time) => `Trop de fichiers depuis cette connexion. Réessayez dans ${time}.`));
    }
    const refusal = refuseFile(file, await acceptedSoFar(tx, owner), allowance);
    if (refusal) refuse(refusedFile(refusal));
    const id = ctx.newId();
    const key = `${organisationId}/${id}`;
    await tx
      .insert(uploadTicket)
      .values({ id, organisationId, owner, name: file.name, size: file.size, key });
    const most = allowance.fileBytes ?? limits.fileBytes;
    return { result: { id, key, most }, permission, audit: [], events: [] };
  });
  if (!made.ok) return made;
  const { id, key, most } = made.value;
  return { ok: true, value: { id, ...(await uploadForm(ctx.env, key, most)) } };
};

const acceptedSoFar = async (tx: Tx, owner: string): Promise<{ count: number; bytes: number }> => {
  const [row] = await tx
    .select({
      count: sql<number>`count(*)::int`,
      bytes: sql<number>`coalesce(sum(${storedFile.size}), 0)::float8`,
    })
    .from(uploadTicket)
    .innerJoin(storedFile, eq(storedFile.id, uploadTicket.storedFileId))
    .where(and(eq(uploadTicket.owner, owner), isNull(uploadTicket.boundAt)));
  return row ?? { count: 0, bytes: 0 };
};

/**
 * Reads the object of a ticket outside any transaction, then keeps it by its sha256 or notes why it is refused.
 * `ctx` acts as whoever the ticket belongs to.
 */
export const checkTicket = async (
  ctx: Ctx,
  ticketId: string,
  owner: string,
  allowance: FileAllowance = requestFiles(limits.fileBytesMost / 1024 / 1024),
): Promise<Result<UploadResult>> => {
  const ticket = await mutate(ctx, async (tx) => {
    const [found] = await tx
      .select({ ticket: uploadTicket, type: storedFile.type, stored: storedFile.size })
      .from(uploadTicket)
      .leftJoin(storedFile, eq(storedFile.id, uploadTicket.storedFileId))
      .where(and(eq(uploadTicket.id, ticketId), eq(uploadTicket.owner, owner)));
    return { result: found ?? refuse(notFound), permission: permit(true), audit: [], events: [] };
  });
  if (!ticket.ok) return ticket;
  const { ticket: sent, type, stored } = ticket.value;
  if (sent.refusal) return { ok: true, value: { state: "refused", ...readRefusal(sent.refusal) } };
  if (sent.storedFileId && type && stored !== null) {
    return { ok: true, value: { state: "accepted", id: sent.id, name: sent.name, size: stored, type } };
  }

  const content = await readObject(ctx.env, "uploads", sent.key, limits.fileBytesMost);
  if (!content) {
    return refused({
      code: "conflict",
      reason: "not_received",
      detail: "Ce fichier n’est pas arrivé. Envoyez-le à nouveau.",
    });
  }
  // Its ticket said how large this one may be, and the store held it to that.
  // Reading kinds of files is heavy: only this request pays for it.
  const { readUpload } = await import("./upload-content.ts");
  const read = await readUpload(content, sent.name, allowance);
  const kept = "type" in read ? await keepFile(ctx, sent.organisationId, content, read.type) : undefined;
  const answer = await mutate<UploadResult>(ctx, async (tx) => {
    const settled = { permission: permit(true), audit: [], events: [] };
    if ("refusal" in read || !kept) {
      const refusal = "refusal" in read ? read.refusal : { cause: "", advice: "" };
      await tx
        .update(uploadTicket)
        .set({ refusal: `${refusal.cause}\n${refusal.advice}` })
        .where(eq(uploadTicket.id, sent.id));
      return { ...settled, result: { state: "refused", ...refusal } };
    }
    const storedFileId = await rememberFile(
      tx,
      ctx,
      sent.organisationId,
      kept,
      content.byteLength,
      read.type,
    );
    await tx.update(uploadTicket).set({ storedFileId }).where(eq(uploadTicket.id, sent.id));
    return {
      ...settled,
      result: { state: "accepted", id: sent.id, name: sent.name, size: content.byteLength, type: read.type },
    };
  });
  // The copy under `files` is the one that stays; the other goes now, or by the bucket's own expiry.
  if (answer.ok) await removeObject(ctx.env, "uploads", sent.key);
  return answer;
};

const readRefusal = (kept: string): FileRefusal => {
  const [cause = "", advice = ""] = kept.split("\n");
  return { cause, advice };
};

/** The row of a kept file; the same content of the same organisation has one row. */
const rememberFile = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
  { sha256 }: { sha256: string },
  size: number,
  type: string,
): Promise<string> => {
  const [row] = await tx.execute<{ id: string }>(
    sql`select guichet.remember_file(${ctx.newId()}, ${organisationId}, ${sha256}, ${size}, ${type}) as id`,
  );
  if (!row) throw new Error("the kept file has no row");
  return row.id;
};
