import { beforeAll, describe, expect, it } from "vitest";
import { dayIn } from "../../../shared/mediation/dates.ts";
import { addDays } from "../../../shared/mediation/rules.ts";
import { defaultMediationSettings, type MediationSettings } from "../../../shared/mediation/settings.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { hashSecret, newSecret, uuidV7 } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { callFunction } from "../../platform/test-kit/call-function.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { organisationById } from "../access/index.ts";
import { autoAssign } from "./auto-assign.ts";
import { changeAbsence, declareAbsence, endAbsence } from "./declare-absence.ts";
import { notifyAgents } from "./notify-agents.ts";
import { readTeam } from "./read-team.ts";
import { aCase, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const worker = () => database.worker({ kind: "job", name: "test" });
type Agent = Awaited<ReturnType<typeof aMediator>>;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Agent;
let hugo: Agent;
let ines: Agent;
let manager: Agent;
const today = dayIn("Europe/Paris", new Date());
const day = (days: number) => addDays(today, days);
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
  hugo = await aMediator(database, town.id, { firstName: "Hugo", lastName: "Lemarchand" });
  ines = await aMediator(database, town.id, { firstName: "Inès", lastName: "Carpentier" });
  manager = await aMediator(database, town.id, { role: "manager", firstName: "Samira", lastName: "Benali" });
});

