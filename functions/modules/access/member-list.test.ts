import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import {
  aMediator,
  anAdministrator,
  anOrganisation,
  aPlatformAdministrator,
  aUser,
  signedIn,
} from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { changeRoles } from "./member-change-roles.ts";
import { listMembers } from "./member-list.ts";
import { leaveOrganisation, removeMember } from "./member-remove.ts";
import { resetMemberSecondFactor } from "./member-reset-second-factor.ts";
import { actorOf, granted, reasonOf, withTotp } from "./test-kit.ts";

const database = testDatabase();
const noWork = async () => [];
const roles = (service: string, ...names: string[]) => [{ service, roles: names }];

let town: Awaited<ReturnType<typeof anOrganisation>>;
let boss: Awaited<ReturnType<typeof anAdministrator>>;
let admin: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  boss = await anAdministrator(database, town.id, { firstName: "Maëlle", lastName: "Drouhin" });
  admin = await signedIn(database, boss);
});

describe("the list of members", () => {
  it("is in the order of a directory, page by page, without one twice or forgotten", async () => {
    const place = await anOrganisation(database);
    const ctx = await signedIn(database, await anAdministrator(database, place.id, { lastName: "Zola" }));
    for (let n = 0; n < 60; n += 1) {
      await aMediator(database, place.id, { lastName: `Nom${String(n).padStart(2, "0")}` });
    }
    await aMediator(database, place.id, { firstName: "Éloïse", lastName: "Étampes" });
    const first = granted(await listMembers(ctx, place.id, {}, noWork));
    const rest = granted(await listMembers(ctx, place.id, { after: first.next ?? "" }, noWork));
    const names = [...first.members, ...rest.members].map(({ lastName }) => lastName);
    expect(names).toHaveLength(62);
    expect(new Set(names).size).toBe(62);
    expect([names[0], names.at(-1), rest.next]).toEqual(["Étampes", "Zola", null]);
    expect(first.counts).toEqual({ current: 62, former: 0, invitations: 0 });
    expect(reasonOf(await listMembers(ctx, place.id, { after: first.next ?? "" }, noWork))).toBe("ok");
  });

  it("finds by name, address, service, role and silence", async () => {
    const seen = await aMediator(database, town.id, { firstName: "Inès", lastName: "Rocher" });
    await signedIn(database, seen);
    await database.admin`update session set last_seen_at = now() - interval '120 days' where user_id = ${seen.id}`;
    const found = async (asked: Parameters<typeof listMembers>[2]) =>
      granted(await listMembers(admin, town.id, asked, noWork)).members.map(({ userId }) => userId);
    expect(await found({ search: "ines roch" })).toEqual([seen.id]);
    expect(await found({ search: seen.email.slice(0, 20).toUpperCase() })).toContain(seen.id);
    expect(await found({ search: "100%_" })).toEqual([]);
    expect(await found({ service: "administration" })).toEqual([boss.id]);
    expect(await found({ service: "mediation", role: "mediator" })).toContain(seen.id);
    expect(await found({ role: "reader" })).toEqual([]);
    expect(await found({ unseenDays: 90 })).toEqual([seen.id]);
  });

  it("says who keeps a service alone, who has a second factor, and what may be done", async () => {
    const place = await anOrganisation(database);
    const one = await anAdministrator(database, place.id);
    const two = await aMediator(database, place.id, { role: "manager" });
    await withTotp(database, two.id);
    const { members, grantable } = granted(
      await listMembers(await signedIn(database, one), place.id, {}, noWork),
    );
    const line = (id: string) => members.find(({ userId }) => userId === id);
    expect(line(one.id)).toMatchObject({
      you: true,
      lastKeeperOf: ["administration.admin"],
      allowed: ["organisation.leave"],
      secondFactor: false,
    });
    expect(line(two.id)).toMatchObject({
      lastKeeperOf: ["mediation.manager"],
      secondFactor: true,
      allowed: ["member.change", "member.remove", "member.reset_second_factor"],
    });
    expect(grantable.map(({ service }) => service)).toEqual(["administration", "mediation"]);
  });

  it("keeps former members with the roles they had, and is refused to those who only work there", async () => {
    const gone = await aMediator(database, town.id, { lastName: "Partie" });
    granted(await removeMember(admin, { organisationId: town.id, userId: gone.id }, noWork));
    const { members } = granted(await listMembers(admin, town.id, { state: "former" }, noWork));
    expect(members.find(({ userId }) => userId === gone.id)).toMatchObject({
      roles: roles("mediation", "mediator"),
      endedAt: expect.any(String),
      allowed: [],
    });
    const mediator = await signedIn(database, await aMediator(database, town.id));
    expect(reasonOf(await listMembers(mediator, town.id, {}, noWork))).toBe("role_missing");
    const foreign = await anAdministrator(database, (await anOrganisation(database)).id);
    expect(reasonOf(await listMembers(await signedIn(database, foreign), town.id, {}, noWork))).toBe(
      "not_found",
    );
  });
});

describe("a member who is removed", () => {
  it("is out at once: sessions, open pages and rights, and is told by mail", async () => {
    const user = await aMediator(database, town.id);
    const page = await signedIn(database, user);
    expect(await actorOf(page)).toMatchObject({ kind: "user" });
    granted(await removeMember(admin, { organisationId: town.id, userId: user.id }, noWork));
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
    expect(await actorOf(await signedIn(database, user))).toMatchObject({ memberships: [] });
    const mails = await database.admin`select kind from account_mail where user_id = ${user.id}`;
    expect(mails).toEqual([{ kind: "membership_ended" }]);
    expect(reasonOf(await removeMember(admin, { organisationId: town.id, userId: user.id }, noWork))).toBe(
      "not_found",
    );
  });
});

