/**
 * What the configuration set tells of a sent mail, in SES's shapes.
 * Source: https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-examples.html
 */
import { randomUUID } from "node:crypto";
import { type CommonHeaders, commonHeaders, domainOf, type HeaderLine } from "../mail-head.ts";

/** How a recipient's server, or SES itself, treats a mail. */
export const outcomes = [
  "delivery",
  "bounce",
  "noEmail",
  "softBounce",
  "mailboxFull",
  "contentRejected",
  "undetermined",
  "delay",
  "delayThenDelivery",
  "deliveryThenBounce",
  "complaint",
  "suppressed",
  "accountSuppressed",
  "silent",
] as const;
export type Outcome = (typeof outcomes)[number];

/** The `mail` object common to all events. */
export interface SentMailFacts {
  timestamp: string;
  source: string;
  sourceArn: string;
  sendingAccountId: string;
  messageId: string;
  destination: string[];
  headersTruncated: boolean;
  /** As the sender wrote them: the Message-ID here is not the one on the wire. */
  headers: HeaderLine[];
  commonHeaders: CommonHeaders;
  /** Every value is a list. */
  tags: Record<string, string[]>;
}

export interface SendingEvent {
  eventType: "Send" | "Reject" | "Delivery" | "Bounce" | "Complaint" | "DeliveryDelay";
  mail: SentMailFacts;
  [detail: string]: unknown;
}

export interface SentMailInput {
  messageId: string;
  source: string;
  destinations: readonly string[];
  headers: readonly HeaderLine[];
  tags: readonly { name: string; value: string }[];
  configurationSet: string;
  region: string;
  at: Date;
}

const ACCOUNT = "000000000000";
const MAX_HEADERS_CHARS = 10_240;

/** The `mail` object of a mail's events. */
export const mailFacts = (input: SentMailInput): SentMailFacts => {
  const domain = domainOf(input.source);
  const kept: HeaderLine[] = [];
  let size = 0;
  for (const header of input.headers) {
    size += header.name.length + header.value.length;
    if (size <= MAX_HEADERS_CHARS) kept.push(header);
  }
  return {
    timestamp: input.at.toISOString(),
    source: input.source,
    sourceArn: `arn:aws:ses:${input.region}:${ACCOUNT}:identity/${domain}`,
    sendingAccountId: ACCOUNT,
    messageId: input.messageId,
    destination: [...input.destinations],
    headersTruncated: size > MAX_HEADERS_CHARS,
    headers: kept,
    commonHeaders: commonHeaders(input.headers),
    tags: {
      "ses:operation": ["SendRawEmail"],
      "ses:configuration-set": [input.configurationSet],
      "ses:source-ip": ["127.0.0.1"],
      "ses:from-domain": [domain],
      "ses:caller-identity": ["local"],
      ...Object.fromEntries(input.tags.map(({ name, value }) => [name, [value]])),
    },
  };
};

export const sendEvent = (mail: SentMailFacts): SendingEvent => ({ eventType: "Send", mail, send: {} });

/** SES found a virus and does not send. */
export const rejectEvent = (mail: SentMailFacts): SendingEvent => ({
  eventType: "Reject",
  mail,
  reject: { reason: "Bad content" },
});

const feedbackId = () => `${randomUUID().replaceAll("-", "").slice(0, 16)}-${randomUUID()}-000000`;

const delivery = (mail: SentMailFacts, recipient: string, at: Date): SendingEvent => ({
  eventType: "Delivery",
  mail,
  delivery: {
    timestamp: at.toISOString(),
    processingTimeMillis: Math.max(0, at.getTime() - Date.parse(mail.timestamp)),
    recipients: [recipient],
    smtpResponse: "250 2.6.0 Message received",
    remoteMtaIp: "127.0.0.1",
    reportingMTA: "a8-50.smtp-out.amazonses.com",
  },
});

interface BounceDetail {
  type: "Permanent" | "Transient" | "Undetermined";
  subType: string;
  action?: string;
  status?: string;
  diagnostic?: string;
}

const bounce = (mail: SentMailFacts, recipient: string, at: Date, detail: BounceDetail): SendingEvent => ({
  eventType: "Bounce",
  mail,
  bounce: {
    bounceType: detail.type,
    bounceSubType: detail.subType,
    bouncedRecipients: [
      {
        emailAddress: recipient,
        ...(detail.action && { action: detail.action }),
        ...(detail.status && { status: detail.status }),
        ...(detail.diagnostic && { diagnosticCode: detail.diagnostic }),
      },
    ],
    timestamp: at.toISOString(),
    feedbackId: feedbackId(),
    reportingMTA: "dns; a8-50.smtp-out.amazonses.com",
  },
});

