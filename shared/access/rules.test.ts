import { describe, expect, it } from "vitest";
import type { Verdict } from "../platform/verdict.ts";
import type { GivenRoles } from "./members.ts";
import { serviceNames, services } from "./roles.ts";
import {
  type AccessAction,
  type AccessActor,
  type AccessTarget,
  accessRights,
  grantableRoles,
  keeperRoles,
  may,
} from "./rules.ts";

const town = "town";
const colleague = { organisationId: town, userId: "colleague" };
const me = "me";

const holding = (...roles: string[]): AccessActor => ({
  kind: "user",
  userId: me,
  platformAdministrator: false,
  memberships: roles.map((held) => {
    const [service = "", role = ""] = held.split(".");
    return { organisationId: town, service, roles: [role] };
  }),
});
const platform: AccessActor = { kind: "user", userId: me, platformAdministrator: true, memberships: [] };
const stranger: AccessActor = {
  kind: "user",
  userId: me,
  platformAdministrator: false,
  memberships: [{ organisationId: "elsewhere", service: "administration", roles: ["admin"] }],
};
const nobody: AccessActor = { kind: "nobody" };

const every = serviceNames.flatMap((service) =>
  Object.keys(services[service].roles).map((role) => `${service}.${role}`),
);
const ofOne = (role: string, service: string): GivenRoles => [{ service, roles: [role] }];

/** Y = may, R = this role may not, U = as if it did not exist, S = not one's own rights, E = works elsewhere too. */
const letter = (verdict: Verdict): string =>
  verdict === true
    ? "Y"
    : ({ role_missing: "R", not_found: "U", own_account: "S", elsewhere_too: "E" }[verdict.reason] ?? "?");

/** Roles with a column of their own; every other one, of today or of tomorrow, must read as `other`. */
const columns = [
  "administration.admin",
  "appointments.territory_admin",
  "appointments.admin",
  "followup.administrator",
  "followup.manager",
  "mediation.manager",
  "declarations.manager",
  "other",
  "platform",
  "stranger",
  "nobody",
] as const;

/** About a colleague of one's own organisation, columns as above. */
const cells: Record<AccessAction, string> = {
  public: /*                    */ "YYYYYYY Y YYY",
  "self.read": /*               */ "YYYYYYY Y YYU",
  "self.write": /*              */ "YYYYYYY Y YYU",
  "organisation.read": /*       */ "YYYYYYY Y YUU",
  "organisation.change": /*     */ "YRRRRRR R RUU",
  "organisation.texts": /*      */ "YRRRRYR R RUU",
  "organisation.leave": /*      */ "YYYYYYY Y RUU",
  "claim.prove": /*             */ "YRRRRRR R RUU",
  "member.list": /*             */ "YYYYYYR R YUU",
  "member.invite": /*           */ "YYYYYRR R YUU",
  "member.change": /*           */ "YYYYYRR R YUU",
  "member.remove": /*           */ "YYYYYRR R YUU",
  "member.reset_second_factor": "YRRRRRR R YUU",
  "audit.read": /*              */ "YYYYYYY R RUU",
  "audit.export": /*            */ "YYYYYYY R RUU",
  "platform.read": /*           */ "RRRRRRR R YUU",
  "platform.change": /*         */ "RRRRRRR R YUU",
};

const targetOf = (action: AccessAction): AccessTarget =>
  accessRights[action].about === "self" ? {} : colleague;

describe("the table of rights over accounts, cell by cell", () => {
  it.each(Object.entries(cells) as [AccessAction, string][])("%s", (action, line) => {
    const expected = Object.fromEntries(columns.map((name, at) => [name, line.replaceAll(" ", "")[at]]));
    const found = (actor: AccessActor) => letter(may(actor, action, targetOf(action)));
    for (const role of every) {
      expect([role, found(holding(role))]).toEqual([role, expected[role] ?? expected.other]);
    }
    expect(["platform", found(platform)]).toEqual(["platform", expected.platform]);
    expect(["stranger", found(stranger)]).toEqual(["stranger", expected.stranger]);
    expect(["nobody", found(nobody)]).toEqual(["nobody", expected.nobody]);
  });
  it("has a line for every action", () => {
    expect(Object.keys(cells).sort()).toEqual(Object.keys(accessRights).sort());
  });
});

