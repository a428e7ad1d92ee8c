import * as z from "zod/mini";
import type { ReportView } from "../../../shared/mediation/annual-report.ts";
import { plainDay } from "../../../shared/mediation/date-words.ts";
import { type ReportPart, type ReportTable, reportParts } from "../../../shared/mediation/report-content.ts";
import { writeObject } from "../../platform/files.ts";
import type { JobOutcome, JobRun } from "../../platform/long-work.ts";
import type { Figure } from "../../platform/pdf/write-pdf.ts";
import { organisationById } from "../access/index.ts";
import { reportOf } from "./annual-report.ts";

const Asked = z.object({ year: z.number(), format: z.enum(["pdf", "xlsx"]) });
const types = {
  pdf: "application/pdf",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
} as const;

/**
 * Makes the file of a year's report, with the rights its asker has now: a tagged PDF with charts and tables, or a
 * spreadsheet of its figures. Both hide small counts (mediation.md §5.10).
 */
export const reportWork = async ({ ctx, job, progress }: JobRun): Promise<JobOutcome> => {
  const { year, format } = Asked.parse(job.input);
  const report = await reportOf(ctx, { organisation: job.organisationId, year });
  const { timeZone } = await organisationById(ctx.db, job.organisationId);
  const parts = reportParts(report.figures, report.texts);
  const content = format === "pdf" ? await asPdf(report, parts, timeZone, ctx.now()) : await asXlsx(parts);
  const key = `${job.organisationId}/${job.id}.${format}`;
  await writeObject(ctx.env, "exports", key, content, types[format]);
  await progress(1, 1);
  return {
    result: { year, format },
    file: {
      key,
      name: `rapport-annuel-${year}${report.frozenAt ? "" : "-provisoire"}.${format}`,
      size: content.byteLength,
    },
  };
};

/** « Figé le 4 janvier 2027 », or that it may still change. */
const stateWords = ({ frozenAt }: ReportView, timeZone: string, now: Date): string =>
  frozenAt
    ? `Chiffres figés le ${plainDay(new Date(frozenAt), timeZone)}.`
    : `Chiffres provisoires au ${plainDay(now, timeZone)}\u00a0: ils peuvent encore changer.`;

const asPdf = async (
  report: ReportView,
  parts: readonly ReportPart[],
  timeZone: string,
  now: Date,
): Promise<Uint8Array> => {
  const { pdfBytes, textWidth } = await import("../../platform/pdf/write-pdf.ts");
  const title = `Rapport d’activité ${report.year} de la médiation`;
  return pdfBytes({ title, at: now, author: report.organisation.name }, (pdf) => {
    const words = (text: string | undefined) => {
      for (const paragraph of (text ?? "").split(/\n{2,}/))
        if (paragraph.trim()) pdf.paragraph(paragraph.trim());
    };
    pdf.heading(1, title);
    pdf.paragraph(report.organisation.name, "strong");
    pdf.paragraph(stateWords(report, timeZone, now), "small");
    words(report.texts.introduction);
    for (const part of parts) {
      pdf.heading(2, part.title);
      for (const sentence of part.sentences) pdf.paragraph(sentence);
      words(part.text);
      for (const table of part.tables) {
        if (table.instead) pdf.paragraph(`${table.title}. ${table.instead}`);
        if (table.rows.length === 0) continue;
        const figure = table.chart ? barsOf(table, textWidth) : undefined;
        if (figure) {
          pdf.heading(3, table.title);
          pdf.figure(figure);
        }
        pdf.table({
          caption: table.title,
          columns: table.head.map((label, index) => ({
            label,
            share: index === 0 ? 4 : 2,
            align: index === 0 ? "left" : "right",
            rowHead: index === 0,
          })),
          rows: table.rows.map((row) => row.map((cell) => (cell === null ? "" : wordsOf(cell)))),
        });
      }
      if (part.propositions) {
        pdf.heading(3, "Propositions");
        words(part.propositions);
      }
    }
  });
};

const number = new Intl.NumberFormat("fr-FR");
const wordsOf = (cell: number | string): string => (typeof cell === "number" ? number.format(cell) : cell);

const [barHeight, rowHeight, labelWidth] = [12, 18, 190];
const [blue, ink] = ["#000091", "#161616"];
/** Bars drawn at most: the table under them has every line. */
const mostBars = 12;

/** Horizontal bars with their numbers; a count that is not published has no length, only its mark. */
const barsOf = (table: ReportTable, width: number): Figure | undefined => {
  const lines = table.rows
    .slice(0, -1)
    .slice(0, mostBars)
    .map(([label, value]) => ({
      label: String(label),
      words: value === null || value === undefined ? "" : wordsOf(value),
      value: typeof value === "number" ? value : 0,
    }));
  const most = Math.max(...lines.map(({ value }) => value));
  if (!(most > 0)) return undefined;
  return {
    alt: `Diagramme en barres, ${table.title}\u00a0: ${lines.map(({ label, words }) => `${label} ${words}`).join(", ")}.`,
    height: lines.length * rowHeight + 4,
    width,
    draw: (kit) => {
      for (const [index, { label, words, value }] of lines.entries()) {
        const y = index * rowHeight + 2;
        const length = (value / most) * (width - labelWidth - 60);
        kit.font("regular").fontSize(8.5).fillColor(ink);
        kit.text(shortened(kit, label, labelWidth - 8), 0, y + 1, { lineBreak: false });
        kit.rect(labelWidth, y, length, barHeight).fill(blue);
        kit.font("bold").fontSize(8.5).fillColor(ink);
        kit.text(words, labelWidth + length + 5, y + 1, { lineBreak: false });
      }
    },
  };
};

const shortened = (kit: PDFKit.PDFDocument, text: string, width: number): string => {
  if (kit.widthOfString(text) <= width) return text;
  let end = text.length;
  while (end > 1 && kit.widthOfString(`${text.slice(0, end)}…`) > width) end -= 1;
  return `${text.slice(0, end).trimEnd()}…`;
};

const asXlsx = async (parts: readonly ReportPart[]): Promise<Uint8Array> => {
  const { default: writeXlsxFile } = await import("write-excel-file/node");
  const cell = (value: string | number | null | undefined) =>
    value === null || value === undefined
      ? null
      : typeof value === "number"
        ? { value, type: Number }
        : // Text cells are stored as text: what begins with « = » is never a formula.
          { value, type: String };
  const bold = (value: string) => ({ value, type: String, fontWeight: "bold" as const });
  const sheets = parts
    .filter(({ tables, sentences }) => tables.length + sentences.length > 0)
    .map(({ title, sentences, tables }) => ({
      sheet: title.replaceAll(/[\\/?*[\]:]/g, " ").slice(0, 31),
      columns: [{ width: 48 }, { width: 16 }, { width: 16 }, { width: 16 }],
      data: [
        [bold(title)],
        ...sentences.map((sentence) => [cell(sentence)]),
        ...tables.flatMap((table) => [
          [],
          [bold(table.title)],
          ...(table.instead ? [[cell(table.instead)]] : [table.head.map(bold)]),
          ...table.rows.map((row) => row.map(cell)),
        ]),
      ],
    }));
  return writeXlsxFile(sheets).toBuffer();
};
