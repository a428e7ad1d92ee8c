import { and, eq, max, sql } from "drizzle-orm";
import type { OriginalView } from "../../../shared/mail/originals.ts";
import type { Action } from "../../../shared/mediation/rules.ts";
import type { CaseView } from "../../../shared/mediation/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { fileKey, keepFile } from "../../platform/files.ts";
import { sha256 } from "../../platform/ids.ts";
import { mutate, type Permission } from "../../platform/mutate.ts";
import { noteRead, readingOf } from "../../platform/note-read.ts";
import { done, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import { emlName, originalBytes, originalOf, rereadEvent, viewOriginal } from "../mail/index.ts";
import { asUser, type CaseRow, permitOn } from "./case-access.ts";
import { readCaseAs } from "./read-case.ts";
import { caseEntry, caseFile, cases } from "./tables.ts";

/** The original of a mail of a case: looked at, kept as a document, read again (mail.md §2, §4.4, §5.1). */

type Original = NonNullable<Awaited<ReturnType<typeof originalOf>>>;

const gone: Refusal = {
  code: "conflict",
  reason: "original_gone",
  detail: "L’original de ce courriel a été supprimé : il n’est gardé qu’un temps.",
};

interface Found {
  entryId: string;
  found: CaseRow;
  original: Original;
  permission: Permission;
}

/** The entry's original, for who may do `action` on its case; an entry that came otherwise than by mail has none. */
const findOriginal = async (on: Queries, ctx: Ctx, entryId: string, action: Action): Promise<Found> => {
  asUser(ctx);
  const [row] = await on
    .select({ found: cases, inboundTargetId: caseEntry.inboundTargetId })
    .from(caseEntry)
    .innerJoin(cases, eq(cases.id, caseEntry.caseId))
    .where(eq(caseEntry.id, entryId));
  if (!row) return refuse(notFound);
  const permission = permitOn(ctx, action, row.found);
  const original = row.inboundTargetId ? await originalOf(on, row.inboundTargetId) : undefined;
  return { entryId, found: row.found, original: original ?? refuse(notFound), permission };
};

/** Shows the original of an entry: headers, source, and a link to the `.eml`. The reading is in the journal. */
export const readOriginal = async (ctx: Ctx, entryId: string): Promise<Result<OriginalView>> => {
  const read = await mutate(ctx, async (tx) => {
    const { found, original, permission } = await findOriginal(tx, ctx, entryId, "case.original");
    const noted = noteRead(readingOf(ctx), {
      action: "mail.original_read",
      kind: "case_entry",
      target: entryId,
      organisation: found.organisationId,
      aggregate: found.id,
    });
    return { result: original, permission, audit: [], events: [], last: [tx.execute(sql`select ${noted}`)] };
  });
  return read.ok ? done(await viewOriginal(ctx, read.value)) : read;
};

/**
 * Keeps the original beyond its time, as an internal document under its entry. Twice is once. Refuses with
 * `original_gone` when it was already deleted.
 */
export const keepOriginal = async (ctx: Ctx, entryId: string): Promise<Result<CaseView>> => {
  const looked = await mutate(ctx, async (tx) => {
    const { found, original, permission } = await findOriginal(tx, ctx, entryId, "case.original");
    return { result: { found, original }, permission, audit: [], events: [] };
  });
  if (!looked.ok) return looked;
  const { found, original } = looked.value;
  const bytes = await originalBytes(ctx, original);
  if (!bytes) return { ok: false, refusal: gone };
  // The bytes first, by their content: a repetition changes nothing.
  await keepFile(ctx, found.organisationId, bytes, type);
  const kept = await mutate(ctx, async (tx) => {
    const again = await findOriginal(tx, ctx, entryId, "case.original");
    const storedFileId = await storedAs(tx, ctx, found.organisationId, bytes);
    const added = await addDocument(tx, ctx, again, storedFileId);
    const audit = {
      action: "mail.original_keep",
      organisationId: found.organisationId,
      target: { kind: "case_entry", id: entryId },
      aggregateId: found.id,
    };
    return { result: null, permission: again.permission, audit: added ? audit : [], events: [] };
  });
  return kept.ok ? readCaseAs(ctx, found.id) : kept;
};

const type = "message/rfc822";

const storedAs = async (tx: Tx, ctx: Ctx, organisationId: string, bytes: Buffer): Promise<string> => {
  const hash = sha256(bytes);
  await tx
    .insert(storedFile)
    .values({
      id: ctx.newId(),
      organisationId,
      sha256: hash,
      size: bytes.length,
      type,
      key: fileKey(organisationId, hash),
      scan: "pending",
    })
    .onConflictDoNothing({ target: [storedFile.organisationId, storedFile.sha256] });
  const [row] = await tx
    .select({ id: storedFile.id })
    .from(storedFile)
    .where(and(eq(storedFile.organisationId, organisationId), eq(storedFile.sha256, hash)));
  return row?.id ?? refuse(notFound);
};

/** Binds the document to its entry, after its other files; false when it is there already. */
const addDocument = async (tx: Tx, ctx: Ctx, { entryId, found, original }: Found, storedFileId: string) => {
  const [locked] = await tx.select({ id: cases.id }).from(cases).where(eq(cases.id, found.id)).for("update");
  const [there] = await tx
    .select({ id: caseFile.id })
    .from(caseFile)
    .where(and(eq(caseFile.entryId, entryId), eq(caseFile.storedFileId, storedFileId)));
  if (!locked || there) return false;
  const [last] = await tx
    .select({ position: max(caseFile.position) })
    .from(caseFile)
    .where(eq(caseFile.entryId, entryId));
  await tx.insert(caseFile).values({
    id: ctx.newId(),
    organisationId: found.organisationId,
    caseId: found.id,
    entryId,
    storedFileId,
    name: emlName(original),
    position: (last?.position ?? -1) + 1,
    decision: "kept",
    source: "MEDIATOR",
    visibility: "INTERNAL",
  });
  return true;
};

/** Asks that the mail behind an entry be read again with today's reader: within moments, on the same entry. */
export const reprocessOriginal = (ctx: Ctx, entryId: string): Promise<Result<{ asked: true }>> =>
  mutate(ctx, async (tx) => {
    const { found, original, permission } = await findOriginal(tx, ctx, entryId, "case.reprocess");
    if (original.state === "purged") return refuse(gone);
    return {
      result: { asked: true as const },
      permission,
      audit: {
        action: "mail.reprocess",
        organisationId: found.organisationId,
        target: { kind: "case_entry", id: entryId },
        aggregateId: found.id,
      },
      events: [rereadEvent(original, found.organisationId)],
    };
  });
