import { AskExport, type ExportKind, exportKinds } from "../../../shared/declarations/exports.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { writeStream } from "../../platform/files.ts";
import { type Cell, listFile, listTypes } from "../../platform/list-file.ts";
import type { JobRun, JobWork } from "../../platform/long-work.ts";
import { organisationById } from "../access/index.ts";
import {
  asideColumns,
  type ExportColumn,
  type ExportedLine,
  keyFigureColumns,
  keyFiguresOf,
  lineColumns,
  linesOf,
  performanceColumns,
  transmissionColumns,
} from "./export-columns.ts";
import {
  type ExportedPerformance,
  exportedAsides,
  exportedPerformances,
  exportedTransmissions,
  performanceIds,
} from "./read-exported.ts";
import { permitOn } from "./show-access.ts";

const fileNames: Record<ExportKind, string> = {
  performances: "seances",
  lines: "lignes-de-tarif",
  transmissions: "envois",
  aside: "mis-de-cote",
  key_figures: "chiffres-cles",
};

/** Makes the file of a list, page by page from the database to the bucket, and tells how far it is. */
export const exportWork: JobWork = async (run) => {
  const { ctx, job } = run;
  permitOn(ctx, "show.export", job);
  const input = AskExport.parse(job.input);
  const { timeZone } = await organisationById(ctx.db, job.organisationId);
  const { columns, rows } = await listOf(run, input, timeZone);
  const bytes = await listFile(input.format, exportKinds[input.kind], columns, rows);
  const name = `${fileNames[input.kind]}-${dayIn(timeZone, ctx.now())}.${input.format}`;
  const key = `${job.organisationId}/${job.id}/${name}`;
  const size = await writeStream(ctx.env, "exports", key, bytes, listTypes[input.format]);
  return { file: { key, name, size } };
};

const listOf = async (run: JobRun, input: AskExport, timeZone: string) => {
  const { db } = run.ctx;
  if (input.kind === "transmissions")
    return list(
      run,
      transmissionColumns,
      pagesOf(await exportedTransmissions(db, input, timeZone)),
      timeZone,
    );
  if (input.kind === "aside")
    return list(run, asideColumns, pagesOf(await exportedAsides(db, input, timeZone)), timeZone);
  const pages = exportedPerformances(db, await performanceIds(db, input));
  if (input.kind === "performances") return list(run, performanceColumns, pages, timeZone);
  if (input.kind === "lines") return list(run, lineColumns, linePages(pages), timeZone);
  return list(run, keyFigureColumns, showPages(pages), timeZone);
};

const list = <Row>(
  { job, progress }: JobRun,
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
  timeZone: string,
) => ({
  columns,
  rows: (async function* (): AsyncGenerator<readonly Cell[]> {
    let made = 0;
    for await (const page of pages) {
      for (const row of page) yield columns.map(({ cell }) => cell(row, timeZone));
      made += page.length;
      await progress(made, Math.max(made, job.total));
    }
  })(),
});

async function* pagesOf<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows;
}
async function* linePages(pages: AsyncIterable<ExportedPerformance[]>): AsyncGenerator<ExportedLine[]> {
  for await (const page of pages) yield page.flatMap(linesOf);
}
/** One row per show: its performances stand together, whatever page they are on. */
async function* showPages(pages: AsyncIterable<ExportedPerformance[]>) {
  let held: ExportedPerformance[] = [];
  for await (const page of pages) {
    for (const row of page) {
      if (held[0] && held[0].show.id !== row.show.id) {
        yield [keyFiguresOf(held)].filter((one) => one !== undefined);
        held = [];
      }
      held.push(row);
    }
  }
  yield [keyFiguresOf(held)].filter((one) => one !== undefined);
}
