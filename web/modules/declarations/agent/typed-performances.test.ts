import { describe, expect, it } from "vitest";
import { anotherPerformance, type LineText, readPerformances, totalsOf } from "./typed-performances.ts";

const line = (key: string, category: string, price: string, paid: string, free = ""): LineText => ({
  key,
  category,
  price,
  paid,
  free,
  vat: "550",
});
/** The example of declarations.md §10.7. */
const contes = [
  line("0", "Plein", "8,00", "12"),
  line("1", "Enfant", "5", "9"),
  line("2", "Invitation", "0", "", "3"),
];

describe("a typed performance", () => {
  it("gives the totals of its tariffs to the cent", () => {
    expect(totalsOf(contes)).toEqual({ paid: 21, free: 3, gross: 14100, net: 13365, rate: 550 });
  });
  it("counts what was sold at nought as free", () => {
    expect(totalsOf([line("0", "Invitation", "0,00", "4", "2")])).toMatchObject({
      paid: 0,
      free: 6,
      gross: 0,
    });
  });
  it("is read as it is sent, in the clock of its place", () => {
    const { read, faults } = readPerformances([
      { key: "0", day: "2026-04-18", time: "15:00", lines: contes },
    ]);
    expect(faults).toEqual({});
    expect(read[0]?.startAt).toBe("2026-04-18T15:00");
    expect(read[0]?.lines?.[0]).toEqual({ category: "Plein", unitPrice: 800, vat: 550, paid: 12, free: 0 });
  });
  it("says what is wrong at each field and keeps what reads well in the totals", () => {
    const lines = [line("0", "Plein", "8,00", "12"), line("1", "", "quinze", "douze")];
    const { faults } = readPerformances([{ key: "3", day: "", time: "20:30", lines }]);
    expect(Object.keys(faults)).toEqual(["3.day", "3.1.category", "3.1.price", "3.1.paid"]);
    expect(totalsOf(lines).gross).toBe(9600);
  });
  it("is followed by one with the same tariffs and nothing sold", () => {
    const next = anotherPerformance([{ key: "4", day: "2026-04-18", time: "15:00", lines: contes }]);
    expect(next).toMatchObject({ key: "5", day: "", time: "15:00" });
    expect(next.lines.map(({ category, price, paid }) => [category, price, paid])).toEqual([
      ["Plein", "8,00", ""],
      ["Enfant", "5", ""],
      ["Invitation", "0", ""],
    ]);
  });
});
