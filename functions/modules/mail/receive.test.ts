import { beforeAll, describe, expect, test } from "vitest";
import { mail as catalogueMail } from "../../../infra/catalogue.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { againBody } from "./again-body.ts";
import { noteDeadLetter } from "./dead-mail.ts";
import { inboundPrefix } from "./inbound-event.ts";
import { receive } from "./receive.ts";
import { reconcileMail } from "./reconcile-mail.ts";
import { announcement, type Delivery, deliver, storeRaw } from "./test-kit/deliveries.ts";
import { letterOffice } from "./test-kit/letter-office.ts";
import { aLetter, createLetters, letters } from "./test-kit/letters.ts";
import { withOwnBuckets } from "./test-kit/own-buckets.ts";
import { queuedAgain } from "./test-kit/queued-again.ts";
import { aMultipart, aRawMail } from "./test-kit/raw-mails.ts";

const database = withOwnBuckets(testDatabase());
const mailboxes = [letters];
const office = letterOffice(database);
const { someone, aService, arrives, entries, targets } = office;
let organisation: Awaited<ReturnType<typeof aService>>;

beforeAll(async () => {
  await createLetters(database);
  organisation = await aService();
});

const aLetterWithToken = (given: Parameters<typeof aLetter>[2] = {}, organisationId = organisation.id) =>
  office.aLetterWithToken(organisationId, given);
const held = (organisationId = organisation.id) => office.held(organisationId);

