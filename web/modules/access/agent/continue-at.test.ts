import { expect, it } from "vitest";
import type { Me } from "../../../../shared/access/schema.ts";
import { continueAt } from "./continue-at.ts";

const me = (part: Partial<Me>): Me => ({
  id: "u",
  firstName: "Claire",
  lastName: "Vasseur",
  email: "c@valbrune.example",
  timeZone: "Europe/Paris",
  platformAdministrator: false,
  secondFactor: { given: false, exists: false },
  idleMinutes: 60,
  memberships: [],
  locked: [],
  ...part,
});
const locked = [{ id: "o", name: "Ville de Valbrune" }];

it("goes where one was going when nothing waits", () => {
  expect(continueAt(me({}), "/espace/valbrune")).toBe("/espace/valbrune");
});

it("goes by the second factor that an organisation asks for, then on", () => {
  expect(continueAt(me({ locked }), "/espace/valbrune?vue=1")).toBe(
    "/connexion/verification?retour=%2Fespace%2Fvalbrune%3Fvue%3D1",
  );
});

it("does not ask again for a factor that was given", () => {
  expect(continueAt(me({ locked, secondFactor: { given: true, exists: true } }), "/espace")).toBe("/espace");
});
