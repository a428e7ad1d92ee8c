import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import {
  aMediator,
  anAdministrator,
  anOrganisation,
  aUser,
  signedIn,
} from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { changeRoles } from "../access/member-change-roles.ts";
import { listMembers } from "../access/member-list.ts";
import { leaveOrganisation, removeMember } from "../access/member-remove.ts";
import { mediationWork } from "./member-work.ts";
import { takeCase } from "./take-case.ts";
import { aCase, granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();
const works = async () => [mediationWork];
let town: Awaited<ReturnType<typeof anOrganisation>>;
let manager: Awaited<ReturnType<typeof aMediator>>;
let admin: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  manager = await aMediator(database, town.id, { role: "manager" });
  admin = await signedIn(database, await anAdministrator(database, town.id));
});

/** A mediator with that many open cases and a closed one. */
const busy = async (open: number) => {
  const { id } = await aMediator(database, town.id, { firstName: "Hugo", lastName: "Lemarchand" });
  const made = [];
  for (let n = 0; n < open; n += 1) made.push(await aCase(database, town, { assigneeId: id }));
  const closed = await aCase(database, town, { assigneeId: id });
  await database.admin`update cases set status = 'CLOSED', closed_at = now(), outcome = 'OTHER'
    where id = ${closed.found.id}`;
  return { id, open: made.map(({ found }) => found.id), closed: closed.found.id };
};
const openWorkOf = async (userId: string) => {
  const { members } = granted(await listMembers(admin, town.id, {}, works));
  return members.find((one) => one.userId === userId)?.openWork;
};
const casesIn = (ids: readonly string[]) =>
  database.admin<{ assignee: string | null; resume: boolean }[]>`
    select distinct assignee_id as assignee, to_resume as resume from cases where id = any (${ids})`;

