import { afterEach, expect, it } from "vitest";
import { type DeadlineRule, deadlineOf, usualDeadlines } from "../../../shared/declarations/deadlines.ts";
import { usualVatLists } from "../../../shared/declarations/territory.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aPlatformAdministrator, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { changeDeadline, changeVatList } from "./change-body-settings.ts";
import { importDefaults } from "./import-access.ts";
import { listShows } from "./list-shows.ts";
import { openDeclaration } from "./open-declaration.ts";
import { preview } from "./preview.ts";
import { readBodySettings } from "./read-body-settings.ts";
import { readShow } from "./read-show.ts";
import { readSibil } from "./read-sibil.ts";
import { readStatistics } from "./read-statistics.ts";
import { remindOfDeadlines } from "./remind-of-deadlines.ts";
import { aLine, aMember, aShow, aTheatre, granted, refusalOf } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
afterEach(() => admin`delete from body_setting`);

const aKeeper = async (): Promise<Ctx> =>
  signedIn(database, await aPlatformAdministrator(database), { secondFactor: true });
/** SACD counts so many days from now on. */
const sacdAfter = async (count: number, version = 0) =>
  granted(
    await changeDeadline(await aKeeper(), { body: "SACD", version, rule: { kind: "days_after", count } }),
  );

it("until somebody changes them, settings are those of the rules, in version 0, for whoever is signed in", async () => {
  const { ctx } = await aTheatre(database, { role: "viewer" });
  const { deadlines, vatLists } = await readBodySettings(ctx.db);
  expect(deadlines.SIBIL).toEqual({ rule: usualDeadlines.SIBIL, version: 0 });
  expect(vatLists.overseas).toEqual({ rates: usualVatLists.overseas, version: 0 });
});

it("only administrators of the platform change them, and the journal has before and after", async () => {
  const { ctx } = await aTheatre(database, { role: "manager" });
  const rule = { kind: "days_after", count: 45 } as const;
  expect(refusalOf(await changeDeadline(ctx, { body: "SACD", version: 0, rule })).code).toMatch(
    /notFound|forbidden/,
  );
  const withoutCode = await signedIn(database, await aPlatformAdministrator(database));
  expect(
    refusalOf(await changeVatList(withoutCode, { territory: "corsica", version: 0, rates: [0] })).code,
  ).toMatch(/notFound|forbidden/);
  expect(await sacdAfter(45)).toEqual({ rule, version: 1 });
  const [note] = await admin`select before, after from audit_event where action = 'body_settings.deadline'`;
  expect(note).toEqual({
    before: { body: "SACD", deadlineRule: { kind: "days_after", count: 30 } },
    after: { body: "SACD", deadlineRule: rule },
  });
});

it("whoever saves over a newer rule is told what is stored, and of two first writes one alone counts", async () => {
  const keeper = await aKeeper();
  await sacdAfter(45);
  const late = await changeDeadline(keeper, {
    ...{ body: "SACD", version: 0, rule: { kind: "days_after", count: 60 } },
  });
  expect(refusalOf(late)).toMatchObject({
    ...{ code: "conflict", reason: "version_differs" },
    facts: { version: "1", values: JSON.stringify({ rule: { kind: "days_after", count: 45 } }) },
  });
  const other = await aKeeper();
  const both = await Promise.all(
    [keeper, other].map((ctx, at) =>
      changeVatList(ctx, { territory: "corsica", version: 0, rates: [550, at * 100] }),
    ),
  );
  expect(both.map(({ ok }) => ok).toSorted()).toEqual([false, true]);
  expect((await readBodySettings(keeper.db)).vatLists.corsica.version).toBe(1);
});

it.each([
  [{ kind: "next_month_end" }],
  [{ kind: "days_after", count: 1 }],
  [{ kind: "days_after", count: 365 }],
  [{ kind: "months_end", count: 1 }],
  [{ kind: "months_end", count: 12 }],
  [{ kind: "after_quarter", count: 1 }],
  [{ kind: "after_quarter", count: 28 }],
] as const)(
  "a list sorted by the database counts the rule %j as the calendar does",
  async (rule: DeadlineRule) => {
    const { id, ctx } = await aTheatre(database);
    granted(await changeDeadline(await aKeeper(), { body: "ASTP", version: 0, rule }));
    for (const day of ["2024-02-29", "2025-11-30", "2025-12-31", "2026-03-07"]) {
      const show = await aShow(database, id, { performances: [{ startAt: `${day}T12:00:00Z` }] });
      await admin`update show set expected_bodies = '{ASTP}' where id = ${show.id}`;
      const { shows } = granted(await listShows(ctx, { organisation: id, tab: "all" }));
      const summary = shows.find((one) => one.id === show.id);
      expect([day, summary?.due?.on]).toEqual([day, deadlineOf(rule, day)]);
      expect(summary?.bodies[0]?.dueOn).toBe(deadlineOf(rule, day));
    }
  },
);

