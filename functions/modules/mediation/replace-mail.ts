import { eq } from "drizzle-orm";
import type { EntryFlag } from "../../../shared/mail/schema.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { MailContent, MailFile, Traces } from "../mail/index.ts";
import { bindMailFiles, displayOf } from "./post-mail.ts";
import { caseEntry, caseFile } from "./tables.ts";

type EntryRow = typeof caseEntry.$inferSelect;

/**
 * Shows a mail that was read again on the entry it made: words, cards and files, nothing that a person decided
 * (mail.md §5.1). A file already on the case keeps its place, its name and who may see it; none is taken away.
 */
export const replaceMail = async (
  tx: Tx,
  ctx: Ctx,
  given: { inboundTargetId: string; content: MailContent; flags: readonly EntryFlag[] },
): Promise<Traces | undefined> => {
  const { content, flags } = given;
  const [entry] = await tx
    .select()
    .from(caseEntry)
    .where(eq(caseEntry.inboundTargetId, given.inboundTargetId))
    .for("update");
  if (!entry) return undefined;
  await tx
    .update(caseEntry)
    .set({ ...displayOf(content), flags: [...flags] })
    .where(eq(caseEntry.id, entry.id));
  await replaceFiles(tx, ctx, entry, content.files);
  return {
    audit: [
      {
        action: "mail.reread",
        organisationId: entry.organisationId,
        target: { kind: "case_entry", id: entry.id },
        aggregateId: entry.caseId,
        before: { readerVersion: entry.readerVersion },
        after: { readerVersion: content.readerVersion },
      },
    ],
    events: [],
  };
};

const replaceFiles = async (tx: Tx, ctx: Ctx, entry: EntryRow, files: readonly MailFile[]): Promise<void> => {
  const known = await tx.select().from(caseFile).where(eq(caseFile.entryId, entry.id));
  const fresh: MailFile[] = [];
  for (const file of files) {
    const at = known.findIndex((row) => isSame(row, file));
    const [row] = at < 0 ? [] : known.splice(at, 1);
    if (!row) fresh.push(file);
    else if (differs(row, file)) await tx.update(caseFile).set(placeOf(file)).where(eq(caseFile.id, row.id));
  }
  const as = entry.kind === "note" ? "INTERNAL" : (entry.side ?? "INTERNAL");
  await bindMailFiles(
    tx,
    ctx,
    { id: entry.caseId, organisationId: entry.organisationId },
    entry.id,
    fresh,
    as,
  );
};

type FileRow = typeof caseFile.$inferSelect;

/** The same content, or the same name for what was not kept until now. */
const isSame = (row: FileRow, file: MailFile) =>
  row.storedFileId === null ? row.name === file.name : row.storedFileId === file.storedFileId;

const placeOf = (file: MailFile) => ({
  storedFileId: file.storedFileId ?? null,
  position: file.position,
  contentId: file.contentId ?? null,
  inline: file.role === "inline",
  decision: file.decision,
});

const differs = (row: FileRow, file: MailFile) =>
  Object.entries(placeOf(file)).some(
    ([key, value]) => row[key as keyof ReturnType<typeof placeOf>] !== value,
  );
