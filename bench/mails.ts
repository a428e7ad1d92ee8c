import { randomBytes, randomUUID } from "node:crypto";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { SQSEvent } from "aws-lambda";
import MailComposer from "nodemailer/lib/mail-composer/index.js";
import postgres from "postgres";
import { mail } from "../infra/catalogue.ts";
import { sqsRecord } from "../infra/local/lambda-host/queue-poller.ts";
import { snsEnvelope } from "../infra/local/queues.ts";
import { receiptNotification } from "../infra/local/smtp/receipt-notification.ts";
import { tokenFromBytes } from "../shared/mail/address.ts";
import { credentials, type Engines, mailDomain, region, type Seeded } from "./engines.ts";

/** One received mail, stored raw as SES stores it, and the event that announces it. */
export interface Received {
  raw: Buffer;
  /** Where it is stored. */
  key: string;
  event: SQSEvent;
}

/** A person of a case of their own, whose mail is welcome there: no limit per sender or case is ever met. */
const correspondents = async (seeded: Seeded, count: number) => {
  const sql = postgres(seeded.adminUrl, { max: 1, onnotice: () => {} });
  try {
    const cases = await sql`select id from cases where status = 'TO_PROCESS' order by id limit ${count}`;
    const people = cases.map(({ id }) => ({
      caseId: id,
      participantId: randomUUID(),
      token: tokenFromBytes(randomBytes(16)),
      address: `amina@${randomBytes(8).toString("hex")}.example`,
    }));
    for (const person of people) {
      await sql`
        insert into participant (id, organisation_id, case_id, side, display_name, email, email_canonical, verification)
        values (${person.participantId}, ${seeded.organisationId}, ${person.caseId}, 'REQUESTER', 'Amina Ferrand',
          ${person.address}, ${person.address}, 'verified')`;
      await sql`
        insert into reply_address (id, organisation_id, token, kind, service, target_id, participant_id, state)
        values (gen_random_uuid(), ${seeded.organisationId}, ${person.token}, 'participant', 'mediation',
          ${person.caseId}, ${person.participantId}, 'live')`;
    }
    return people;
  } finally {
    await sql.end();
  }
};

const paragraph =
  "Bonjour, je vous réponds au sujet de la facture que je conteste. Le service m’a écrit une nouvelle fois, sans rien expliquer. ";

/** Answers to our mails from `count` people, each with text, HTML, a quote and a file of `attachmentBytes`. */
export const receiveMails = async (
  engines: Engines,
  seeded: Seeded,
  count: number,
  attachmentBytes: number,
): Promise<Received[]> => {
  const client = new S3Client({ endpoint: engines.s3.url, region, credentials, forcePathStyle: true });
  const received: Received[] = [];
  for (const { address, token } of await correspondents(seeded, count)) {
    const to = `r-${token}@${mailDomain}`;
    const said = `${paragraph.repeat(6)}\n\n${randomUUID()}`;
    const raw = await new MailComposer({
      from: `Amina Ferrand <${address}>`,
      to,
      subject: "Re: Votre facture",
      text: `${said}\n\nLe lundi 2 mars 2026 à 10:12, Médiation a écrit :\n> ${paragraph}`,
      html: `<p>${said}</p><blockquote><p>${paragraph}</p></blockquote>`,
      attachments: [
        {
          filename: "courrier.pdf",
          content: Buffer.concat([Buffer.from("%PDF-1.7\n"), randomBytes(attachmentBytes)]),
        },
      ],
    })
      .compile()
      .build();
    const messageId = randomBytes(16).toString("hex");
    const key = `${mail.inboundPrefix}${messageId}`;
    await client.send(new PutObjectCommand({ Bucket: "mail-raw", Key: key, Body: raw }));
    received.push({ raw, key, event: announce(messageId, address, to) });
  }
  client.destroy();
  return received;
};

/** What the function receives: the SES notification, in the SNS envelope, in the SQS record. */
const announce = (messageId: string, from: string, to: string): SQSEvent => {
  const topicArn = `arn:aws:sns:${region}:000000000000:${mail.receivedTopic}`;
  const pass = "PASS" as const;
  const notification = receiptNotification({
    messageId,
    at: new Date(),
    envelopeFrom: from,
    recipients: [to],
    headers: [],
    verdicts: { spam: pass, virus: pass, spf: pass, dkim: pass, dmarc: pass },
    bucket: "mail-raw",
    keyPrefix: mail.inboundPrefix,
    topicArn,
  });
  const Body = JSON.stringify(snsEnvelope(topicArn, region, JSON.stringify(notification)));
  const source = { queueArn: `arn:aws:sqs:${region}:000000000000:mail-inbound`, region };
  return { Records: [sqsRecord({ MessageId: randomUUID(), Body }, source)] };
};

/** How many entries mails made so far. */
export const mailEntries = async (seeded: Seeded): Promise<number> => {
  const sql = postgres(seeded.adminUrl, { max: 1, onnotice: () => {} });
  try {
    const [row] =
      await sql`select count(*)::int as entries from case_entry where inbound_target_id is not null`;
    return row?.entries ?? 0;
  } finally {
    await sql.end();
  }
};
