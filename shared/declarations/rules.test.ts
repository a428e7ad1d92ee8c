import { describe, expect, it, test } from "vitest";
import type { DeclarationRole } from "../access/roles.ts";
import { declarationRights, may, type ShowAction, type ShowActor } from "./rules.ts";

const member = (role: DeclarationRole | "admin"): ShowActor => ({
  kind: "member",
  userId: "u",
  roles: role === "admin" ? [] : [role],
  administers: role === "admin",
});
const every = { verified: true, connection: "active", told: false } as const;
const actions = Object.keys(declarationRights) as ShowAction[];
const allowed = (actor: ShowActor) =>
  actions.filter((action) =>
    [true, false].some((ownShow) => may(actor, action, { ...every, ownShow }) === true),
  );

const reads: ShowAction[] = [
  "show.list",
  "show.read",
  "show.export",
  "show.statistics",
  "connection.list",
  "profile.read",
];
const prepares: ShowAction[] = [
  "show.create",
  "show.edit",
  "show.delete",
  "show.merge",
  "place.change",
  "figure.correct",
  "aside.decide",
  "sync.start",
  "import.run",
  "declaration.draft",
];
const tells: ShowAction[] = ["declaration.transmit", "declaration.record", "profile.edit"];
const connects: ShowAction[] = ["connection.create", "connection.change"];

test.each([
  ["a reader", member("viewer"), reads],
  ["who prepares", member("editor"), [...reads, ...prepares]],
  ["who declares", member("declarant"), [...reads, ...prepares, ...tells]],
  ["who is responsible", member("manager"), [...reads, ...prepares, ...tells, ...connects]],
  ["an administrator of the organisation", member("admin"), ["profile.read", "profile.edit"]],
  ["the platform", { kind: "platform" }, ["agency.manage", "body_settings.change", "declarations.overview"]],
  ["nobody", { kind: "nobody" }, []],
] as const)("%s may exactly what the table says", (_who, actor: ShowActor, may: readonly ShowAction[]) => {
  expect(allowed(actor).toSorted()).toEqual([...may].toSorted());
});

describe("conditions", () => {
  const reason = (verdict: ReturnType<typeof may>) => (verdict === true ? true : verdict.reason);
  it("declarations#25 nothing is sent before the SIRET is verified", () => {
    expect(reason(may(member("declarant"), "declaration.transmit", { verified: false }))).toBe(
      "siret_unverified",
    );
    expect(reason(may(member("editor"), "declaration.draft", { verified: false }))).toBe(true);
  });
  it("only shows of a ticketing account are brought together", () => {
    expect(reason(may(member("editor"), "show.merge", { ownShow: false }))).toBe(true);
    expect(reason(may(member("editor"), "show.merge", { ownShow: true }))).toBe("not_from_account");
    expect(reason(may(member("viewer"), "show.merge", { ownShow: false }))).toBe("role_missing");
  });
  it("a show of a ticketing account, or one that was declared, is not deleted", () => {
    expect(reason(may(member("editor"), "show.delete", { ownShow: false }))).toBe("not_own");
    expect(reason(may(member("editor"), "show.delete", { ownShow: true, told: true }))).toBe("told");
  });
  it("only a connected account is read, and a disconnected one is not changed", () => {
    expect(reason(may(member("editor"), "sync.start", { connection: "needs_attention" }))).toBe(
      "not_connected",
    );
    expect(reason(may(member("manager"), "connection.change", { connection: "disconnected" }))).toBe(
      "disconnected",
    );
  });
  it("whoever reads nothing here does not learn that it exists; a reader learns that the role does not allow", () => {
    expect(reason(may(member("admin"), "show.edit"))).toBe("not_found");
    expect(reason(may(member("viewer"), "show.edit"))).toBe("role_missing");
  });
});
