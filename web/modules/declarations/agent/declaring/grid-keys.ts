import type { ClipboardEvent, KeyboardEvent } from "react";

/**
 * Cells that may be written in bear `data-column` (and a row `data-line`): up and down stay in the column, Entrée opens
 * the row. Tab is the browser's own.
 */
export const moveInGrid = (event: KeyboardEvent<HTMLElement>, onEnter?: (line: string) => void): void => {
  const cell = event.target instanceof HTMLElement ? event.target : undefined;
  const column = cell?.dataset.column;
  // A list keeps its own arrows: they choose an option.
  if (!cell || column === undefined || cell instanceof HTMLSelectElement) return;
  if (event.key === "Enter") {
    const line = cell.closest<HTMLElement>("[data-line]")?.dataset.line;
    if (line === undefined || !onEnter) return;
    event.preventDefault();
    onEnter(line);
    return;
  }
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const cells = [...event.currentTarget.querySelectorAll<HTMLElement>(`[data-column="${column}"]`)];
  const next = cells[cells.indexOf(cell) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  if (next instanceof HTMLInputElement) next.select();
};

/** Several lines of a spreadsheet's column, pasted in one cell; undefined when it is an ordinary paste. */
export const pastedColumn = (text: string): string[] | undefined => {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return lines.length > 1 ? lines.map((line) => line.split("\t")[0]?.trim() ?? "") : undefined;
};

/** Where a pasted column would go: the cell it was pasted in, and those under it. */
export const pasteTargets = (
  event: ClipboardEvent<HTMLElement>,
): { column: string; lines: string[]; values: string[] } | undefined => {
  const cell = event.target instanceof HTMLInputElement ? event.target : undefined;
  const column = cell?.dataset.column;
  const values = pastedColumn(event.clipboardData.getData("text/plain"));
  if (!cell || column === undefined || !values) return undefined;
  const cells = [...event.currentTarget.querySelectorAll<HTMLElement>(`[data-column="${column}"]`)];
  const under = cells.slice(cells.indexOf(cell), cells.indexOf(cell) + values.length);
  const lines = under.flatMap((one) => one.closest<HTMLElement>("[data-line]")?.dataset.line ?? []);
  event.preventDefault();
  return { column, lines, values: values.slice(0, lines.length) };
};
