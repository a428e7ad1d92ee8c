import { siretWords } from "../../../shared/access/siret.ts";
import { amountWords, countWords, eurosWords, rateWords } from "../../../shared/declarations/amount-words.ts";
import { deadlineWords, usualDeadlines } from "../../../shared/declarations/deadlines.ts";
import type { DeclaredPerformance, FrozenDeclaration } from "../../../shared/declarations/declaration.ts";
import { audiences, performanceTypes } from "../../../shared/declarations/enums.ts";
import { otherRevenues, signerOf, ticketsByRate, totalsOf } from "../../../shared/declarations/freeze.ts";
import { expenseKinds, type TaxedAmount } from "../../../shared/declarations/show.ts";
import { plainDay } from "../../../shared/mediation/date-words.ts";
import { type PdfWriter, pdfBytes } from "../../platform/pdf/write-pdf.ts";

const day = (at: string, timeZone: string) => plainDay(new Date(at), timeZone);
const none = "non renseigné";

/**
 * What SACEM receives: « État des recettes et dépenses » (declarations.md §6.1). One upright page, then lying pages with
 * each performance and its tariffs. The same declaration gives the same bytes: `fingerprint` is that of what was frozen.
 */
export const sacemDocument = (
  frozen: FrozenDeclaration,
  fingerprint: string,
): Promise<Uint8Array<ArrayBuffer>> =>
  pdfBytes(
    {
      title: `Déclaration SACEM, ${frozen.show.name}`,
      at: new Date(frozen.frozenAt),
      author: frozen.organisation.name,
    },
    (pdf) => {
      writeSummary(pdf, frozen, fingerprint);
      pdf.newPage("landscape");
      writePerformances(pdf, frozen);
      writeTariffs(pdf, frozen);
    },
  );

const writeSummary = (pdf: PdfWriter, frozen: FrozenDeclaration, fingerprint: string) => {
  const { organisation, show, form, performances, declarant } = frozen;
  const zone = form.place?.timeZone ?? performances[0]?.place.timeZone ?? organisation.timeZone;
  const totals = totalsOf(performances);
  pdf.paragraph("SACEM\n225 avenue Charles de Gaulle\n92528 Neuilly-sur-Seine Cedex", "small");
  pdf.heading(1, "État des recettes et dépenses");
  pdf.paragraph(
    `À adresser au plus tard ${deadlineWords(frozen.sacemDeadline ?? usualDeadlines.SACEM, "représentation")}.`,
    "small",
  );
  pdf.heading(2, "Organisateur et spectacle");
  const [first, last] = [performances[0], performances.at(-1)];
  pdf.keyValues([
    ["Organisateur", organisation.name],
    ["SIRET", siretWords(organisation.siret)],
    ["Numéro client SACEM", organisation.sacemClientNumber ?? none],
    ["Spectacle", show.name],
    [
      "Représentations",
      first && last
        ? `${performances.length}, du ${day(first.startAt, zone)} au ${day(last.startAt, zone)}`
        : "0",
    ],
    ["Esthétique", form.performanceType ? performanceTypes[form.performanceType] : none],
    ...(form.producer
      ? [
          [
            "Producteur",
            [form.producer.name, form.producer.siren ? `SIREN ${form.producer.siren}` : form.producer.country]
              .filter(Boolean)
              .join(", "),
          ] as const,
        ]
      : []),
  ]);
  pdf.heading(2, "Recettes et dépenses");
  pdf.table({
    columns: [
      { label: "", share: 4, rowHead: true },
      { label: "HT", share: 2, align: "right" },
      { label: "TTC", share: 2, align: "right" },
    ],
    rows: [
      ["Billetterie", eurosWords(totals.net), eurosWords(totals.gross)],
      ...vatRows(performances),
      ["Hors billetterie", eurosWords(totals.other.net), eurosWords(totals.other.gross)],
      ["Dépenses", ...pair(form.expenses)],
      ...form.expenseLines.map((line) => [`dont ${expenseKinds[line.kind]}`, ...pair(line)]),
      ["dont frais d’approche", ...pair(form.introductionFees)],
      ...(form.circusExpenses && form.circusExpenses.gross > 0
        ? [["dont frais de cirque", ...pair(form.circusExpenses)]]
        : []),
    ],
  });
  pdf.paragraph("Je certifie exactes les informations de cette déclaration.");
  pdf.paragraph(`Fait le ${day(frozen.frozenAt, organisation.timeZone)}, ${signerOf(declarant)}.`);
  pdf.paragraph(
    `${frozen.number}, version ${frozen.versionNumber}, empreinte ${fingerprint.slice(0, 16)}`,
    "small",
  );
};

