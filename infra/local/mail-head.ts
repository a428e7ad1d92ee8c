/** The head of a raw mail, as mail servers read it: enough to route, stamp and describe, never to understand the body. */
import { addressParser, decodeWords } from "postal-mime";

export interface HeaderLine {
  name: string;
  /** Unfolded, not decoded. */
  value: string;
}

/** Where the head ends and the body begins; a mail without an empty line is all head. */
export const splitHead = (raw: Buffer): { head: Buffer; body: Buffer } => {
  const crlf = raw.indexOf("\r\n\r\n");
  const lf = raw.indexOf("\n\n");
  if (crlf < 0 && lf < 0) return { head: raw, body: Buffer.alloc(0) };
  const end = crlf >= 0 && (lf < 0 || crlf < lf) ? crlf + 2 : lf + 1;
  return { head: raw.subarray(0, end), body: raw.subarray(end) };
};

/** The head's fields as they stand, each with its continuation lines and line ends. Bytes as Latin-1. */
export const rawFields = (head: string): string[] => head.match(/[^\n]*\n(?:[ \t][^\n]*\n)*|[^\n]+$/g) ?? [];

/** Lower-case name of a raw field; empty for a line that is none. */
export const fieldName = (field: string): string =>
  /^([\x21-\x39\x3b-\x7e]+)[ \t]*:/.exec(field)?.[1]?.toLowerCase() ?? "";

/** Fields in order; lines that are no field are left out. Raw UTF-8 is read as such. */
export const parseHeaders = (head: string): HeaderLine[] =>
  rawFields(head).flatMap((field) => {
    const found = /^([\x21-\x39\x3b-\x7e]+)[ \t]*:([\s\S]*)$/.exec(field);
    if (!found?.[1] || found[2] === undefined) return [];
    const value = found[2].replace(/\r?\n(?=[ \t])/g, "").trim();
    return [{ name: found[1], value: Buffer.from(value, "latin1").toString("utf8") }];
  });

/** Value of the first field of that name. */
export const headerValue = (headers: readonly HeaderLine[], name: string): string | undefined =>
  headers.find((header) => header.name.toLowerCase() === name)?.value;

/** Addresses of all fields of that name, groups opened, each as `{ name, address }`. */
export const addressesOf = (
  headers: readonly HeaderLine[],
  name: string,
): { name: string; address: string }[] =>
  headers
    .filter((header) => header.name.toLowerCase() === name)
    .flatMap((header) => addressParser(header.value, { flatten: true }))
    .flatMap((one) => (one.address ? [{ name: decodeWords(one.name), address: one.address }] : []));

/** The part after the last `@`, lower case; empty without one. */
export const domainOf = (address: string): string => {
  const at = address.lastIndexOf("@");
  return at < 0 ? "" : address.slice(at + 1).toLowerCase();
};

const shownList = (headers: readonly HeaderLine[], name: string): string[] | undefined => {
  const list = addressesOf(headers, name).map((one) =>
    one.name ? `${one.name} <${one.address}>` : one.address,
  );
  return list.length > 0 ? list : undefined;
};

/** SES's `commonHeaders`: the usual fields, decoded; those that are absent stay absent. */
export interface CommonHeaders {
  returnPath?: string;
  from?: string[];
  to?: string[];
  cc?: string[];
  bcc?: string[];
  replyTo?: string[];
  date?: string;
  messageId?: string;
  subject?: string;
}

export const commonHeaders = (headers: readonly HeaderLine[]): CommonHeaders => {
  const subject = headerValue(headers, "subject");
  const all: CommonHeaders = {
    from: shownList(headers, "from"),
    to: shownList(headers, "to"),
    cc: shownList(headers, "cc"),
    bcc: shownList(headers, "bcc"),
    replyTo: shownList(headers, "reply-to"),
    date: headerValue(headers, "date"),
    messageId: headerValue(headers, "message-id"),
    subject: subject === undefined ? undefined : decodeWords(subject),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
};
