import { describe, expect, test } from "vitest";
import { aBlankForm, plainPerformance } from "../../../../../shared/declarations/blank-form.ts";
import type { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import { mergeForms, valueAt, withValueAt } from "./merge-forms.ts";
import { sendable } from "./use-declaration-form.ts";

const performance = (performanceId: string, part: object = {}) => ({
  ...plainPerformance(performanceId),
  ...part,
});
const form = (part: Partial<DeclarationForm> = {}) =>
  aBlankForm({
    bodies: ["SACEM"],
    capacity: 180,
    performances: [performance("a"), performance("b")],
    ...part,
  });

describe("two people fill one declaration", () => {
  test("what each changed alone is kept", () => {
    const merged = mergeForms(form(), form({ capacity: 172 }), form({ vat: 210 }));
    expect(merged).toEqual({ merged: form({ capacity: 172, vat: 210 }), asked: [], taken: ["vat"] });
  });

  test("a value both changed is asked, and mine stays until then", () => {
    const { merged, asked } = mergeForms(form(), form({ capacity: 172 }), form({ capacity: 190 }));
    expect(asked).toEqual(["capacity"]);
    expect(merged.capacity).toBe(172);
  });

  test("two performances settle apart, and one that they left out is left out", () => {
    const mine = form({ performances: [performance("a", { capacity: 100 }), performance("b")] });
    const theirs = form({ performances: [performance("a", { audience: "SCHOOL" })] });
    const { merged, asked } = mergeForms(form(), mine, theirs);
    expect(asked).toEqual([]);
    expect(merged.performances).toEqual([performance("a", { capacity: 100, audience: "SCHOOL" })]);
  });

  test("what both have in another order is in the order of what is stored: nothing is left to save", () => {
    const mine = form({ performances: [performance("b"), performance("a")] });
    expect(mergeForms(form(), mine, form()).merged).toEqual(form());
    const more = form({ performances: [performance("c"), performance("a")] });
    expect(mergeForms(form(), more, form()).merged.performances).toEqual([
      performance("a"),
      performance("c"),
    ]);
  });

  test("a value is read and written by its path", () => {
    const path = "performances.b.consumptions";
    const amount = { gross: 15_600, net: 13_000, vat: 2_000 };
    expect(valueAt(withValueAt(form(), path, amount), path)).toEqual(amount);
    expect(withValueAt(form(), path, amount).performances[0]).toEqual(performance("a"));
  });
});

describe("what is sent while something is wrong", () => {
  const amount = (gross: number, net: number) => ({ gross, net, vat: 550 });

  test("a producer whose SIREN is wrong stays as it was, and the rest goes", () => {
    const typed = form({ capacity: 172, producer: { name: "A", siren: "123456789", country: null } });
    expect(sendable(typed, form())).toEqual(form({ capacity: 172 }));
  });

  test("fees above the total keep the three amounts as they were", () => {
    const base = form({ expenses: amount(100, 100), introductionFees: amount(50, 50) });
    const typed = { ...base, introductionFees: amount(200, 200), vat: 210 };
    expect(sendable(typed, base)).toEqual({ ...base, vat: 210 });
  });
});
