import { and, eq, inArray } from "drizzle-orm";
import type { Side } from "../../../shared/mediation/enums.ts";
import { mayBeSentTo } from "../../../shared/mediation/file-visibility.ts";
import type { SendMessage } from "../../../shared/mediation/schema.ts";
import type { Tx } from "../../platform/db.ts";
import type { AuditNote } from "../../platform/mutate.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import { storedFile } from "../../platform/tables.ts";
import type { ReadyFile } from "./bind-uploads.ts";
import type { CaseRow } from "./case-access.ts";
import { caseFile } from "./tables.ts";

/**
 * The files of a case that a message takes along, in the order asked. One that is kept from the side written to needs
 * a reason, which the journal keeps (mediation.md §4.6, confidentiality guard). Refuses a file of another case, one
 * that was never kept and one in which a virus was found.
 */
export const caseFilesFor = async (
  tx: Tx,
  found: CaseRow,
  side: Side,
  wanted: NonNullable<SendMessage["caseFiles"]>,
): Promise<(ReadyFile & { shared?: AuditNote })[]> => {
  if (wanted.length === 0) return [];
  const rows = await tx
    .select({
      id: caseFile.id,
      name: caseFile.name,
      visibility: caseFile.visibility,
      storedFileId: storedFile.id,
      size: storedFile.size,
      scan: storedFile.scan,
    })
    .from(caseFile)
    .innerJoin(storedFile, eq(storedFile.id, caseFile.storedFileId))
    .where(
      and(
        eq(caseFile.caseId, found.id),
        eq(caseFile.decision, "kept"),
        inArray(
          caseFile.id,
          wanted.map(({ id }) => id),
        ),
      ),
    );
  return wanted.map(({ id, reason }, index) => {
    const file = rows.find((row) => row.id === id);
    const path = `caseFiles.${index}`;
    if (!file || file.scan === "threat") {
      return refuse(invalid([{ path, message: "Cette pièce du dossier ne peut pas être envoyée." }]));
    }
    const { storedFileId, name, size, visibility } = file;
    const ready = { storedFileId, name, size };
    if (mayBeSentTo(visibility, side)) return ready;
    if (!reason) {
      const message = `«\u00a0${name}\u00a0» n’est pas destinée à ce côté. Retirez-la, ou dites pourquoi l’envoyer.`;
      return refuse({
        ...invalid([{ path: `${path}.reason`, message }], message),
        reason: "file_kept_from_side",
        facts: { file: id },
      });
    }
    const shared: AuditNote = {
      action: "file.share",
      organisationId: found.organisationId,
      target: { kind: "case_file", id },
      aggregateId: found.id,
      after: { side, why: reason },
      personal: ["why"],
    };
    return { ...ready, shared };
  });
};
