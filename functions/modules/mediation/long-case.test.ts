import { beforeAll, describe, expect, it } from "vitest";
import { entriesAtOnce, longestText } from "../../../shared/mediation/thread.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { readCase } from "./read-case.ts";
import { readEntryText, readOlderEntries } from "./read-entries.ts";
import { aCase, anEntry, granted, refusalOf, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const many = 2_000;
let ctx: Ctx;
let stranger: Ctx;
let long: string;
let short: string;

/** Messages of a case, one an hour, the oldest first. */
const fill = (caseId: string, organisationId: string, count: number) => admin`
  insert into case_entry (id, organisation_id, case_id, kind, direction, medium, side, occurred_at, subject, text)
  select gen_random_uuid(), ${organisationId}, ${caseId}, 'message', 'IN', 'EMAIL', 'REQUESTER',
    now() - make_interval(hours => ${count} - n), 'Échange ' || n, repeat('La facture est arrivée. ', 40)
  from generate_series(0, ${count - 1}) n`;

const read = async (id: string) => granted(await readCase(ctx, id));
const milliseconds = async (id: string) => {
  const times: number[] = [];
  for (let turn = 0; turn < 7; turn += 1) {
    const start = performance.now();
    await read(id);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[3] ?? 0;
};

beforeAll(async () => {
  const [town, away] = await Promise.all([anOrganisation(database), anOrganisation(database)]);
  const [one, other] = await Promise.all([aCase(database, town), aCase(database, town)]);
  long = one.found.id;
  short = other.found.id;
  await fill(long, town.id, many);
  await fill(short, town.id, 20);
  ctx = await signedIn(database, await aMediator(database, town.id));
  stranger = await signedIn(database, await aMediator(database, away.id));
});

describe("a case with two thousand entries", () => {
  it("opens with its newest ones, in the order of time, and says how many are before", async () => {
    const found = await read(long);
    const subjects = found.entries.map(({ subject }) => subject).filter(Boolean);
    expect(subjects.at(-1)).toBe(`Échange ${many - 1}`);
    expect(found.entries.length).toBeLessThanOrEqual(entriesAtOnce + 2);
    const total = found.entries.filter(({ fact }) => fact === null).length + (found.older?.count ?? 0);
    expect(total).toBeGreaterThanOrEqual(many);
    expect(found.entries.map(({ at }) => at)).toEqual(found.entries.map(({ at }) => at).toSorted());
  });

  it("weighs and costs about what a case of twenty does", async () => {
    const [heavy, light] = [await read(long), await read(short)].map((found) => JSON.stringify(found).length);
    expect(heavy).toBeLessThan(300_000);
    expect(heavy ?? 0).toBeLessThan((light ?? 0) * 8);
    const [slow, quick] = [await milliseconds(long), await milliseconds(short)];
    // Twenty times over leaves room for a busy machine; without pages it was a hundred times.
    expect(slow).toBeLessThan(Math.max(quick * 20, 250));
  });

  it("gives the others page by page, each once, to the first one", async () => {
    const found = await read(long);
    const seen = new Set(found.entries.map(({ id }) => id));
    let older = found.older;
    let pages = 0;
    while (older) {
      const page = granted(await readOlderEntries(ctx, long, older.before));
      expect(page.entries.length).toBeLessThanOrEqual(entriesAtOnce);
      for (const { id } of page.entries) seen.add(id);
      older = page.older;
      pages += 1;
    }
    const [{ count } = { count: 0 }] = await admin<{ count: number }[]>`
      select count(*)::int from case_entry where case_id = ${long}`;
    expect(seen.size).toBe(count);
    expect(pages).toBe(Math.ceil((count - entriesAtOnce) / entriesAtOnce));
  });

  it("keeps in sight what waits for somebody, however old", async () => {
    await admin`update case_entry set to_process = true where case_id = ${long} and subject = 'Échange 3'`;
    const { entries } = await read(long);
    expect(entries.filter(({ toProcess }) => toProcess).map(({ subject }) => subject)).toEqual(["Échange 3"]);
  });
});

it("a very long text comes with its beginning, and whole when it is asked for", async () => {
  const text = "Première ligne. ".repeat(3_000);
  const [{ organisation_id: organisationId } = { organisation_id: "" }] = await admin<
    { organisation_id: string }[]
  >`select organisation_id from cases where id = ${short}`;
  const id = await anEntry(database, { id: short, organisationId }, { text });
  const entry = (await read(short)).entries.find((one) => one.id === id);
  expect(entry).toMatchObject({ cut: true });
  expect(entry?.text).toHaveLength(longestText);
  expect(granted(await readEntryText(ctx, short, id)).text).toBe(text);
});

it("mediation#1 older entries and whole texts of another organisation's case do not exist", async () => {
  const { older } = await read(long);
  expect(refusalOf(await readOlderEntries(stranger, long, older?.before ?? "")).reason).toBe("not_found");
  expect(refusalOf(await readEntryText(stranger, long, long)).reason).toBe("not_found");
  await expect(readOlderEntries(ctx, long, "n’importe quoi")).rejects.toMatchObject({
    refusal: { reason: "bad_cursor" },
  });
});
