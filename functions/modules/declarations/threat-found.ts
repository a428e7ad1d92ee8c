import { and, eq, isNull } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote } from "../../platform/mutate.ts";
import { noteOn } from "./show-notes.ts";
import { show, showFile } from "./tables.ts";

/**
 * The scanner found a virus in a file: the history of each show that has it says so. The file shows its own verdict, and
 * hinders sending until it is taken off (declarations.md §4.6).
 */
const threatFound = async (
  tx: Tx,
  _ctx: Ctx,
  storedFileId: string,
): Promise<{ audit: AuditNote[]; events: [] }> => {
  const shown = await tx
    .select({ file: showFile, found: show })
    .from(showFile)
    .innerJoin(show, eq(show.id, showFile.showId))
    .where(and(eq(showFile.storedFileId, storedFileId), isNull(showFile.detachedAt)));
  return {
    audit: shown.map(({ file, found }) =>
      noteOn(
        found,
        "show_file.refused",
        { after: { document: file.fileName }, personal: ["document"] },
        { kind: "show_file", id: file.id },
      ),
    ),
    events: [],
  };
};

/** What the scanner tells of its findings. */
export const declarationFiles = { threatFound };
