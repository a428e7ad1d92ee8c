import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { readObject, writeObject } from "../../platform/files.ts";
import { aPlatformAdministrator, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { declarationsDigest } from "./digest.ts";
import { forgetAbandoned } from "./forget-abandoned.ts";
import { forgetDeclarations } from "./forget-declarations.ts";
import { chooseNews, readNewsChoices } from "./news-choices.ts";
import { readOverview } from "./read-overview.ts";
import { readStatistics } from "./read-statistics.ts";
import { remindOfDeadlines } from "./remind-of-deadlines.ts";
import { tellTrouble } from "./tell-trouble.ts";
import { aLine, aMember, aShow, aTheatre, granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const day = 86_400_000;
const theatreType = "THEATRE_AND_STORYTELLING_AND_MIME";

const userOf = ({ actor }: Ctx) => (actor.kind === "user" ? actor.userId : "");
/** Subjects of the mails queued for somebody. */
const mailsTo = async (ctx: Ctx, template: string): Promise<string[]> => {
  const rows =
    await admin`select m.subject from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id
    join user_account u on u.email = r.address where u.id = ${userOf(ctx)} and m.template like ${`${template}%`} order by m.id`;
  return rows.map(({ subject }) => String(subject));
};
const at = (instant: string): Ctx => {
  const now = new Date(instant);
  return { ...database.worker(), now: () => now };
};

describe("deadlines", () => {
  it("are told to declarants 15, 7 and 2 days before, once each, and no more once the body was told", async () => {
    const { id } = await aTheatre(database);
    const declarant = await aMember(database, id, "declarant");
    const reader = await aMember(database, id, "viewer");
    const show = await aShow(database, id, {
      performanceType: theatreType,
      performances: [{ startAt: "2027-02-28T15:00:00Z", endAt: "2027-02-28T16:30:00Z" }],
    });
    await admin`update show set expected_bodies = '{SACD}' where id = ${show.id}`;
    // The deadline is the 30th of March: nothing 16 days before, nothing before seven in the morning.
    await remindOfDeadlines(at("2027-03-14T09:00:00Z"));
    await remindOfDeadlines(at("2027-03-15T05:30:00Z"));
    expect(await mailsTo(declarant, "declarations.deadline")).toEqual([]);
    for (const instant of ["2027-03-15T06:30:00Z", "2027-03-15T09:00:00Z", "2027-03-16T09:00:00Z"])
      await remindOfDeadlines(at(instant));
    expect(await mailsTo(declarant, "declarations.deadline")).toEqual([
      expect.stringMatching(/^À déclarer avant le mardi\s30\smars\s2027\s: Le Pain des étoiles \(SACD\)$/),
    ]);
    await remindOfDeadlines(at("2027-03-23T09:00:00Z"));
    await remindOfDeadlines(at("2027-03-29T09:00:00Z"));
    await remindOfDeadlines(at("2027-03-31T09:00:00Z"));
    expect(await mailsTo(declarant, "declarations.deadline")).toHaveLength(3);
    expect(await mailsTo(reader, "declarations.deadline")).toEqual([]);
  });
});

describe("an account that is not read", () => {
  it("is told of to managers once, then once a week, and says what is not harmed", async () => {
    const { id, ctx } = await aTheatre(database, { role: "manager" });
    const { sourceId } = await aShow(database, id);
    const since = new Date(Date.now() - day);
    await admin`insert into ticketing_connection ${admin({
      id: randomUUID(),
      organisation_id: id,
      source_id: sourceId,
      status: "active",
      access_key_hint: "e07a",
      fingerprint: "f",
      credential_id: randomUUID(),
      last_error_code: "invalid_credentials",
      consecutive_failures: 1,
      last_success_at: since,
    })}`;
    for (const days of [0, 1, 8]) await tellTrouble(at(new Date(Date.now() + days * day).toISOString()));
    expect(await mailsTo(ctx, "declarations.sync_trouble")).toEqual([
      "Synchronisation Billetterie principale\u00a0: à vérifier",
      "Synchronisation Billetterie principale\u00a0: à vérifier",
    ]);
  });
});

describe("choices of news", () => {
  it("are one's own, and the summary of the morning tells what they leave to it", async () => {
    const { id, ctx } = await aTheatre(database, { role: "declarant" });
    const show = await aShow(database, id, { performanceType: theatreType });
    await admin`insert into quarantine_record ${admin({
      id: randomUUID(),
      organisation_id: id,
      source_id: show.sourceId,
      series_id: show.externalId,
      level: "ticket",
      external_id: "1",
      reason: "unknown_category",
      count: 1,
      amount: 700,
      excerpt: admin.json({}),
      state: "open",
      updated_at: new Date(),
    })}`;
    const lines = () =>
      database.worker().db.transaction((tx) =>
        declarationsDigest.linesOf(tx, database.worker(), {
          organisationId: id,
          userId: userOf(ctx),
          roles: ["declarant"],
          notices: [],
        }),
      );
    expect((await lines()).map(({ words }) => words)).toEqual(["1\u00a0vente mise de côté à décider"]);
    const choices = granted(await chooseNews(ctx, { organisationId: id, topic: "deadline", way: "digest" }));
    expect(choices.ways).toMatchObject({ deadline: "digest", aside: "digest", transmission: "mail" });
    const other = await aMember(database, id, "declarant");
    expect(granted(await readNewsChoices(other, id)).ways.deadline).toBe("mail");
    expect((await lines()).map(({ words }) => words).join()).toMatch(/Le Pain des étoiles, SACD/);
    await chooseNews(ctx, { organisationId: id, topic: "aside", way: "off" });
    expect((await lines()).map(({ words }) => words).join()).not.toMatch(/à décider/);
  });
});

describe("statistics", () => {
  it("add retained figures up by month, type and place, and leave out what is hidden or removed", async () => {
    const { id, ctx } = await aTheatre(database, { role: "viewer" });
    const invited = aLine({ categoryId: "i", unitPrice: 0, rate: 0, paid: 0, free: 25 });
    const show = await aShow(database, id, {
      performanceType: theatreType,
      performances: [
        { startAt: "2027-01-31T23:30:00Z", lines: [aLine({ paid: 75 }), invited] },
        { startAt: "2027-03-05T19:30:00Z", lines: [aLine({ paid: 10 })] },
        { startAt: "2027-03-06T19:30:00Z", lines: [aLine({ paid: 10 })], sourceState: "removed" },
      ],
    });
    await admin`update show set capacity = 200 where id = ${show.id}`;
    const [first = ""] = show.performances;
    await admin`insert into figure_correction ${admin({
      id: randomUUID(),
      organisation_id: id,
      performance_id: first,
      field: "paid",
      value: admin.json(55),
      reason: "Souches",
      author_id: randomUUID(),
      at: new Date(),
    })}`;
    const figures = granted(await readStatistics(ctx, { organisation: id, from: "2027-02", to: "2027-03" }));
    // Half past midnight in Paris is February.
    expect(
      figures.months.map(({ key, paid, free, seats, seated }) => [key, paid, free, seats, seated]),
    ).toEqual([
      ["2027-02", 55, 25, 200, 80],
      ["2027-03", 10, 0, 200, 10],
    ]);
    expect(figures.total).toMatchObject({ performances: 2, gross: 153_000, seats: 400, seated: 90 });
    expect(figures.types.map(({ key }) => key)).toEqual([theatreType]);
    expect(figures.places).toEqual([expect.objectContaining({ key: null, performances: 2 })]);
    const stranger = await aTheatre(database);
    const asked = { organisation: id, from: "2027-02", to: "2027-03" };
    expect(refusalOf(await readStatistics(stranger.ctx, asked)).code).toBe("notFound");
  });
});

describe("the overview of the platform", () => {
  it("counts for its administrators alone, and hides what fewer than five organisations did", async () => {
    const { ctx } = await aTheatre(database, { role: "manager" });
    expect(refusalOf(await readOverview(ctx)).code).toBe("notFound");
    const keeper = await signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
    const before = granted(await readOverview(keeper));
    expect(JSON.stringify(before)).not.toMatch(/gross|amount|Lanterne/);
    for (let made = 0; made < 5; made += 1) {
      const { id } = await aTheatre(database);
      await aShow(database, id, { provider: "SOTICKET" });
    }
    const lone = await aTheatre(database);
    await aShow(database, lone.id, { provider: "SHOTGUN" });
    const { sources } = granted(await readOverview(keeper));
    expect(sources).toContainEqual({ value: "SOTICKET", organisations: 5, found: 5 });
    expect(sources).toContainEqual({ value: "SHOTGUN", organisations: null, found: null });
  });
});

describe("what reaches its time", () => {
  it("goes: excerpts after 90 days, deleted shows after 30, figures after five years, what was sent never before ten", async () => {
    const { id } = await aTheatre(database);
    const old = new Date(Date.now() - 6 * 366 * day).toISOString();
    const gone = await aShow(database, id, { name: "Vieux", performances: [{ startAt: old }] });
    const told = await aShow(database, id, { name: "Déclaré", performances: [{ startAt: old }] });
    const kept = await aShow(database, id, { name: "Récent" });
    const deleted = await aShow(database, id, { name: "Supprimé" });
    await admin`update show set state = 'deleted', state_since = now() - interval '31 days' where id = ${deleted.id}`;
    const declarationId = randomUUID();
    const versionId = randomUUID();
    const key = `${id}/${versionId}.xml`;
    await writeObject(database.env, "receipts", key, Buffer.from("<Declaration/>"), "text/xml");
    const receipt = () => readObject(database.env, "receipts", key, 100);
    await admin`insert into declaration ${admin({ id: declarationId, organisation_id: id, show_id: told.id, year: 2020, seq: 1, created_by: randomUUID(), created_at: old })}`;
    await admin`insert into declaration_version ${admin({ id: versionId, organisation_id: id, declaration_id: declarationId, number: 1, state: "frozen", form: admin.json({}), updated_at: old, updated_by: randomUUID() })}`;
    await admin`insert into transmission ${admin({ id: randomUUID(), organisation_id: id, declaration_id: declarationId, declaration_version_id: versionId, body: "SACD", state: "accepted", idempotency_key: randomUUID(), payload_key: key, sent_at: old, asked_by: randomUUID(), created_at: old, updated_at: old })}`;
    const aside = (state: string, days: number) =>
      admin`insert into quarantine_record ${admin({
        id: randomUUID(),
        organisation_id: id,
        source_id: kept.sourceId,
        series_id: kept.externalId,
        level: "ticket",
        external_id: `${state}${days}`,
        reason: "unknown_category",
        count: 1,
        amount: 700,
        excerpt: admin.json({ category: "Early" }),
        state,
        updated_at: new Date(Date.now() - days * day),
      })}`;
    await aside("resolved", 91);
    await aside("resolved", 89);
    await aside("open", 400);
    const shows = async () => {
      const rows = await admin`select name from show where organisation_id = ${id} order by name`;
      return rows.map(({ name }) => String(name));
    };
    await forgetDeclarations(database.worker());
    expect(await shows()).toEqual(["Déclaré", "Récent"]);
    const left =
      await admin`select external_id, excerpt <> '{}' as whole from quarantine_record where source_id = ${kept.sourceId} order by 1`;
    expect([...left]).toEqual([
      { external_id: "open400", whole: true },
      { external_id: "resolved89", whole: true },
      { external_id: "resolved91", whole: false },
    ]);
    expect(gone.performances).toHaveLength(1);
    expect((await receipt())?.toString()).toBe("<Declaration/>");
    const ten = { ...database.worker(), now: () => new Date(Date.now() + 5 * 366 * day) };
    await forgetDeclarations(ten);
    await forgetDeclarations(ten);
    const [counted] =
      await admin`select (select count(*)::int from declaration where organisation_id = ${id}) as declarations,
      (select count(*)::int from show where id = ${told.id}) as shows`;
    expect(counted).toEqual({ declarations: 0, shows: 0 });
    expect(await receipt()).toBeUndefined();
  });

  it("of an organisation nobody comes to: a warning after a year, two years more, then all but what was sent", async () => {
    const { id } = await aTheatre(database);
    const { id: visited } = await aTheatre(database);
    const manager = await aMember(database, id, "manager");
    await aShow(database, id, { name: "Jamais déclaré" });
    const told = await aShow(database, id, { name: "Déclaré" });
    await aShow(database, visited, { name: "Ailleurs" });
    const [declarationId, versionId] = [randomUUID(), randomUUID()];
    const by = randomUUID();
    await admin`insert into declaration ${admin({ id: declarationId, organisation_id: id, show_id: told.id, year: 2026, seq: 1, created_by: by })}`;
    await admin`insert into declaration_version ${admin({ id: versionId, organisation_id: id, declaration_id: declarationId, number: 1, state: "frozen", form: admin.json({}), updated_at: new Date(), updated_by: by })}`;
    await admin`insert into transmission ${admin({ id: randomUUID(), organisation_id: id, declaration_id: declarationId, declaration_version_id: versionId, body: "SACD", state: "accepted", idempotency_key: randomUUID(), sent_at: new Date(), asked_by: by, updated_at: new Date() })}`;
    const shows = async (of = id) =>
      (await admin`select name from show where organisation_id = ${of} order by name`).map(
        ({ name }) => name,
      );
    const night = async (days: number) => {
      const ctx = { ...database.worker(), now: () => new Date(Date.now() + days * day) };
      await forgetAbandoned(ctx);
      await forgetDeclarations(ctx);
    };
    await night(300);
    expect(await mailsTo(manager, "declarations.quiet")).toEqual([]);
    await night(370);
    await night(371);
    expect(await mailsTo(manager, "declarations.quiet")).toEqual([
      expect.stringMatching(/^Vos spectacles seront effacés le /),
    ]);
    // Somebody of the other theatre came after the warning: it is called off.
    await admin`update user_account set last_seen_at = now() + interval '500 days' where id in
      (select user_id from membership where organisation_id = ${visited})`;
    await night(501);
    await night(370 + 729);
    expect(await shows()).toEqual(["Déclaré", "Jamais déclaré"]);
    await night(370 + 731);
    expect(await shows()).toEqual(["Déclaré"]);
    expect(await shows(visited)).toEqual(["Ailleurs"]);
    const [left] =
      await admin`select (select count(*)::int from declarant_profile where organisation_id = ${id}) as profiles,
      (select count(*)::int from transmission where organisation_id = ${id}) as sent,
      (select count(*)::int from audit_event where organisation_id = ${id} and action = 'declarations.abandoned') as noted`;
    expect(left).toEqual({ profiles: 0, sent: 1, noted: 1 });
    await night(370 + 732);
    const again =
      await admin`select from audit_event where organisation_id = ${id} and action = 'declarations.abandoned'`;
    expect(again).toHaveLength(1);
  }, 60_000);
});