describe("one mail, one outcome per target", () => {
  test("mail#16 a reply by the token is the participant's entry, and proves the address", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    await arrives({ raw: aRawMail({ from: address, text: "Voici." }), to: [letter.token] });
    expect(await entries(letter.id)).toMatchObject([
      { text: "Voici.\n", authorship: "participant_verified", notified: true, flags: [] },
    ]);
    const [person] =
      await database.admin`select verification from letter_person where letter_id = ${letter.id}`;
    expect(person?.verification).toBe("verified");
  });

  test("mail#17 not authenticated, it is shown as such and proves nothing", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    await arrives({ raw: aRawMail({ from: address }), to: [letter.token], verdicts: { dmarc: "GRAY" } });
    expect(await entries(letter.id)).toMatchObject([{ authorship: "participant_unverified" }]);
    const [person] =
      await database.admin`select verification from letter_person where letter_id = ${letter.id}`;
    expect(person?.verification).toBe("unverified");
  });

  test("mail#18 mail#19 forged or unknown, nothing reaches the letter and the cause is told", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    await arrives({
      raw: aRawMail({ from: address, messageId: "" }),
      to: [letter.token],
      verdicts: { dmarc: "FAIL" },
      policy: "reject",
    });
    await arrives({ raw: aRawMail({ from: someone() }), to: [letter.token] });
    expect(await entries(letter.id)).toEqual([]);
    const rows = (await held()).filter((row) => row.case_id === letter.id);
    expect(rows.map((row) => [row.cause, row.state])).toEqual([
      ["authentication_failed", "waiting"],
      ["unknown_sender", "waiting"],
    ]);
  });

  test("mail#1 the same notification three times at once makes one entry and one set of files", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    const raw = aMultipart(
      "multipart/mixed",
      [
        { type: "text/plain", body: "voir pièce" },
        { type: "application/pdf; name=a.pdf", body: Buffer.from(`%PDF-1.7 ${address}`) },
      ],
      [`From: ${address}`, "Message-ID: <trois@usagers.example>"],
    );
    const body = await deliver(database.worker(), { raw, to: [letter.token] });
    await Promise.all(
      [1, 2, 3].map(() =>
        receive(database.anotherContainer("worker", { kind: "job", name: "test" }), mailboxes, body),
      ),
    );
    const posted = await entries(letter.id);
    expect(posted).toHaveLength(1);
    expect(posted[0]?.files).toMatchObject([{ name: "a.pdf", decision: "kept" }]);
    expect(posted[0]?.files[0]?.storedFileId).toBeDefined();
    expect(await targets(letter.id)).toHaveLength(1);
    const attachments =
      await database.admin`select a.id from mail_attachment a join inbound_target t on t.id = a.inbound_target_id where t.case_id = ${letter.id}`;
    expect(attachments).toHaveLength(1);
  });

  test("mail#3 a record that comes again after the commit does nothing", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    const body = await deliver(database.worker(), { raw: aRawMail({ from: address }), to: [letter.token] });
    await receive(database.worker(), mailboxes, body);
    await receive(database.worker(), mailboxes, body);
    expect(await entries(letter.id)).toHaveLength(1);
  });

  test("mail#11 two SMTP deliveries of one mail make one entry, the second is a duplicate of it", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    const raw = aRawMail({ from: address, messageId: "<deux@usagers.example>" });
    await arrives({ raw, to: [letter.token] });
    await arrives({ raw, to: [letter.token] });
    const rows = await targets(letter.id);
    expect(await entries(letter.id)).toHaveLength(1);
    expect(rows.map((row) => row.outcome)).toEqual(["entry", "duplicate"]);
  });

  test("mail#12 the same Message-ID with another body makes two entries, the second flagged", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    for (const text of ["un", "deux"]) {
      await arrives({
        raw: aRawMail({ from: address, messageId: "<meme@usagers.example>", text }),
        to: [letter.token],
      });
    }
    expect((await entries(letter.id)).map((entry) => entry.flags)).toEqual([[], ["message_id_reused"]]);
  });

  test("mail#9 one mail to two letters makes one entry on each, with the files once", async () => {
    const address = someone();
    const [one, two] = [
      await aLetterWithToken({ people: [address] }),
      await aLetterWithToken({ people: [address] }),
    ];
    await arrives({ raw: aRawMail({ from: address }), to: [one.token, two.token] });
    expect([await entries(one.id), await entries(two.id)].map((list) => list.length)).toEqual([1, 1]);
  });

  test("mail#15 upper case, a suffix and quotes lead to the same letter", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    for (const [index, to] of [
      letter.token.toUpperCase(),
      `${letter.token}+x`,
      `"${letter.token}"`,
    ].entries()) {
      const raw = aRawMail({ from: address, messageId: `<${index}@x.example>`, text: `Voici ${to}.` });
      await arrives({ raw, to: [to] });
    }
    expect(await entries(letter.id)).toHaveLength(3);
  });

  test("mail#34 a mail to a letter merged twice is an entry on the last", async () => {
    const address = someone();
    const last = await aLetter(database, organisation.id, { people: [address] });
    const middle = await aLetter(database, organisation.id, { mergedInto: last.id });
    const first = await aLetterWithToken({ mergedInto: middle.id, people: [address] });
    await arrives({ raw: aRawMail({ from: address }), to: [first.token] });
    expect(await entries(last.id)).toHaveLength(1);
  });

  test("mail#35 a closed letter follows its service: entry after the end, reopened, or continued by a new one", async () => {
    const address = someone();
    const ago = (days: number) => new Date(Date.now() - days * 24 * 3600 * 1000);
    const stays = await aLetterWithToken({ state: "closed", closedAt: ago(1), people: [address] });
    const reopens = await aLetterWithToken({
      state: "closed",
      closedAt: ago(10),
      days: 30,
      afterClose: "new_case",
      people: [address],
    });
    const continues = await aLetterWithToken({
      state: "closed",
      closedAt: ago(60),
      days: 30,
      afterClose: "new_case",
      people: [address],
    });
    for (const letter of [stays, reopens, continues])
      await arrives({ raw: aRawMail({ from: address }), to: [letter.token] });
    expect(await entries(stays.id)).toMatchObject([{ after_close: true, notified: true }]);
    const states =
      await database.admin`select id, state from letter where id in (${stays.id}, ${reopens.id}) order by id`;
    expect(states.map((row) => row.state)).toEqual(["closed", "open"]);
    const [linked] = await database.admin`select id from letter where linked_to = ${continues.id}`;
    expect(await entries(linked?.id)).toHaveLength(1);
  });
});