describe("a member who goes", () => {
  it("mediation#45 leaves twelve open cases to take again, with their history, and the managers are told by one mail", async () => {
    const hugo = await busy(12);
    expect(await openWorkOf(hugo.id)).toEqual([{ service: "mediation", count: 12 }]);
    granted(await removeMember(admin, { organisationId: town.id, userId: hugo.id }, works));

    expect([...(await casesIn(hugo.open))]).toEqual([{ assignee: null, resume: true }]);
    expect([...(await casesIn([hugo.closed]))]).toEqual([{ assignee: hugo.id, resume: false }]);
    const facts = await database.admin`
      select count(*)::int n from case_entry where fact = 'case.released' and case_id = any (${hugo.open})`;
    const notes = await database.admin`
      select count(*)::int n from audit_event where action = 'case.release' and aggregate_id = any (${hugo.open})`;
    expect([facts[0]?.n, notes[0]?.n]).toEqual([12, 12]);
    const mails = await database.admin`
      select m.subject, m.text, r.address from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
      where m.template = 'mediation.cases_released@1'`;
    expect(mails).toMatchObject([{ subject: "12 dossiers à reprendre", address: manager.email }]);
    expect(mails[0]?.text).not.toContain("Lemarchand");
  });

  it("mediation#45 acts beside nobody, replaces nobody, follows nothing and has no task any more", async () => {
    const hugo = await busy(1);
    const other = await aCase(database, town);
    await database.admin`update cases set co_handler_ids = ${[hugo.id]}, watchers = ${database.admin.json({ [hugo.id]: "all" })}
      where id = ${other.found.id}`;
    await database.admin`insert into case_task (id, organisation_id, case_id, title, assignee_id, origin)
      values (gen_random_uuid(), ${town.id}, ${other.found.id}, 'Appeler', ${hugo.id}, 'MANUAL')`;
    await database.admin`insert into absence (id, organisation_id, user_id, from_on, to_on, replacement_id, created_by)
      values (gen_random_uuid(), ${town.id}, ${manager.id}, '2099-01-01', '2099-01-02', ${hugo.id}, ${manager.id})`;
    granted(await removeMember(admin, { organisationId: town.id, userId: hugo.id }, works));
    const [left] = await database.admin`
      select co_handler_ids as beside, watchers, (select count(*)::int from case_task where assignee_id = ${hugo.id}) as tasks,
        (select count(*)::int from absence where replacement_id = ${hugo.id}) as replaces
      from cases where id = ${other.found.id}`;
    expect(left).toEqual({ beside: [], watchers: {}, tasks: 0, replaces: 0 });
  });

  it("mediation#45 a case to take again is taken like another, and is no longer marked", async () => {
    const hugo = await busy(1);
    granted(await removeMember(admin, { organisationId: town.id, userId: hugo.id }, works));
    const [caseId = ""] = hugo.open;
    const claire = await signedIn(database, await aMediator(database, town.id));
    granted(await takeCase(claire, { caseId }));
    expect((await casesIn([caseId]))[0]?.resume).toBe(false);
  });

  it("mediation#45 losing the role of mediator gives cases back; keeping another role of handler does not", async () => {
    const organisationId = town.id;
    const hugo = await busy(2);
    const asked = { organisationId, userId: hugo.id };
    const roles = (...names: string[]) => [{ service: "mediation", roles: names }];
    granted(await changeRoles(admin, { ...asked, roles: roles("manager", "reader") }, works));
    expect((await casesIn(hugo.open))[0]?.assignee).toBe(hugo.id);
    granted(await changeRoles(admin, { ...asked, roles: roles("reader") }, works));
    expect([...(await casesIn(hugo.open))]).toEqual([{ assignee: null, resume: true }]);
  });

  it("mediation#45 the last manager is refused, whoever asks, and keeps everything", async () => {
    const lastOne = { organisationId: town.id, userId: manager.id };
    const refused = refusalOf(await removeMember(admin, lastOne, works));
    expect(refused).toMatchObject({ reason: "last_keeper", facts: { role: "mediation.manager" } });
    const demoted = { ...lastOne, roles: [{ service: "mediation", roles: ["mediator"] }] };
    expect(refusalOf(await changeRoles(admin, demoted, works)).reason).toBe("last_keeper");
    const self = await signedIn(database, manager);
    expect(refusalOf(await leaveOrganisation(self, town.id, works)).reason).toBe("last_keeper");
  });

  it("mediation#45 who leaves by themselves gives cases back too", async () => {
    const hugo = await busy(1);
    granted(await leaveOrganisation(await signedIn(database, hugo), town.id, works));
    expect([...(await casesIn(hugo.open))]).toEqual([{ assignee: null, resume: true }]);
  });

  it("mediation#45 an administrator who removes sees no case before and none after", async () => {
    const hugo = await busy(1);
    const boss = await aUser(database, [
      { organisationId: town.id, service: "administration", roles: ["admin"] },
    ]);
    const ctx = await signedIn(database, boss);
    const seen = async () => (await ctx.db.execute("select id from cases")).length;
    expect(await seen()).toBe(0);
    granted(await removeMember(ctx, { organisationId: town.id, userId: hugo.id }, works));
    expect(await seen()).toBe(0);
  });
});

it("mediation#3 a member of another organisation cannot be removed by name, there or here", async () => {
  const elsewhere = await anOrganisation(database);
  const stranger = await aMediator(database, elsewhere.id);
  const { found } = await aCase(database, elsewhere, { assigneeId: stranger.id });
  const asManager = await signedIn(database, manager);
  for (const ctx of [admin, asManager]) {
    for (const organisationId of [town.id, elsewhere.id]) {
      const refusal = refusalOf(await removeMember(ctx, { organisationId, userId: stranger.id }, works));
      expect(refusal.code).toBe("notFound");
    }
  }
  const [row] = await database.admin`select assignee_id, (select count(*)::int from membership
    where user_id = ${stranger.id} and ended_at is null) as live from cases where id = ${found.id}`;
  expect(row).toEqual({ assignee_id: stranger.id, live: 1 });
});
