import { expect, it } from "vitest";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { reopenForms } from "./reopen-forms.ts";

const database = testDatabase();
const { admin } = database;
const pagesAsked = async (organisationId: string) =>
  (await admin`select id from outbox where queue = 'publish-pages' and organisation_id = ${organisationId}`)
    .length;
const runAt = (instant: string) =>
  reopenForms({ ...database.worker({ kind: "job", name: "tend-cases" }), now: () => new Date(instant) });
const closeUntil = (organisationId: string, until: string) => admin`update organisation
  set settings = jsonb_set(settings, '{mediation,formClosed}', ${admin.json({ until, message: "Nous déménageons." })})
  where id = ${organisationId}`;

it("the published page says that the form is open again the day after it was closed, once", async () => {
  const [closed, longer, never] = [
    await anOrganisation(database),
    await anOrganisation(database, { timeZone: "Indian/Reunion" }),
    await anOrganisation(database),
  ];
  await closeUntil(closed.id, "2027-03-16");
  await closeUntil(longer.id, "2027-03-16");
  await runAt("2027-03-16T20:04:00Z");
  expect(await pagesAsked(closed.id)).toBe(0);
  // Five past midnight on Reunion: there the last day of closing is over.
  await runAt("2027-03-16T20:05:00Z");
  expect([await pagesAsked(closed.id), await pagesAsked(longer.id)]).toEqual([0, 1]);
  await runAt("2027-03-16T23:05:00Z");
  await runAt("2027-03-16T23:20:00Z");
  expect([await pagesAsked(closed.id), await pagesAsked(longer.id)]).toEqual([1, 1]);
  expect(await pagesAsked(never.id)).toBe(0);
});
