import { expect, it } from "vitest";
import { organisationsOf, safeReturn } from "./session.ts";

it.each([
  [
    "/espace/valbrune/mediation/dossiers/1?echanges=notes",
    "/espace/valbrune/mediation/dossiers/1?echanges=notes",
  ],
  ["/espace", "/espace"],
  ["https://ailleurs.example/espace", "/espace"],
  ["//ailleurs.example", "/espace"],
  ["/compte/securite", "/compte/securite"],
  ["/plateforme", "/plateforme"],
  ["/connexion", "/espace"],
  ["/espaces", "/espace"],
  ["/espace/..\\ailleurs", "/espace"],
  [undefined, "/espace"],
])("comes back to %s only behind the sign-in", (wanted, address) => {
  expect(safeReturn(wanted)).toBe(address);
});

it("lists each organisation once, however many services it gives", () => {
  const organisation = {
    id: "o",
    slug: "valbrune",
    name: "Ville de Valbrune",
    shortName: "Valbrune",
    services: [],
  };
  const memberships = ["mediation", "administration"].map((service) => ({
    organisation,
    service,
    roles: [],
  }));
  expect(
    organisationsOf({
      id: "u",
      firstName: "Claire",
      lastName: "Vasseur",
      email: "c@valbrune.example",
      timeZone: "Europe/Paris",
      platformAdministrator: false,
      secondFactor: { given: false, exists: false },
      idleMinutes: 60,
      locked: [],
      memberships,
    }),
  ).toEqual([organisation]);
});
