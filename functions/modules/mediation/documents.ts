import { and, eq, inArray, max } from "drizzle-orm";
import type { AddDocuments, ChangeDocument } from "../../../shared/mediation/documents.ts";
import { type CaseView, limits } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { uploadTicket } from "../../platform/tables.ts";
import { agentOwner, readyUploads } from "./bind-uploads.ts";
import { asUser, type CaseRow, caseForUpdate, caseOf, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";
import { caseFile } from "./tables.ts";

/** Documents of a case: added, renamed, filed, taken away (mediation.md §4.7). */

type FileRow = typeof caseFile.$inferSelect;

const fileOf = async (tx: Tx, ctx: Ctx, fileId: string): Promise<{ file: FileRow; found: CaseRow }> => {
  asUser(ctx);
  const [file] = await tx.select().from(caseFile).where(eq(caseFile.id, fileId)).for("update");
  if (!file) return refuse(notFound);
  const found = await caseOf(tx, file.caseId);
  permitOn(ctx, "case.read", found);
  return { file, found };
};

const noteOf = (found: CaseRow, id: string, action: string) => ({
  action,
  organisationId: found.organisationId,
  target: { kind: "case_file", id },
  aggregateId: found.id,
  personal: ["document"],
});

/**
 * Makes documents of files an agent sent ahead. With `replaces`, the one file is a newer version, and both stay. Refuses
 * uploads of others, and a version of what is not on this case.
 */
export const addDocuments = async (ctx: Ctx, input: AddDocuments): Promise<Result<CaseView>> => {
  const added = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const found = await caseForUpdate(tx, input.caseId);
    const permission = permitOn(ctx, "case.document", found);
    const { organisationId } = found;
    const owner = agentOwner(found.id, userId);
    const files = await readyUploads(tx, organisationId, owner, input.files, limits.filesBytes);
    if (input.replaces) await refuseWrongVersion(tx, found, input.replaces, files.length);
    const [last] = await tx
      .select({ position: max(caseFile.position) })
      .from(caseFile)
      .where(eq(caseFile.caseId, found.id));
    const rows = files.map((file, index) => ({
      id: ctx.newId(),
      organisationId,
      caseId: found.id,
      entryId: null,
      storedFileId: file.storedFileId,
      name: file.name,
      position: (last?.position ?? -1) + 1 + index,
      decision: "kept" as const,
      source: "MEDIATOR" as const,
      visibility: input.visibility,
      category: input.category,
      replacesId: input.replaces ?? null,
      addedBy: userId,
    }));
    await tx.insert(caseFile).values(rows);
    const tickets = files.flatMap(({ ticketId }) => (ticketId === undefined ? [] : [ticketId]));
    await tx.update(uploadTicket).set({ boundAt: ctx.now() }).where(inArray(uploadTicket.id, tickets));
    return {
      result: null,
      permission,
      audit: rows.map(({ id, name, visibility, category }) => ({
        ...noteOf(found, id, "file.add"),
        after: { document: name, visibility, fileCategory: category },
      })),
      events: [],
    };
  });
  return added.ok ? readCaseAs(ctx, input.caseId) : added;
};

const refuseWrongVersion = async (tx: Tx, found: CaseRow, replaces: string, count: number) => {
  const [known] = await tx
    .select({ id: caseFile.id })
    .from(caseFile)
    .where(and(eq(caseFile.id, replaces), eq(caseFile.caseId, found.id)));
  if (!known) refuse(notFound);
  if (count !== 1) {
    const message = "Une nouvelle version est un seul fichier.";
    refuse(invalid([{ path: "files", message }], message));
  }
};

/** Renames a document, says who may read it, files it. What was sent keeps the name it was sent with. */
export const changeDocument = async (ctx: Ctx, input: ChangeDocument): Promise<Result<CaseView>> => {
  const changed = await mutate(ctx, async (tx) => {
    const { file, found } = await fileOf(tx, ctx, input.fileId);
    const permission = permitOn(ctx, "case.document", found);
    const after = {
      name: input.name ?? file.name,
      visibility: input.visibility ?? file.visibility,
      category: input.category ?? file.category,
    };
    const said = ({ name, visibility, category }: typeof after) => ({
      document: name,
      visibility,
      fileCategory: category,
    });
    await tx.update(caseFile).set(after).where(eq(caseFile.id, file.id));
    return {
      result: found.id,
      permission,
      audit: { ...noteOf(found, file.id, "file.change"), before: said(file), after: said(after) },
      events: [],
    };
  });
  return changed.ok ? readCaseAs(ctx, changed.value) : changed;
};

/**
 * Takes a document away. One that belongs to a message is hidden from the list and stays with the message; one that an
 * agent added is gone. Handlers and managers only.
 */
export const removeDocument = async (ctx: Ctx, fileId: string): Promise<Result<CaseView>> => {
  const removed = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { file, found } = await fileOf(tx, ctx, fileId);
    const permission = permitOn(ctx, "case.remove_document", found);
    const stays = file.entryId !== null;
    if (stays) {
      await tx
        .update(caseFile)
        .set({ hiddenAt: ctx.now(), hiddenBy: userId })
        .where(eq(caseFile.id, file.id));
    } else {
      await tx.update(caseFile).set({ replacesId: file.replacesId }).where(eq(caseFile.replacesId, file.id));
      await tx.delete(caseFile).where(eq(caseFile.id, file.id));
    }
    return {
      result: found.id,
      permission,
      audit: {
        ...noteOf(found, file.id, stays ? "file.hide" : "file.remove"),
        before: { document: file.name },
      },
      events: [],
    };
  });
  return removed.ok ? readCaseAs(ctx, removed.value) : removed;
};

/** Puts a hidden document back in the list. */
export const showDocument = async (ctx: Ctx, fileId: string): Promise<Result<CaseView>> => {
  const shown = await mutate(ctx, async (tx) => {
    const { file, found } = await fileOf(tx, ctx, fileId);
    const permission = permitOn(ctx, "case.remove_document", found);
    await tx.update(caseFile).set({ hiddenAt: null, hiddenBy: null }).where(eq(caseFile.id, file.id));
    const audit = { ...noteOf(found, file.id, "file.show"), after: { document: file.name } };
    return { result: found.id, permission, audit, events: [] };
  });
  return shown.ok ? readCaseAs(ctx, shown.value) : shown;
};