const given = [
  ["administration", "admin"],
  ["mediation", "reader"],
  ["appointments", "agent"],
  ["appointments", "admin"],
  ["appointments", "territory_admin"],
  ["followup", "social_worker"],
  ["followup", "administrator"],
  ["resources", "moderator"],
] as const;

describe("giving a role", () => {
  it.each([
    ["administration.admin", holding("administration.admin"), "Y YYYY YY R"],
    ["the platform", platform, "Y YYYY YY Y"],
    ["appointments.territory_admin", holding("appointments.territory_admin"), "R RYYY RR R"],
    ["appointments.admin", holding("appointments.admin"), "R RYYR RR R"],
    ["followup.administrator", holding("followup.administrator"), "R RRRR YY R"],
    ["followup.manager", holding("followup.manager"), "R RRRR YR R"],
    ["two services at once", holding("followup.manager", "appointments.admin"), "R RYYR YR R"],
    ["mediation.manager", holding("mediation.manager"), "R RRRR RR R"],
    ["appointments.agent", holding("appointments.agent"), "R RRRR RR R"],
    ["someone of another organisation", stranger, "U UUUU UU R"],
    ["nobody", nobody, "U UUUU UU R"],
  ] satisfies [string, AccessActor, string][])("by %s", (_name, actor, expected) => {
    for (const action of ["member.invite", "member.change", "member.remove"] as const) {
      const found = given.map(([service, role]) =>
        letter(may(actor, action, { ...colleague, roles: ofOne(role, service) })),
      );
      expect([action, found.join("")]).toEqual([action, expected.replaceAll(" ", "")]);
    }
  });

  it("is refused as a whole when one of the roles is not theirs to give", () => {
    const roles = [...ofOne("social_worker", "followup"), ...ofOne("reader", "mediation")];
    expect(letter(may(holding("followup.manager"), "member.invite", { ...colleague, roles }))).toBe("R");
  });

  it("offers exactly the roles that may be given, in services that are on", () => {
    expect(grantableRoles(holding("followup.manager"), town, ["followup", "mediation"])).toEqual([
      { service: "followup", roles: ["manager", "social_worker", "instructor", "reception", "referent"] },
    ]);
    expect(grantableRoles(holding("administration.admin"), town, ["mediation"])).toEqual([
      { service: "administration", roles: ["admin"] },
      {
        service: "mediation",
        roles: ["manager", "mediator", "assistant", "reader", "quarantine_keeper", "stats_reader"],
      },
    ]);
    expect(grantableRoles(holding("mediation.manager"), town, ["mediation"])).toEqual([]);
  });
});

describe("conditions", () => {
  const own = { ...colleague, userId: me };
  it("keeps the platform from changing its own account", () => {
    for (const action of ["platform.change", "member.reset_second_factor"] as const) {
      expect([action, letter(may(platform, action, own))]).toEqual([action, "S"]);
    }
  });
  it("lets an administrator reset the second factor of those who work nowhere else", () => {
    const reset = (theirOrganisations: string[]) =>
      letter(
        may(holding("administration.admin"), "member.reset_second_factor", {
          ...colleague,
          theirOrganisations,
        }),
      );
    expect(reset([town])).toBe("Y");
    expect(reset([town, "elsewhere"])).toBe("E");
  });
  it("shows a journal or texts of a service to the managers of that very service", () => {
    const asked = (role: string, service: string) =>
      letter(may(holding(role), "audit.read", { organisationId: town, service }));
    expect(asked("mediation.manager", "mediation")).toBe("Y");
    expect(asked("mediation.manager", "followup")).toBe("R");
    expect(asked("administration.admin", "followup")).toBe("Y");
  });
});

describe("roles", () => {
  it("each service that is in use has one role it cannot be left without", () => {
    expect(keeperRoles.map(({ service, role }) => `${service}.${role}`)).toEqual([
      "administration.admin",
      "mediation.manager",
      "appointments.admin",
      "followup.manager",
    ]);
  });
});
