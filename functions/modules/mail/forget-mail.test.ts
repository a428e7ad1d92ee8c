import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { keepFile, listObjects, readObject } from "../../platform/files.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { forgetMail } from "./forget-mail.ts";
import { receive } from "./receive.ts";
import { reconcileMail } from "./reconcile-mail.ts";
import { announcement, storeRaw } from "./test-kit/deliveries.ts";
import { letterOffice } from "./test-kit/letter-office.ts";
import { createLetters, letters } from "./test-kit/letters.ts";
import { withOwnBuckets } from "./test-kit/own-buckets.ts";
import { queuedAgain } from "./test-kit/queued-again.ts";
import { aMultipart, aRawMail } from "./test-kit/raw-mails.ts";

const database = withOwnBuckets(testDatabase());
const { admin } = database;
const { someone, aService, aLetterWithToken, arrives, entries } = letterOffice(database);
const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3_600_000);

beforeAll(() => createLetters(database));

/** One mail on a letter, received that many days ago. */
const aMailOf = async (days: number, organisationId?: string) => {
  const place = organisationId ?? (await aService()).id;
  const address = someone();
  const letter = await aLetterWithToken(place, { people: [address] });
  const messageId = randomUUID();
  await arrives({ raw: aRawMail({ from: address }), to: [letter.token], at: daysAgo(days), messageId });
  return { letter, messageId, organisationId: place, address };
};
const originalOf = ({ messageId }: { messageId: string }) =>
  readObject(database.env, "mail-raw", `inbound/${messageId}`, 1_000_000);
const mailOf = async ({ messageId }: { messageId: string }) =>
  (await admin`select state, purged_at, subject from inbound_mail where ses_message_id = ${messageId}`)[0];
const keepsOriginals = (organisationId: string, days: number) =>
  admin`insert into mail_settings (organisation_id, service, closed_reopen_days, after_close, raw_retention_days,
      quarantine_days, undo_seconds, new_mail_notice, updated_at)
    values (${organisationId}, 'letters', 30, 'new_case', ${days}, 30, 10, 'at_once', now())`;
const forget = () => forgetMail(database.worker({ kind: "job", name: "forget-mail" }), 3);

describe("originals", () => {
  test("go after the organisation's time, 180 days unless it says otherwise, and what they became stays", async () => {
    const [old, young] = [await aMailOf(181), await aMailOf(179)];
    const [kept, short] = [await aMailOf(181), await aMailOf(45)];
    await keepsOriginals(kept.organisationId, 730);
    await keepsOriginals(short.organisationId, 30);
    await forget();
    await forget();
    for (const gone of [old, short]) {
      expect(await originalOf(gone)).toBeUndefined();
      expect(await mailOf(gone)).toMatchObject({ state: "purged", purged_at: expect.any(Date) });
      expect(await entries(gone.letter.id)).toHaveLength(1);
    }
    for (const still of [young, kept]) {
      expect(await originalOf(still)).toBeDefined();
      expect(await mailOf(still)).toMatchObject({ state: "done", purged_at: null });
    }
    // Gone is not lost: nobody looks for it again.
    await storeNothingLost();
  });

  const storeNothingLost = async () => {
    const queued = await queuedAgain(database.worker(), reconcileMail);
    expect(queued).toEqual([]);
  };

  test("of a mail in two organisations go after the longer of their times", async () => {
    const [patient, hasty] = [await aService(), await aService()];
    await keepsOriginals(patient.id, 365);
    await keepsOriginals(hasty.id, 30);
    const address = someone();
    const both = await Promise.all(
      [patient, hasty].map(({ id }) => aLetterWithToken(id, { people: [address] })),
    );
    const messageId = randomUUID();
    const to = both.map(({ token }) => token);
    await arrives({ raw: aRawMail({ from: address }), to, at: daysAgo(200), messageId });
    await forget();
    expect(await originalOf({ messageId })).toBeDefined();
  });

  test("of a mail that is held stay as long as it waits", async () => {
    const place = await aService();
    const letter = await aLetterWithToken(place.id, { people: [someone()] });
    const messageId = randomUUID();
    await arrives({ raw: aRawMail({ from: someone() }), to: [letter.token], at: daysAgo(200), messageId });
    await forget();
    expect(await originalOf({ messageId })).toBeDefined();
    await admin`update quarantine set state = 'spam' where case_id = ${letter.id}`;
    await forget();
    expect(await originalOf({ messageId })).toBeUndefined();
  });

  test("are gone on with by the next run when one was killed after the object", async () => {
    const { removeObject } = await import("../../platform/files.ts");
    const mail = await aMailOf(200);
    await removeObject(database.env, "mail-raw", `inbound/${mail.messageId}`);
    await forget();
    expect(await mailOf(mail)).toMatchObject({ state: "purged" });
  });
});

