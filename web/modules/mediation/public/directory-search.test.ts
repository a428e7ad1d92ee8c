import { expect, it } from "vitest";
import { matching } from "./directory-search.ts";

const organisations = [
  { slug: "valbrune", name: "Ville de Valbrune", kind: "commune", city: "Valbrune", formOpen: true },
  {
    slug: "orlon",
    name: "Communauté de communes du Val d’Orlon",
    kind: "intercommunality",
    city: "Étréval",
    formOpen: true,
  },
];
const slugs = (query: string) => matching(organisations, query).map(({ slug }) => slug);

it.each([
  ["", ["valbrune", "orlon"]],
  ["VALBRUNE", ["valbrune"]],
  ["etreval", ["orlon"]],
  ["orlon communauté", ["orlon"]],
  ["val-d'orlon", ["orlon"]],
  ["intercommunalite", ["orlon"]],
  ["nulle part", []],
])("« %s » finds %j", (query, expected) => {
  expect(slugs(query)).toEqual(expected);
});
