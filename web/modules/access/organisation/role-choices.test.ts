import { expect, it } from "vitest";
import { chosenOf, givenOf, losesCases, withRole } from "./role-choices.ts";

const mediator = chosenOf([{ service: "mediation", roles: ["mediator"] }]);

it("roles go to the form and back unchanged", () => {
  const roles = [
    { service: "administration", roles: ["admin"] },
    { service: "mediation", roles: ["manager", "mediator"] },
  ];
  expect(givenOf(chosenOf(roles))).toEqual(roles);
});

it("a service whose last role is taken is left out", () => {
  expect(givenOf(withRole(mediator, "mediation", "mediator", false))).toEqual([]);
});

it("cases go only when nothing is left that lets someone have them in charge", () => {
  expect(losesCases(mediator, withRole(mediator, "mediation", "manager", true))).toBe(false);
  const manager = withRole(withRole(mediator, "mediation", "manager", true), "mediation", "mediator", false);
  expect(losesCases(mediator, manager)).toBe(false);
  expect(losesCases(mediator, chosenOf([{ service: "mediation", roles: ["reader"] }]))).toBe(true);
  expect(losesCases(chosenOf([{ service: "mediation", roles: ["reader"] }]), chosenOf([]))).toBe(false);
});
