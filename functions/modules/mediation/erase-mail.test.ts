import { randomUUID } from "node:crypto";
import { ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeAll, describe, expect, it } from "vitest";
import { type BucketName, buckets, type QueueName, queues } from "../../../infra/catalogue.ts";
import { keepFile, listObjects, readObject } from "../../platform/files.ts";
import { sha256 } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { eraseTarget, queueMail } from "../mail/index.ts";
import { forgetMail, noteDeadLetter, receive } from "../mail/jobs.ts";
import { announcement, type Delivery, deliver, storeRaw } from "../mail/test-kit/deliveries.ts";
import { aMultipart, aRawMail } from "../mail/test-kit/raw-mails.ts";
import { mediationMailbox } from "./mailbox.ts";
import { aCase, type CaseInTest, granted, replyAddressOf } from "./test-kit.ts";

/** The proof of mail.md §9: what is erased is looked for where it could be, in every table, bucket and queue. */

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id, { firstName: "Claire", lastName: "Vasseur" });
});

const mailboxes = [mediationMailbox];
const arrives = async (delivery: Delivery) => {
  const ctx = database.worker();
  await receive(ctx, mailboxes, await deliver(ctx, delivery));
};
const inOneWrite = async <T>(
  work: (tx: Parameters<Parameters<typeof mutate>[1]>[0]) => Promise<T>,
): Promise<T> =>
  granted(
    await mutate(database.worker(), async (tx) => ({
      result: await work(tx),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );
const tokenOf = (to: CaseInTest) => replyAddressOf(database, to);

/** Where any of these words is: tables, buckets and queues, each once. */
const whereabouts = async (words: readonly string[]): Promise<string[]> => {
  const found = new Set<string>();
  const tables = await admin<{ name: string }[]>`
    select tablename as name from pg_tables where schemaname = 'public' order by tablename`;
  for (const { name } of tables) {
    const rows = await admin<{ row: string }[]>`select to_jsonb(t)::text as row from ${admin(name)} t`;
    if (rows.some(({ row }) => words.some((word) => row.includes(word)))) found.add(name);
  }
  for (const bucket of Object.keys(buckets) as BucketName[]) {
    for await (const { key } of listObjects(database.env, bucket, "")) {
      const content = (await readObject(database.env, bucket, key, 50_000_000))?.toString("latin1") ?? "";
      const seen = `${key} ${content}`;
      // A file travels in base64 in its mail, and words of UTF-8 are read here byte by byte.
      const shapes = words.flatMap((word) => [
        Buffer.from(word).toString("latin1"),
        Buffer.from(word).toString("base64").slice(0, -4),
      ]);
      if (shapes.some((shape) => seen.includes(shape))) found.add(bucket);
    }
  }
  const client = new SQSClient({
    region: database.env.region,
    ...(database.env.endpoints.sqs ? { endpoint: database.env.endpoints.sqs } : {}),
  });
  for (const queue of Object.keys(queues) as QueueName[]) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: database.env.queue(queue),
        MaxNumberOfMessages: 10,
        VisibilityTimeout: 0,
      }),
    );
    if (Messages.some(({ Body = "" }) => words.some((word) => Body.includes(word)))) found.add(queue);
  }
  return [...found];
};

/** What mediation will do of its own: here its rows simply go. */
const eraseCase = async (to: CaseInTest) => {
  await admin`delete from secret_link where target_id = ${to.found.id}`;
  await admin`delete from cases where id = ${to.found.id}`;
};

