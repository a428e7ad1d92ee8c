import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { AddFiles, ChangeFile } from "../../../shared/declarations/show-inputs.ts";
import { type ShowView, showFileLimits, showFiles } from "../../../shared/declarations/shows.ts";
import type { FileLink, UploadResult, UploadTicket } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { fileLink } from "../../platform/files.ts";
import { type AuditNote, mutate } from "../../platform/mutate.ts";
import {
  invalid,
  notFound,
  type Refusal,
  type Result,
  refuse,
  refused,
  signedOut,
} from "../../platform/refusal.ts";
import { storedFile, uploadTicket } from "../../platform/tables.ts";
import { checkTicket, ticketFor } from "../../platform/upload-tickets.ts";
import { readShow } from "./read-show.ts";
import { asUser, permitOn, type ShowRow, showForUpdate, showOf } from "./show-access.ts";
import { noteOn } from "./show-notes.ts";
import { showFile } from "./tables.ts";

/** Who an upload belongs to until it is joined to its show. */
const ownerOf = (showId: string, userId: string) => `show:${showId}:${userId}`;

/** Promises that one file may be sent for a show; joined by {@link addFiles} once it was read. */
export const requestShowUpload = (
  ctx: Ctx,
  showId: string,
  file: { name: string; size: number },
): Promise<Result<UploadTicket>> =>
  ticketFor(
    ctx,
    async (tx) => {
      const { userId } = asUser(ctx);
      const found = await showForUpdate(tx, showId);
      const permission = permitOn(ctx, "show.edit", found);
      const owner = ownerOf(showId, userId);
      return { organisationId: found.organisationId, owner, permission, allowance: showFiles };
    },
    file,
  );

/** Says whether a file that was sent is taken. It belongs to that person and that show only. */
export const checkShowUpload = async (
  ctx: Ctx,
  showId: string,
  ticketId: string,
): Promise<Result<UploadResult>> =>
  ctx.actor.kind === "user"
    ? checkTicket(ctx, ticketId, ownerOf(showId, ctx.actor.userId), showFiles)
    : refused(signedOut);

interface Ready {
  storedFileId: string;
  name: string;
  type: AddFiles["files"][number]["type"];
}

/** Accepted uploads of this person for this show, in the order named. */
const readyFiles = async (tx: Tx, owner: string, { files }: AddFiles): Promise<Ready[]> => {
  const rows = await tx
    .select({
      id: uploadTicket.id,
      storedFileId: uploadTicket.storedFileId,
      name: uploadTicket.name,
      scan: storedFile.scan,
    })
    .from(uploadTicket)
    .innerJoin(storedFile, eq(storedFile.id, uploadTicket.storedFileId))
    .where(
      and(
        inArray(
          uploadTicket.id,
          files.map(({ ticketId }) => ticketId),
        ),
        eq(uploadTicket.owner, owner),
        isNull(uploadTicket.boundAt),
      ),
    )
    .for("update", { of: uploadTicket });
  return files.map(({ ticketId, type }, at) => {
    const row = rows.find(({ id }) => id === ticketId);
    const path = `files.${at}`;
    if (!row?.storedFileId)
      return refuse(invalid([{ path, message: "Ce fichier n’a pas été reçu. Ajoutez-le à nouveau." }]));
    if (row.scan === "threat") {
      const message = `«\u00a0${row.name}\u00a0» contient un virus. Retirez-le.`;
      return refuse(invalid([{ path, message }], message));
    }
    return { storedFileId: row.storedFileId, name: row.name, type };
  });
};

/** One upload of a show's person that becomes something else than a file of the show: the proof of a deposit. */
export const takeShowUpload = async (
  tx: Tx,
  ctx: Ctx,
  showId: string,
  ticketId: string,
): Promise<{ storedFileId: string; name: string }> => {
  const { userId } = asUser(ctx);
  const files = [{ ticketId, type: "OTHER" as const }];
  const [file = refuse(notFound)] = await readyFiles(tx, ownerOf(showId, userId), { showId, files });
  await tx.update(uploadTicket).set({ boundAt: ctx.now() }).where(eq(uploadTicket.id, ticketId));
  return file;
};

/** How many files a show has. */
export const filesAttached = async (tx: Tx, showId: string): Promise<number> => {
  const [row] = await tx
    .select({ count: sql<number>`count(*)::int` })
    .from(showFile)
    .where(and(eq(showFile.showId, showId), isNull(showFile.detachedAt)));
  return row?.count ?? 0;
};

/** Refuses, at the field, a show that would have more files than it may. */
export const refuseTooManyFiles = (count: number, path: string): void => {
  if (count > showFileLimits.files)
    refuse(
      invalid([{ path, message: `${showFileLimits.files} fichiers au plus par spectacle. Retirez-en.` }]),
    );
};

