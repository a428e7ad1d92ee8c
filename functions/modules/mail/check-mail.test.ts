import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { startDns } from "../../../infra/local/dns/server.ts";
import { type RunningSes, startSes } from "../../../infra/local/ses/server.ts";
import { dkimRecords, receivingRecord, sendingRecords } from "../../../infra/mail-dns.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { checkMail } from "./check-mail.ts";
import { handOver } from "./hand-over.ts";
import { receive } from "./receive.ts";
import { deliver } from "./test-kit/deliveries.ts";

const database = testDatabase();
const { admin } = database;

const domains = {
  domain: "guichet.example",
  mailDomain: "courrier.guichet.example",
  region: "eu-west-3",
  inboundRegion: "eu-west-3",
  dmarcPolicy: "none",
  dmarcReports: "dmarc@guichet.example",
  otherSenders: [],
  mtaSts: "off",
} as const;
const records = [
  receivingRecord(domains),
  ...dkimRecords([{ name: "a._domainkey.guichet.example", value: "a.dkim.amazonses.com" }]),
  ...sendingRecords(domains),
];
const dns = await startDns(records);
let ses: RunningSes;
/** Mails on their way in: delivered when a test says so. */
let comingIn: Array<{ from: string | null; to: string[]; raw: Buffer }> = [];

beforeAll(async () => {
  ses = await startSes({
    port: 0,
    credentials: {
      accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
      secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
    },
    region: database.env.region,
    verifiedDomains: ["guichet.example"],
    mailDomain: database.env.mailDomain,
    mailbox: {
      add: async (mail) => ({ ...mail, id: "1", from: "", to: [], subject: "", date: "", size: 0 }),
    },
    publish: async () => {},
    deliverInbound: async ({ from, to }, raw) => {
      comingIn.push({ from, to: [...to], raw });
    },
  });
});
afterAll(async () => {
  await ses.stop();
  await dns.stop();
});
beforeEach(async () => {
  dns.reset();
  comingIn = [];
  database.setNow(undefined);
  database.logged.length = 0;
  await admin`delete from mail_check`;
});

const worker = (): Ctx => {
  const ctx = database.worker();
  const endpoints = { ...ctx.env.endpoints, ses: ses.url, dns: dns.server };
  return { ...ctx, env: { ...ctx.env, mailRecords: records, endpoints } };
};
const found = async (name: string) => {
  const [row] = await admin<{ ok: boolean; detail: Record<string, unknown> }[]>`
    select ok, detail from mail_check where name = ${name}`;
  return row;
};
const findings = async (): Promise<unknown[]> => {
  const records = (await found("dns"))?.detail.records;
  if (!Array.isArray(records)) throw new Error("nothing was found");
  return records;
};
const measured = (check: string) =>
  database.logged
    .filter((line) => line.event === "mail.check" && line.check === check)
    .map((line) => line.failing);

/** Hands over what was queued, and lets it come back in. */
const post = async () => {
  const copies = await admin<{ id: string }[]>`select id from outgoing_recipient where state = 'queued'`;
  for (const { id } of copies) await handOver(worker(), [], id);
  await ses.idle();
  for (const { from, to, raw } of comingIn)
    await receive(worker(), [], await deliver(worker(), { envelopeFrom: from, to, raw }));
};
const minutesLater = (minutes: number) => database.setNow(new Date(Date.now() + minutes * 60_000));

