/** One figure of the table: what was measured, what it must reach, and what to know about it. */
export interface Figure {
  name: string;
  value: number;
  unit: "ratio" | "MB" | "KB" | "ms";
  /** The value must not exceed it. */
  must: number;
  holds: boolean;
  note: string;
}

/** How a run measures: quick ones take fewer samples of the same thing. */
export interface Effort {
  quick: boolean;
}

/** A figure with its verdict; values are rounded to two decimals before they are compared. */
export const figure = (given: Omit<Figure, "holds">): Figure => {
  const value = Math.round(given.value * 100) / 100;
  return { ...given, value, holds: value <= given.must };
};

/** The middle value, so that one disturbed sample does not decide. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle === undefined) throw new Error("no samples");
  return middle;
};

/** Milliseconds `work` takes, once. */
export const milliseconds = async (work: () => Promise<unknown>): Promise<number> => {
  const start = performance.now();
  await work();
  return performance.now() - start;
};

/** Lines of the table, aligned for people. */
export const table = (figures: readonly Figure[]): string => {
  const shown = figures.map(({ name, value, unit, must, holds, note }) => [
    name,
    `${value}${unit === "ratio" ? "" : ` ${unit}`}`,
    `<= ${must}${unit === "ratio" ? "" : ` ${unit}`}`,
    holds ? "holds" : "OVER",
    note,
  ]);
  const rows = [["figure", "value", "must", "", "note"], ...shown];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
};
