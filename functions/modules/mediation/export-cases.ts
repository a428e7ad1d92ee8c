import * as z from "zod/mini";
import { CaseFilter } from "../../../shared/mediation/case-lists.ts";
import type { ExportKind } from "../../../shared/mediation/exports.ts";
import { may } from "../../../shared/mediation/rules.ts";
import { protectList } from "../../../shared/mediation/small-counts.ts";
import { writeStream } from "../../platform/files.ts";
import { type Cell, listFile, listTypes } from "../../platform/list-file.ts";
import type { JobRun, JobWork } from "../../platform/long-work.ts";
import { permit } from "../../platform/mutate.ts";
import { exportWork } from "./ask-export.ts";
import { caseActor } from "./case-access.ts";
import {
  anonymousColumns,
  type Column,
  columns,
  type ExportContext,
  questionColumns,
} from "./export-columns.ts";
import { listAsker } from "./list-cases.ts";
import { type ExportedCase, exportWords, readExported } from "./read-exported.ts";

const Input = z.object({ format: z.enum(["xlsx", "csv"]), filter: CaseFilter });

/** Makes the file of a list, row by row from the database to the bucket, and tells how far it is. */
const exportCases =
  (kind: ExportKind): JobWork =>
  async (run) => {
    const { ctx, job } = run;
    permit(may(caseActor(ctx.actor, job.organisationId), exportWork[kind].right));
    const { format, filter } = Input.parse(job.input);
    const asker = await listAsker(ctx.db, ctx, job.organisationId);
    const { questions, ...words } = await exportWords(ctx, filter, asker);
    const context = { timeZone: asker.timeZone, ...words };
    const shown = kind === "named" ? [...columns, ...questionColumns(questions)] : anonymousColumns;
    const pages = () => readExported(ctx, filter, asker);
    const hidden = kind === "anonymous" ? await rareValues(pages(), shown, context) : undefined;
    const rows = cellsOf(run, pages(), shown, context, hidden);
    const sheet = kind === "named" ? "Dossiers" : "Statistique anonyme";
    const bytes = await listFile(format, sheet, shown, rows);
    const name = `${kind === "named" ? "dossiers" : "statistique-anonyme"}-${asker.today}.${format}`;
    const key = `${job.organisationId}/${job.id}/${name}`;
    const size = await writeStream(ctx.env, "exports", key, bytes, listTypes[format]);
    return { file: { key, name, size } };
  };

export const exportNamed = exportCases("named");
export const exportAnonymous = exportCases("anonymous");

async function* cellsOf(
  { job, progress }: JobRun,
  pages: AsyncIterable<ExportedCase[]>,
  shown: readonly Column[],
  context: ExportContext,
  hidden: Hidden | undefined,
): AsyncGenerator<readonly Cell[]> {
  let made = 0;
  for await (const page of pages) {
    for (const row of page) {
      yield shown.map((column, index) => {
        const cell = column.value(row, context);
        return hidden?.[index]?.has(String(cell)) ? few : cell;
      });
    }
    made += page.length;
    await progress(made, Math.max(made, job.total));
  }
}

/** What stands where so few cases share a value that it could say who it is. */
const few = "<5";
type Hidden = ReadonlyArray<ReadonlySet<string> | undefined>;

/**
 * The values of each column that fewer than five cases have, and the next rarest where hiding one alone would give it
 * back by subtraction (mediation.md §5.10).
 */
const rareValues = async (
  pages: AsyncIterable<ExportedCase[]>,
  shown: readonly Column[],
  context: ExportContext,
): Promise<Hidden> => {
  const counts = shown.map(() => new Map<string, number>());
  for await (const page of pages) {
    for (const row of page) {
      shown.forEach((column, index) => {
        const cell = column.value(row, context);
        const values = counts[index];
        if (cell !== null && typeof cell !== "number" && values)
          values.set(String(cell), (values.get(String(cell)) ?? 0) + 1);
      });
    }
  }
  return counts.map((values) => {
    const entries = [...values];
    const published = protectList(entries.map(([, times]) => times)).counts;
    return new Set(
      entries.flatMap(([value], index) => (typeof published[index] === "number" ? [] : [value])),
    );
  });
};
