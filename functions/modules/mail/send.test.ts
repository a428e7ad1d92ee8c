import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type RunningSes, startSes } from "../../../infra/local/ses/server.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { keepFile } from "../../platform/files.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { applySesEvent } from "./apply-event.ts";
import { handOver } from "./hand-over.ts";
import { all, first } from "./mime-headers.ts";
import { type ComposedMessage, cancelMail, queueMail } from "./queue-mail.ts";
import { read } from "./read.ts";
import { receive } from "./receive.ts";
import { sweepMail } from "./sweep-mail.ts";
import { deliver } from "./test-kit/deliveries.ts";
import { aLetter, createLetters, letters, service } from "./test-kit/letters.ts";
import { aRawMail } from "./test-kit/raw-mails.ts";

const database = testDatabase();
const mailboxes = [letters];
const sent: Array<{ providerMessageId: string; envelope: { to: string[] }; raw: Buffer }> = [];
const events: string[] = [];
let ses: RunningSes;
let organisationId: string;

beforeAll(async () => {
  await createLetters(database);
  organisationId = (await anOrganisation(database)).id;
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
      add: async (mail) => {
        sent.push(mail);
        return {
          ...mail,
          id: mail.providerMessageId,
          from: "",
          to: [],
          subject: "",
          date: "",
          size: mail.raw.length,
        };
      },
    },
    publish: async (_topic, message) => {
      events.push(message);
    },
    deliverInbound: async () => {},
  });
});
afterAll(() => ses.stop());
beforeEach(() => {
  ses.switches.reset();
  sent.length = 0;
  events.length = 0;
  database.setNow(undefined);
});

const worker = (): Ctx => {
  const ctx = database.worker();
  return { ...ctx, env: { ...ctx.env, endpoints: { ...ctx.env.endpoints, ses: ses.url } } };
};

let number = 0;
const someone = () => `destinataire-${++number}@usagers.example`;

const composed = (
  part: Partial<ComposedMessage> & Pick<ComposedMessage, "recipients" | "targetId">,
): ComposedMessage => ({
  organisationId,
  service,
  class: "conversation",
  template: "free",
  senderName: "Service des lettres",
  subject: "[Lettre 1] Deux précisions",
  text: "Bonjour,\n",
  html: "<p>Bonjour,</p>",
  idempotencyKey: `test-${++number}`,
  ...part,
});

const queue = async (message: ComposedMessage) => {
  const ctx = worker();
  const result = await mutate(ctx, async (tx) => {
    const queued = await queueMail(tx, ctx, message);
    return { result: queued, permission: permit(true), audit: [], events: queued.events };
  });
  if (!result.ok) throw new Error(result.refusal.reason);
  return result.value;
};

/** A letter with its person, and a message to them, queued. */
const aQueuedMessage = async (part: Partial<ComposedMessage> = {}) => {
  const address = someone();
  const letter = await aLetter(database, organisationId, { people: [address] });
  const [participantId = ""] = letter.people;
  const queued = await queue(
    composed({ targetId: letter.id, recipients: [{ address, name: "Anna", participantId }], ...part }),
  );
  return { address, letter, participantId, queued, recipientId: queued.recipients[0]?.id ?? "" };
};

const recipient = async (id: string) => {
  const [row] = await database.admin<
    {
      state: string;
      diagnostic: string | null;
      provider_message_id: string | null;
      attempts: number;
      next_attempt_at: Date | null;
      last_code: string | null;
    }[]
  >`
    select * from outgoing_recipient where id = ${id}`;
  if (row === undefined) throw new Error("no such recipient");
  return row;
};
const stateOf = async (id: string) => (await recipient(id)).state;
const applyEvents = async () => {
  await ses.idle();
  for (const Message of events.splice(0))
    await applySesEvent(worker(), mailboxes, JSON.stringify({ Type: "Notification", Message }));
};
const later = (minutes: number) => database.setNow(new Date(Date.now() + minutes * 60_000));

