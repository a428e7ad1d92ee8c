import { expect, it } from "vitest";
import { mediationName, mediatorWords } from "./mediator-words.ts";

it.each([
  ["Ville de Valbrune", "Médiation de la ville de Valbrune"],
  ["Communauté de communes du Val d’Orlon", "Médiation de la communauté de communes du Val d’Orlon"],
  ["Département de la Serre", "Médiation du département de la Serre"],
  ["Agglomération du Lac", "Médiation de l’agglomération du Lac"],
  ["Valbrune", "Médiation – Valbrune"],
])("the mediation of « %s » is « %s »", (organisation, expected) => {
  expect(mediationName(organisation)).toBe(expected);
});

it.each([
  ["médiatrice", "la médiatrice", "de la médiatrice", "à la médiatrice", "Elle"],
  ["médiateur", "le médiateur", "du médiateur", "au médiateur", "Il"],
  [
    "service de médiation",
    "le service de médiation",
    "du service de médiation",
    "au service de médiation",
    "Il",
  ],
])("« %s » takes its articles", (title, the, of, to, Pronoun) => {
  expect(mediatorWords(title)).toMatchObject({ the, of, to, Pronoun });
});
