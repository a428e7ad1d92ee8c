/**
 * Small counts in what is published (mediation.md §5.10): 1 to 4 is written « <5 », and other cells go too wherever
 * the totals would give a hidden one back. Zero and five or more are written as they are.
 */
export type Published = number | "few" | "withheld";

/** What holds between cells, by their index: those of `total` add up to those of `parts`. */
export interface Sum {
  total: readonly number[];
  parts: readonly number[];
}

const isSmall = (value: number) => value >= 1 && value <= 4;

/**
 * Cells as they are published. Whoever knows these rules, every sum and every cell that is shown cannot compute a
 * hidden one: neither by subtraction over several sums, nor because 1 to 4 leaves one possibility.
 */
export const protect = (values: readonly number[], sums: readonly Sum[]): Published[] => {
  const shown: Published[] = values.map((value) => (isSmall(value) ? "few" : value));
  for (;;) {
    const found = disclosed(values, shown, sums);
    if (found === undefined) return shown;
    const next = nextToHide(found, values, shown, sums) ?? smallTotal(values, shown, sums);
    // Nothing beside it is left to hide: the cell and all its sums are hidden already.
    if (next === undefined) return shown;
    shown[next] = "withheld";
  }
};

/** One list of counts with its total. */
export const protectList = (counts: readonly number[]): { counts: Published[]; total: Published } => {
  const total = counts.reduce((all, count) => all + count, 0);
  const shown = protect(
    [...counts, total],
    [{ total: [counts.length], parts: counts.map((_, index) => index) }],
  );
  return { counts: shown.slice(0, -1), total: shown.at(-1) ?? 0 };
};

/** The smallest shown cell in a sum with the one that is given away; a total only when no part is left. */
const nextToHide = (
  cell: number,
  values: readonly number[],
  shown: readonly Published[],
  sums: readonly Sum[],
): number | undefined => {
  const around = sums.filter(({ total, parts }) => total.includes(cell) || parts.includes(cell));
  const free = (index: number) => typeof shown[index] === "number" && (values[index] ?? 0) > 0;
  const smallest = (among: readonly number[]) =>
    among.filter(free).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0))[0];
  return (
    smallest(around.flatMap(({ parts }) => [...parts])) ??
    smallest(around.flatMap(({ total }) => [...total])) ??
    // What gives it away lies further: any cell that is still shown breaks one of its sums.
    smallest(sums.flatMap(({ total, parts }) => [...parts, ...total]))
  );
};

/** The largest total that « <5 » is said of: four ones that are « <5 » together are each one, so that even this goes. */
const smallTotal = (
  values: readonly number[],
  shown: readonly Published[],
  sums: readonly Sum[],
): number | undefined =>
  sums
    .flatMap(({ total }) => [...total])
    .filter((index) => shown[index] === "few")
    .sort((a, b) => (values[b] ?? 0) - (values[a] ?? 0))[0];

/** A hidden cell that somebody could compute. */
const disclosed = (
  values: readonly number[],
  shown: readonly Published[],
  sums: readonly Sum[],
): number | undefined => bySubtraction(shown, sums) ?? byBounds(values, shown, sums);

/** A hidden cell that the sums determine: alone in a line of the reduced system of equations. */
const bySubtraction = (shown: readonly Published[], sums: readonly Sum[]): number | undefined => {
  const hidden = shown.flatMap((cell, index) => (typeof cell === "number" ? [] : [index]));
  const rows: number[][] = sums.map(({ total, parts }) =>
    hidden.map((index) => (total.includes(index) ? -1 : parts.includes(index) ? 1 : 0)),
  );
  let top = 0;
  for (let column = 0; column < hidden.length && top < rows.length; column += 1) {
    const pivot = rows.findIndex((row, at) => at >= top && Math.abs(row[column] ?? 0) > tiny);
    if (pivot < 0) continue;
    const [row = [], other = []] = [rows[pivot], rows[top]];
    rows[pivot] = other;
    const scale = row[column] ?? 1;
    const unit = row.map((value) => value / scale);
    rows[top] = unit;
    for (const [at, line] of rows.entries()) {
      const times = line[column] ?? 0;
      if (at !== top && Math.abs(times) > tiny)
        rows[at] = line.map((value, index) => value - times * (unit[index] ?? 0));
    }
    top += 1;
  }
  for (const row of rows) {
    const kept = row.flatMap((value, index) => (Math.abs(value) > tiny ? [index] : []));
    if (kept.length === 1) return hidden[kept[0] ?? 0];
  }
  return undefined;
};
const tiny = 1e-9;

/** A hidden cell with one value left, « <5 » being 1 to 4 and a withheld one 5 or more. */
const byBounds = (
  values: readonly number[],
  shown: readonly Published[],
  sums: readonly Sum[],
): number | undefined => {
  const low = shown.map((cell) => (cell === "few" ? 1 : cell === "withheld" ? 5 : cell));
  const high = shown.map((cell) =>
    cell === "few" ? 4 : cell === "withheld" ? Number.POSITIVE_INFINITY : cell,
  );
  const tighten = (index: number, from: number, to: number): boolean => {
    const [before, after] = [low[index] ?? 0, high[index] ?? 0];
    low[index] = Math.max(before, from);
    high[index] = Math.min(after, to);
    return low[index] !== before || high[index] !== after;
  };
  const add = (of: readonly number[], bound: readonly number[]) =>
    of.reduce((all, index) => all + (bound[index] ?? 0), 0);
  for (let moved = true, rounds = 0; moved && rounds < values.length * 20; rounds += 1) {
    moved = false;
    for (const { total, parts } of sums)
      for (const [side, other] of [
        [total, parts],
        [parts, total],
      ] as const)
        for (const cell of side) {
          const beside = side.filter((index) => index !== cell);
          if (tighten(cell, add(other, low) - add(beside, high), add(other, high) - add(beside, low)))
            moved = true;
        }
  }
  const found = shown.findIndex((cell, index) => typeof cell !== "number" && low[index] === high[index]);
  return found < 0 ? undefined : found;
};