describe("a message that leaves", () => {
  test("is handed over once, with its thread and its own address, and its state follows the events", async () => {
    const { recipientId, address, letter } = await aQueuedMessage();
    await Promise.all(
      [1, 2, 3].map(() =>
        handOver(
          { ...database.anotherContainer("worker", { kind: "job", name: "test" }), env: worker().env },
          mailboxes,
          recipientId,
        ),
      ),
    );
    expect(sent).toHaveLength(1);
    const mail = await read(sent[0]?.raw ?? Buffer.alloc(0), { receivedAt: new Date() });
    expect(sent[0]?.envelope.to).toEqual([address]);
    expect(mail.replyTo[0]?.address).toMatch(/^r-[0-9a-z]{26}@courrier\.guichet\.example$/);
    expect(mail.references[0]).toMatch(/^<c\.[0-9a-f]{32}@courrier\.guichet\.example>$/);
    expect(await stateOf(recipientId)).toBe("sent");
    await applyEvents();
    expect(await stateOf(recipientId)).toBe("delivered");
    const told =
      await database.admin`select was, became from letter_delivery where recipient_id = ${recipientId}`;
    expect(told.map((row) => row.became)).toEqual(["sent", "delivered"]);
    expect(letter.id).toBeDefined();
  });

  test("mail#82 the same key twice is one message", async () => {
    const { letter, address } = await aQueuedMessage();
    const message = composed({
      targetId: letter.id,
      recipients: [{ address }],
      idempotencyKey: "double-clic",
    });
    const [one, two] = [await queue(message), await queue(message)];
    expect(two).toMatchObject({ messageId: one.messageId, isNew: false, events: [] });
  });

  test("carries its files, read from where they are kept", async () => {
    const ctx = worker();
    const content = Buffer.from("%PDF-1.7 lettre");
    const kept = await keepFile(ctx, organisationId, content, "application/pdf");
    const storedFileId = ctx.newId();
    await database.admin`insert into stored_file (id, organisation_id, sha256, size, type, key, scan)
      values (${storedFileId}, ${organisationId}, ${kept.sha256}, ${content.length}, 'application/pdf', ${kept.key}, 'clean')`;
    const { recipientId } = await aQueuedMessage({ attachments: [{ storedFileId, name: "Pièce n°1.pdf" }] });
    await handOver(worker(), mailboxes, recipientId);
    const mail = await read(sent[0]?.raw ?? Buffer.alloc(0), { receivedAt: new Date() });
    expect(mail.files).toMatchObject([{ nameSafe: "Pièce n°1.pdf", size: content.length }]);
  });

  test("answers the last mail of that person on the letter", async () => {
    const { address, letter, participantId, queued } = await aQueuedMessage();
    const [row] =
      await database.admin`select from_local_part from outgoing_recipient where id = ${queued.recipients[0]?.id ?? ""}`;
    await receive(
      worker(),
      mailboxes,
      await deliver(worker(), {
        raw: aRawMail({ from: address, messageId: "<question@usagers.example>" }),
        to: [row?.from_local_part],
      }),
    );
    const answer = await queue(composed({ targetId: letter.id, recipients: [{ address, participantId }] }));
    await handOver(worker(), mailboxes, answer.recipients[0]?.id ?? "");
    const mail = await read(sent[0]?.raw ?? Buffer.alloc(0), { receivedAt: new Date() });
    expect(mail.inReplyTo).toEqual(["<question@usagers.example>"]);
    expect(all(mail.headers, "references").join(" ")).toContain("<question@usagers.example>");
  });
});

describe("events", () => {
  test("mail#69 a hard bounce blocks the address, with words for the agent; the next message is not sent", async () => {
    const { recipientId, address, letter } = await aQueuedMessage();
    ses.switches.set({ outcomes: { [address]: "bounce" } });
    await handOver(worker(), mailboxes, recipientId);
    await applyEvents();
    expect(await recipient(recipientId)).toMatchObject({
      state: "hard_bounced",
      diagnostic: "Cette adresse n’existe pas.",
    });
    const next = await queue(composed({ targetId: letter.id, recipients: [{ address }] }));
    await handOver(worker(), mailboxes, next.recipients[0]?.id ?? "");
    expect(await stateOf(next.recipients[0]?.id ?? "")).toBe("suppressed");
    expect(sent).toHaveLength(1);
  });

  test("mail#70 mail#71 mail#72 late, repeated and reversed events leave the true state, each kept once", async () => {
    const { recipientId } = await aQueuedMessage();
    ses.switches.set({ events: { copies: 5, reversed: true } });
    await handOver(worker(), mailboxes, recipientId);
    await applyEvents();
    expect(await stateOf(recipientId)).toBe("delivered");
    const rows =
      await database.admin`select kind from delivery_event where outgoing_recipient_id = ${recipientId} order by kind`;
    expect(rows.map((row) => row.kind)).toEqual(["Delivery", "Send"]);
    const bounce = {
      eventType: "Bounce",
      mail: { messageId: "x", timestamp: new Date().toISOString(), tags: { r: [recipientId] } },
      bounce: {
        bounceType: "Permanent",
        bounceSubType: "General",
        feedbackId: `f-${recipientId}`,
        timestamp: new Date().toISOString(),
        bouncedRecipients: [{ emailAddress: "x@y.example" }],
      },
    };
    events.push(JSON.stringify(bounce));
    await applyEvents();
    expect(await stateOf(recipientId)).toBe("hard_bounced");
  });

  test("mail#81 three recipients, one refused: three true states", async () => {
    const [a, b, c] = [someone(), someone(), someone()];
    const letter = await aLetter(database, organisationId, { people: [a, b, c] });
    const queued = await queue(
      composed({ targetId: letter.id, recipients: [a, b, c].map((address) => ({ address })) }),
    );
    ses.switches.set({ outcomes: { [b]: "bounce" } });
    for (const { id } of queued.recipients) await handOver(worker(), mailboxes, id);
    await applyEvents();
    const states = await Promise.all(queued.recipients.map(({ id }) => stateOf(id)));
    expect(states).toEqual(["delivered", "hard_bounced", "delivered"]);
  });

  test("mail#69 a delivery report by mail does the same, and a forged one nothing (mail#76)", async () => {
    const { recipientId, address } = await aQueuedMessage();
    await handOver(worker(), mailboxes, recipientId);
    const out = await read(sent[0]?.raw ?? Buffer.alloc(0), { receivedAt: new Date() });
    const report = (guichetId: string) =>
      Buffer.from(
        `From: mailer-daemon@x.example\r\nSubject: Non remis\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nnon remis\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nFinal-Recipient: rfc822; ${address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nX-Guichet-Id: ${guichetId}\r\n\r\n--b--`,
      );
    const arrives = async (raw: Buffer) =>
      receive(worker(), mailboxes, await deliver(worker(), { raw, to: ["noreply"], envelopeFrom: null }));
    await arrives(report(`${recipientId}.0000000000000000`));
    expect(await stateOf(recipientId)).toBe("sent");
    await arrives(report(first(out.headers, "x-guichet-id") ?? ""));
    expect(await stateOf(recipientId)).toBe("hard_bounced");
    const held = await database.admin`select cause from quarantine where cause = 'unmatched_report'`;
    expect(held).toHaveLength(1);
  });
});