const away = (from: number, to: number, replacement: Agent | null, muted = false) => ({
  organisation: town.id,
  fromOn: day(from),
  toOn: day(to),
  replacementId: replacement?.id ?? null,
  muted,
});
const none = () => admin`delete from absence where organisation_id = ${town.id}`;
const as = (agent: Agent) => signedIn(database, agent);
/** Requests of a browser of this person. */
const browserOf = async (agent: Agent) => {
  const secret = newSecret();
  await admin`insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${uuidV7(new Date())}, ${agent.id}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
  return (method: string, path: string, body?: unknown) =>
    callFunction(database, "api", method, path, body, { cookies: [`guichet=${secret}`] });
};

describe("an absence and its replacement", () => {
  it("mediation#31 the replacement acts during the dates, restricted cases included, and no more the next day", async () => {
    await none();
    const { found } = await aCase(database, town, { assigneeId: claire.id, restricted: true });
    const hugos = await browserOf(hugo);
    const path = `/api/mediation/cases/${found.id}`;
    expect((await hugos("GET", path)).status).toBe(404);
    const { id } = granted(await declareAbsence(await as(claire), away(0, 1, hugo)));

    const seen = await hugos("GET", path);
    expect(seen).toMatchObject({
      status: 200,
      body: { hands: { away: { by: "Hugo Lemarchand", until: day(1) } } },
    });
    expect(seen.body.allowed).toEqual(expect.arrayContaining(["case.write", "case.close"]));
    const moved = await hugos("POST", `${path}/status`, { version: 1, status: "CONTACT_REQUESTER" });
    expect(moved).toMatchObject({ status: 200, body: { case: { status: "CONTACT_REQUESTER" } } });

    await admin`update absence set from_on = ${day(-3)}, to_on = ${day(-1)} where id = ${id}`;
    expect((await hugos("GET", path)).status).toBe(404);
    expect((await hugos("POST", `${path}/status`, { version: 2, status: "TO_PROCESS" })).status).toBe(404);
    await admin`update absence set from_on = ${day(1)}, to_on = ${day(2)} where id = ${id}`;
    expect((await hugos("GET", path)).status).toBe(404);
  });

  it("mediation#31 refuses two people who replace each other, also when they declare at once", async () => {
    await none();
    const [first, second] = await Promise.all([
      declareAbsence(await as(claire), away(2, 5, hugo)),
      declareAbsence(await as(hugo), away(4, 8, claire)),
    ]);
    expect([first, second].filter(({ ok }) => ok)).toHaveLength(1);
    const refused = [first, second].find(({ ok }) => !ok);
    expect(refused && refusalOf(refused).fields).toMatchObject([{ path: "replacementId" }]);
  });

  it("tells the managers when somebody's replacement goes too: nobody replaces in turn", async () => {
    await none();
    granted(await declareAbsence(await as(claire), away(2, 5, hugo)));
    granted(await declareAbsence(await as(hugo), away(4, 8, ines)));
    const news = await admin`select kind, user_id from notification where organisation_id = ${town.id}
      and kind in ('replacing', 'replacement_missing') order by id desc limit 3`;
    expect(news.map(({ kind, user_id }) => [kind, user_id])).toEqual([
      ["replacement_missing", manager.id],
      ["replacing", ines.id],
      ["replacing", hugo.id],
    ]);
  });

  it("refuses days that end before they begin, are over, or are taken; oneself, and somebody who is no mediator", async () => {
    await none();
    const reader = await aMediator(database, town.id, { role: "reader" });
    const asClaire = await as(claire);
    granted(await declareAbsence(asClaire, away(10, 12, null)));
    const fieldOf = async (input: ReturnType<typeof away>) =>
      refusalOf(await declareAbsence(asClaire, input)).fields?.map(({ path }) => path);
    expect(await fieldOf(away(5, 4, null))).toEqual(["toOn"]);
    expect(await fieldOf(away(-5, -4, null))).toEqual(["toOn"]);
    expect(await fieldOf(away(12, 14, null))).toEqual(["fromOn"]);
    expect(await fieldOf(away(2, 3, claire))).toEqual(["replacementId"]);
    expect(await fieldOf(away(2, 3, reader))).toEqual(["replacementId"]);
  });

  it("one's own or, for a manager, anybody's; ending it today gives the cases back at once", async () => {
    await none();
    const { id } = granted(
      await declareAbsence(await as(manager), { ...away(-1, 3, hugo), userId: claire.id }),
    );
    expect(refusalOf(await endAbsence(await as(hugo), id)).code).toBe("forbidden");
    granted(await changeAbsence(await as(claire), { id, ...without(away(-1, 4, ines)) }));
    const team = granted(await readTeam(await as(ines), town.id));
    expect(team.replaces).toEqual([{ id: claire.id, name: "Claire Vasseur", until: day(4) }]);
    expect(team.members.every(({ open }) => open === null)).toBe(true);
    granted(await endAbsence(await as(claire), id));
    expect(granted(await readTeam(await as(ines), town.id)).replaces).toEqual([]);
    const stranger = await aMediator(database, (await anOrganisation(database)).id);
    expect(refusalOf(await endAbsence(await as(stranger), id)).code).toBe("notFound");
  });
});

const without = ({ organisation: _, ...rest }: ReturnType<typeof away>) => rest;

describe("notices while somebody is away", () => {
  const toldOf = async (assignee: Agent) => {
    const { found } = await aCase(database, town, { assigneeId: assignee.id });
    const ctx = worker();
    granted(
      await mutate(ctx, async (tx) => {
        const organisation = await organisationById(tx, town.id);
        const events = await notifyAgents(tx, ctx, organisation, found0(found, assignee), "failed_send");
        return { result: null, permission: permit(true), audit: [], events };
      }),
    );
    const rows = await admin<{ address: string }[]>`select r.address from outgoing_recipient r
      join outgoing_message m on m.id = r.outgoing_message_id where m.target_id = ${found.id}`;
    return rows.map(({ address }) => address).sort();
  };
  const found0 = (found: Awaited<ReturnType<typeof aCase>>["found"], { id }: Agent) => ({
    ...found,
    assigneeId: id,
  });

  it("reach the replacement too; the absent unless muted; the managers when the replacement is away as well", async () => {
    await none();
    expect(await toldOf(claire)).toEqual([claire.email]);
    const { id } = granted(await declareAbsence(await as(claire), away(0, 1, hugo)));
    expect(await toldOf(claire)).toEqual([claire.email, hugo.email].sort());
    await admin`update absence set muted = true where id = ${id}`;
    expect(await toldOf(claire)).toEqual([hugo.email]);
    granted(await declareAbsence(await as(hugo), away(0, 1, null)));
    expect(await toldOf(claire)).toEqual([hugo.email, manager.email].sort());
  });
});

describe("new cases that find a mediator", () => {
  const settings = (wanted: Partial<MediationSettings>) => admin`
    insert into mediation_settings (organisation_id, settings, updated_at)
    values (${town.id}, ${admin.json({ ...defaultMediationSettings, ...wanted } as never)}, now())
    on conflict (organisation_id) do update set settings = excluded.settings`;
  const assignedTo = async (given: { domainId?: string } = {}) => {
    const { found } = await aCase(database, town);
    if (given.domainId) await admin`update cases set domain_id = ${given.domainId} where id = ${found.id}`;
    const ctx: Ctx = worker();
    return granted(
      await mutate(ctx, async (tx) => {
        const done = await autoAssign(tx, ctx, await organisationById(tx, town.id), found.id);
        return { result: done.userId, permission: permit(true), audit: done.audit, events: done.events };
      }),
    );
  };

  it("in turn, without those who are away, by Guichet; none unless the organisation wants it", async () => {
    await none();
    await settings({});
    expect(await assignedTo()).toBeUndefined();
    await settings({ autoAssign: "round_robin" });
    granted(await declareAbsence(await as(hugo), away(0, 1, null)));
    const given = [await assignedTo(), await assignedTo(), await assignedTo()];
    expect(new Set(given)).toEqual(new Set([claire.id, ines.id]));
    expect(given[0]).toBe(given[2]);
    const [note] = await admin`select actor_kind from audit_event where action = 'case.assign'
      and organisation_id = ${town.id} order by at desc limit 1`;
    expect(note?.actor_kind).toBe("job:test");
  });

  it("by domain, of the one above when it has none; nobody when its mediator is away", async () => {
    await none();
    const [child] =
      await admin`select id, parent_id from list_item where parent_id is not null and list = 'domain' limit 1`;
    await settings({ autoAssign: "domain", domainMediators: { [String(child?.parent_id)]: claire.id } });
    expect(await assignedTo({ domainId: String(child?.id) })).toBe(claire.id);
    expect(await assignedTo()).toBeUndefined();
    granted(await declareAbsence(await as(claire), away(0, 1, hugo)));
    expect(await assignedTo({ domainId: String(child?.id) })).toBeUndefined();
    await settings({});
  });
});
