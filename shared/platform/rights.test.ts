import { describe, expect, it } from "vitest";
import { isService, roleSpec, serviceNames, services } from "../access/roles.ts";
import { accessRights } from "../access/rules.ts";
import { declarationRights } from "../declarations/rules.ts";
import { mediationRights } from "../mediation/rules.ts";
import { cellsFor, decide, type Holder, type Right, type Rights } from "./rights.ts";
import { notYourRole, unseen, type Verdict } from "./verdict.ts";

const tables: Record<string, Rights<string, string>> = {
  access: accessRights,
  mediation: mediationRights,
  declarations: declarationRights,
};
const lines = Object.entries(tables).flatMap(([table, rights]) =>
  Object.entries(rights).map(([action, right]) => ({ table, action, right })),
);
const situations = [
  ...["anyone", "self", "member", "platform", "link", "verified_link"],
  ...["handler", "assignee", "watcher"],
];
const everyRole = serviceNames.flatMap((service) =>
  Object.keys(services[service].roles).map((role): Holder => `${service}.${role}`),
);

describe("the tables of rights", () => {
  it("name holders that exist, and no role by a wrong name", () => {
    for (const { action, right } of lines) {
      for (const holder of Object.keys(right.may)) {
        const [service = "", role = ""] = holder.split(".");
        const known =
          situations.includes(holder) || (isService(service) && roleSpec(service, role) !== undefined);
        expect([action, holder, known]).toEqual([action, holder, true]);
      }
    }
  });

  it("say each action once, and let somebody do it", () => {
    const names = lines.map(({ action }) => action);
    expect(new Set(names).size).toBe(names.length);
    for (const { action, right } of lines) {
      expect([action, Object.keys(right.may).length > 0]).toEqual([action, true]);
    }
  });

  it("have an answer for every role and every action", () => {
    expect(everyRole.length).toBeGreaterThan(20);
    for (const { right } of lines) {
      for (const role of everyRole) {
        const cells = cellsFor(right, new Set<Holder>([role]));
        expect(cells.length).toBeLessThanOrEqual(2);
        const verdict = decide(right, new Set<Holder>([role]), () => notYourRole, unseen);
        expect(verdict === true).toBe(cells.includes("always"));
      }
    }
  });
});

describe("deciding", () => {
  const right: Right<"a" | "b"> = { about: "item", may: { member: "a", handler: "b", platform: "always" } };
  const closed = { ...notYourRole, reason: "closed" };
  const meeting =
    (met: Partial<Record<"a" | "b", true>>) =>
    (condition: "a" | "b"): Verdict =>
      met[condition] ?? closed;
  it.each<[string, Holder[], Partial<Record<"a" | "b", true>>, Verdict]>([
    ["nothing held", [], {}, unseen],
    ["another holder", ["self"], { a: true }, unseen],
    ["always", ["platform"], {}, true],
    ["a condition that holds", ["member"], { a: true }, true],
    ["a condition that does not", ["member"], { b: true }, closed],
    ["one of two conditions", ["member", "handler"], { b: true }, true],
    ["always beside a condition that does not hold", ["member", "platform"], {}, true],
  ])("with %s", (_name, holders, met, expected) => {
    expect(decide(right, new Set(holders), meeting(met), unseen)).toEqual(expected);
  });
});
