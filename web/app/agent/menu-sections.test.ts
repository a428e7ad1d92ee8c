import { expect, test } from "vitest";
import type { AgentSpace } from "../../modules/access/agent/session.ts";
import { menuSections } from "./menu-sections.ts";

const spaceOf = (services: string[], service: string, role: string): AgentSpace => {
  const organisation = { id: "o", slug: "lanterne", name: "La Lanterne", shortName: "La Lanterne", services };
  return {
    organisation,
    me: {
      ...{ id: "u", firstName: "Nora", lastName: "Delmas", email: "n.delmas@lanterne.example" },
      ...{ timeZone: "Europe/Paris", platformAdministrator: false, idleMinutes: 60, locked: [] },
      secondFactor: { given: true, exists: true },
      memberships: [{ organisation, service, roles: [role] }],
    },
  };
};
const menuOf = (space: AgentSpace) =>
  menuSections(space, { cases: undefined, declarations: { shows: undefined, toMend: 0 } });
const headings = (space: AgentSpace) => menuOf(space).map(({ heading }) => heading);
const labels = (space: AgentSpace) =>
  menuOf(space).flatMap(({ entries }) => entries.map(({ label }) => label));

test("who administers a theatre without a role in its declarations sees the settings alone", () => {
  const space = spaceOf(["declarations"], "administration", "admin");
  expect(headings(space)).toEqual(["Réglages"]);
  expect(labels(space)).toEqual(["Nos numéros", "Membres", "Organisation", "Journal"]);
});

test("a town that declares no show has no numbers at the bodies", () => {
  expect(labels(spaceOf(["mediation"], "administration", "admin"))).not.toContain("Nos numéros");
});

test("a reader of declarations types and imports nothing; numbers are among the settings", () => {
  const space = spaceOf(["declarations"], "declarations", "viewer");
  expect(labels(space)).not.toContain("Saisir à la main");
  expect(labels(space)).not.toContain("Importer un fichier");
  expect(
    menuOf(space)
      .at(-1)
      ?.entries.map(({ label }) => label),
  ).toContain("Nos numéros");
});
