import type { AuditLine, ListAudit } from "../../../shared/access/audit.ts";
import { hour, plainDay } from "../../../shared/mediation/date-words.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { encodeCursor } from "../../platform/keyset.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { journalReader, journalRows } from "./audit-journal.ts";
import { auditLines } from "./audit-lines.ts";

const linesAtOnce = 1000;
/** Lines of one file, and its bytes: a function's answer ends at 6 MB (Lambda quotas, synchronous payload). */
const most = { lines: 50_000, bytes: 4_500_000 };

export interface AuditExport {
  csv: string;
  fileName: string;
}

/**
 * The journal as a CSV file for a spreadsheet (UTF-8 with BOM, semicolons), newest first, with the same filters and
 * the same limits as the list. Cells never run as formulas. A file that is full says until when it goes. Being taken
 * out is in the journal too.
 */
export const exportJournal = async (
  ctx: Ctx,
  organisationId: string,
  asked: ListAudit,
): Promise<Result<AuditExport>> => {
  const reader = await journalReader(ctx, "audit.export", organisationId);
  const { stringify } = await import("csv-stringify/sync");
  const csvOf = (rows: string[][], bom = false) =>
    stringify(rows, { bom, delimiter: ";", escape_formulas: true, record_delimiter: "windows" });

  const parts = [csvOf([["Date", "Heure", "Qui", "Quoi", "Au sujet de", "Changements"]], true)];
  let bytes = 0;
  let count = 0;
  let last: AuditLine | undefined;
  let after = asked.after;
  do {
    const rows = await journalRows(ctx.db, reader, organisationId, { ...asked, after }, linesAtOnce);
    const page = rows.slice(0, linesAtOnce);
    const lines = await auditLines(ctx.db, page, (service) => reader.values.has(service));
    const part = csvOf(lines.map((line) => cells(line, reader.timeZone)));
    parts.push(part);
    bytes += Buffer.byteLength(part);
    count += lines.length;
    last = lines.at(-1) ?? last;
    const end = page.at(-1);
    after = rows.length > linesAtOnce && end ? encodeCursor(end) : undefined;
  } while (after && count < most.lines && bytes < most.bytes);
  if (after && last) {
    const until = plainDay(new Date(last.at), reader.timeZone);
    parts.push(
      csvOf([
        [`Ce fichier est plein\u00a0: il s’arrête au ${until}. Pour la suite, choisissez une date de fin.`],
      ]),
    );
  }

  return mutate(ctx, async () => ({
    result: { csv: parts.join(""), fileName: `journal-${dayIn(reader.timeZone, ctx.now())}.csv` },
    permission: permit(true),
    audit: {
      action: "audit.export",
      organisationId,
      target: { kind: "organisation", id: organisationId },
      after: { lines: count, from: asked.from ?? null, to: asked.to ?? null },
    },
    events: [],
  }));
};

const cells = (line: AuditLine, timeZone: string): string[] => {
  const at = new Date(line.at);
  return [
    new Intl.DateTimeFormat("fr-FR", { timeZone, dateStyle: "short" }).format(at),
    hour(at, timeZone),
    line.who,
    line.what,
    line.about ?? "",
    line.changes
      .map(({ label, before, after }) => `${label}\u00a0: ${before ?? "–"} → ${after ?? "–"}`)
      .join(" ; "),
  ];
};
