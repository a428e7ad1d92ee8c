import { expect, test } from "vitest";
import { aBlankForm, plainPerformance } from "../../../../../shared/declarations/blank-form.ts";
import type { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import { labelOf, partsOf, pointsOf, textFaults } from "./form-points.ts";

const amount = (gross: number, net: number) => ({ gross, net, vat: 550 });
const form = (part: Partial<DeclarationForm> = {}) =>
  aBlankForm({ bodies: ["SACEM", "SACD"], capacity: 180, performances: [plainPerformance("p3")], ...part });
const texts = {
  "form.performances.p3.consumptions.gross": "156,00",
  "form.performances.p3.consumptions.net": "165,00",
  "form.expenses.gross": "6 330,00",
  "form.expenses.net": "",
};
const expenses = { path: "form.expenses", performanceId: null, label: "Total des dépenses" };
const paths = (body: "SACEM" | "SACD" | "ASTP", missing = [expenses], of = form()) =>
  pointsOf({ body, missing }, of, texts).map(({ path }) => path);

test("a wrong value is a point of the bodies that read it, and a field is said once", () => {
  expect(paths("SACEM")).toEqual(["form.performances.p3.consumptions.net", "form.expenses.net"]);
  expect(paths("SACD")).toEqual(["form.expenses.net"]);
  expect(paths("ASTP", [])).toEqual([]);
});

test("declarations#2 introduction and circus fees above the total are wrong for both bodies", () => {
  const over = form({
    expenses: amount(100_000, 50_000),
    introductionFees: amount(30_000, 30_000),
    circusExpenses: amount(30_000, 30_000),
  });
  const [point] = pointsOf({ body: "SACD", missing: [] }, over, {});
  expect(point?.fault).toBe("Les frais d’approche et de cirque dépassent le total des dépenses HT.");
});

test("texts that are no value yet say what is wrong with them", () => {
  expect(textFaults({ "form.capacity": "beaucoup" })).toMatchObject([{ path: "form.capacity" }]);
  expect(textFaults({ "form.capacity": "" })).toEqual([]);
  expect(textFaults({ "form.producer.siren": "12345" })).toMatchObject([{ label: "Producteur, SIREN" }]);
  expect(textFaults({ "form.producer.siren": "356 000 000", "form.cessionPrice": "133,65" })).toEqual([]);
});

test("a path is read in its parts and named", () => {
  expect(partsOf("form.performances.p3.consumptions.net")).toEqual({
    performanceId: "p3",
    name: "consumptions",
    half: "net",
  });
  expect(labelOf("form.expenses.net")).toBe("Total des dépenses, HT");
  expect(labelOf("form.performances.p3.capacity")).toBe("Jauge");
});
