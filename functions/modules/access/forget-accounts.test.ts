import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { takeToken } from "../../platform/rate-limit.ts";
import { lambdaContext } from "../../platform/test-kit/api-event.ts";
import { anOrganisation, aUser, signedIn } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { forgetAccounts } from "./forget-accounts.ts";
import { memberFacts } from "./member-facts.ts";
import { over, type PlainRow, plainRows, short } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const { plant, kept, journalOf } = plainRows(database);
const forget = (batch?: number) => forgetAccounts(database.worker(), batch);
const ahead = new Date(Date.now() + 86_400_000);

beforeEach(() => {
  database.logged.length = 0;
});

describe("rows whose time is over", () => {
  const mail = { kind: "password_changed", address: "p@valbrune.example" };
  const link = (row: PlainRow) => ({
    purpose: "password_reset",
    token_hash: randomUUID(),
    target_id: randomUUID(),
    expires_at: ahead,
    ...row,
  });
  const ofLink = async () => ({
    secret_link_id: await plant("secret_link", link({ purpose: "case_follow_up", party_id: randomUUID() })),
  });
  const change = async () => ({ user_id: (await aUser(database)).id, new_email: "n@valbrune.example" });
  const bucket = { tokens: 0 };
  const ofClaim = async () => {
    const organisation_id = (await anOrganisation(database)).id;
    const siret = "00985201300011";
    const claim_id = await plant("siret_claim", { organisation_id, siret, status: "unverified" });
    return { claim_id, organisation_id, address: "m@ville.example", asked_by: (await aUser(database)).id };
  };

  it.each<[string, string, () => Promise<PlainRow>, () => Promise<PlainRow>, string?]>([
    [
      "mails done",
      "account_mail",
      async () => ({ ...mail, done_at: over(30) }),
      async () => ({ ...mail, done_at: short(30) }),
    ],
    [
      "mails, not those that wait",
      "account_mail",
      async () => ({ ...mail, done_at: over(99) }),
      async () => ({ ...mail, created_at: over(99) }),
    ],
    [
      "links expired",
      "secret_link",
      async () => link({ expires_at: over(30) }),
      async () => link({ expires_at: short(30) }),
    ],
    [
      "links used",
      "secret_link",
      async () => link({ used_at: over(30) }),
      async () => link({ used_at: short(30) }),
    ],
    [
      "links revoked",
      "secret_link",
      async () => link({ revoked_at: over(30) }),
      async () => link({ revoked_at: short(30) }),
    ],
    [
      "links of accounts, never those of a case",
      "secret_link",
      async () => link({ expires_at: over(400) }),
      async () =>
        link({
          purpose: "case_follow_up",
          party_id: randomUUID(),
          expires_at: over(400),
          revoked_at: over(400),
        }),
    ],
    [
      "changes of address done",
      "email_change",
      async () => ({ ...(await change()), expires_at: over(40), done_at: over(30) }),
      async () => ({ ...(await change()), expires_at: over(40), done_at: short(30) }),
    ],
    [
      "changes of address nobody confirmed",
      "email_change",
      async () => ({ ...(await change()), expires_at: over(30) }),
      async () => ({ ...(await change()), expires_at: short(30) }),
    ],
    [
      "pages opened by a link",
      "link_session",
      async () => ({ ...(await ofLink()), token_hash: randomUUID(), expires_at: over(1) }),
      async () => ({ ...(await ofLink()), token_hash: randomUUID(), expires_at: short(1) }),
    ],
    [
      "codes of a link",
      "link_code",
      async () => ({ ...(await ofLink()), code_hash: "x", created_at: over(2), expires_at: over(1) }),
      async () => ({ ...(await ofLink()), code_hash: "x", created_at: over(2), expires_at: short(1) }),
    ],
    [
      "codes for a siret",
      "claim_code",
      async () => ({ ...(await ofClaim()), expires_at: over(1) }),
      async () => ({ ...(await ofClaim()), expires_at: short(1) }),
    ],
    [
      "what was used once",
      "spent",
      async () => ({ until: over(0) }),
      async () => ({ until: short(0) }),
      "hash",
    ],
    [
      "counters that are full again for a day",
      "rate_bucket",
      async () => ({ ...bucket, refilled_at: over(2) }),
      async () => ({ ...bucket, refilled_at: short(2) }),
      "key_hash",
    ],
  ])(
    "%s are deleted, and one that is short of its limit stays",
    async (_what, table, past, present, key = "id") => {
      const keys = [await plant(table, await past(), key), await plant(table, await present(), key)];
      await forget();
      expect(await kept(table, keys, key)).toEqual([false, true]);
      await forget();
      expect(await kept(table, keys, key)).toEqual([false, true]);
    },
  );

  it("of counters are all full by then: a limit that fills more slowly is a mistake", async () => {
    const slow = { name: "slow", burst: 2, perHour: 1 / 24 };
    await expect(takeToken(database.worker().db, slow, "key")).rejects.toThrow("too slowly");
  });

  it("go batch by batch until none is left, and the log counts them", async () => {
    const keys: string[] = [];
    for (let turn = 0; turn < 7; turn++) keys.push(await plant("spent", { until: over(0) }, "hash"));
    await forget(3);
    expect((await kept("spent", keys, "hash")).some(Boolean)).toBe(false);
    expect(database.logged).toContainEqual(
      expect.objectContaining({ event: "accounts.forgotten", outcome: "spent", count: 7 }),
    );
    database.logged.length = 0;
    await forget(3);
    expect(database.logged).toEqual([]);
  });
});

