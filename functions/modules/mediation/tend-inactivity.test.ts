import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { tendCases } from "./tend-cases.ts";
import { aCase, anEntry } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
});
beforeEach(async () => {
  await admin`delete from day_work`;
  await admin`delete from mediation_settings where organisation_id = ${town.id}`;
  claire = await aMediator(database, town.id);
});

/** A case that waits for its requester since an instant. */
const waiting = async (since: string) => {
  const made = await aCase(database, town, { assigneeId: claire.id });
  await admin`update cases set status = 'WAITING_FOR_REQUESTER', status_since = ${since}
    where id = ${made.found.id}`;
  return made;
};
const runAt = (instant: string) =>
  tendCases({ ...database.worker({ kind: "job", name: "tend-cases" }), now: () => new Date(instant) });
const remindersOf = async (caseId: string) =>
  (
    await admin<{ template: string }[]>`select template from outgoing_message
      where target_id = ${caseId} and template like 'mediation.%reminder%' order by created_at`
  ).map(({ template }) => template);
const tasksOf = (caseId: string) => admin<{ kind: string; done: boolean }[]>`
  select kind, done_at is not null as done from case_task where case_id = ${caseId} order by created_at`;
const closesByItself = () => admin`
  insert into mediation_settings (organisation_id, settings, updated_at)
  values (${town.id}, ${admin.json({ autoClose: true })}, now())`;

describe("the three-month clock", () => {
  it("mediation#29 mediation#52 reminds after one month and two, asks about closing on 28 February, each step once however often it runs", async () => {
    const { found } = await waiting("2026-11-30T09:00:00Z");
    await runAt("2026-12-29T12:00:00Z");
    expect(await remindersOf(found.id)).toHaveLength(0);
    await Promise.all([runAt("2026-12-30T05:30:00Z"), runAt("2026-12-30T05:30:00Z")]);
    await runAt("2026-12-30T12:00:00Z");
    expect(await remindersOf(found.id)).toHaveLength(1);
    // Three days late.
    await runAt("2027-02-02T05:30:00Z");
    expect(await remindersOf(found.id)).toHaveLength(2);
    await runAt("2027-02-27T12:00:00Z");
    expect(await tasksOf(found.id)).toHaveLength(0);
    await runAt("2027-02-28T05:30:00Z");
    await runAt("2027-03-01T05:30:00Z");
    expect(await remindersOf(found.id)).toHaveLength(2);
    expect(await tasksOf(found.id)).toEqual([{ kind: "inactivity_close", done: false }]);
    const told =
      await admin`select kind from notification where user_id = ${claire.id} and kind = 'inactivity'`;
    expect(told).toHaveLength(1);
  });

  it("mediation#29 sends nothing when the answer came one minute before, and takes the question back", async () => {
    const { found } = await waiting("2027-01-31T09:00:00Z");
    await anEntry(database, found, { occurredAt: new Date("2027-02-28T04:59:00Z") });
    await runAt("2027-02-28T05:00:00Z");
    expect(await remindersOf(found.id)).toHaveLength(0);
    await runAt("2027-03-28T05:00:00Z");
    expect(await remindersOf(found.id)).toHaveLength(1);
    await runAt("2027-06-01T05:00:00Z");
    expect(await tasksOf(found.id)).toEqual([{ kind: "inactivity_close", done: false }]);
    await anEntry(database, found, { occurredAt: new Date("2027-06-01T08:00:00Z") });
    await runAt("2027-06-01T08:15:00Z");
    expect(await tasksOf(found.id)).toEqual([{ kind: "inactivity_close", done: true }]);
  });

  it("stops in another status, under a legal hold, after a withdrawal and once the requester died", async () => {
    const moved = await waiting("2026-11-30T09:00:00Z");
    const held = await waiting("2026-11-30T09:00:00Z");
    const withdrawn = await waiting("2026-11-30T09:00:00Z");
    const dead = await waiting("2026-11-30T09:00:00Z");
    await admin`update cases set status = 'CONTACT_REQUESTER' where id = ${moved.found.id}`;
    await admin`update cases set legal_hold = true where id = ${held.found.id}`;
    await admin`update cases set withdrawn_at = now() where id = ${withdrawn.found.id}`;
    await admin`update party set deceased = true where case_id = ${dead.found.id}`;
    await runAt("2027-01-05T05:30:00Z");
    for (const { found } of [moved, held, withdrawn, dead]) expect(await remindersOf(found.id)).toEqual([]);
  });

  it("asks to reach the requester otherwise when the last message came back", async () => {
    const { found, participantId, email } = await waiting("2026-11-30T09:00:00Z");
    const messageId = randomUUID();
    await admin`insert into outgoing_message (id, organisation_id, service, target_id, class, template, sender_name,
      subject, text, html, attachments, idempotency_key) values (${messageId}, ${town.id}, 'mediation', ${found.id},
      'conversation', 'free', 'Médiation', 'Question', 'Bonjour', '<p>Bonjour</p>', '[]', ${messageId})`;
    await admin`insert into outgoing_recipient (id, organisation_id, outgoing_message_id, address, participant_id,
      from_local_part, kind, state, state_at, return_token) values (${randomUUID()}, ${town.id}, ${messageId}, ${email},
      ${participantId}, 'r', 'to', 'hard_bounced', now(), ${messageId})`;
    await anEntry(database, found, {
      direction: "OUT",
      outgoingMessageId: messageId,
      occurredAt: new Date("2026-12-01T09:00:00Z"),
    });
    await runAt("2027-01-05T05:30:00Z");
    await runAt("2027-01-06T05:30:00Z");
    expect(await remindersOf(found.id)).toEqual([]);
    expect(await tasksOf(found.id)).toEqual([{ kind: "other_means", done: false }]);
  });

  it("mediation#52 closes by itself fifteen days after a last notice, once, in Guichet's name", async () => {
    await closesByItself();
    const { found } = await waiting("2026-11-30T09:00:00Z");
    for (const day of ["2026-12-30", "2027-01-30", "2027-02-28", "2027-03-01", "2027-03-15"])
      await runAt(`${day}T05:30:00Z`);
    expect(await remindersOf(found.id)).toEqual([
      "mediation.reminder@1",
      "mediation.reminder@1",
      "mediation.last_reminder@1",
    ]);
    const stateOf = () => admin<{ status: string; outcome: string | null; closed_by: string | null }[]>`
      select status, outcome, closed_by from cases where id = ${found.id}`;
    expect(await stateOf()).toMatchObject([{ status: "WAITING_FOR_REQUESTER" }]);
    await Promise.all([runAt("2027-03-16T05:30:00Z"), runAt("2027-03-16T05:30:00Z")]);
    await runAt("2027-03-17T05:30:00Z");
    expect(await stateOf()).toEqual([{ status: "CLOSED", outcome: "CITIZEN_INACTIVITY", closed_by: null }]);
    expect(await admin`select id from case_closing where case_id = ${found.id}`).toHaveLength(1);
    expect(
      await admin`select id from outgoing_message where target_id = ${found.id} and template like 'mediation.closing%'`,
    ).toHaveLength(1);
  });
});
