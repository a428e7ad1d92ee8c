import { randomUUID } from "node:crypto";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { jobWords, queueWords } from "../../../shared/platform/operations-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { enter } from "../../platform/enter.ts";
import { hashSecret, newSecret, sha256, uuidV7 } from "../../platform/ids.ts";
import { noteRun } from "../../platform/job-runs.ts";
import { Refused, type Result } from "../../platform/refusal.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { listDeadLetters } from "./dead-letters-list.ts";
import { replayDeadLetters, requeueDeadLetters } from "./dead-letters-replay.ts";
import { noteDeadLetter } from "./dead-mail.ts";
import { readMailOperations, reprocessMail } from "./mail-operations.ts";
import { readJobs } from "./operations.ts";
import { liftSuppression, readSuppressions } from "./suppressions.ts";

const database = testDatabase();
const { admin } = database;
let platform: Ctx;
let manager: Ctx;

const signedIn = async (id: string): Promise<Ctx> => {
  const secret = newSecret();
  await admin`
    insert into session (id, user_id, token_hash, last_seen_at, expires_at, second_factor_at)
    values (${uuidV7(new Date())}, ${id}, ${hashSecret(secret)}, now(), now() + interval '1 hour', now())`;
  return enter({ ...database.anotherContainer("app"), credentials: { sessionHash: hashSecret(secret) } });
};
const value = <T>(result: Result<T>): T => {
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
};

/** Words of a citizen, as they may stand in a failed notification. */
const personal = ["amina.ferrand@courriel.example", "Facture de cantine"];
const aLetter = async (
  queue = "publish-pages",
  body: object = { organisationId: randomUUID(), personal },
) => {
  const messageId = randomUUID();
  await noteDeadLetter(database.worker(), { queue, messageId, body: JSON.stringify(body) });
  const [row] = await admin<{ id: string }[]>`select id from dead_letter where message_id = ${messageId}`;
  return row?.id ?? "";
};

/** All that waits in the queue, which every test file sends to: one receive gives ten messages at most. */
const received = async (): Promise<unknown[]> => {
  const client = new SQSClient({ region: database.env.region, endpoint: database.env.endpoints.sqs ?? "" });
  const ask = new ReceiveMessageCommand({
    QueueUrl: database.env.queue("publish-pages"),
    MaxNumberOfMessages: 10,
  });
  const bodies: unknown[] = [];
  for (;;) {
    const { Messages = [] } = await client.send(ask);
    if (Messages.length === 0) return bodies;
    bodies.push(...Messages.map(({ Body }) => JSON.parse(Body ?? "")));
  }
};

beforeAll(async () => {
  const organisation = await anOrganisation(database);
  const administrator = await aUser(database, [], { lastName: "Delorme" });
  await admin`insert into platform_administrator (id, user_id) values (${uuidV7(new Date())}, ${administrator.id})`;
  platform = await signedIn(administrator.id);
  const held = [{ organisationId: organisation.id, service: "mediation", roles: ["manager"] }];
  manager = await signedIn((await aUser(database, held)).id);
});
beforeEach(() => admin`delete from dead_letter`);

describe("signs of life", () => {
  it("tell when each job ran and how it ended, and which one is silent", async () => {
    await noteRun(database.worker(), "sweep-outbox", async () => {});
    await expect(
      noteRun(database.worker(), "sweep-outbox", () =>
        Promise.reject(new TypeError("amina@courriel.example")),
      ),
    ).rejects.toThrow();
    const { jobs } = value(await readJobs(platform));
    expect(jobs.map(({ name }) => name)).toEqual(Object.keys(jobWords));
    const swept = jobs.find(({ name }) => name === "sweep-outbox");
    expect(swept).toMatchObject({ lastError: "TypeError", silent: false, startedAt: expect.any(String) });
    for (const job of jobs.filter((each) => each !== swept))
      expect(job).toMatchObject({ startedAt: null, silent: true });
  });

  it("count what waits in each queue and since when, and what failed", async () => {
    await aLetter();
    await admin`insert into outbox (id, queue, body, created_at)
      values (${uuidV7(new Date())}, 'mail-events', '{}', '2027-01-01T00:00:00Z')`;
    const { queues } = value(await readJobs(platform));
    expect(queues.map(({ queue }) => queue)).toEqual(Object.keys(queueWords));
    expect(queues).toContainEqual(
      expect.objectContaining({ queue: "mail-events", waiting: 1, oldestAt: "2027-01-01T00:00:00.000Z" }),
    );
    expect(queues).toContainEqual(expect.objectContaining({ queue: "publish-pages", dead: 1 }));
  });
});

