import { cleanText, decodeBody, decodeText } from "./mime-decode.ts";
import type { Part } from "./mime-parts.ts";

/** Which parts of a mail are its words, which are files, and what else they say of it. */
export interface ChosenContent {
  /** In order: each is one passage, in one form or both. */
  bodies: Array<{ plain: Part[]; html: Part[] }>;
  files: Array<{ part: Part; role: FileRole }>;
  /** Every leaf outside nested messages. */
  parts: Part[];
  signed: boolean;
  encrypted: boolean;
}

type FileRole = "attachment" | "original_message" | "calendar" | "signature";

const signatureTypes = new Set([
  "application/pgp-signature",
  "application/pkcs7-signature",
  "application/x-pkcs7-signature",
]);
const machineTypes = new Set([
  "message/delivery-status",
  "message/global-delivery-status",
  "message/disposition-notification",
  "message/feedback-report",
  "text/rfc822-headers",
  "application/applefile",
]);

/** Walks the parts once. A text part with a file name is a file, not a passage. */
export function chooseContent(root: Part): ChosenContent {
  const chosen: ChosenContent = { bodies: [], files: [], parts: [], signed: false, encrypted: false };
  visit(root, undefined, chosen);
  return chosen;
}

function visit(part: Part, alternative: { plain: Part[]; html: Part[] } | undefined, chosen: ChosenContent) {
  const type = part.contentType.value;
  if (type === "multipart/encrypted") chosen.encrypted = true;
  if (type === "multipart/signed") chosen.signed = true;
  if (part.children.length === 0) {
    leaf(part, alternative, chosen);
    return;
  }
  let group = alternative;
  if (type === "multipart/alternative" && group === undefined) {
    group = { plain: [], html: [] };
    chosen.bodies.push(group);
  }
  for (const child of part.children) visit(child, group, chosen);
}

function leaf(part: Part, alternative: { plain: Part[]; html: Part[] } | undefined, chosen: ChosenContent) {
  chosen.parts.push(part);
  // A multipart that never had its parts is what it looks like: text.
  const type = part.contentType.value.startsWith("multipart/") ? "text/plain" : part.contentType.value;
  const named = part.disposition.params.filename ?? part.contentType.params.name;
  if (
    (type === "text/plain" || type === "text/html") &&
    part.disposition.value !== "attachment" &&
    named === undefined
  ) {
    const kind = type === "text/html" ? "html" : "plain";
    if (alternative !== undefined) alternative[kind].push(part);
    else chosen.bodies.push({ plain: kind === "plain" ? [part] : [], html: kind === "html" ? [part] : [] });
    return;
  }
  if (type === "application/pkcs7-mime" || type === "application/x-pkcs7-mime") {
    if (part.contentType.params["smime-type"] === "signed-data") chosen.signed = true;
    else chosen.encrypted = true;
  }
  if (!machineTypes.has(type)) chosen.files.push({ part, role: roleOf(type) });
}

function roleOf(type: string): FileRole {
  if (type === "message/rfc822") return "original_message";
  if (type === "text/calendar") return "calendar";
  return signatureTypes.has(type) ? "signature" : "attachment";
}

/** More than the text shown can ever need; the rest is in the original. */
const maxTextBytes = 4 * 1024 * 1024;

/** Text of a plain part, its soft line breaks joined when the sender marked them (RFC 3676). */
export function readPlain(raw: Buffer, part: Part): string {
  const { charset, format, delsp } = part.contentType.params;
  const to = Math.min(part.to, part.from + maxTextBytes);
  const text = cleanText(decodeText(decodeBody(raw, part.from, to, part.encoding), charset));
  return format?.toLowerCase() === "flowed" ? joinFlowed(text, delsp?.toLowerCase() === "yes") : text;
}

function joinFlowed(text: string, dropSpace: boolean): string {
  const out: string[] = [];
  let open: { quotes: string; pieces: string[] } | undefined;
  const close = () => {
    if (open !== undefined) out.push(open.quotes + (open.quotes === "" ? "" : " ") + open.pieces.join(""));
    open = undefined;
  };
  for (const line of text.split("\n")) {
    const quotes = /^>*/.exec(line)?.[0] ?? "";
    const content = line.slice(quotes.length).replace(/^ /, "");
    const isSoft = content.endsWith(" ") && content !== "-- ";
    if (open !== undefined && open.quotes !== quotes) close();
    open ??= { quotes, pieces: [] };
    open.pieces.push(isSoft && dropSpace ? content.slice(0, -1) : content);
    if (!isSoft) close();
  }
  close();
  return out.join("\n");
}
