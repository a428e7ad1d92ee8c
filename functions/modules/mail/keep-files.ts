import { and, eq, inArray } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { type Tx, together } from "../../platform/db.ts";
import { fileKey, keepFile } from "../../platform/files.ts";
import { scanContent } from "../../platform/scan.ts";
import { storedFile } from "../../platform/tables.ts";
import type { MailFile } from "./mailbox.ts";
import type { ReadFile } from "./read.ts";
import { mailAttachment } from "./tables.ts";

/**
 * Files of a mail on their way to an organisation: first the bytes, by content, so that a repetition changes nothing;
 * then, with the decision, the rows. Never shared between organisations.
 */

/** Puts the kept files' bytes where the organisation keeps its own. */
export async function keepBlobs(ctx: Ctx, organisationId: string, files: readonly ReadFile[]): Promise<void> {
  for (const file of files) {
    if (file.bytes !== undefined) await keepFile(ctx, organisationId, file.bytes, file.type);
  }
}

/** Files our own look finds dangerous are named, never kept. */
export function refuseThreats(files: readonly ReadFile[]): ReadFile[] {
  return files.map((file) =>
    file.bytes !== undefined && scanContent(file.bytes) === "threat"
      ? { ...file, bytes: undefined, decision: "refused_malware" }
      : file,
  );
}

/**
 * Names the files of one target as the mail called them, with their content in `stored`. Without an organisation they
 * are only named; the original holds them.
 */
export async function nameFiles(
  tx: Tx,
  ctx: Ctx,
  target: { inboundMailId: string; inboundTargetId: string; organisationId: string | null },
  files: readonly ReadFile[],
  stored: StoredIds,
): Promise<void> {
  if (files.length === 0) return;
  const rows = files.map((file) => ({
    id: ctx.newId(),
    organisationId: target.organisationId,
    inboundMailId: target.inboundMailId,
    inboundTargetId: target.inboundTargetId,
    position: file.position,
    nameOriginal: file.nameOriginal,
    nameSafe: file.nameSafe,
    typeDeclared: file.typeDeclared,
    typeSniffed: file.type,
    size: file.size,
    sha256: file.sha256,
    contentId: file.contentId ?? null,
    role: file.role,
    decision: file.decision,
    storedFileId: file.decision === "kept" ? (stored.get(file.sha256) ?? null) : null,
  }));
  await tx.insert(mailAttachment).values(rows);
}

/** The same files as an entry shows them. */
export const shownFiles = (files: readonly ReadFile[], stored: StoredIds): MailFile[] =>
  files.map((file) => ({
    position: file.position,
    name: file.nameSafe,
    type: file.type,
    size: file.size,
    storedFileId: file.decision === "kept" ? stored.get(file.sha256) : undefined,
    contentId: file.contentId,
    role: file.role,
    decision: file.decision,
  }));

/** Ids of `stored_file` by sha256 of the content. */
export type StoredIds = ReadonlyMap<string, string>;

/** Writes the rows of kept contents, each once per organisation. */
export async function storeFileRows(
  tx: Tx,
  ctx: Ctx,
  organisationId: string | null,
  files: readonly ReadFile[],
): Promise<StoredIds> {
  const kept = new Map(files.filter((file) => file.decision === "kept").map((file) => [file.sha256, file]));
  if (organisationId === null || kept.size === 0) return new Map();
  const [, rows] = await together([
    tx
      .insert(storedFile)
      .values(
        [...kept.values()].map((file) => ({
          id: ctx.newId(),
          organisationId,
          sha256: file.sha256,
          size: file.size,
          type: file.type,
          key: fileKey(organisationId, file.sha256),
          // The provider looked at the mail as a whole; each file waits for its own scan.
          scan: "pending" as const,
        })),
      )
      .onConflictDoNothing({ target: [storedFile.organisationId, storedFile.sha256] }),
    tx
      .select({ id: storedFile.id, sha256: storedFile.sha256 })
      .from(storedFile)
      .where(
        and(eq(storedFile.organisationId, organisationId), inArray(storedFile.sha256, [...kept.keys()])),
      ),
  ]);
  return new Map(rows.map((row) => [row.sha256, row.id]));
}