describe("the test mail", () => {
  test("goes out and comes in again; the next check finds it in time and leaves nothing behind", async () => {
    await checkMail(worker());
    expect(await found("canary")).toMatchObject({ ok: true, detail: { last: null } });
    await post();
    expect(await admin`select cause, state, organisation_id from quarantine`).toEqual([
      { cause: "own_mail", state: "auto_closed", organisation_id: null },
    ]);

    minutesLater(15);
    await checkMail(worker());
    const after = await found("canary");
    expect(after).toMatchObject({ ok: true, detail: { last: { seconds: expect.any(Number) } } });
    expect(measured("canary")).toEqual([0, 0]);
    for (const table of ["quarantine", "inbound_target", "inbound_mail", "delivery_event"]) {
      const [count] = await admin`select count(*)::int as n from ${admin(table)}`;
      expect([table, count?.n]).toEqual([table, 0]);
    }
    // The one under way.
    expect(await admin`select count(*)::int as n from outgoing_message`).toEqual([{ n: 1 }]);
  });

  test("that did not come back is told, and another is tried", async () => {
    await checkMail(worker());
    minutesLater(15);
    await checkMail(worker());
    expect(await found("canary")).toMatchObject({ ok: false, detail: { last: { seconds: null } } });
    expect(measured("canary")).toEqual([0, 1]);
    await post();
    minutesLater(30);
    await checkMail(worker());
    expect(await found("canary")).toMatchObject({ ok: true });
  });

  test("that came back after six minutes is late", async () => {
    const start = Date.now();
    database.setNow(new Date(start - 6 * 60_000));
    await checkMail(worker());
    // Rows say when by the database's clock, which is the real one.
    database.setNow(undefined);
    await post();
    minutesLater(9);
    await checkMail(worker());
    expect(await found("canary")).toMatchObject({ ok: false });
  });

  test("is not sent twice when somebody asks again at once", async () => {
    await checkMail(worker());
    const before = await found("canary");
    await checkMail(worker());
    expect(await found("canary")).toEqual(before);
  });
});

describe("the records of the mail domain", () => {
  test("as they should be, are said so once an hour", async () => {
    await checkMail(worker());
    expect(await found("dns")).toMatchObject({ ok: true });
    dns.publish("ReceivingMx", undefined);
    minutesLater(15);
    await checkMail(worker());
    expect(await found("dns")).toMatchObject({ ok: true });
    minutesLater(60);
    await checkMail(worker());
    expect(await found("dns")).toMatchObject({ ok: false });
  });

  test("missing or changed, are told record by record with what was expected and found", async () => {
    dns.publish("ReceivingMx", undefined);
    dns.publish("Dmarc", "v=DMARC1; p=reject");
    await checkMail(worker());
    expect(measured("dns")).toEqual([2]);
    expect(await findings()).toContainEqual(
      expect.objectContaining({ record: "ReceivingMx", state: "missing", found: [] }),
    );
    expect(await findings()).toContainEqual(
      expect.objectContaining({ record: "Dmarc", state: "different", found: ["v=DMARC1; p=reject"] }),
    );
    expect(await findings()).toContainEqual(expect.objectContaining({ record: "BounceSpf", state: "ok" }));
  });

  test("that nobody answers about wake nobody up", async () => {
    const silent = worker();
    // A port where nothing listens.
    silent.env.endpoints.dns = "127.0.0.1:9";
    await checkMail(silent);
    expect(measured("dns")).toEqual([0]);
    expect(await findings()).toEqual(records.map(() => expect.objectContaining({ state: "unanswered" })));
  });
});

test("a check that fails leaves the others their turn, and the run says it failed", async () => {
  const ctx = worker();
  ctx.env.endpoints.dns = "no address";
  await expect(checkMail(ctx)).rejects.toThrow("dns");
  expect(await found("canary")).toBeDefined();
  expect(database.logged).toContainEqual(
    expect.objectContaining({ event: "mail.reputation", bouncePercent: 0 }),
  );
});

describe("how our mails are received", () => {
  test("is a share of a day's mails, once there are a hundred", async () => {
    const ctx = database.worker();
    await admin`delete from outgoing_recipient`;
    const states = { delivered: 95, hard_bounced: 4, complained: 1, queued: 30 };
    for (const [state, n] of Object.entries(states))
      for (let each = 0; each < n; each += 1)
        await admin`insert into outgoing_recipient
          (id, outgoing_message_id, address, from_local_part, kind, state, state_at, return_token)
          values (${ctx.newId()}, ${message}, ${`${state}-${each}@usagers.example`}, 'noreply', 'to', ${state}, now(),
            ${crypto.randomUUID()})`;
    await checkMail(worker());
    expect(database.logged).toContainEqual(
      expect.objectContaining({
        event: "mail.reputation",
        count: 100,
        bouncePercent: 4,
        complaintPercent: 1,
      }),
    );
  });

  const message = "01900000-0000-7000-8000-000000000001";
  beforeAll(async () => {
    await admin`insert into outgoing_message (id, service, class, template, sender_name, subject, text, html, idempotency_key)
      values (${message}, 'letters', 'conversation', 'free', 'Lettres', 'Bonjour', '', '', 'for the rate')`;
  });
});