describe("erasing the mail of a case", () => {
  it("leaves nothing of a person, their words or their files in tables, buckets and queues", async () => {
    const mark = randomUUID().slice(0, 8);
    const person = `zephyrine.${mark}@courriel.example`;
    const words = { name: `Quatrefages${mark}`, said: `bicyclette${mark}`, file: `contenu-prive-${mark}` };
    const to = await aCase(database, town, {
      assigneeId: claire.id,
      requester: { email: person, emailCanonical: person, lastName: words.name, searchText: words.name },
    });
    const token = await tokenOf(to);
    const planted = [person, ...Object.values(words), token.slice(2)];

    // A mail with a file kept, a file refused (and its automatic answer), on the case.
    const messageId = `<${mark}@courriel.example>`;
    const whole = aMultipart(
      "multipart/mixed",
      [
        { type: "text/plain; charset=utf-8", body: `Bonjour, ma ${words.said}.` },
        { type: `application/pdf; name=${words.said}.pdf`, body: Buffer.from(`%PDF-1.7 ${words.file}`) },
        { type: `application/pdf; name=${words.said}.exe`, body: Buffer.from("MZ0000") },
      ],
      [`From: ${words.name} <${person}>`, `Subject: ${words.said}`, `Message-ID: ${messageId}`],
    );
    await arrives({ raw: whole, to: [token], envelopeFrom: person });
    // A mail that somebody else's case has too, one that is held, a report, a dead letter.
    const other = await aCase(database, town, { requester: { email: person, emailCanonical: person } });
    const shared = randomUUID();
    await arrives({
      raw: aRawMail({ from: person, messageId: `<partage.${mark}@x.example>`, text: `Partagé ${mark}` }),
      to: [token, await tokenOf(other)],
      messageId: shared,
    });
    await arrives({
      raw: aRawMail({ from: `intrus.${mark}@ailleurs.example`, text: `Je suis ${words.name}` }),
      to: [token],
    });
    // One to so many cases that it reached none, one that could not be processed: they name it by its address alone.
    const six = await Promise.all(Array.from({ length: 5 }, () => aCase(database, town).then(tokenOf)));
    await arrives({
      raw: aRawMail({
        from: person,
        text: `À tous, ma ${words.said}`,
        messageId: `<tous.${mark}@x.example>`,
      }),
      to: [token, ...six],
    });
    const ctx = database.worker();
    const failing = {
      raw: aRawMail({ from: person, text: words.said, messageId: `<rate.${mark}@x.example>` }),
    };
    const failed = await storeRaw(ctx, failing.raw);
    await noteDeadLetter(ctx, {
      queue: "mail-inbound",
      messageId: `${mark} failed`,
      body: announcement(ctx, failed, { ...failing, to: [token] }),
    });
    const queued = await inOneWrite((tx) =>
      queueMail(tx, ctx, {
        organisationId: town.id,
        service: "mediation",
        targetId: to.found.id,
        class: "conversation",
        template: "free",
        senderName: "Médiation – Ville de Valbrune",
        subject: `Votre ${words.said}`,
        text: `Bonjour ${words.name}`,
        html: `<p>Bonjour ${words.name}</p>`,
        idempotencyKey: randomUUID(),
        recipients: [{ address: person, name: words.name, participantId: to.participantId }],
      }),
    );
    const recipientId = queued.recipients[0]?.id ?? "";
    await admin`insert into outbox (id, organisation_id, queue, body)
      values (gen_random_uuid(), ${town.id}, 'mail-outbound', ${admin.json({ recipientId })})`;
    await admin`insert into delivery_event (id, provider, event_key, outgoing_recipient_id, kind, diagnostic, at)
      values (gen_random_uuid(), 'ses', ${mark}, ${recipientId}, 'Bounce', ${`smtp; ${person}`}, now())`;
    await admin`insert into message_draft (id, organisation_id, service, target_id, user_id, kind, subject, text, updated_at, message_key)
      values (gen_random_uuid(), ${town.id}, 'mediation', ${to.found.id}, ${claire.id}, 'message', 'x', ${words.said}, now(), gen_random_uuid())`;
    const dead = await storeRaw(ctx, aRawMail({ from: person, subject: words.said }));
    const lost = { raw: aRawMail({ from: person, subject: words.said }), to: [token] };
    await receive(ctx, mailboxes, announcement(ctx, dead, lost));
    await noteDeadLetter(ctx, {
      queue: "mail-inbound",
      messageId: mark,
      body: announcement(ctx, dead, lost),
    });

    const places = await whereabouts(planted);
    const expected = [
      "inbound_mail",
      "quarantine",
      "mail_attachment",
      "outgoing_message",
      "outgoing_recipient",
    ];
    expect(places).toEqual(
      expect.arrayContaining([
        ...expected,
        "delivery_event",
        "message_draft",
        "dead_letter",
        "mail-raw",
        "files",
      ]),
    );

    await eraseCase(to);
    await eraseTarget(ctx, "mediation", to.found.id);
    // The other case keeps its own: its person is the same one, under their own right.
    await admin`delete from cases where id = ${other.found.id}`;
    await admin`delete from secret_link where target_id = ${other.found.id}`;
    expect(await readObject(database.env, "mail-raw", `inbound/${shared}`, 1_000_000)).toBeUndefined();
    await eraseTarget(ctx, "mediation", other.found.id);
    expect(await whereabouts(planted)).toEqual([]);
  });

  it("keeps what another case made of the same mail and of the same file, without the original", async () => {
    const [one, two] = [await aCase(database, town), await aCase(database, town)];
    await admin`update participant set email = ${one.email}, email_canonical = ${one.email} where id = ${two.participantId}`;
    const raw = aMultipart(
      "multipart/mixed",
      [
        { type: "text/plain", body: "Pour les deux dossiers." },
        { type: "application/pdf; name=a.pdf", body: Buffer.from(`%PDF-1.7 ${one.email}`) },
      ],
      [`From: ${one.email}`, `Message-ID: <${one.email}>`],
    );
    const messageId = randomUUID();
    await arrives({ raw, to: [await tokenOf(one), await tokenOf(two)], messageId });
    await eraseCase(one);
    await eraseTarget(database.worker(), "mediation", one.found.id);
    const entries = await admin`select e.text, s.key from case_entry e join case_file f on f.entry_id = e.id
      join stored_file s on s.id = f.stored_file_id where e.case_id = ${two.found.id}`;
    expect(entries).toMatchObject([{ text: expect.stringContaining("Pour les deux dossiers.") }]);
    expect(await readObject(database.env, "files", String(entries[0]?.key), 1000)).toBeDefined();
    const [mail] = await admin`select state, subject, from_address, envelope_recipients from inbound_mail
      where ses_message_id = ${messageId}`;
    expect(mail).toEqual({ state: "purged", subject: null, from_address: null, envelope_recipients: [] });
    expect(await readObject(database.env, "mail-raw", `inbound/${messageId}`, 1_000_000)).toBeUndefined();
  });

  it("mail#36 what is written to its address afterwards is held for the organisation, whose token is a hash alone", async () => {
    const to = await aCase(database, town);
    const token = await tokenOf(to);
    await eraseCase(to);
    const ctx = database.worker();
    await eraseTarget(ctx, "mediation", to.found.id);
    const [address] = await admin`select * from reply_address where token = ${sha256(token.slice(2))}`;
    expect(address).toMatchObject({
      organisation_id: town.id,
      state: "tombstone",
      target_id: null,
      participant_id: null,
    });
    const from = `revenant.${randomUUID().slice(0, 8)}@courriel.example`;
    await arrives({
      raw: aRawMail({ from, messageId: `<${from}>` }),
      to: [token.toUpperCase()],
      envelopeFrom: from,
    });
    const held =
      await admin`select cause, organisation_id, case_id from quarantine where from_address = ${from}`;
    expect(held).toEqual([{ cause: "case_erased", organisation_id: town.id, case_id: null }]);
    expect(await admin`select id from outgoing_recipient where address = ${from}`).toEqual([]);
  });

  it("mail#84 a message that waits is not sent, and its content is gone", async () => {
    const to = await aCase(database, town);
    const ctx = database.worker();
    const queued = await inOneWrite((tx) =>
      queueMail(tx, ctx, {
        organisationId: town.id,
        service: "mediation",
        targetId: to.found.id,
        class: "conversation",
        template: "free",
        senderName: "Médiation",
        subject: "Votre facture",
        text: "Bonjour.",
        html: "<p>Bonjour.</p>",
        idempotencyKey: randomUUID(),
        recipients: [{ address: to.email, participantId: to.participantId }],
      }),
    );
    await eraseCase(to);
    await eraseTarget(ctx, "mediation", to.found.id);
    const { handOver } = await import("../mail/jobs.ts");
    await handOver(ctx, mailboxes, queued.recipients[0]?.id ?? "");
    expect(await admin`select id from outgoing_message where id = ${queued.messageId}`).toEqual([]);
  });

  it("done twice changes nothing more; cut short after its transaction, it is finished by the daily job", async () => {
    const to = await aCase(database, town);
    await tokenOf(to);
    await arrives({ raw: aRawMail({ from: to.email }), to: [await tokenOf(to)] });
    await eraseCase(to);
    const ctx = database.worker();
    await eraseTarget(ctx, "mediation", to.found.id);
    await eraseTarget(ctx, "mediation", to.found.id);
    const notes =
      await admin`select after from audit_event where action = 'mail.erase' and target_id = ${to.found.id}`;
    expect(notes).toEqual([{ after: { mails: 1, messages: 0 } }]);

    const { key } = await keepFile(ctx, town.id, Buffer.from(randomUUID()), "text/plain");
    await admin`insert into doomed_object (bucket, key) values ('files', ${key})`;
    await forgetMail(ctx);
    expect(await readObject(database.env, "files", key, 1000)).toBeUndefined();
    expect(await admin`select key from doomed_object`).toEqual([]);
  });
});
