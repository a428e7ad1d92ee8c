import { randomUUID } from "node:crypto";
import ICAL from "ical.js";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { calendarFeed } from "./calendar-feed.ts";
import { myCalendar } from "./my-calendar.ts";
import { renewCalendar, revokeCalendar } from "./own-calendar.ts";
import { aCase, aVisitor, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
let asClaire: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
  asClaire = await signedIn(database, claire);
});

const aDueCase = async (on: string, given: Parameters<typeof aCase>[2] = {}) => {
  const { found } = await aCase(database, town, { assigneeId: claire.id, ...given });
  await admin`update cases set due_on = ${on} where id = ${found.id}`;
  return found;
};
const aTask = async (
  found: { id: string; organisationId: string },
  on: string,
  kind: string | null = null,
) => {
  const id = randomUUID();
  await admin`insert into case_task (id, organisation_id, case_id, title, due_on, origin, kind)
    values (${id}, ${found.organisationId}, ${found.id}, 'Rappeler Mme Thibaudot', ${on},
    ${kind ? "SYSTEM" : "MANUAL"}, ${kind})`;
  return id;
};
const numberOf = ({ year, seq }: { year: number; seq: number }) => `${year}-${String(seq).padStart(5, "0")}`;
const keyOf = (url: string) => new URL(url).searchParams.get("cle") ?? "";
const newKey = async (ctx = asClaire) =>
  keyOf(granted(await renewCalendar(ctx, { organisation: town.id })).url);

describe("one's calendar", () => {
  it("shows the cases in one's charge and one's tasks on their days, of that week alone", async () => {
    const found = await aDueCase("2031-03-05");
    const mine = await aTask(found, "2031-03-09");
    await aTask(found, "2031-03-10");
    const hugo = await aMediator(database, town.id);
    await aDueCase("2031-03-06", { assigneeId: hugo.id });
    const hidden = await aDueCase("2031-03-06", { assigneeId: hugo.id, restricted: true });
    await aTask(hidden, "2031-03-06");
    const view = granted(await myCalendar(asClaire, { organisation: town.id, from: "2031-03-03" }));
    expect([view.from, view.to]).toEqual(["2031-03-03", "2031-03-09"]);
    expect(view.entries.map(({ id, on, is }) => [id, on, is])).toEqual([
      [found.id, "2031-03-05", "case"],
      [mine, "2031-03-09", "task"],
    ]);
    expect(view.late).toEqual([]);
  });

  it("begins on this Monday, with what is late from before", async () => {
    const found = await aDueCase(parisDay(-30));
    const view = granted(await myCalendar(asClaire, { organisation: town.id }));
    expect(new Date(`${view.from}T00:00Z`).getUTCDay()).toBe(1);
    expect(view.today).toBe(parisDay());
    expect(view.late.map(({ id }) => id)).toContain(found.id);
  });

  it("is of one's own organisation", async () => {
    const elsewhere = await anOrganisation(database);
    expect(refusalOf(await myCalendar(asClaire, { organisation: elsewhere.id })).code).toBe("notFound");
    expect(refusalOf(await renewCalendar(asClaire, { organisation: elsewhere.id })).code).toBe("notFound");
  });
});

describe("the secret address of a calendar", () => {
  it("gives whole days with the number and what is due, and nothing that names anybody", async () => {
    const found = await aDueCase("2031-05-05", { subject: "Loyer de Mme Thibaudot" });
    const system = await aTask(found, "2031-05-06", "objection");
    const own = await aTask(found, "2031-05-07");
    const text = granted(await calendarFeed(aVisitor(database), await newKey()));
    expect(text).not.toMatch(/Thibaudot|Nadège|Loyer/);
    // RFC 5545 §3.1: lines end with CRLF and have at most 75 octets.
    expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
    for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
    expect(text).toContain("DTSTART;VALUE=DATE:20310505\r\n");
    expect(text).toMatch(/DTSTAMP:\d{8}T\d{6}Z\r\n/);
    const events = new ICAL.Component(ICAL.parse(text)).getAllSubcomponents("vevent");
    const said = (id: string) =>
      events
        .find((event) => String(event.getFirstPropertyValue("uid")).startsWith(id))
        ?.getFirstPropertyValue("summary");
    expect(said(found.id)).toBe(`${numberOf(found)}, échéance du dossier`);
    expect(said(own)).toBe(`${numberOf(found)}, tâche`);
    expect(said(system)).toMatch(/^\d{4}-\d{5}, vérifier qui peut agir/);
  });

  it("opens nothing any more once it is changed or taken away, and its secret is not kept", async () => {
    const first = await newKey();
    const second = await newKey();
    const read = (key: string) => calendarFeed(aVisitor(database), key);
    expect(refusalOf(await read(first)).reason).toBe("link_revoked");
    granted(await read(second));
    const kept = await admin`select token_hash from secret_link where target_id = ${claire.id}`;
    expect(kept.map((row) => row.token_hash)).not.toContain(second);
    expect(granted(await myCalendar(asClaire, { organisation: town.id })).feedSince).not.toBeNull();
    granted(await revokeCalendar(asClaire, { organisation: town.id }));
    granted(await revokeCalendar(asClaire, { organisation: town.id }));
    expect(refusalOf(await read(second)).reason).toBe("link_revoked");
    expect(granted(await myCalendar(asClaire, { organisation: town.id })).feedSince).toBeNull();
    const acts = await admin`select action from audit_event where target_id = ${claire.id}
      and action like 'calendar.%' order by at desc limit 3`;
    expect(acts.map(({ action }) => action)).toEqual(["calendar.revoke", "calendar.renew", "calendar.renew"]);
    expect(refusalOf(await read("x".repeat(43))).code).toBe("notFound");
  });

  it("shows nothing to somebody who is a member no more, nor a case hidden from them since", async () => {
    const leaver = await aMediator(database, town.id);
    const asLeaver = await signedIn(database, leaver);
    const found = await aDueCase("2031-06-05", { assigneeId: leaver.id });
    const key = await newKey(asLeaver);
    const count = async () =>
      granted(await calendarFeed(aVisitor(database), key)).split("BEGIN:VEVENT").length - 1;
    expect(await count()).toBe(1);
    await aTask(found, "2031-06-06");
    await admin`update case_task set assignee_id = ${leaver.id} where case_id = ${found.id}`;
    await admin`update cases set restricted = true, assignee_id = null where id = ${found.id}`;
    expect(await count()).toBe(0);
    await admin`update cases set restricted = false where id = ${found.id}`;
    expect(await count()).toBe(1);
    await admin`update membership set ended_at = now() where user_id = ${leaver.id}`;
    expect(await count()).toBe(0);
  });

  it("is nobody else's to see or to end", async () => {
    await newKey();
    const hugo = await signedIn(database, await aMediator(database, town.id));
    granted(await revokeCalendar(hugo, { organisation: town.id }));
    expect(granted(await myCalendar(hugo, { organisation: town.id })).feedSince).toBeNull();
    expect(granted(await myCalendar(asClaire, { organisation: town.id })).feedSince).not.toBeNull();
  });
});