test("details of deliveries go after 90 days, events after thirteen months; outbox rows and dead letters that served, after thirty days", async () => {
  const [place, message, recipient] = [await aService(), randomUUID(), randomUUID()];
  await admin`insert into outgoing_message (id, organisation_id, service, class, template, sender_name, subject, text, html,
      idempotency_key) values (${message}, ${place.id}, 'letters', 'notice', 't@1', 'x', 'x', 'x', 'x', ${message})`;
  await admin`insert into outgoing_recipient (id, organisation_id, outgoing_message_id, address, from_local_part, kind,
      state, state_at, return_token)
    values (${recipient}, ${place.id}, ${message}, 'x@usagers.example', 'noreply', 'to', 'sent', now(), ${recipient})`;
  const event = (key: string, at: Date) => admin`insert into delivery_event (id, provider, event_key,
      outgoing_recipient_id, kind, diagnostic, raw, at)
    values (gen_random_uuid(), 'ses', ${key}, ${recipient}, 'Bounce', 'smtp; 550', '{}', ${at})`;
  await event("jeune", daysAgo(89));
  await event("vieux", daysAgo(91));
  await event("ancien", daysAgo(400));
  const row = (sentAt: Date | null) => admin`insert into outbox (id, queue, body, created_at, sent_at)
    values (gen_random_uuid(), 'mail-outbound', '{}', ${daysAgo(60)}, ${sentAt})`;
  await row(daysAgo(31));
  await row(daysAgo(29));
  await row(null);
  const letter = (
    id: string,
    at: Date,
    requeuedAt: Date | null,
  ) => admin`insert into dead_letter (id, queue, message_id,
      body, at, requeued_at) values (gen_random_uuid(), 'mail-inbound', ${id}, '{}', ${at}, ${requeuedAt})`;
  await letter("rejouee", daysAgo(40), daysAgo(31));
  await letter("attend", daysAgo(40), null);
  await letter("oubliee", daysAgo(91), null);

  for (const _ of ["once", "again"]) {
    await forget();
    const events = await admin`select event_key, diagnostic, raw from delivery_event order by at desc`;
    expect(events).toEqual([
      { event_key: "jeune", diagnostic: "smtp; 550", raw: {} },
      { event_key: "vieux", diagnostic: null, raw: null },
    ]);
    expect(
      await admin`select sent_at is null as waits from outbox where created_at < now() - interval '30 days'
      order by waits`,
    ).toEqual([{ waits: false }, { waits: true }]);
    expect(await admin`select message_id from dead_letter`).toEqual([{ message_id: "attend" }]);
  }
});