describe("an intake address", () => {
  test("opens a letter, with one dated receipt that answers the mail", async () => {
    const place = await aService();
    const address = someone();
    await arrives({
      raw: aRawMail({ from: address, messageId: "<demande@usagers.example>" }),
      to: [place.intake],
      envelopeFrom: address,
    });
    const [letter] = await database.admin`select id from letter where organisation_id = ${place.id}`;
    expect(await entries(letter?.id)).toMatchObject([{ authorship: "participant_unverified" }]);
    const sent =
      await database.admin`select m.class, m.in_reply_to, r.address, r.from_local_part from outgoing_message m
      join outgoing_recipient r on r.outgoing_message_id = m.id where m.target_id = ${letter?.id}`;
    expect(sent).toMatchObject([
      { class: "acknowledgement", in_reply_to: "<demande@usagers.example>", address },
    ]);
    expect(sent[0]?.from_local_part).toMatch(/^r-[0-9a-z]{26}$/);
    const queued = await database.admin`select queue from outbox where organisation_id = ${place.id}`;
    expect(queued.map((row) => row.queue)).toEqual(["mail-outbound"]);
  });

  test("twice the same mail opens one letter; a request not authenticated gets no answer", async () => {
    const place = await aService();
    const address = someone();
    const raw = aRawMail({ from: address });
    const bodies = [
      await deliver(database.worker(), { raw, to: [place.intake], verdicts: { dmarc: "GRAY" } }),
      await deliver(database.worker(), { raw, to: [place.intake], verdicts: { dmarc: "GRAY" } }),
    ];
    await Promise.all(
      bodies.map((body) =>
        receive(database.anotherContainer("worker", { kind: "job", name: "test" }), mailboxes, body),
      ),
    );
    const rows = await database.admin`select id from letter where organisation_id = ${place.id}`;
    expect(rows).toHaveLength(1);
    expect(
      await database.admin`select id from outgoing_message where organisation_id = ${place.id}`,
    ).toHaveLength(0);
    const notes =
      await database.admin`select action from audit_event where organisation_id = ${place.id} and action = 'mail.receipt_withheld'`;
    expect(notes).toHaveLength(1);
  });

  test("mail#85 an answer to our message by its anchor lands on the letter; mail#22 not in another organisation", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    await arrives({
      raw: aRawMail({ from: address, messageId: "<debut@usagers.example>" }),
      to: [letter.token],
    });
    const other = await aService();
    const raw = aRawMail({
      from: address,
      messageId: "<suite@usagers.example>",
      text: "suite",
      headers: { References: "<x@y> <debut@usagers.example>" },
    });
    await arrives({ raw, to: [organisation.intake] });
    await arrives({ raw, to: [other.intake] });
    expect((await entries(letter.id)).map((entry) => entry.text.trim())).toEqual([
      "Bonjour,\nMa fille a changé d’école.",
      "suite",
    ]);
    expect(await database.admin`select id from letter where organisation_id = ${other.id}`).toHaveLength(1);
  });

  test("mail#45 beyond fifteen mails at once the rest waits in quarantine, recoverable", async () => {
    const place = await aService();
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] }, place.id);
    for (let i = 0; i < 18; i++) {
      await arrives({
        raw: aRawMail({
          from: address,
          messageId: `<salve-${i}@x.example>`,
          text: `Message ${"x".repeat(i)}`,
        }),
        to: [letter.token],
      });
    }
    expect(await entries(letter.id)).toHaveLength(15);
    expect((await held(place.id)).map((row) => row.cause)).toEqual(["rate", "rate", "rate"]);
  });
});

