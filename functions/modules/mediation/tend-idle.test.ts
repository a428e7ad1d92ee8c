import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { tendCases } from "./tend-cases.ts";
import { aCase } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let irene: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  irene = await aMediator(database, town.id, { firstName: "Irène", lastName: "Costa", role: "manager" });
});
beforeEach(async () => {
  await admin`delete from day_work`;
});

const silentSince = async (instant: string) => {
  const { found } = await aCase(database, town);
  await admin`update cases set last_exchange_at = ${instant} where id = ${found.id}`;
  return found.id;
};
const runAt = (instant: string) =>
  tendCases({ ...database.worker({ kind: "job", name: "tend-cases" }), now: () => new Date(instant) });
const tasksOf = (caseId: string) => admin<{ assignee_id: string; done: boolean }[]>`
  select assignee_id, done_at is not null as done from case_task where case_id = ${caseId} and kind = 'idle_case'`;

describe("an open case without any exchange", () => {
  it("becomes a manager's task after twenty-four months, once for each silence", async () => {
    const id = await silentSince("2023-03-10T09:00:00Z");
    await runAt("2025-03-10T06:00:00Z");
    expect(await tasksOf(id)).toEqual([]);
    await runAt("2025-03-11T06:00:00Z");
    await runAt("2025-03-12T06:00:00Z");
    expect(await tasksOf(id)).toEqual([{ assignee_id: irene.id, done: false }]);
    await admin`update case_task set done_at = now() where case_id = ${id}`;
    await runAt("2025-03-13T06:00:00Z");
    expect(await tasksOf(id)).toHaveLength(1);
  });

  it("asks nothing under a legal hold, and nothing more once somebody wrote or the case is closed", async () => {
    const held = await silentSince("2023-03-10T09:00:00Z");
    await admin`update cases set legal_hold = true where id = ${held}`;
    const awake = await silentSince("2023-03-10T09:00:00Z");
    await runAt("2025-03-12T06:00:00Z");
    expect(await tasksOf(held)).toEqual([]);
    expect(await tasksOf(awake)).toEqual([{ assignee_id: irene.id, done: false }]);
    await admin`update cases set last_exchange_at = now() + interval '1 minute' where id = ${awake}`;
    await runAt("2025-03-12T09:15:00Z");
    expect(await tasksOf(awake)).toEqual([{ assignee_id: irene.id, done: true }]);
  });
});