describe("when the provider fails", () => {
  test("surely not sent: it waits and leaves later, once", async () => {
    const { recipientId } = await aQueuedMessage();
    ses.switches.set({ answer: "throttling", times: 1 });
    await handOver(worker(), mailboxes, recipientId);
    expect(await recipient(recipientId)).toMatchObject({
      state: "queued",
      attempts: 1,
      last_code: "Throttling",
    });
    await handOver(worker(), mailboxes, recipientId);
    expect(sent).toHaveLength(0);
    later(3);
    expect(await sweepMail(worker(), mailboxes)).toBeGreaterThanOrEqual(1);
    await handOver(worker(), mailboxes, recipientId);
    expect([sent.length, await stateOf(recipientId)]).toEqual([1, "sent"]);
  });

  test("mail#78 accepted, then the connection drops: uncertain, and the event says sent; it never leaves twice", async () => {
    const { recipientId } = await aQueuedMessage();
    ses.switches.set({ answer: "drop", times: 1 });
    await handOver(worker(), mailboxes, recipientId);
    expect(await stateOf(recipientId)).toBe("uncertain");
    await applyEvents();
    expect(await stateOf(recipientId)).toBe("delivered");
    later(20);
    await sweepMail(worker(), mailboxes);
    await handOver(worker(), mailboxes, recipientId);
    expect(sent).toHaveLength(1);
  });

  test("without any event it leaves a second time after a quarter of an hour, and never a third", async () => {
    const { recipientId } = await aQueuedMessage();
    ses.switches.set({ answer: "drop", times: 2 });
    await handOver(worker(), mailboxes, recipientId);
    events.length = 0;
    later(16);
    await sweepMail(worker(), mailboxes);
    expect(await recipient(recipientId)).toMatchObject({
      state: "queued",
      diagnostic: "Second envoi possible.",
    });
    await handOver(worker(), mailboxes, recipientId);
    expect([sent.length, await stateOf(recipientId)]).toEqual([2, "uncertain"]);
    later(33);
    await sweepMail(worker(), mailboxes);
    expect(await stateOf(recipientId)).toBe("failed");
  });

  test("mail#80 killed between acceptance and commit: the lease ends, the tag says sent, it is not sent again", async () => {
    const { recipientId } = await aQueuedMessage();
    const killed = { ...worker(), db: worker().db };
    await handOver(killed, mailboxes, recipientId);
    // What the process would have written is undone: only SES and its events know.
    await database.admin`update outgoing_recipient set state = 'handing_over', provider_message_id = null,
      lease_until = now() - interval '1 minute' where id = ${recipientId}`;
    await sweepMail(worker(), mailboxes);
    expect(await stateOf(recipientId)).toBe("uncertain");
    await applyEvents();
    expect([sent.length, await stateOf(recipientId)]).toEqual([1, "delivered"]);
  });

  test("refused for good: failed, with words", async () => {
    const { recipientId } = await aQueuedMessage({ text: "x".repeat(11 << 20) });
    await handOver(worker(), mailboxes, recipientId);
    expect(await recipient(recipientId)).toMatchObject({
      state: "failed",
      diagnostic: "Le message et ses pièces jointes dépassent 10 Mo une fois encodés.",
    });
  });

  test("a code that could not leave gives up within minutes", async () => {
    const { recipientId } = await aQueuedMessage({ class: "security" });
    ses.switches.set({ answer: "throttling" });
    for (const minutes of [0, 1, 3, 7]) {
      later(minutes);
      await handOver(worker(), mailboxes, recipientId);
    }
    expect(await stateOf(recipientId)).toBe("failed");
  });
});

