import type { DocumentView } from "../../../shared/mediation/documents.ts";
import type { CaseFileView } from "../../../shared/mediation/thread.ts";

/** A file of a case as it is read with it. */
export interface FileRow {
  id: string;
  entryId: string | null;
  storedFileId: string | null;
  name: string;
  inline: boolean;
  visibility: DocumentView["visibility"];
  decision: DocumentView["decision"];
  source: DocumentView["source"];
  category: DocumentView["category"];
  createdAt: Date;
  addedBy: string | null;
  hiddenAt: Date | null;
  replacesId: string | null;
  size: number | null;
  type: string | null;
  scan: DocumentView["scan"] | null;
}

/** A file as a message shows it. */
export const fileView = (file: FileRow): CaseFileView => ({
  id: file.id,
  name: file.name,
  size: file.size ?? 0,
  type: file.type ?? "application/octet-stream",
  inline: file.inline,
  visibility: file.visibility,
  // The scanner comes after: what it refuses reads as what was refused at the door.
  decision: file.decision === "kept" && file.scan === "threat" ? "refused_malware" : file.decision,
  scan: file.scan ?? "unsupported",
});

/**
 * The list of documents, newest first. One stored file is one content: a later document with the same says of which it
 * repeats; what was merely sent again with a message is not listed twice.
 */
export const documentViews = (
  files: readonly FileRow[],
  entries: readonly { id: string; direction: "IN" | "OUT" | null }[],
): DocumentView[] => {
  const sent = new Set(entries.filter(({ direction }) => direction === "OUT").map(({ id }) => id));
  const first = new Map<string, string>();
  const listed: DocumentView[] = [];
  const byAge = files
    .filter(({ inline }) => !inline)
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime() || a.id.localeCompare(b.id));
  for (const file of byAge) {
    const earlier = file.storedFileId ? first.get(file.storedFileId) : undefined;
    if (earlier && file.entryId && sent.has(file.entryId)) continue;
    if (file.storedFileId && !earlier) first.set(file.storedFileId, file.id);
    listed.push({
      ...fileView(file),
      entryId: file.entryId,
      source: file.source,
      category: file.category,
      addedAt: file.createdAt.toISOString(),
      addedBy: file.addedBy,
      hidden: file.hiddenAt !== null,
      replaces: file.replacesId,
      sameAs: earlier ?? null,
    });
  }
  return listed.toReversed();
};