describe("sessions", () => {
  const aSession = (user_id: string, row: PlainRow) =>
    plant("session", {
      user_id,
      token_hash: randomUUID(),
      last_seen_at: over(50),
      expires_at: ahead,
      ...row,
    });

  it("past their age are closed at the instant they expired, and forget what only an open one needs", async () => {
    const { id } = await aUser(database);
    const expired = await aSession(id, { expires_at: over(0), id_token: "sealed", challenge: "x" });
    const open = await aSession(id, { expires_at: short(0) });
    await forget();
    const [row] = await admin`select * from session where id = ${expired}`;
    expect(row).toMatchObject({ ended_at: row?.expires_at, id_token: null, challenge: null });
    expect((await admin`select ended_at from session where id = ${open}`)[0]).toEqual({ ended_at: null });
  });

  it("are deleted thirty days after their end, whether somebody ended them or not", async () => {
    const { id } = await aUser(database);
    const ids = [
      await aSession(id, { ended_at: over(30) }),
      await aSession(id, { expires_at: over(30) }),
      await aSession(id, { ended_at: short(30) }),
      await aSession(id, { expires_at: short(30) }),
      await aSession(id, { expires_at: over(40), ended_at: short(30) }),
    ];
    await forget();
    expect(await kept("session", ids)).toEqual([false, false, true, true, true]);
  });

  it("leave behind when their account was last seen, a first step alone left out", async () => {
    const organisation = await anOrganisation(database);
    const held = { organisationId: organisation.id, service: "mediation", roles: ["mediator"] };
    const person = await aUser(database, [held]);
    const seen = over(60);
    await aSession(person.id, { ended_at: over(70), last_seen_at: over(71) });
    await aSession(person.id, { ended_at: over(50), last_seen_at: seen });
    await aSession(person.id, { ended_at: over(40), last_seen_at: over(41), pending: true });
    const manager = await signedIn(database, await aUser(database, [held]));
    const lastSeen = async () => (await memberFacts(manager.db, organisation.id)).get(person.id)?.lastSeenAt;
    expect(await lastSeen()).toEqual(seen);
    await forget(2);
    expect(await admin`select id from session where user_id = ${person.id}`).toEqual([]);
    expect(await lastSeen()).toEqual(seen);
  });
});

describe("invitations", () => {
  it("that expired or were cancelled six months ago lose their address, in the journal too; others keep it", async () => {
    const { id: organisationId } = await anOrganisation(database);
    const anInvitation = async (row: PlainRow) => {
      const email = `invitee-${randomUUID()}@valbrune.example`;
      const id = await plant("invitation", {
        organisation_id: organisationId,
        email,
        email_canonical: email,
        roles: [],
        sent_at: over(400),
        expires_at: over(386),
        delivery_cause: `${email} is unknown`,
        ...row,
      });
      await plant("audit_event", {
        organisation_id: organisationId,
        at: over(400),
        actor_kind: "user",
        action: "member.invite",
        target_kind: "invitation",
        target_id: id,
        aggregate_id: id,
        after: { email, roles: [] },
        personal: ["email"],
        request_id: "test",
      });
      return id;
    };
    const past = [
      await anInvitation({ expires_at: over(183) }),
      await anInvitation({ expires_at: over(183) }),
      await anInvitation({ cancelled_at: over(183) }),
    ];
    const stay = [
      await anInvitation({ expires_at: short(183) }),
      await anInvitation({ cancelled_at: short(183) }),
      await anInvitation({ accepted_at: over(386) }),
    ];
    await forget();
    await forget();
    for (const id of past) {
      const [row] = await admin`select * from invitation where id = ${id}`;
      expect(row).toMatchObject({ email: "", email_canonical: "", delivery_cause: null });
      expect(row?.cancelled_at).toBeInstanceOf(Date);
      const [invited, forgotten, ...more] = await journalOf(id);
      expect(invited?.after).toEqual({ email: null, roles: [] });
      expect(forgotten).toMatchObject({ action: "invitation.forget", actor_kind: "job:test" });
      expect(more).toEqual([]);
    }
    for (const id of stay) {
      const [row] = await admin`select email from invitation where id = ${id}`;
      expect(row?.email).toMatch(/@valbrune\.example$/);
      expect((await journalOf(id))[0]?.after).toMatchObject({ email: row?.email });
    }
  });
});

it("the function runs as the catalogue starts it, and leaves its sign of life", async () => {
  Object.assign(process.env, database.login("worker"));
  const { handler } = await import("../../entries/forget-accounts.ts");
  await handler({}, lambdaContext("forget-accounts"));
  const [run] = await admin`select finished_at, last_error from job_run where name = 'forget-accounts'`;
  expect(run).toEqual({ finished_at: expect.any(Date), last_error: null });
});
