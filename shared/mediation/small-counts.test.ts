import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Published, protect, protectList, type Sum } from "./small-counts.ts";

/** Every way the hidden cells could be filled, as somebody who knows the rules would try them; two that differ suffice. */
const possibleValues = (shown: readonly Published[], sums: readonly Sum[], most: number): Set<number>[] => {
  const seen = shown.map(() => new Set<number>());
  const choices = shown.map((cell) =>
    typeof cell === "number"
      ? [cell]
      : cell === "few"
        ? [1, 2, 3, 4]
        : Array.from({ length: Math.max(0, most - 4) }, (_, index) => index + 5),
  );
  const totals = new Map(sums.map((sum) => [sum.total[0], sum]));
  // Parts come before their total: a total is computed, never tried.
  const fill = (at: number, values: number[]): void => {
    const found = choices[at];
    if (!found) {
      for (const [index, value] of values.entries()) seen[index]?.add(value);
      return;
    }
    const sum = totals.get(at);
    if (sum) {
      const value = sum.parts.reduce((all, part) => all + (values[part] ?? 0), 0);
      if (found.includes(value)) fill(at + 1, [...values, value]);
    } else for (const value of found) fill(at + 1, [...values, value]);
  };
  fill(0, []);
  return seen;
};

const staysHidden = (values: readonly number[], sums: readonly Sum[], most: number) => {
  const shown = protect(values, sums);
  for (const [index, value] of values.entries()) {
    const isTotal = sums.some(({ total }) => total.includes(index));
    if (value >= 1 && value <= 4)
      expect(isTotal ? ["few", "withheld"] : ["few"], `${values} as ${shown}`).toContain(shown[index]);
    if (typeof shown[index] === "number") expect(shown[index]).toBe(value);
  }
  const possible = possibleValues(shown, sums, most);
  for (const [index, cell] of shown.entries())
    if (typeof cell !== "number") expect(possible[index]?.size, `${values} as ${shown}`).toBeGreaterThan(1);
};

describe("small counts", () => {
  it("are written « <5 », and the next smallest goes with one that stands alone", () => {
    expect(protectList([12, 3, 7, 0])).toEqual({ counts: [12, "few", "withheld", 0], total: 22 });
    expect(protectList([12, 3, 2])).toEqual({ counts: [12, "few", "few"], total: 17 });
    expect(protectList([12, 8])).toEqual({ counts: [12, 8], total: 20 });
  });

  it("hide more where 1 to 4 leaves one possibility", () => {
    // 1 and 1 of 2; 4 and 4 of 8; 1 of 6 beside a withheld five.
    expect(protectList([1, 1, 10])).toEqual({ counts: ["few", "few", "withheld"], total: 12 });
    expect(protectList([4, 4])).toEqual({ counts: ["few", "few"], total: "withheld" });
    expect(protectList([1, 5, 20])).toEqual({ counts: ["few", "withheld", "withheld"], total: 26 });
    expect(protectList([3])).toEqual({ counts: ["few"], total: "few" });
  });

  it("hide that a total is small where it would say that each of its parts is one", () => {
    expect(protectList([1, 1, 1, 1])).toEqual({ counts: ["few", "few", "few", "few"], total: "withheld" });
    expect(protectList([1, 1, 2])).toEqual({ counts: ["few", "few", "few"], total: "few" });
    const sums = [
      { total: [2], parts: [0, 1] },
      { total: [5], parts: [3, 4] },
      { total: [6], parts: [2, 5] },
    ];
    staysHidden([1, 1, 2, 1, 1, 2, 4], sums, 40);
  });

  it("mediation#37 no hidden cell of a list can be computed from its total", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 }), (counts) => {
        const total = counts.reduce((all, count) => all + count, 0);
        const sums = [{ total: [counts.length], parts: counts.map((_, index) => index) }];
        staysHidden([...counts, total], sums, total + 12);
      }),
      { numRuns: 300 },
    );
  });

  it("mediation#37 nor from the totals of totals", () => {
    const count = fc.integer({ min: 0, max: 8 });
    fc.assert(
      fc.property(
        fc.array(count, { minLength: 2, maxLength: 2 }),
        fc.array(count, { minLength: 2, maxLength: 2 }),
        (a, b) => {
          const [x, y] = [a, b].map((some) => some.reduce((all, one) => all + one, 0));
          const values = [...a, x ?? 0, ...b, y ?? 0, (x ?? 0) + (y ?? 0)];
          const sums = [
            { total: [2], parts: [0, 1] },
            { total: [5], parts: [3, 4] },
            { total: [6], parts: [2, 5] },
          ];
          staysHidden(values, sums, 40);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("mediation#37 nor by subtracting the rows and columns of a table from one another", () => {
    const row = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 5 }), (rows) => {
        const width = 5;
        const withTotals = [
          ...rows,
          [0, 1, 2, 3].map((c) => rows.reduce((all, one) => all + (one[c] ?? 0), 0)),
        ].map((cells) => [...cells, cells.reduce((all, one) => all + one, 0)]);
        const height = withTotals.length;
        const at = (r: number, c: number) => r * width + c;
        const range = (length: number) => Array.from({ length }, (_, index) => index);
        const sums = [
          ...range(height).map((r) => ({ total: [at(r, 4)], parts: range(4).map((c) => at(r, c)) })),
          ...range(width).map((c) => ({
            total: [at(height - 1, c)],
            parts: range(height - 1).map((r) => at(r, c)),
          })),
        ];
        const shown = protect(withTotals.flat(), sums);
        // Hidden cells are ways between their row and their column: one is given away exactly when no other way joins them.
        const hidden = shown.flatMap((cell, index) =>
          typeof cell === "number" ? [] : [{ r: Math.floor(index / width), c: (index % width) + 100 }],
        );
        for (const cell of hidden) {
          const reached = new Set([cell.r]);
          for (let size = 0; size !== reached.size; ) {
            size = reached.size;
            for (const { r, c } of hidden)
              if ((r !== cell.r || c !== cell.c) && (reached.has(r) || reached.has(c))) reached.add(r).add(c);
          }
          expect(reached.has(cell.c), JSON.stringify(withTotals)).toBe(true);
        }
      }),
      { numRuns: 200 },
    );
  });
});
