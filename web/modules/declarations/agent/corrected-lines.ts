import {
  amountWords,
  eurosWords,
  typedAmount,
  typedCount,
} from "../../../../shared/declarations/amount-words.ts";
import type { LineView } from "../../../../shared/declarations/shows.ts";

/** A line of a performance as it stands in the fields that correct it. */
export interface TypedLineText {
  line: LineView;
  paid: string;
  free: string;
  /** Empty: the price times the paid count. */
  gross: string;
}

export const lineText = (line: LineView): TypedLineText => ({
  line,
  paid: String(line.paid),
  free: String(line.free),
  gross: line.unitPrice !== null && line.unitPrice * line.paid === line.gross ? "" : amountWords(line.gross),
});

/** The gross that a price and a count give; as typed where it was typed or the price is not known. */
export const grossOf = ({ line, paid, gross }: TypedLineText): number | undefined => {
  const count = typedCount(paid);
  if (line.unitPrice !== null && count !== undefined && gross === "") return line.unitPrice * count;
  return typedAmount(gross);
};

/** « 6 de plus à 18,00 € : ce serait 143,51 €. » while the count was changed and the amount was not: proposed, never written by itself. */
export const grossProposal = (text: TypedLineText): { gross: number; words: string } | undefined => {
  const { unitPrice, paid, gross } = text.line;
  const count = typedCount(text.paid);
  if (!unitPrice || count === undefined || count === paid) return;
  if (text.gross === "" || typedAmount(text.gross) !== gross) return;
  const proposed = gross + (count - paid) * unitPrice;
  if (proposed < 0) return;
  const change = count > paid ? `${count - paid} de plus` : `${paid - count} de moins`;
  return {
    gross: proposed,
    words: `${change} à ${eurosWords(unitPrice)}\u00a0: ce serait ${eurosWords(proposed)}.`,
  };
};
