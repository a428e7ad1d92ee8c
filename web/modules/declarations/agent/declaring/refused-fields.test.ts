import { describe, expect, test } from "vitest";
import { aBlankForm, plainPerformance } from "../../../../../shared/declarations/blank-form.ts";
import { refusedField, refusedTogether } from "./refused-fields.ts";

const form = aBlankForm({
  capacity: 180,
  producer: { name: "Compagnie Les Passe-Murailles", siren: "988678900", country: null },
  performances: [plainPerformance("a"), { ...plainPerformance("b"), capacity: 172 }],
});
const mended = (path: string, typed: string) => {
  const read = refusedField(form, path)?.read(typed);
  return read && "form" in read ? read.form(form) : read;
};

describe("a value that a body refused", () => {
  test("is mended where the refusal is read", () => {
    expect(mended("form.producer.siren", "009 875 121")).toMatchObject({ producer: { siren: "009875121" } });
    expect(mended("form.producer.name", " La Troupe ")).toMatchObject({ producer: { name: "La Troupe" } });
    expect(mended("form.performances.a.capacity", "150")).toMatchObject({
      capacity: 180,
      performances: [{ capacity: 150 }, { capacity: 172 }],
    });
  });

  test("stays what it was when what is typed is no value", () => {
    expect(mended("form.producer.siren", "123456789")).toHaveProperty("fault");
    expect(mended("form.performances.b.capacity", "beaucoup")).toHaveProperty("fault");
    expect(mended("form.producer.name", "  ")).toHaveProperty("fault");
  });

  test("is shown as it was sent, the show's value where the performance has none", () => {
    expect(refusedField(form, "form.performances.a.capacity")?.text).toBe("180");
    expect(refusedField(form, "form.performances.b.capacity")?.text).toBe("172");
  });

  test("is mended elsewhere when it is an amount, a place or a figure of tickets", () => {
    for (const path of ["form.expenses", "form.place", "form.performances.a.paid", null])
      expect(refusedField(form, path)).toBeUndefined();
  });

  test("is said once for all performances it was refused for", () => {
    const fault = { field: "prod_ref", code: null, message: "inconnu", path: "form.producer.siren" };
    const other = { ...fault, field: "salle_jauge", path: "form.performances.a.capacity" };
    expect(
      refusedTogether([
        { ...fault, performanceId: "a" },
        { ...other, performanceId: "a" },
        { ...fault, performanceId: "b" },
      ]).map(({ performanceIds }) => performanceIds),
    ).toEqual([["a", "b"], ["a"]]);
  });
});
