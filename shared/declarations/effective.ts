import { type Figures, figuresOf, netOfLines, type SaleLine } from "./money.ts";

/** What the source says of a performance. */
export interface SourceFigures extends Figures {
  /** Instants, ISO 8601 with « Z ». */
  startAt: string;
  endAt: string | null;
  lines: readonly SaleLine[];
}

/** A live correction, as stored: `lines` holds whole lines, the rest plain values. */
export interface LiveCorrection {
  field: "start_at" | "end_at" | "paid" | "free" | "gross" | "net" | "vat" | "lines";
  value: unknown;
}

/** Retained values: the live correction of each field, else what the source says (declarations.md §3). */
export interface RetainedFigures extends SourceFigures {
  /** Net of each line, in their order. */
  lineNets: readonly number[];
  /** Lines do not add up to the totals: one of both was corrected alone. */
  linesDiffer: boolean;
}

/**
 * A correction of lines is stored with one of each total it changes, so that totals are always « correction, else
 * source », here and in SQL.
 */
export const retained = (source: SourceFigures, corrections: readonly LiveCorrection[]): RetainedFigures => {
  const corrected = new Map(corrections.map(({ field, value }) => [field, value]));
  const value = <T>(field: LiveCorrection["field"], otherwise: T): T =>
    corrected.has(field) ? (corrected.get(field) as T) : otherwise;
  const lines = value<readonly SaleLine[]>("lines", source.lines);
  const totals = {
    paid: value("paid", source.paid),
    free: value("free", source.free),
    gross: value("gross", source.gross),
    net: value("net", source.net),
    rate: value("vat", source.rate),
  };
  const sum = figuresOf(lines);
  return {
    startAt: value("start_at", source.startAt),
    endAt: value("end_at", source.endAt),
    ...totals,
    lines,
    lineNets: netOfLines(lines),
    linesDiffer:
      lines.length > 0 &&
      (sum.paid !== totals.paid || sum.free !== totals.free || sum.gross !== totals.gross),
  };
};
