import { expect, it } from "vitest";
import type { FilledTemplate } from "../../../../shared/mediation/templates.ts";
import { countToFill, groupTemplates, namedVariables } from "./composer-templates.tsx";

const template = (change: Partial<FilledTemplate>): FilledTemplate => ({
  id: "t",
  title: "Relance avant clôture",
  category: "Relance",
  shared: true,
  sides: [],
  subject: "Votre dossier",
  body: "Sans réponse depuis deux mois.",
  empty: [],
  ...change,
});

it("shows what fits the side written to first, one's own after, and the others closed", () => {
  const groups = groupTemplates(
    [
      template({ id: "a", sides: ["ADMINISTRATION"], title: "Relance du service" }),
      template({ id: "b", shared: false, title: "Relance, ton chaleureux" }),
      template({ id: "c", sides: ["REQUESTER"] }),
    ],
    "REQUESTER",
    "relance",
  );
  expect(groups.map(({ title, closed }) => [title, closed])).toEqual([
    ["Relance", false],
    ["Personnels", false],
    ["Administration, pas pour ce destinataire", true],
  ]);
});

it("finds a template without its accents, by its title or its words", () => {
  const all = [template({ id: "a" }), template({ id: "b", title: "Accord", body: "Donnez votre accord." })];
  const found = (typed: string) =>
    groupTemplates(all, undefined, typed).flatMap(({ templates }) => templates.map(({ id }) => id));
  expect(found("CLOTURE")).toEqual(["a"]);
  expect(found("votre accord")).toEqual(["b"]);
  expect(found("zzz")).toEqual([]);
});

it("names what is to fill in the agent's words, and counts it", () => {
  const text = namedVariables("Avant le {{deadline.date}}, {{autre chose}} et {{inconnu.x}}.");
  expect(text).toBe("Avant le {{Échéance du dossier}}, {{autre chose}} et {{inconnu.x}}.");
  expect(countToFill(text)).toBe(3);
  expect(countToFill("rien {} { { à remplir")).toBe(0);
});
