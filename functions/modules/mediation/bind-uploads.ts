import { and, eq, inArray, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import { storedFile, uploadTicket } from "../../platform/tables.ts";
import type { CaseRow } from "./case-access.ts";
import { caseFile } from "./tables.ts";

/** A sent file, read and accepted, about to belong to an entry. */
export interface ReadyFile {
  /** Of the upload; a file that was on the case already has none. */
  ticketId?: string;
  /** Of the case's file it is to become, when something names it beforehand. */
  caseFileId?: string;
  storedFileId: string;
  name: string;
  /** Bytes. */
  size: number;
}

/** Who an upload belongs to until it is bound. */
export const draftOwner = (draftId: string) => `draft:${draftId}`;
export const agentOwner = (caseId: string, userId: string) => `case:${caseId}:${userId}`;
export const linkOwner = (caseId: string, partyId: string) => `link:${caseId}:${partyId}`;

/**
 * The uploads named, in that order, locked. Refuses one that is not of this owner, was not accepted, or is already
 * bound: a file of another draft is never attached (mediation.md §11 case 8). `maxBytes` bounds their sum. `again`
 * takes bound ones too: an agent who took a message back sends its files with the next.
 */
export const readyUploads = async (
  tx: Tx,
  organisationId: string,
  owner: string,
  ids: readonly string[],
  maxBytes: number,
  { again = false } = {},
): Promise<ReadyFile[]> => {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) return [];
  const rows = await tx
    .select({
      ticketId: uploadTicket.id,
      storedFileId: uploadTicket.storedFileId,
      name: uploadTicket.name,
      size: storedFile.size,
      scan: storedFile.scan,
    })
    .from(uploadTicket)
    .innerJoin(storedFile, eq(storedFile.id, uploadTicket.storedFileId))
    .where(
      and(
        inArray(uploadTicket.id, wanted),
        eq(uploadTicket.organisationId, organisationId),
        eq(uploadTicket.owner, owner),
        again ? undefined : isNull(uploadTicket.boundAt),
      ),
    )
    .for("update", { of: uploadTicket });
  const missing = (path: string) =>
    refuse(invalid([{ path, message: "Ce fichier n’a pas été reçu. Ajoutez-le à nouveau." }]));
  const files = wanted.map((id, index) => {
    const row = rows.find((candidate) => candidate.ticketId === id);
    if (!row?.storedFileId) return missing(`files.${index}`);
    const { scan, storedFileId, ...file } = row;
    // The scanner came after the file was taken.
    if (scan === "threat") {
      const message = `«\u00a0${file.name}\u00a0» contient un virus. Retirez-le.`;
      return refuse(invalid([{ path: `files.${index}`, message }], message));
    }
    return { ...file, storedFileId };
  });
  if (files.reduce((sum, file) => sum + file.size, 0) > maxBytes) {
    const mega = Math.floor(maxBytes / 1024 / 1024);
    return refuse(
      invalid([
        { path: "files", message: `Vos fichiers dépassent ${mega}\u00a0Mo au total. Retirez-en un.` },
      ]),
    );
  }
  return files;
};

/** Binds accepted uploads to an entry of a case. */
export const bindUploads = async (
  tx: Tx,
  ctx: Ctx,
  found: Pick<CaseRow, "id" | "organisationId">,
  entryId: string,
  files: readonly ReadyFile[],
  as: Pick<typeof caseFile.$inferInsert, "source" | "visibility" | "category">,
): Promise<void> => {
  if (files.length === 0) return;
  await tx.insert(caseFile).values(
    files.map((file, position) => ({
      id: file.caseFileId ?? ctx.newId(),
      organisationId: found.organisationId,
      caseId: found.id,
      entryId,
      storedFileId: file.storedFileId,
      name: file.name,
      position,
      decision: "kept" as const,
      ...as,
    })),
  );
  const tickets = files.flatMap(({ ticketId }) => (ticketId === undefined ? [] : [ticketId]));
  if (tickets.length === 0) return;
  await tx.update(uploadTicket).set({ boundAt: ctx.now() }).where(inArray(uploadTicket.id, tickets));
};