describe("files", () => {
  const later = async (work: (ctx: Ctx) => Promise<void>) => {
    database.setNow(new Date(Date.now() + 25 * 3_600_000));
    try {
      await work(database.worker());
    } finally {
      database.setNow(undefined);
    }
  };
  const keysOf = async (organisationId: string) => {
    const keys: string[] = [];
    for await (const { key } of listObjects(database.env, "files", `${organisationId}/`)) keys.push(key);
    return keys;
  };

  test("mail#2 killed after the files, before the rows: the mail comes again, one entry, and nothing is left behind", async () => {
    const place = await aService();
    const address = someone();
    const letter = await aLetterWithToken(place.id, { people: [address] });
    const raw = aMultipart(
      "multipart/mixed",
      [{ type: "application/pdf; name=a.pdf", body: Buffer.from(`%PDF ${address}`) }],
      [`From: ${address}`, `Message-ID: <${address}>`],
    );
    const ctx = database.worker();
    const messageId = await storeRaw(ctx, raw);
    const body = announcement(ctx, messageId, { raw, to: [letter.token] });
    const killed = { ...letters, post: () => Promise.reject(new Error("killed")) };
    await expect(receive(ctx, [killed], body)).rejects.toThrow("killed");
    expect(await keysOf(place.id)).toHaveLength(1);
    // Nobody brought it again for a day: its bytes go, and are there again when it comes.
    await later((at) => forgetMail(at));
    expect(await keysOf(place.id)).toEqual([]);
    await receive(ctx, [letters], body);
    expect(await entries(letter.id)).toMatchObject([{ files: [{ name: "a.pdf", decision: "kept" }] }]);
    await later((at) => forgetMail(at));
    expect(await keysOf(place.id)).toHaveLength(1);
  });

  test("that nothing refers to go with their bytes; the others stay, of whatever module", async () => {
    const place = await aService();
    const ctx = database.worker();
    const keep = async (content: string) => {
      const { key, sha256 } = await keepFile(ctx, place.id, Buffer.from(content), "text/plain");
      return { key, sha256, id: randomUUID() };
    };
    const [alone, uploaded, logo, claimed] = [
      await keep("seul"),
      await keep("joint"),
      await keep("logo"),
      await keep("justificatif"),
    ];
    for (const file of [alone, uploaded])
      await admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
        values (${file.id}, ${place.id}, ${file.sha256}, 4, 'text/plain', ${file.key}, 'clean')`;
    await admin`insert into upload_ticket (id, organisation_id, owner, name, size, key, stored_file_id)
      values (gen_random_uuid(), ${place.id}, 'draft:x', 'joint.txt', 5, 'x', ${uploaded.id})`;
    await admin`update organisation set settings = settings || jsonb_build_object('logo',
      ${`/logos/${place.id}/${logo.sha256}.png`}::text) where id = ${place.id}`;
    const claim = randomUUID();
    await admin`insert into siret_claim (id, organisation_id, siret, status)
      values (${claim}, ${place.id}, '73282932000074', 'pending')`;
    await admin`insert into claim_file (id, claim_id, organisation_id, name, type, size, key)
      values (gen_random_uuid(), ${claim}, ${place.id}, 'kbis.pdf', 'application/pdf', 3, ${claimed.key})`;
    await later((at) => forgetMail(at, 1));
    expect((await keysOf(place.id)).toSorted()).toEqual([uploaded.key, logo.key, claimed.key].toSorted());
    const rows = await admin`select id from stored_file where organisation_id = ${place.id}`;
    expect(rows).toEqual([{ id: uploaded.id }]);
  });

  test("of today are left alone, named or not", async () => {
    const place = await aService();
    await keepFile(database.worker(), place.id, Buffer.from("en route"), "text/plain");
    await forget();
    expect(await keysOf(place.id)).toHaveLength(1);
  });
});

test("mail#4 a mail whose announcement was lost is on its letter within 25 minutes, by the second round at the latest", async () => {
  const place = await aService();
  const address = someone();
  const letter = await aLetterWithToken(place.id, { people: [address] });
  const ctx = database.worker();
  const to = `${letter.token}@${ctx.env.mailDomain}`;
  const at = new Date();
  const trace = `Return-Path: <${address}>\r\nReceived: from x by inbound-smtp.eu-west-3.amazonaws.com with SMTP id y\r\n for ${to};\r\n`;
  await storeRaw(ctx, Buffer.concat([Buffer.from(trace), aRawMail({ from: address })]));
  await storeRaw(ctx, Buffer.from("x"), "AMAZON_SES_SETUP_NOTIFICATION");
  const check = async () => (await admin`select ok, detail from mail_check where name = 'unaccounted'`)[0];
  const round = async (minutes: number) => {
    database.setNow(new Date(at.getTime() + minutes * 60_000));
    for (const body of await queuedAgain(ctx, reconcileMail)) await receive(ctx, [letters], body);
    return entries(letter.id);
  };
  expect(await round(9.9)).toEqual([]);
  expect(await round(19.9)).toMatchObject([{ authorship: "participant_unverified" }]);
  expect(await check()).toMatchObject({ ok: true, detail: { count: 0, queuedAgain: 1 } });

  // Two rounds that nobody carried out: the figure says so.
  await storeRaw(ctx, aRawMail({ from: address, messageId: "<perdu@x.example>" }));
  database.setNow(new Date(Date.now() + 26 * 60_000));
  await queuedAgain(ctx, reconcileMail);
  database.setNow(undefined);
  expect(await check()).toMatchObject({ ok: false, detail: { count: 1 } });
  const lines = database.logged.filter(({ event }) => event === "mail.unaccounted");
  expect(lines.at(-1)).toMatchObject({ count: 1 });
});