const complaint = (mail: SentMailFacts, recipient: string, at: Date): SendingEvent => ({
  eventType: "Complaint",
  mail,
  complaint: {
    complainedRecipients: [{ emailAddress: recipient }],
    timestamp: at.toISOString(),
    feedbackId: feedbackId(),
    complaintSubType: null,
    userAgent: "Amazon SES Mailbox Simulator",
    complaintFeedbackType: "abuse",
    arrivalDate: at.toISOString(),
  },
});

const delay = (mail: SentMailFacts, recipient: string, at: Date): SendingEvent => ({
  eventType: "DeliveryDelay",
  mail,
  deliveryDelay: {
    timestamp: at.toISOString(),
    delayType: "TransientCommunicationFailure",
    delayedRecipients: [
      {
        emailAddress: recipient,
        status: "4.4.1",
        diagnosticCode: "smtp; 421 4.4.1 Unable to connect to remote host",
      },
    ],
    expirationTime: new Date(at.getTime() + 12 * 3600 * 1000).toISOString(),
    reportingMTA: "a8-50.smtp-out.amazonses.com",
  },
});

const unknownUser = { action: "failed", status: "5.1.1", diagnostic: "smtp; 550 5.1.1 user unknown" };
const BOUNCES = {
  bounce: { type: "Permanent", subType: "General", ...unknownUser },
  noEmail: { type: "Permanent", subType: "NoEmail", ...unknownUser },
  softBounce: {
    type: "Transient",
    subType: "General",
    action: "failed",
    status: "4.3.2",
    diagnostic: "smtp; 451 4.3.2 Please try again later",
  },
  mailboxFull: {
    type: "Transient",
    subType: "MailboxFull",
    action: "failed",
    status: "5.2.2",
    diagnostic: "smtp; 552 5.2.2 Mailbox full",
  },
  contentRejected: {
    type: "Transient",
    subType: "ContentRejected",
    action: "failed",
    status: "5.7.1",
    diagnostic: "smtp; 550 5.7.1 Message content rejected",
  },
  undetermined: { type: "Undetermined", subType: "Undetermined" },
  suppressed: {
    type: "Permanent",
    subType: "Suppressed",
    action: "failed",
    status: "5.1.1",
    diagnostic:
      "Amazon SES has suppressed sending to this address because it has a recent history of bouncing as an invalid address.",
  },
  accountSuppressed: {
    type: "Permanent",
    subType: "OnAccountSuppressionList",
    action: "failed",
    status: "5.1.1",
    diagnostic:
      "Amazon SES did not send the message to this address because it is on the suppression list for your account.",
  },
} as const satisfies Partial<Record<Outcome, BounceDetail>>;

/** The events of one recipient's outcome, in the order they happen. Never Send: that one is the mail's. */
export const outcomeEvents = (
  outcome: Outcome,
  mail: SentMailFacts,
  recipient: string,
  at: Date,
): SendingEvent[] => {
  switch (outcome) {
    case "silent":
      return [];
    case "delivery":
      return [delivery(mail, recipient, at)];
    case "complaint":
      return [delivery(mail, recipient, at), complaint(mail, recipient, at)];
    case "delay":
      return [delay(mail, recipient, at)];
    case "delayThenDelivery":
      return [delay(mail, recipient, at), delivery(mail, recipient, at)];
    case "deliveryThenBounce":
      return [delivery(mail, recipient, at), bounce(mail, recipient, at, BOUNCES.bounce)];
    default:
      return [bounce(mail, recipient, at, BOUNCES[outcome])];
  }
};

/** What the mailbox simulator does at an address (labels after `+` allowed); undefined elsewhere. */
export const simulatedOutcome = (recipient: string): Outcome | "ooto" | undefined => {
  if (domainOf(recipient) !== "simulator.amazonses.com") return undefined;
  const local = recipient.slice(0, recipient.lastIndexOf("@")).toLowerCase().replace(/\+.*$/, "");
  const known = {
    success: "delivery",
    bounce: "bounce",
    complaint: "complaint",
    suppressionlist: "suppressed",
    ooto: "ooto",
  } as const;
  return Object.hasOwn(known, local) ? known[local as keyof typeof known] : "bounce";
};
