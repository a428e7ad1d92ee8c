import type { Context } from "hono";
import { eurosWords } from "../../../shared/declarations/amount-words.ts";
import type { FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import type { KeySheet, SibilSheet } from "../../../shared/declarations/declaring.ts";
import { type Cell, type ListColumn, listFile, listTypes } from "../../platform/list-file.ts";
import { pdfBytes } from "../../platform/pdf/write-pdf.ts";

/** A file that is small enough to be an answer. */
export interface SheetFile {
  name: string;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** A file as an answer, kept under its name. */
export const fileAnswer = (c: Context, { name, type, bytes }: SheetFile): Response =>
  c.body(bytes, 200, {
    "Content-Type": type,
    "Content-Disposition": `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
  });

const bytesOf = async (columns: readonly ListColumn[], sheet: string, rows: readonly (readonly Cell[])[]) => {
  const all = async function* () {
    yield* rows;
  };
  const parts: Uint8Array[] = [];
  for await (const part of await listFile("xlsx", sheet, columns, all())) parts.push(part);
  return new Uint8Array(Buffer.concat(parts));
};

const plainName = (text: string) =>
  text
    .replaceAll(/[\\/:*?"<>|\r\n\t]+/g, " ")
    .slice(0, 100)
    .trim();

/** Who declares what, before the figures. */
const aboutOf = ({ number, organisation, show }: FrozenDeclaration, period: string) =>
  [
    ["Spectacle", show.name],
    ["Période", period],
    ["Organisateur", organisation.name],
    ["SIRET", organisation.siret],
    ["Déclaration", number],
  ] as const;

const statement = "Guichet n’envoie rien à cet organisme\u00a0: recopiez ces chiffres sur son portail.";

/** The sheet of a portal as a workbook: amounts are numbers (declarations.md §6.3). */
export const sheetAsXlsx = async (
  sheet: KeySheet,
  frozen: FrozenDeclaration,
  period: string,
): Promise<SheetFile> => {
  const columns: ListColumn[] = [
    { label: "Information" },
    { label: "Montant", holds: "money" },
    { label: "Nombre" },
    { label: "Euros entiers" },
    { label: "Précision" },
  ];
  const rows = [
    ...aboutOf(frozen, period).map(([label, value]) => [label, null, null, null, value]),
    ...sheet.figures.map(({ label, copy, whole, note }) => [
      label,
      // « 4583,90 » is 458390 cents.
      whole === null ? null : { cents: Number(copy.replace(",", "")) },
      whole === null ? Number(copy) : null,
      whole === null ? null : Number(whole.replaceAll(/\s/g, "")),
      note,
    ]),
    ["Portail", null, null, null, sheet.portal],
  ];
  return {
    name: `${sheet.body} - ${plainName(frozen.show.name)}.xlsx`,
    type: listTypes.xlsx,
    bytes: await bytesOf(columns, sheet.body, rows),
  };
};

/** The same on paper, tagged. */
export const sheetAsPdf = async (
  sheet: KeySheet,
  frozen: FrozenDeclaration,
  period: string,
): Promise<SheetFile> => ({
  name: `${sheet.body} - ${plainName(frozen.show.name)}.pdf`,
  type: "application/pdf",
  bytes: await pdfBytes(
    {
      title: `Fiche ${sheet.body}, ${frozen.show.name}`,
      at: new Date(frozen.frozenAt),
      author: frozen.organisation.name,
    },
    (pdf) => {
      pdf.heading(1, `Fiche à recopier, ${sheet.body}`);
      pdf.paragraph(statement, "small");
      pdf.keyValues(aboutOf(frozen, period));
      pdf.heading(2, "Chiffres");
      pdf.table({
        columns: [
          { label: "Information", share: 3, rowHead: true },
          { label: "Valeur", share: 2, align: "right" },
          { label: "Euros entiers", share: 2, align: "right" },
          { label: "Précision", share: 3 },
        ],
        rows: sheet.figures.map(({ label, value, whole, note }) => [label, value, whole ?? "", note ?? ""]),
      });
      pdf.paragraph(`Portail\u00a0: ${sheet.portal}`, "small");
    },
  ),
});

/** The sheet of a quarter as a workbook, one performance per row. */
export const sibilAsXlsx = async ({ year, quarter, rows }: SibilSheet): Promise<SheetFile> => {
  const columns: ListColumn[] = [
    ...["Spectacle", "Domaine", "Jour", "Heure", "Lieu", "Code postal", "Ville", "Type de lieu"],
    ...["Entrées payantes", "Entrées gratuites"],
  ].map((label) => ({ label }));
  columns.push({ label: "Recette TTC", holds: "money" }, { label: "Gratuit" }, { label: "Par prix" });
  const cells = rows.map((row): readonly Cell[] => [
    ...[row.show, row.domain, { day: row.day }, row.time, row.place, row.postalCode, row.city, row.placeType],
    ...[row.paid, row.free, { cents: row.gross }, row.gross === 0 ? "oui" : null],
    row.prices.map(({ price, count }) => `${count} × ${priceWords(price)}`).join(", "),
  ]);
  return {
    name: `SIBIL ${year} T${quarter}.xlsx`,
    type: listTypes.xlsx,
    bytes: await bytesOf(columns, `T${quarter} ${year}`, cells),
  };
};

const priceWords = (price: number | null): string =>
  price === null ? "prix inconnu" : price === 0 ? "gratuit" : eurosWords(price);
