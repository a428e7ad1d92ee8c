/**
 * What SES publishes when its S3 action has stored a received mail (mail.md §10.1).
 * Source: https://docs.aws.amazon.com/ses/latest/dg/receiving-email-notifications-contents.html
 */
import { type CommonHeaders, commonHeaders, type HeaderLine } from "../mail-head.ts";
import type { DmarcPolicy, VerdictName, VerdictStatus, Verdicts } from "./verdicts.ts";

export interface ReceiptInput {
  /** SES's id of the mail, also the end of its key. */
  messageId: string;
  at: Date;
  /** Null = the empty return path. */
  envelopeFrom: string | null;
  /** Recipients the rule matches. */
  recipients: readonly string[];
  /** All recipients of the envelope; absent = the matching ones. */
  destination?: readonly string[];
  headers: readonly HeaderLine[];
  verdicts: Verdicts;
  bucket: string;
  /** `inbound/` */
  keyPrefix: string;
  topicArn: string;
  processingTimeMillis?: number;
}

export interface ReceiptNotification {
  notificationType: "Received";
  mail: {
    timestamp: string;
    source: string;
    messageId: string;
    destination: string[];
    headersTruncated: boolean;
    headers: HeaderLine[];
    commonHeaders: CommonHeaders;
  };
  receipt: {
    timestamp: string;
    processingTimeMillis: number;
    recipients: string[];
    dmarcPolicy?: DmarcPolicy;
    action: { type: "S3"; topicArn: string; bucketName: string; objectKeyPrefix: string; objectKey: string };
  } & { [name in `${VerdictName}Verdict`]?: { status: VerdictStatus } };
}

const MAX_HEADERS_CHARS = 10_240;

/** The notification of one received mail. Headers beyond 10 KB are left out and said to be. */
export const receiptNotification = (input: ReceiptInput): ReceiptNotification => {
  const { verdicts } = input;
  const kept: HeaderLine[] = [];
  let size = 0;
  for (const header of input.headers) {
    size += header.name.length + header.value.length;
    if (size <= MAX_HEADERS_CHARS) kept.push(header);
  }
  const status = (name: VerdictName) =>
    verdicts[name] === undefined ? {} : { [`${name}Verdict`]: { status: verdicts[name] } };
  return {
    notificationType: "Received",
    mail: {
      timestamp: input.at.toISOString(),
      source: input.envelopeFrom ?? "",
      messageId: input.messageId,
      destination: [...(input.destination ?? input.recipients)],
      headersTruncated: size > MAX_HEADERS_CHARS,
      headers: kept,
      commonHeaders: { returnPath: input.envelopeFrom ?? "", ...commonHeaders(kept) },
    },
    receipt: {
      timestamp: input.at.toISOString(),
      processingTimeMillis: input.processingTimeMillis ?? 0,
      recipients: [...input.recipients],
      ...status("spam"),
      ...status("virus"),
      ...status("spf"),
      ...status("dkim"),
      ...status("dmarc"),
      ...(verdicts.policy && { dmarcPolicy: verdicts.policy }),
      action: {
        type: "S3",
        topicArn: input.topicArn,
        bucketName: input.bucket,
        objectKeyPrefix: input.keyPrefix,
        objectKey: `${input.keyPrefix}${input.messageId}`,
      },
    },
  };
};
