import type { Ctx } from "../../platform/ctx.ts";
import { readHistory } from "../access/index.ts";
import type { CaseRow } from "./case-access.ts";

/** The whole history of a case as text for a spreadsheet, newest first: who did what, when, and what changed. */
export const caseJournalCsv = async (ctx: Ctx, { id, organisationId }: CaseRow): Promise<string> => {
  const { stringify } = await import("csv-stringify/sync");
  const rows: string[][] = [["Date", "Qui", "Quoi", "Changements"]];
  let after: string | undefined;
  do {
    const page = await readHistory(ctx, { organisationId, aggregateId: id }, after ? { after } : {});
    if (!page.ok) throw new Error(`the history of a case was refused: ${page.refusal.reason}`);
    for (const { at, who, what, changes } of page.value.lines) {
      const changed = changes.map(
        ({ label, before, after: now }) => `${label} : ${before ?? ""} → ${now ?? ""}`,
      );
      rows.push([at, who, what, changed.join(" ; ")]);
    }
    after = page.value.next ?? undefined;
  } while (after);
  return stringify(rows, { bom: true, delimiter: ";", escape_formulas: true, record_delimiter: "windows" });
};
