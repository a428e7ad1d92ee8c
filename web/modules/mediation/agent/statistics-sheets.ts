import { breakdowns, monthWords, periodWords } from "../../../../shared/mediation/figure-tables.ts";
import {
  type DurationKind,
  durationKinds,
  type Figures,
  type PeriodFigures,
  resolutionRate,
} from "../../../../shared/mediation/figures.ts";
import type { FigureSheet } from "./statistics-files.ts";

export const durationSheet = ({ current }: Figures): FigureSheet => ({
  name: "Délais",
  head: ["Délai (jours)", "Médiane", "Moyenne", "9e décile", "Dossiers", "Non comptés"],
  rows: (Object.keys(durationKinds) as DurationKind[]).map((kind) => {
    const { median, mean, p90, count, excluded } = current.durations[kind] ?? noDuration;
    return [
      durationKinds[kind],
      median,
      mean === null ? null : Math.round(mean * 10) / 10,
      p90,
      count,
      excluded,
    ];
  }),
});
export const noDuration = { median: null, mean: null, p90: null, count: 0, excluded: 0 };

/** Every table of the page, for one workbook. */
export const allSheets = (figures: Figures): FigureSheet[] => {
  const { current, previous } = figures;
  const { months, balance } = current;
  return [
    {
      name: "Synthèse",
      head: ["Chiffre", periodWords(current), ...(previous ? [periodWords(previous)] : [])],
      rows: (
        [
          ["En cours au début", ({ balance: b }) => b.opening],
          ["Reçus", ({ balance: b }) => b.received],
          ["Clôtures", ({ balance: b }) => b.closings],
          ["Réouvertures", ({ balance: b }) => b.reopenings],
          ["En cours à la fin", ({ balance: b }) => b.open],
          ["Taux de résolution (%)", (one) => resolutionRate(one).percent],
        ] as [string, (of: PeriodFigures) => number | null][]
      ).map(([name, value]) => [name, value(current), ...(previous ? [value(previous)] : [])]),
    },
    {
      name: "Mois",
      head: ["Mois", "Reçus", "Clos", "Rouverts", "En cours, fin de mois"],
      rows: [
        ...months.map((one) => [monthWords(one.month), one.received, one.closings, one.reopenings, one.open]),
        ["Total", balance.received, balance.closings, balance.reopenings, balance.open],
      ],
    },
    ...breakdowns(figures).map(({ title, head, rows, total }) => ({
      name: title,
      head: [head, "Dossiers", "Part (%)"],
      rows: [
        ...rows.map((row) => [row.inside ? `– ${row.label}` : row.label, row.count, row.share]),
        ["Total", total, null],
      ],
    })),
    durationSheet(figures),
  ];
};
