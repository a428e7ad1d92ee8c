import { expect, it } from "vitest";
import { proposedSlug } from "./slug.ts";

it.each([
  ["Ville de Valbrune", "ville-valbrune"],
  ["Communauté d’agglomération des Trois-Rives", "communaute-agglomeration-trois-rives"],
  ["Département de l'Œuvre-sur-Ain", "departement-oeuvre-ain"],
  ["  La  ", "la"],
  ["!!!", ""],
])("%s is proposed as %s", (name, slug) => {
  expect(proposedSlug(name)).toBe(slug);
});

it("a long name is cut at 60 characters and never ends with a dash", () => {
  const slug = proposedSlug("abcdefghi ".repeat(10));
  expect(slug.length).toBeLessThanOrEqual(60);
  expect(slug).not.toMatch(/-$/);
});