describe("what is held", () => {
  test("mail#46 a virus shows nothing and keeps no file, spam waits", async () => {
    const place = await aService();
    const raw = aMultipart(
      "multipart/mixed",
      [
        { type: "text/plain", body: "ouvrez" },
        { type: "application/pdf; name=a.pdf", body: Buffer.from("%PDF") },
      ],
      [`From: ${someone()}`],
    );
    await arrives({ raw, to: [place.intake], verdicts: { virus: "FAIL" } });
    await arrives({ raw, to: [place.intake], verdicts: { spam: "FAIL" } });
    expect(await held(place.id)).toMatchObject([
      { cause: "virus", text: null },
      { cause: "spam", text: "ouvrez" },
    ]);
    const files =
      await database.admin`select a.decision from mail_attachment a where a.organisation_id = ${place.id}`;
    expect(files).toHaveLength(1);
  });

  test("mail#47 without a scan the mail is read and its files wait", async () => {
    const place = await aService();
    const pdf = Buffer.from(`%PDF-1.7 ${place.id}`);
    const raw = aMultipart(
      "multipart/mixed",
      [{ type: "application/pdf; name=a.pdf", body: pdf }],
      [`From: ${someone()}`],
    );
    await arrives({ raw, to: [place.intake], verdicts: { virus: "PROCESSING_FAILED" } });
    const stored =
      await database.admin`select scan, type, size from stored_file where organisation_id = ${place.id}`;
    expect(stored).toMatchObject([{ scan: "pending", type: "application/pdf", size: String(pdf.length) }]);
  });

  test.each<[string, Buffer]>([
    ["empty", Buffer.alloc(0)],
    ["headerless", Buffer.from("rien")],
    ["no From", Buffer.from("Subject: x\r\n\r\ny")],
    [
      "NUL bytes and lone surrogates",
      Buffer.from("From: \0\xed\xa0\x80\r\nSubject: \0\r\n\r\n\0\xed\xa0\x80", "latin1"),
    ],
    [
      "10,000 parts",
      Buffer.from(
        `Content-Type: multipart/mixed; boundary=b\r\n\r\n${"--b\r\n\r\nx\r\n".repeat(10_000)}--b--`,
      ),
    ],
    ["wrong base64", Buffer.from("Content-Transfer-Encoding: base64\r\n\r\n@@@@")],
  ])("mail#55 bad input is one row with a cause: %s", async (_, raw) => {
    const place = await aService();
    await arrives({ raw, to: [place.intake] });
    expect((await held(place.id)).map((row) => row.cause)).toEqual(["malformed_sender"]);
    const unfinished = await database.admin`select id from inbound_mail where state <> 'done'`;
    expect(unfinished).toEqual([]);
  });

  test("mail#23 a guessed token is held for the platform, without an answer", async () => {
    await arrives({
      raw: aRawMail({ from: someone(), messageId: "<devine@x.example>" }),
      to: ["r-00000000000000000000000000"],
    });
    const rows =
      await database.admin`select q.cause, q.organisation_id from quarantine q join inbound_target t on t.id = q.inbound_target_id where t.message_id = '<devine@x.example>'`;
    expect(rows).toMatchObject([{ cause: "unknown_address", organisation_id: null }]);
  });

  test("a person who writes to noreply is told once a day where to write", async () => {
    const address = someone();
    for (const id of ["a", "b"])
      await arrives({
        raw: aRawMail({ from: address, messageId: `<${id}@noreply.example>` }),
        to: ["noreply"],
        envelopeFrom: address,
      });
    const sent =
      await database.admin`select m.subject from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id where r.address = ${address}`;
    expect(sent).toMatchObject([{ subject: "Votre courriel n’a pas été transmis" }]);
  });
});

describe("refused files", () => {
  const withProgram = (from: string, headers: string[] = []) =>
    aMultipart(
      "multipart/mixed",
      [
        { type: "text/plain", body: "voici" },
        { type: "application/pdf; name=facture.pdf.exe", body: Buffer.from("MZ0000") },
      ],
      [`From: ${from}`, `Message-ID: <${from}>`, ...headers],
    );
  const toldTo = (address: string) =>
    database.admin<
      { text: string }[]
    >`select m.text from outgoing_message m join outgoing_recipient r on r.outgoing_message_id = m.id where r.address = ${address}`;

  test("mail#62 are named on the entry and to the person, once; nothing of them is kept", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    await arrives({ raw: withProgram(address), to: [letter.token], envelopeFrom: address });
    expect(await entries(letter.id)).toMatchObject([
      { flags: ["attachments_refused"], files: [{ name: "facture.pdf.exe", decision: "refused_type" }] },
    ]);
    const told = await toldTo(address);
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain("facture.pdf.exe – Refusée : ce type de fichier peut être dangereux");
  });

  test("mail#62 are told to no machine", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    await arrives({
      raw: withProgram(address, ["Auto-Submitted: auto-generated"]),
      to: [letter.token],
      envelopeFrom: address,
    });
    expect(await entries(letter.id)).toMatchObject([{ authorship: "machine", notified: false }]);
    expect(await toldTo(address)).toHaveLength(0);
  });
});