describe("failed messages", () => {
  it("go back to their queue once, asked for by one person, with the body they had", async () => {
    const body = { organisationId: randomUUID(), note: "again" };
    const [wanted, other] = [await aLetter("publish-pages", body), await aLetter()];
    expect(value(await replayDeadLetters(platform, { ids: [wanted] }))).toEqual({ replayed: 1 });
    expect(value(await replayDeadLetters(platform, { ids: [wanted] }))).toEqual({ replayed: 0 });
    expect(await requeueDeadLetters(database.worker())).toBe(1);
    expect(await requeueDeadLetters(database.worker())).toBe(0);
    expect(await received()).toContainEqual(body);
    const { letters, waiting } = value(await listDeadLetters(platform, {}));
    expect(waiting).toBe(1);
    expect(letters).toContainEqual(
      expect.objectContaining({ id: wanted, replayedBy: "Claire Delorme", replayedAt: expect.any(String) }),
    );
    expect(letters).toContainEqual(
      expect.objectContaining({ id: other, replayedAt: null, replayedBy: null }),
    );
    const noted = await admin`select target_id, after from audit_event where action = 'dead_letter.replay'`;
    expect(noted).toContainEqual({ target_id: wanted, after: { queue: "publish-pages" } });
  });

  it("go back all at once for one queue, and only that one", async () => {
    await Promise.all([aLetter(), aLetter(), aLetter("mail-events")]);
    expect(value(await replayDeadLetters(platform, { queue: "publish-pages" }))).toEqual({ replayed: 2 });
    expect(value(await listDeadLetters(platform, { queue: "mail-events" })).waiting).toBe(1);
    expect(await replayDeadLetters(platform, {})).toMatchObject({ ok: false, refusal: { code: "invalid" } });
  });

  it("come by pages, newest first", async () => {
    for (let n = 0; n < 60; n += 1) await aLetter();
    const first = value(await listDeadLetters(platform, {}));
    const second = value(await listDeadLetters(platform, { after: first.next ?? "" }));
    const ids = [...first.letters, ...second.letters].map(({ id }) => id);
    expect([ids.length, new Set(ids).size, second.next]).toEqual([60, 60, null]);
  });
});

describe("addresses that are not written to any more", () => {
  it("are counted by cause, and one is let go by its full address, under its hash in the journal", async () => {
    const address = "jean.martin@courriel.example";
    await admin`insert into suppression (address_hash, reason, since) values (${sha256(address)}, 'hard_bounce', now())`;
    expect(value(await readSuppressions(platform))).toMatchObject({
      total: 1,
      byReason: [{ reason: "hard_bounce", label: "L’adresse n’existe pas", count: 1 }],
    });
    expect(value(await liftSuppression(platform, { address: " Jean.Martin@courriel.example" }))).toEqual({});
    expect(value(await readSuppressions(platform)).total).toBe(0);
    expect(await liftSuppression(platform, { address })).toMatchObject({
      refusal: { reason: "not_suppressed" },
    });
    const [noted] = await admin`select * from audit_event where action = 'suppression.lift'`;
    expect(noted?.target_id.replaceAll("-", "")).toBe(sha256(address).slice(0, 32));
    expect(JSON.stringify(noted)).not.toContain("martin");
  });
});