it("a changed rule moves the show, its declaration, the quarter and what its check says", async () => {
  const { id, ctx } = await aTheatre(database, { role: "declarant" });
  const show = await aShow(database, id, { performances: [{ startAt: "2026-03-07T19:30:00Z" }] });
  await admin`update show set expected_bodies = '{SACD,SIBIL}' where id = ${show.id}`;
  const keeper = await aKeeper();
  const { id: declarationId } = granted(await openDeclaration(ctx, { showId: show.id, bodies: ["SACD"] }));
  expect(granted(await preview(ctx, declarationId, "SACD")).deadline).toBe("2026-04-06");
  await sacdAfter(45);
  granted(
    await changeDeadline(keeper, { body: "SIBIL", version: 0, rule: { kind: "after_quarter", count: 20 } }),
  );
  const due = granted(await readShow(ctx, show.id)).bodies.map(({ body, dueOn }) => [body, dueOn]);
  expect(due).toEqual(
    expect.arrayContaining([
      ["SACD", "2026-04-21"],
      ["SIBIL", "2026-04-20"],
    ]),
  );
  expect(granted(await preview(ctx, declarationId, "SACD")).deadline).toBe("2026-04-21");
  expect(granted(await readSibil(ctx, { organisation: id, year: 2026, quarter: 1 })).deadline).toBe(
    "2026-04-20",
  );
});

it("a declaration that came in time under the new rule counts so", async () => {
  const { id, ctx } = await aTheatre(database, { role: "declarant" });
  const show = await aShow(database, id, { performances: [{ startAt: "2026-03-07T19:30:00Z" }] });
  const { id: declarationId, current } = granted(
    await openDeclaration(ctx, { showId: show.id, bodies: ["SACD"] }),
  );
  await admin`insert into transmission (id, organisation_id, declaration_id, declaration_version_id, body, state, idempotency_key, sent_at, asked_by, updated_at)
    values (gen_random_uuid(), ${id}, ${declarationId}, ${current.id}, 'SACD', 'sent', gen_random_uuid(), '2026-04-15T10:00:00Z', gen_random_uuid(), now())`;
  const sacd = async () =>
    granted(
      await readStatistics(ctx, { organisation: id, from: "2026-01", to: "2026-12" }),
    ).declarations.find(({ body }) => body === "SACD");
  expect(await sacd()).toMatchObject({ onTime: 0, late: 1 });
  await sacdAfter(45);
  expect(await sacd()).toMatchObject({ onTime: 1, late: 0 });
});

it("reminders follow the new rule", async () => {
  const { id } = await aTheatre(database);
  const declarant = await aMember(database, id, "declarant");
  const userId = declarant.actor.kind === "user" ? declarant.actor.userId : "";
  const show = await aShow(database, id, { performances: [{ startAt: "2027-02-28T15:00:00Z" }] });
  await admin`update show set expected_bodies = '{SACD}' where id = ${show.id}`;
  await sacdAfter(45);
  const remindAt = (instant: string) => {
    const now = new Date(instant);
    return remindOfDeadlines({ ...database.worker(), now: () => now });
  };
  const subjects = async () => {
    const rows = await admin`select m.subject from outgoing_message m
      join outgoing_recipient r on r.outgoing_message_id = m.id join user_account u on u.email = r.address
      where u.id = ${userId} and m.template like 'declarations.deadline%'`;
    return rows.map(({ subject }) => String(subject));
  };
  // Fifteen days before the 30th of March, which held until now.
  await remindAt("2027-03-15T09:00:00Z");
  expect(await subjects()).toEqual([]);
  await remindAt("2027-03-30T09:00:00Z");
  expect(await subjects()).toEqual([expect.stringMatching(/14\savril\s2027/)]);
});

it("a rate put on a list is usual there for figures and for files", async () => {
  const { id, ctx } = await aTheatre(database);
  const show = await aShow(database, id, {
    performances: [{ lines: [aLine({ rate: 600, paid: 2 })] }],
  });
  const line = async () => granted(await readShow(ctx, show.id)).performances[0]?.lines[0];
  expect(await line()).toMatchObject({ vat: 600, unusualVat: true });
  const rates = [600, 0, 550, 2000];
  const saved = granted(await changeVatList(await aKeeper(), { territory: "mainland", version: 0, rates }));
  expect(saved).toEqual({ rates: [0, 550, 600, 2000], version: 1 });
  expect(await line()).toMatchObject({ vat: 600, unusualVat: false });
  expect((await importDefaults(ctx.db, id)).vatLists).toEqual({ ...usualVatLists, mainland: saved.rates });
});