const pair = (amount: TaxedAmount | null): [string, string] =>
  amount ? [eurosWords(amount.net), eurosWords(amount.gross)] : [none, none];

/** « dont TVA 5,5 % »: the tax of each rate. */
const vatRows = (performances: readonly DeclaredPerformance[]): string[][] =>
  ticketsByRate(performances).map(({ vat, gross, net }) => [
    vat === null ? "dont TVA, taux multiples" : `dont TVA ${rateWords(vat)}`,
    "",
    eurosWords(gross - net),
  ]);

const writePerformances = (pdf: PdfWriter, { performances, show }: FrozenDeclaration) => {
  const totals = totalsOf(performances);
  const right = (label: string, share = 2) => ({ label, share, align: "right" as const });
  pdf.heading(2, `${show.name}, détail par représentation`);
  pdf.paragraph("Montants en euros.", "small");
  const sums = { consumptions: 0, catering: 0, programSales: 0, otherRevenues: 0 };
  for (const one of performances)
    for (const kind of Object.keys(sums) as (keyof typeof sums)[]) sums[kind] += one[kind]?.gross ?? 0;
  pdf.table({
    columns: [
      { label: "Date et heure", share: 2.6, rowHead: true },
      { label: "Public", share: 2 },
      { label: "Lieu", share: 4 },
      ...["Grat.", "Pay.", "Jauge"].map((label) => right(label, 1.4)),
      ...["Billets HT", "Billets TTC", "Autres HT", "Autres TTC", "Conso.", "Rest.", "Prog.", "Autre"].map(
        (label) => right(label),
      ),
    ],
    rows: [
      ...performances.map((one) => {
        const other = otherRevenues(one);
        return [
          moment(one),
          audiences[one.audience],
          `${one.place.name}\n${one.place.street}, ${one.place.postalCode} ${one.place.city}`,
          countWords(one.free),
          countWords(one.paid),
          one.capacity === null ? "" : countWords(one.capacity),
          amountWords(one.net),
          amountWords(one.gross),
          amountWords(other.net),
          amountWords(other.gross),
          ...[one.consumptions, one.catering, one.programSales, one.otherRevenues].map((amount) =>
            amountWords(amount?.gross ?? 0),
          ),
        ];
      }),
      [
        "Total",
        "",
        "",
        countWords(totals.free),
        countWords(totals.paid),
        "",
        ...[totals.net, totals.gross, totals.other.net, totals.other.gross].map(amountWords),
        ...[sums.consumptions, sums.catering, sums.programSales, sums.otherRevenues].map(amountWords),
      ],
    ],
  });
};

const moment = ({ startAt, place }: DeclaredPerformance): string =>
  new Intl.DateTimeFormat("fr-FR", {
    ...{ timeZone: place.timeZone, day: "2-digit", month: "2-digit", year: "numeric" },
    ...{ hour: "2-digit", minute: "2-digit" },
  }).format(new Date(startAt));

const writeTariffs = (pdf: PdfWriter, { performances }: FrozenDeclaration) => {
  if (performances.every(({ lines }) => lines.length === 0)) return;
  pdf.heading(2, "Annexe\u00a0: tarifs");
  pdf.table({
    columns: [
      { label: "Représentation", share: 3, rowHead: true },
      { label: "Tarif", share: 4 },
      ...["Prix TTC", "TVA", "Pay.", "Grat.", "TTC", "HT"].map((label) => ({
        ...{ label, share: 1.5, align: "right" as const },
      })),
    ],
    rows: performances.flatMap((one) =>
      one.lines.map((line) => [
        moment(one),
        line.category,
        line.unitPrice === null ? "" : amountWords(line.unitPrice),
        rateWords(line.vat),
        countWords(line.paid),
        countWords(line.free),
        amountWords(line.gross),
        amountWords(line.net),
      ]),
    ),
  });
};
