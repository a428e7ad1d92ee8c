/** What SES checks and changes in a raw message. */
import { domainOf, fieldName, type HeaderLine, rawFields, splitHead } from "../mail-head.ts";

export interface SesRefusal {
  status: number;
  code: string;
  message: string;
}

const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

export const invalid = (message: string): SesRefusal => ({
  status: 400,
  code: "InvalidParameterValue",
  message,
});

/** What is wrong with an address, in SES's words; undefined = nothing. */
export const addressFault = (address: string): string | undefined => {
  const at = address.lastIndexOf("@");
  if (at < 0) return "Missing final '@domain'";
  const local = address.slice(0, at);
  const domain = address.slice(at + 1);
  if (local === "") return "Missing local part";
  if (domain === "") return "Missing domain";
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
  if (/[\u0000-\u0020\u007f]/.test(local)) return "Local address contains control or whitespace";
  if (/[^\x21-\x7e]/.test(local)) return "Local address contains non-ASCII characters";
  if (!/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i.test(domain)) {
    return "Domain contains illegal character";
  }
  return undefined;
};

const ONCE = ["from", "sender", "to", "cc", "bcc", "reply-to", "subject", "date", "message-id"];

/** Refuses what SES does: over 10 MB, no From, a field that may stand once standing twice. */
export const refusedMessage = (raw: Buffer, headers: readonly HeaderLine[]): SesRefusal | undefined => {
  if (raw.length > MAX_MESSAGE_BYTES) {
    return invalid(`Message length is more than ${MAX_MESSAGE_BYTES} bytes long: '${raw.length}'.`);
  }
  if (raw.length === 0) return invalid("Empty raw message.");
  const names = headers.map((header) => header.name.toLowerCase());
  const twice = ONCE.find((name) => names.filter((one) => one === name).length > 1);
  if (twice)
    return invalid(`Duplicate header '${headers.find((one) => one.name.toLowerCase() === twice)?.name}'.`);
  return names.includes("from") ? undefined : invalid("Missing required header 'From'.");
};

/** Whether an identity covers an address: its domain, or a domain it is a sub-domain of. */
export const isVerified = (address: string, domains: readonly string[]): boolean => {
  const domain = domainOf(address);
  return domains.some((one) => domain === one.toLowerCase() || domain.endsWith(`.${one.toLowerCase()}`));
};

/** The Message-ID SES puts on the wire. */
export const wireMessageId = (messageId: string, region: string): string =>
  `<${messageId}@${region === "us-east-1" ? "email" : region}.amazonses.com>`;

/** `Sat, 21 Nov 2026 10:50:23 +0000` */
const mailDate = (at: Date): string => at.toUTCString().replace("GMT", "+0000");

const DROPPED = new Set(["message-id", "date", "bcc", "x-ses-configuration-set", "x-ses-message-tags"]);

/** The message as it leaves: Message-ID and Date are SES's own, Bcc and SES's own fields are gone. */
export const stampMessage = (raw: Buffer, messageId: string, region: string, at: Date): Buffer => {
  const { head, body } = splitHead(raw);
  const fields = rawFields(head.toString("latin1")).filter((field) => !DROPPED.has(fieldName(field)));
  const last = fields.at(-1);
  if (last !== undefined && !last.endsWith("\n")) fields.push("\r\n");
  const stamped = [
    ...fields,
    `Message-ID: ${wireMessageId(messageId, region)}\r\n`,
    `Date: ${mailDate(at)}\r\n`,
    `X-SES-Outgoing: ${at.toISOString().slice(0, 10).replaceAll("-", ".")}-127.0.0.1\r\n`,
  ];
  const end = body.length === 0 ? "\r\n" : "";
  return Buffer.concat([Buffer.from(stamped.join("") + end, "latin1"), body]);
};

/** What an absent person's server answers (RFC 3834): no return path, marked as automatic. */
export const vacationReply = (about: {
  to: string;
  from: string;
  inReplyTo: string;
  subject: string;
  at: Date;
}): Buffer =>
  Buffer.from(
    [
      `From: ${about.from}`,
      `To: ${about.to}`,
      `Subject: Automatic reply: ${about.subject.replace(/[\r\n]+/g, " ")}`,
      `Message-ID: <ooto.${about.at.getTime()}@simulator.amazonses.com>`,
      `In-Reply-To: ${about.inReplyTo}`,
      `References: ${about.inReplyTo}`,
      `Date: ${mailDate(about.at)}`,
      "Auto-Submitted: auto-replied",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "",
      "I am out of the office and will answer when I am back.",
      "",
    ].join("\r\n"),
  );