describe("how mail fares", () => {
  const aHeldMail = async (from: string) => {
    const [mail, target] = [uuidV7(new Date()), uuidV7(new Date())];
    await admin`insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts,
        state, from_address, subject)
      values (${mail}, ${mail}, 'mail-raw', ${`inbound/${mail}`}, now(), ${[`valbrune@${database.env.mailDomain}`]}, '{}',
        'done', ${from}, ${personal[1] ?? ""})`;
    await admin`insert into inbound_target (id, inbound_mail_id, target_key, matched_by, outcome)
      values (${target}, ${mail}, 'none', 'none', 'quarantine')`;
    await admin`insert into quarantine (id, inbound_target_id, cause, state, received_at, from_address, expires_at)
      values (${uuidV7(new Date())}, ${target}, 'spam', 'waiting', now(), ${from}, now() + interval '14 days')`;
    return mail;
  };

  it("mail#92 is counts and causes, circuits and checks, and nothing of a mail", async () => {
    await aHeldMail(personal[0] ?? "");
    await admin`insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts, state)
      values (${uuidV7(new Date())}, 'in-work', 'mail-raw', 'inbound/in-work', '2027-01-01T00:00:00Z', '{}', '{}', 'processing')`;
    await admin`insert into provider_health (provider, circuit, open_until, recent, changed_at)
      values ('ses', 'open', '2027-01-01T00:05:00Z',
        ${admin.json([
          { at: "2027-01-01T00:00:00Z", ok: false },
          { at: "2027-01-01T00:00:01Z", ok: true },
        ])}, now())`;
    await admin`insert into mail_check (name, at, ok, detail) values
      ('canary', now(), false, ${admin.json({ pending: null, last: { sentAt: "2027-01-01T00:00:00Z", seconds: null } })}),
      ('unaccounted', now(), true, ${admin.json({ count: 0 })})`;
    const shown = value(await readMailOperations(platform));
    expect(shown).toMatchObject({
      received: { quarantine: 1 },
      held: { spam: 1 },
      unfinished: 1,
      oldestUnfinishedAt: "2027-01-01T00:00:00.000Z",
      uncertain: 0,
      deadLetters: 0,
      unaccounted: { count: 0 },
      providers: [{ provider: "ses", circuit: "open", failures: 1, handedOver: 2 }],
      canary: { state: "late", seconds: null },
      dns: null,
    });
    for (const words of personal) expect(JSON.stringify(shown)).not.toContain(words);
  });

  it("lets one mail be read again by its technical id, and knows no other", async () => {
    const mail = await aHeldMail("amina@courriel.example");
    expect(value(await reprocessMail(platform, { id: mail }))).toEqual({ asked: true });
    expect(await admin`select body from outbox where queue = 'mail-inbound'`).toContainEqual({
      body: { reprocess: mail },
    });
    expect(await reprocessMail(platform, { id: randomUUID() })).toMatchObject({
      ok: false,
      refusal: { code: "notFound" },
    });
  });

  it("is counted for administrators of the platform alone, below the application too", async () => {
    const mail = await aHeldMail("amina@courriel.example");
    await expect(readMailOperations(manager)).rejects.toThrow(Refused);
    expect(await reprocessMail(manager, { id: mail })).toMatchObject({ ok: false });
    const [row] = await manager.db.$client`
      select guichet.mail_operations(now() - interval '1 day') as figures, guichet.mail_exists(${mail}) as there`;
    expect(row).toEqual({ figures: null, there: false });
  });
});

describe("operations", () => {
  it("show nothing of what a message says", async () => {
    await aLetter();
    await aLetter("mail-events", { mail: { destination: personal } });
    const shown = [
      await readJobs(platform),
      await listDeadLetters(platform, {}),
      await replayDeadLetters(platform, { queue: "mail-events" }),
      await readSuppressions(platform),
    ];
    for (const words of personal) expect(JSON.stringify(shown)).not.toContain(words);
    await expect(platform.db.$client`select body from dead_letter`).rejects.toMatchObject({ code: "42501" });
  });

  it("are closed to everyone else, managers of an organisation included", async () => {
    await aLetter();
    for (const ctx of [manager, await enter(database.anotherContainer("app"))]) {
      for (const read of [readJobs(ctx), listDeadLetters(ctx, {}), readSuppressions(ctx)])
        await expect(read).rejects.toThrow(Refused);
      expect(await replayDeadLetters(ctx, { queue: "publish-pages" })).toMatchObject({ ok: false });
      expect(await liftSuppression(ctx, { address: "a@courriel.example" })).toMatchObject({ ok: false });
    }
    const [row] = await admin`select count(*)::int as n from dead_letter where replayed_at is not null`;
    expect(row?.n).toBe(0);
  });
});
