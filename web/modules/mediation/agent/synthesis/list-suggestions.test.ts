import { expect, it } from "vitest";
import type { ListItemView } from "../../../../../shared/mediation/lists.ts";
import { suggestedItems } from "./list-suggestions.ts";

const item = (id: string, label: string, parentId: string | null, more: Partial<ListItemView> = {}) => ({
  ...{ id, label, parentId, owner: "platform" as const, list: "domain" as const, position: 0 },
  ...{ active: true, mapsTo: null, guidance: null, address: null, web: null, phone: null, version: 1 },
  ...more,
});
const items = [
  item("water", "Eau et assainissement", null),
  item("leak", "Facture, fuite", "water"),
  item("old", "Eau de pluie", "water", { active: false }),
  item("fees", "Tarifs et facturation", null),
  item("disputed", "Facture contestée", "fees"),
  item("group", "Médiateurs", null, { list: "third_party" }),
  item("energy", "Médiateur national de l’énergie", "group", { list: "third_party" }),
];
const labels = (list: "domain" | "third_party", typed: string) =>
  suggestedItems(items, list, typed).map(({ label }) => label);

it("finds an item by its own words or by those of what it is under, accents aside", () => {
  expect(labels("domain", "fuite")).toEqual(["Eau et assainissement › Facture, fuite"]);
  expect(labels("domain", "eau fact")).toEqual(["Eau et assainissement › Facture, fuite"]);
  expect(labels("third_party", "ENERGIE")).toEqual(["Médiateurs › Médiateur national de l’énergie"]);
});

it("an inactive item and a group of third parties are not offered", () => {
  expect(labels("domain", "pluie")).toEqual([]);
  expect(suggestedItems(items, "third_party", "médiateur").map(({ key }) => key)).toEqual(["energy"]);
});

it("nothing typed offers nothing", () => expect(labels("domain", " ")).toEqual([]));
