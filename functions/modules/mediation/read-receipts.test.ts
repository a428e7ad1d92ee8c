import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { mutate, permit } from "../../platform/mutate.ts";
import { aMediator, anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { queueMail } from "../mail/index.ts";
import { receive } from "../mail/jobs.ts";
import { deliver } from "../mail/test-kit/deliveries.ts";
import { aMultipart } from "../mail/test-kit/raw-mails.ts";
import { mediationMailbox } from "./mailbox.ts";
import { readCase } from "./read-case.ts";
import { aCase, granted, signedIn } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
let town: Awaited<ReturnType<typeof anOrganisation>>;
let claire: Awaited<ReturnType<typeof aMediator>>;
beforeAll(async () => {
  town = await anOrganisation(database);
  claire = await aMediator(database, town.id);
});

/** A message of the handler's to the requester of a case. */
const written = async () => {
  const to = await aCase(database, town, { assigneeId: claire.id });
  const ctx = database.worker();
  const queued = granted(
    await mutate(ctx, async (tx) => ({
      result: await queueMail(tx, ctx, {
        organisationId: town.id,
        service: "mediation",
        targetId: to.found.id,
        class: "conversation",
        template: "free",
        senderName: "Médiation",
        subject: "Votre facture",
        text: "Bonjour",
        html: "<p>Bonjour</p>",
        idempotencyKey: randomUUID(),
        recipients: [{ address: to.email, name: "Nadège Thibaudot", participantId: to.participantId }],
      }),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );
  const recipientId = queued.recipients[0]?.id ?? "";
  const [row] =
    await admin`select return_token, from_local_part, outgoing_message_id from outgoing_recipient where id = ${recipientId}`;
  const entryId = randomUUID();
  await admin`insert into case_entry (id, organisation_id, case_id, kind, direction, medium, occurred_at, text, outgoing_message_id)
    values (${entryId}, ${town.id}, ${to.found.id}, 'message', 'OUT', 'EMAIL', now(), 'Bonjour', ${row?.outgoing_message_id})`;
  return {
    ...to,
    recipientId,
    entryId,
    returnTo: `b-${row?.return_token}`,
    replyTo: String(row?.from_local_part),
  };
};

const receipt = (from: string, disposition: string) =>
  aMultipart(
    'multipart/report; boundary="limite"; report-type=disposition-notification',
    [
      { type: "text/plain; charset=utf-8", body: "Votre message a été lu." },
      {
        type: "message/disposition-notification",
        body: `Reporting-UA: courriel.example; Lecteur\r\nFinal-Recipient: rfc822;${from}\r\nDisposition: manual-action/MDN-sent-manually; ${disposition}`,
      },
    ],
    [
      `From: ${from}`,
      "Subject: Lu : Votre facture",
      `Message-ID: <${randomUUID()}@courriel.example>`,
      "MIME-Version: 1.0",
    ],
  );

const arrives = async (raw: Buffer, to: string, at: Date) => {
  const ctx = database.worker();
  await receive(ctx, [mediationMailbox], await deliver(ctx, { raw, to: [to], envelopeFrom: null, at }));
};
const counted = async (caseId: string) => {
  const [row] =
    await admin`select (select count(*) from case_entry where case_id = ${caseId})::int as entries,
    (select count(*) from outgoing_message where target_id = ${caseId})::int as mails,
    (select to_process_count from cases where id = ${caseId}) as waiting`;
  return row;
};

describe("mail#66 a read receipt", () => {
  it("mail#66 is a date on the recipient, its first one: no entry, no notification", async () => {
    const message = await written();
    const before = await counted(message.found.id);
    const first = new Date("2027-03-16T09:00:00Z");
    await arrives(receipt(message.email, "displayed"), message.replyTo, first);
    await arrives(receipt(message.email, "displayed"), message.returnTo, new Date("2027-03-17T09:00:00Z"));

    expect(await counted(message.found.id)).toEqual(before);
    const page = granted(await readCase(await signedIn(database, claire), message.found.id));
    const entry = page.entries.find(({ id }) => id === message.entryId);
    expect(entry?.recipients).toMatchObject([{ state: "queued", readAt: first.toISOString() }]);
    const events =
      await admin`select kind from delivery_event where outgoing_recipient_id = ${message.recipientId}`;
    expect(events.map(({ kind }) => kind)).toEqual(["read", "read"]);
  });

  it("mail#66 that says the message was deleted unread is noted, and is no reading", async () => {
    const message = await written();
    await arrives(receipt(message.email, "deleted"), message.returnTo, new Date());
    const [row] = await admin`select read_at from outgoing_recipient where id = ${message.recipientId}`;
    expect(row?.read_at).toBeNull();
    expect(await counted(message.found.id)).toMatchObject({ waiting: 0 });
  });
});