describe("a message that carries a secret", () => {
  const words = async (messageId: string) =>
    (await database.admin`select text, html from outgoing_message where id = ${messageId}`)[0];

  test("is forgotten once it left or was given up, and kept while a copy may still leave", async () => {
    const text = "Votre code : 123456";
    const sentOnce = await aQueuedMessage({ class: "security", text });
    expect(await words(sentOnce.queued.messageId)).toMatchObject({ text });
    await handOver(worker(), mailboxes, sentOnce.recipientId);
    expect(sent.at(-1)?.raw.toString()).toContain("123456");
    expect(await words(sentOnce.queued.messageId)).toEqual({ text: "", html: "" });

    const recipients = [{ address: someone() }, { address: someone() }];
    const toTwo = await aQueuedMessage({ class: "security", text, recipients });
    const [first, second] = toTwo.queued.recipients;
    await handOver(worker(), mailboxes, first?.id ?? "");
    expect(await words(toTwo.queued.messageId)).toMatchObject({ text });
    await handOver(worker(), mailboxes, second?.id ?? "");
    expect(sent.at(-1)?.raw.toString()).toContain("123456");
    expect(await words(toTwo.queued.messageId)).toEqual({ text: "", html: "" });

    const plain = await aQueuedMessage({ text: "Bonjour" });
    await handOver(worker(), mailboxes, plain.recipientId);
    expect(await words(plain.queued.messageId)).toMatchObject({ text: "Bonjour" });
  });
});

describe("what changed between queue and hand-over", () => {
  test("mail#83 a person who left gets nothing", async () => {
    const { recipientId, participantId } = await aQueuedMessage();
    await database.admin`delete from letter_person where id = ${participantId}`;
    await handOver(worker(), mailboxes, recipientId);
    expect([sent.length, await stateOf(recipientId)]).toEqual([0, "cancelled"]);
  });

  test("mail#84 an erased letter sends nothing", async () => {
    const { recipientId, letter } = await aQueuedMessage();
    await database.admin`update letter set state = 'erased' where id = ${letter.id}`;
    await handOver(worker(), mailboxes, recipientId);
    expect([sent.length, await stateOf(recipientId)]).toEqual([0, "cancelled"]);
  });

  test("cancelled in time, it stays; once gone, it cannot be", async () => {
    const { recipientId, queued } = await aQueuedMessage({ notBefore: new Date(Date.now() + 10_000) });
    await handOver(worker(), mailboxes, recipientId);
    expect(await stateOf(recipientId)).toBe("queued");
    const ctx = worker();
    const cancel = () =>
      mutate(ctx, async (tx) => ({
        result: await cancelMail(tx, ctx, queued.messageId),
        permission: permit(true),
        audit: [],
        events: [],
      }));
    expect(await cancel()).toEqual({ ok: true, value: [recipientId] });
    later(1);
    await handOver(worker(), mailboxes, recipientId);
    expect([sent.length, await stateOf(recipientId)]).toEqual([0, "cancelled"]);
    expect(await cancel()).toEqual({ ok: true, value: [] });
  });
});

test("mail#86 a header or an address that would break the mail is refused as a mistake, with its field", async () => {
  const ctx = worker();
  const attempt = (part: Partial<ComposedMessage>) =>
    mutate(ctx, async (tx) => {
      const queued = await queueMail(
        tx,
        ctx,
        composed({ targetId: null, recipients: [{ address: someone() }], ...part }),
      );
      return { result: queued, permission: permit(true), audit: [], events: queued.events };
    });
  expect(await attempt({ subject: "a\r\nBcc: x@y.example" })).toMatchObject({
    ok: false,
    refusal: { fields: [{ path: "subject" }] },
  });
  expect(await attempt({ recipients: [{ address: "été@x.example" }] })).toMatchObject({
    ok: false,
    refusal: { fields: [{ path: "recipients.0.address" }] },
  });
});
