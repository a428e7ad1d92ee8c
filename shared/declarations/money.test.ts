import * as fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import {
  figuresOf,
  netOf,
  netOfLines,
  rateOfEither,
  rateOfFraction,
  rateOfPercent,
  readAmount,
  type SaleLine,
} from "./money.ts";

const line = (values: Partial<SaleLine>): SaleLine => ({
  categoryId: "c",
  categoryName: "Plein",
  unitPrice: null,
  rate: 550,
  paid: 1,
  free: 0,
  gross: 1000,
  channel: "internal",
  kind: "sale",
  ...values,
});

test.each([
  ["15", 1500, false],
  ["12.5", 1250, false],
  ["0.49", 49, false],
  ["10.005", 1001, true],
  ["10.0049", 1000, true],
  ["10.000", 1000, false],
  ["-3", -300, false],
])("the amount « %s » is %i cents", (text, cents, rounded) => {
  expect(readAmount(text)).toEqual({ cents, rounded });
});

test.each(["", "quinze", "1e3", "1,5", "--1", "99999999999999"])("« %s » is no amount", (text) => {
  expect(readAmount(text)).toBeUndefined();
});

test("rates are read in their unit, and a doubtful one is not guessed", () => {
  expect([rateOfPercent("5.5"), rateOfPercent("20"), rateOfPercent("x")]).toEqual([550, 2000, undefined]);
  expect([rateOfFraction("0.055"), rateOfFraction("0.2"), rateOfFraction("0.085")]).toEqual([550, 2000, 850]);
  expect(["0.055", "0.25", "0.9", "5.5", "0.5", "0"].map(rateOfEither)).toEqual([
    550,
    2500,
    90,
    550,
    undefined,
    0,
  ]);
});

test.each([
  [999, 550, 947],
  [1055, 550, 1000],
  [4702, 550, 4457],
  [91800, 210, 89912],
  [26375, 550, 25000],
  [1, 2000, 1],
  [100000, 850, 92166],
])("%i cents at %i basis points are %i without tax", (gross, rate, net) => {
  expect(netOf(gross, rate)).toBe(net);
});

describe("figures of a performance", () => {
  it("declarations#28 several rates have no one rate, and a net that is the exact sum", () => {
    expect(figuresOf([line({ gross: 4702 }), line({ categoryId: "d", rate: 2000, gross: 500 })])).toEqual({
      paid: 2,
      free: 0,
      gross: 5202,
      net: 4874,
      rate: null,
    });
    expect(figuresOf([line({ rate: 850, gross: 100_000 })])).toMatchObject({ net: 92_166, rate: 850 });
  });

  it("a free line at rate 0 says nothing of the rate; with nothing counted the price list speaks", () => {
    expect(figuresOf([line({}), line({ rate: 0, paid: 0, free: 2, gross: 0 })]).rate).toBe(550);
    expect(figuresOf([line({ rate: 0, paid: 0, free: 2, gross: 0 })]).rate).toBe(0);
    expect(figuresOf([], [{ rate: 210, unitPrice: 900 }]).rate).toBe(210);
    expect(figuresOf([]).rate).toBe(0);
  });

  it("an adjustment stays out of totals", () => {
    expect(figuresOf([line({}), line({ kind: "adjustment", gross: -1500, paid: 0 })]).gross).toBe(1000);
  });

  it("nets of lines always add up to the net of their rate, each within a cent of its own", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(0, 210, 550, 1000, 2000), fc.integer({ min: 0, max: 5_000_000 })), {
          maxLength: 30,
        }),
        (drawn) => {
          const lines = drawn.map(([rate, gross], at) => line({ categoryId: String(at), rate, gross }));
          const nets = netOfLines(lines);
          expect(nets.reduce((total, net) => total + net, 0)).toBe(figuresOf(lines).net);
          for (const [at, net] of nets.entries())
            expect(Math.abs(net - netOf(lines[at]?.gross ?? 0, lines[at]?.rate ?? 0))).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
