/** Number of a case as people read it: `2027-00042` (mediation.md §5.1); a case to try with has none: `2027-ESSAI`. */
export const caseNumber = (year: number, seq: number): string =>
  seq > 0 ? `${year}-${String(seq).padStart(5, "0")}` : `${year}-ESSAI`;

/** A number as people type it: `42`, `2027-42`, `n° 2027-00042`; undefined when the text is not one. */
export const readCaseNumber = (typed: string): { year: number | undefined; seq: number } | undefined => {
  const found = /^\s*(?:n\s*[°o]?\s*|#)?(?:(\d{4})\s*[-–/]\s*)?(\d{1,7})\s*$/i.exec(typed);
  const [, year, seq] = found ?? [];
  if (!seq) return undefined;
  return { year: year ? Number(year) : undefined, seq: Number(seq) };
};
