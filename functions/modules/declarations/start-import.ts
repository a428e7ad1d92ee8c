import { eq } from "drizzle-orm";
import {
  type ImportStarted,
  importLimits,
  type LayOutImport,
  type StartImport,
} from "../../../shared/declarations/import.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { readBeginning, uploadForm } from "../../platform/files.ts";
import { mutate, type OutboxEvent } from "../../platform/mutate.ts";
import { type Refusal, type Result, refused } from "../../platform/refusal.ts";
import { type BatchRow, importForUpdate, importOf, permitImport } from "./import-access.ts";
import { asUser } from "./show-access.ts";
import { importBatch } from "./tables-declarations.ts";

/** Steps of an import that a worker does. */
export type ImportStep = "read" | "apply" | "undo";
/** `askedBy` = who undoes it, whom the journal names. */
export const importEvent = (
  { id, organisationId }: BatchRow,
  step: ImportStep,
  askedBy?: string,
): OutboxEvent => ({
  queue: "declaration-jobs",
  body: { importId: id, step, ...(askedBy ? { askedBy } : {}) },
  organisationId,
});

/** Promises that one file of at most 5 MiB may be sent; nothing of it is kept longer than two days (declarations.md §4.4). */
export const startImport = async (ctx: Ctx, input: StartImport): Promise<Result<ImportStarted>> => {
  const id = ctx.newId();
  const fileKey = `${input.organisation}/${id}`;
  const made = await mutate(ctx, async (tx) => {
    const permission = permitImport(ctx, input.organisation);
    await tx.insert(importBatch).values({
      id,
      organisationId: input.organisation,
      userId: asUser(ctx).userId,
      state: "uploaded",
      fileName: input.name,
      fileKey,
      updatedAt: ctx.now(),
    });
    return { result: null, permission, audit: [], events: [] };
  });
  if (!made.ok) return made;
  return { ok: true, value: { id, ...(await uploadForm(ctx.env, fileKey, importLimits.bytes)) } };
};

const notReceived: Refusal = {
  code: "conflict",
  reason: "not_received",
  detail: "Ce fichier n’est pas arrivé. Envoyez-le à nouveau.",
};

/** Has a file that arrived read by a worker. Asking twice reads it once. */
export const receiveImport = async (ctx: Ctx, id: string): Promise<Result<{ id: string }>> => {
  const { fileKey, state, version } = await importOf(ctx.db, ctx, id);
  if (state !== "uploaded") return { ok: true, value: { id } };
  if (!(await readBeginning(ctx.env, "uploads", fileKey, 1))) return refused(notReceived);
  return mutate(ctx, async (tx) => {
    const { found, permission } = await importForUpdate(tx, ctx, id, { version, states: ["uploaded"] });
    await tx
      .update(importBatch)
      .set({ state: "parsing", version: found.version + 1, updatedAt: ctx.now() })
      .where(eq(importBatch.id, id));
    return { result: { id }, permission, audit: [], events: [importEvent(found, "read")] };
  });
};

/** Has the file read again, from another sheet or below another line of headers; what was corrected of its rows is lost. */
export const layOutImport = (ctx: Ctx, id: string, input: LayOutImport): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await importForUpdate(tx, ctx, id, {
      version: input.version,
      states: ["mapping", "preview"],
    });
    await tx
      .update(importBatch)
      .set({
        state: "parsing",
        sheet: input.sheet ?? found.sheet,
        headerRow: input.headerRow,
        // Headers that somebody showed are not looked for.
        headers: [],
        version: found.version + 1,
        updatedAt: ctx.now(),
      })
      .where(eq(importBatch.id, id));
    return { result: { id }, permission, audit: [], events: [importEvent(found, "read")] };
  });
