import { randomUUID } from "node:crypto";
import { mail as catalogueMail } from "../../../../infra/catalogue.ts";
import { receiptNotification } from "../../../../infra/local/smtp/receipt-notification.ts";
import type { Ctx } from "../../../platform/ctx.ts";
import { writeObject } from "../../../platform/files.ts";
import { readStructure } from "../mime-parts.ts";

/** One SMTP acceptance for tests: the raw in S3 and the record that announces it. */

export interface Delivery {
  raw: Buffer;
  /** Local parts at the receiving domain, or whole addresses. */
  to: readonly string[];
  /** Null is the empty return path. */
  envelopeFrom?: string | null;
  verdicts?: Partial<
    Record<"spam" | "virus" | "spf" | "dkim" | "dmarc", "PASS" | "FAIL" | "GRAY" | "PROCESSING_FAILED">
  >;
  policy?: "none" | "quarantine" | "reject";
  at?: Date;
  messageId?: string;
}

const pass = { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" } as const;

/** Stores the raw where SES would. Returns its id. */
export async function storeRaw(ctx: Ctx, raw: Buffer, messageId: string = randomUUID()): Promise<string> {
  await writeObject(ctx.env, "mail-raw", catalogueMail.inboundPrefix + messageId, raw, "message/rfc822");
  return messageId;
}

/** Body of the SQS record of one delivery: the SES notification inside its SNS envelope. */
export function announcement(ctx: Ctx, messageId: string, delivery: Delivery): string {
  const { headers } = readStructure(delivery.raw).root;
  const notification = receiptNotification({
    messageId,
    at: delivery.at ?? ctx.now(),
    envelopeFrom: delivery.envelopeFrom === undefined ? "anna@usagers.example" : delivery.envelopeFrom,
    recipients: delivery.to.map((to) => (to.includes("@") ? to : `${to}@${ctx.env.mailDomain}`)),
    headers,
    verdicts: {
      ...pass,
      ...delivery.verdicts,
      ...(delivery.policy === undefined ? {} : { policy: delivery.policy }),
    },
    bucket: ctx.env.bucket("mail-raw"),
    keyPrefix: catalogueMail.inboundPrefix,
    topicArn: "arn:aws:sns:eu-west-3:000000000000:ses-received",
  });
  return JSON.stringify({
    Type: "Notification",
    MessageId: messageId,
    Message: JSON.stringify(notification),
  });
}

/** Stores and announces. */
export async function deliver(ctx: Ctx, delivery: Delivery): Promise<string> {
  const messageId = await storeRaw(ctx, delivery.raw, delivery.messageId);
  return announcement(ctx, messageId, delivery);
}
