import { eurosWords, rateWords } from "../../../../shared/declarations/amount-words.ts";
import type { LineView } from "../../../../shared/declarations/shows.ts";

/** Tariffs on one line: « Plein 18,00 € × 61 · Invitation gratuit × 14 · TVA 5,5 % ». */
export const linesWords = (lines: readonly LineView[], vat: number | null): string =>
  [
    ...lines
      .filter(({ kind, paid, free }) => kind === "sale" && paid + free > 0)
      .map(({ category, unitPrice, paid, free }) => {
        const price = unitPrice === null ? "" : unitPrice === 0 ? " gratuit" : ` ${eurosWords(unitPrice)}`;
        return `${category}${price} ×\u00a0${paid + free}`;
      }),
    vat === null ? rateWords(vat) : `TVA ${rateWords(vat)}`,
  ].join(" · ");