describe("roles", () => {
  it("are given and taken as a whole; taking one ends the sessions that had it", async () => {
    const user = await aMediator(database, town.id);
    const page = await signedIn(database, user);
    const asked = { organisationId: town.id, userId: user.id };
    const wider = [...roles("mediation", "mediator", "reader"), ...roles("administration", "admin")];
    expect(granted(await changeRoles(admin, { ...asked, roles: wider }, noWork)).roles).toEqual(wider);
    expect(await actorOf(page)).toMatchObject({ kind: "user" });
    granted(await changeRoles(admin, { ...asked, roles: roles("administration", "admin") }, noWork));
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
    expect(reasonOf(await changeRoles(admin, { ...asked, roles: [] }, noWork))).toBe("invalid_input");
    granted(await changeRoles(admin, { ...asked, roles: roles("mediation", "reader") }, noWork));
  });

  it("nobody changes or removes themselves, and nobody acts on strangers", async () => {
    const self = { organisationId: town.id, userId: boss.id };
    expect(
      reasonOf(await changeRoles(admin, { ...self, roles: roles("mediation", "manager") }, noWork)),
    ).toBe("own_account");
    expect(reasonOf(await removeMember(admin, self, noWork))).toBe("own_account");
    const stranger = await aUser(database);
    expect(reasonOf(await removeMember(admin, { ...self, userId: stranger.id }, noWork))).toBe("not_found");
  });

  it("two managers who demote each other at once: one stays", async () => {
    for (let round = 0; round < 5; round += 1) {
      const place = await anOrganisation(database);
      const [one, two] = [
        await anAdministrator(database, place.id),
        await anAdministrator(database, place.id),
      ];
      const [asOne, asTwo] = [await signedIn(database, one), await signedIn(database, two)];
      const demote = (ctx: Ctx, userId: string) =>
        changeRoles(ctx, { organisationId: place.id, userId, roles: roles("mediation", "reader") }, noWork);
      const answers = await Promise.all([demote(asOne, two.id), demote(asTwo, one.id)]);
      expect(answers.map(({ ok }) => ok).sort()).toEqual([false, true]);
      const left = await database.admin`select user_id from membership
        where organisation_id = ${place.id} and service = 'administration' and ended_at is null`;
      expect(left).toHaveLength(1);
    }
  });

  it("two administrators who leave at once: one stays", async () => {
    const place = await anOrganisation(database);
    const both = await Promise.all([1, 2].map(() => anAdministrator(database, place.id)));
    const pages = await Promise.all(both.map((one) => signedIn(database, one)));
    const answers = await Promise.all(pages.map((page) => leaveOrganisation(page, place.id, noWork)));
    expect(answers.map(reasonOf).sort()).toEqual(["last_keeper", "ok"]);
  });

  it("of a service that is off are left as they are", async () => {
    const place = await anOrganisation(database, { services: ["mediation", "followup"] });
    const ctx = await signedIn(database, await anAdministrator(database, place.id));
    const user = await aUser(database, [
      { organisationId: place.id, service: "mediation", roles: ["reader"] },
      { organisationId: place.id, service: "followup", roles: ["reception"] },
    ]);
    await database.admin`update organisation set services = '{mediation}' where id = ${place.id}`;
    const asked = { organisationId: place.id, userId: user.id, roles: roles("mediation", "assistant") };
    const changed = granted(await changeRoles(ctx, asked, noWork));
    expect(changed.roles).toEqual(
      expect.arrayContaining([...roles("mediation", "assistant"), ...roles("followup", "reception")]),
    );
  });
});

describe("a lost second factor", () => {
  it("is reset by an administrator for a person of theirs alone; sessions end and a mail says so", async () => {
    const user = await aMediator(database, town.id);
    await withTotp(database, user.id);
    const page = await signedIn(database, user);
    const asked = { organisationId: town.id, userId: user.id };
    expect(granted(await resetMemberSecondFactor(admin, asked, noWork)).secondFactor).toBe(false);
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
    const mails = await database.admin`select kind from account_mail where user_id = ${user.id}`;
    expect(mails).toEqual([{ kind: "second_factor_changed" }]);
  });

  it("of someone who works elsewhere too, or administers the platform, is the platform's business", async () => {
    const elsewhere = await anOrganisation(database);
    const both = await aUser(
      database,
      [town.id, elsewhere.id].map((organisationId) => ({
        organisationId,
        service: "mediation",
        roles: ["reader"],
      })),
    );
    await withTotp(database, both.id);
    const asked = { organisationId: town.id, userId: both.id };
    expect(reasonOf(await resetMemberSecondFactor(admin, asked, noWork))).toBe("elsewhere_too");
    const sql = await admin.db.execute<{ done: boolean }>(
      `select guichet.reset_second_factor('${both.id}') as done`,
    );
    expect(sql[0]?.done).toBe(false);
    const vernois = await aPlatformAdministrator(database);
    const platform = await signedIn(database, vernois, { secondFactor: true });
    expect(granted(await resetMemberSecondFactor(platform, asked, noWork)).secondFactor).toBe(false);
  });
});
