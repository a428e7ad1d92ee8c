import type { ClipboardEvent, KeyboardEvent } from "react";

/** Cells that may be written in bear `data-column`: up and down stay in the column. Tab is the browser's own. */
export const moveInGrid = (event: KeyboardEvent<HTMLElement>): void => {
  const cell = event.target instanceof HTMLInputElement ? event.target : undefined;
  const column = cell?.dataset.column;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!cell || column === undefined || step === undefined) return;
  const cells = [...event.currentTarget.querySelectorAll<HTMLInputElement>(`[data-column="${column}"]`)];
  const next = cells[cells.indexOf(cell) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
  next.select();
};

/** Several lines of a spreadsheet's column, pasted in one cell; undefined when it is an ordinary paste. */
export const pastedColumn = (text: string): string[] | undefined => {
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  return lines.length > 1 ? lines.map((line) => line.split("\t")[0]?.trim() ?? "") : undefined;
};

/** A column pasted in a cell: which one, from which line on. */
export interface PastedColumn {
  column: string;
  line: string;
  values: readonly string[];
}

/** What a paste brings when it is a whole column; it is then asked about before it fills anything. */
export const columnPasted = (event: ClipboardEvent<HTMLElement>): PastedColumn | undefined => {
  const cell = event.target instanceof HTMLInputElement ? event.target : undefined;
  const column = cell?.dataset.column;
  const line = cell?.closest<HTMLElement>("[data-line]")?.dataset.line;
  const values = pastedColumn(event.clipboardData.getData("text/plain"));
  if (column === undefined || line === undefined || !values) return undefined;
  event.preventDefault();
  return { column, line, values };
};