describe("when something fails, the mail comes again", () => {
  test("mail#5 the raw is not readable yet: an error, then an entry", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    const delivery: Delivery = { raw: aRawMail({ from: address }), to: [letter.token] };
    const ctx = database.worker();
    const body = announcement(ctx, "pas-encore", delivery);
    await expect(receive(ctx, mailboxes, body)).rejects.toThrow("not readable");
    await storeRaw(ctx, delivery.raw, "pas-encore");
    await receive(ctx, mailboxes, body);
    expect(await entries(letter.id)).toHaveLength(1);
  });

  test("stopped after the files and before the rows: the next try makes one entry", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    const raw = aMultipart(
      "multipart/mixed",
      [{ type: "application/pdf; name=a.pdf", body: Buffer.from(`%PDF ${address}`) }],
      [`From: ${address}`],
    );
    const body = await deliver(database.worker(), { raw, to: [letter.token] });
    const broken = { ...letters, post: () => Promise.reject(new Error("the database went away")) };
    await expect(receive(database.worker(), [broken], body)).rejects.toThrow("went away");
    expect(await targets(letter.id)).toEqual([]);
    await receive(database.worker(), mailboxes, body);
    expect(await entries(letter.id)).toMatchObject([{ files: [{ name: "a.pdf" }] }]);
  });

  test("mail#4 a mail whose announcement was lost is recovered from its raw, authenticated by nobody", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    const ctx = database.worker();
    const to = `${letter.token}@${ctx.env.mailDomain}`;
    const raw = Buffer.concat([
      Buffer.from(
        `Return-Path: <${address}>\r\nReceived: from x by inbound-smtp.eu-west-3.amazonaws.com with SMTP id y\r\n for ${to};\r\n Tue, 03 Mar 2026 09:12:00 +0000\r\n`,
      ),
      aRawMail({ from: address, to: "liste@ailleurs.example" }),
    ]);
    const id = await storeRaw(ctx, raw);
    await receive(ctx, mailboxes, JSON.stringify(againBody(`inbound/${id}`, new Date())));
    expect(await entries(letter.id)).toMatchObject([{ authorship: "participant_unverified" }]);
    await receive(ctx, mailboxes, JSON.stringify(againBody(`inbound/${id}`, new Date())));
    expect(await entries(letter.id)).toHaveLength(1);
  });

  test("mail#8 five failures leave a row with a button; after the fix it makes one entry", async () => {
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    const ctx = database.worker();
    const body = await deliver(ctx, { raw: aRawMail({ from: address }), to: [letter.token] });
    const broken = { ...letters, post: () => Promise.reject(new Error("a bug")) };
    await expect(receive(ctx, [broken], body)).rejects.toThrow("a bug");
    for (const _ of ["first", "delivered again"]) {
      await noteDeadLetter(ctx, { queue: "mail-inbound", messageId: `mort-${letter.id}`, body });
    }
    const rows = () => database.admin<{ id: string; state: string }[]>`
      select q.id, q.state from quarantine q join inbound_target t on t.id = q.inbound_target_id
      join inbound_mail m on m.id = t.inbound_mail_id where q.cause = 'unprocessable' and m.envelope_recipients[1] like ${`${letter.token}%`}`;
    const [row] = await rows();
    expect(row?.state).toBe("waiting");
    // What "Retraiter" queues (replayHeld, in the tests of held mails).
    const [mail] =
      await database.admin`select m.raw_key as "rawKey", m.received_at as "receivedAt" from inbound_mail m
      where m.envelope_recipients[1] like ${`${letter.token}%`}`;
    await receive(ctx, mailboxes, JSON.stringify(againBody(mail?.rawKey, mail?.receivedAt)));
    expect(await entries(letter.id)).toHaveLength(1);
    expect((await rows()).map((each) => each.state)).toEqual(["released"]);
  });

  test("mail#4 reconciliation finds what nobody announced and what was left half-way, and only that", async () => {
    const ctx = database.worker();
    const now = new Date();
    const unannounced = await storeRaw(ctx, aRawMail({ from: someone() }));
    const address = someone();
    const letter = await aLetterWithToken({ people: [address] });
    const done = await deliver(ctx, { raw: aRawMail({ from: address }), to: [letter.token] });
    await receive(ctx, mailboxes, done);
    const halfWay = await deliver(ctx, {
      raw: aRawMail({ from: address, messageId: "<moitie@x.example>" }),
      to: [letter.token],
      messageId: "a-moitie",
    });
    const broken = { ...letters, targets: () => Promise.reject(new Error("stopped")) };
    await expect(receive(ctx, [broken], halfWay)).rejects.toThrow("stopped");
    expect(await reconcileMail(ctx)).toBe(0);
    database.setNow(new Date(now.getTime() + 20 * 60_000));
    const bodies = await queuedAgain(ctx, reconcileMail);
    database.setNow(undefined);
    const keys = bodies.map((body) => JSON.parse(body).rawKey);
    expect(keys).toContain(`inbound/${unannounced}`);
    expect(keys).toContain("inbound/a-moitie");
    for (const body of bodies) await receive(ctx, mailboxes, body);
    expect(await entries(letter.id)).toHaveLength(2);
    const unfinished =
      await database.admin`select id from inbound_mail where state <> 'done' and state <> 'failed'`;
    expect(unfinished).toEqual([]);
  });
});

test("raw mails lie where the catalogue says", () => {
  expect(inboundPrefix).toBe(catalogueMail.inboundPrefix);
});