/**
 * Joins sent files to a show. One that is there already, byte for byte, is there once and takes the new type; a hundred in
 * the end at the most, whatever was sent again (declarations.md §12.27).
 */
export const addFiles = async (ctx: Ctx, input: AddFiles): Promise<Result<ShowView>> => {
  const added = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await showForUpdate(tx, input.showId);
    const permission = permitOn(ctx, "show.edit", found);
    const files = await readyFiles(tx, ownerOf(found.id, userId), input);
    const audit: AuditNote[] = [];
    for (const { storedFileId, name, type } of files) {
      const id = ctx.newId();
      const [row] = await tx
        .insert(showFile)
        .values({
          id,
          organisationId: found.organisationId,
          showId: found.id,
          type,
          fileName: name,
          storedFileId,
          addedBy: userId,
        })
        .onConflictDoUpdate({
          target: [showFile.showId, showFile.storedFileId],
          set: { type, detachedAt: null },
        })
        .returning({ id: showFile.id });
      audit.push(
        noteFile(found, row?.id ?? id, row?.id === id ? "show_file.add" : "show_file.attach", name, type),
      );
    }
    refuseTooManyFiles(await filesAttached(tx, found.id), "files");
    await tx
      .update(uploadTicket)
      .set({ boundAt: ctx.now() })
      .where(
        inArray(
          uploadTicket.id,
          input.files.map(({ ticketId }) => ticketId),
        ),
      );
    return { result: null, permission, audit, events: [] };
  });
  return added.ok ? readShow(ctx, input.showId) : added;
};

const noteFile = (of: ShowRow, id: string, action: string, document: string, fileType: string): AuditNote =>
  noteOn(of, action, { after: { document, fileType }, personal: ["document"] }, { kind: "show_file", id });

const fileOf = async (tx: Tx, ctx: Ctx, fileId: string) => {
  asUser(ctx);
  const [file] = await tx.select().from(showFile).where(eq(showFile.id, fileId)).for("update");
  if (!file) return refuse(notFound);
  return { file, found: await showOf(tx, file.showId) };
};

/** Says what a file is, takes it off, or puts it back: one taken off is erased seven days later. */
export const changeFile = async (ctx: Ctx, input: ChangeFile): Promise<Result<ShowView>> => {
  const changed = await mutate(ctx, async (tx) => {
    const { file, found } = await fileOf(tx, ctx, input.fileId);
    const permission = permitOn(ctx, "show.edit", found);
    const type = input.type ?? file.type;
    const detached = input.detached ?? file.detachedAt !== null;
    const detachedAt = detached ? (file.detachedAt ?? ctx.now()) : null;
    await tx.update(showFile).set({ type, detachedAt }).where(eq(showFile.id, file.id));
    if (!detached && file.detachedAt) refuseTooManyFiles(await filesAttached(tx, found.id), "files");
    const moved = detached === (file.detachedAt !== null);
    const action = moved ? "show_file.change" : detached ? "show_file.detach" : "show_file.attach";
    return {
      result: found.id,
      permission,
      audit: noteFile(found, file.id, action, file.fileName, type),
      events: [],
    };
  });
  return changed.ok ? readShow(ctx, changed.value) : changed;
};

const refusal = (reason: string, detail: string): Refusal => ({ code: "conflict", reason, detail });

/**
 * A link of a minute to one file of a show, for whoever reads the show now. Refuses a file that the scanner has not
 * found clean (declarations.md §2). Each opening is in the history.
 */
export const linkToShowFile = async (ctx: Ctx, fileId: string): Promise<Result<FileLink>> => {
  const allowed = await mutate(ctx, async (tx) => {
    const { file, found } = await fileOf(tx, ctx, fileId);
    const permission = permitOn(ctx, "show.read", found);
    const [stored] = await tx.select().from(storedFile).where(eq(storedFile.id, file.storedFileId));
    if (!stored || file.detachedAt) return refuse(notFound);
    if (stored.scan === "threat")
      refuse(refusal("file_refused", "Ce fichier contient un virus\u00a0: il a été supprimé."));
    if (stored.scan === "pending")
      refuse(refusal("file_not_ready", "L’analyse de ce fichier est en cours. Réessayez dans un instant."));
    if (stored.scan !== "clean")
      refuse(
        refusal(
          "file_not_analysed",
          "L’antivirus n’a pas pu analyser ce fichier. Envoyez-le à nouveau en PDF.",
        ),
      );
    return {
      result: { key: stored.key, type: stored.type, name: file.fileName },
      permission,
      audit: noteFile(found, file.id, "show_file.read", file.fileName, file.type),
      events: [],
    };
  });
  return allowed.ok ? { ok: true, value: await fileLink(ctx, allowed.value, true) } : allowed;
};
