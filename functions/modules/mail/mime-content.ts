import { cleanText, decodeText, partBytes } from "./mime-decode.ts";
import { type Part, readStructure } from "./mime-parts.ts";
import { readPkcs7 } from "./smime.ts";

/** Which parts of a mail are its words, which are files, and what else they say of it. */
export interface ChosenContent {
  /** In order: each is one passage, in one form or both. */
  bodies: Body[];
  files: Array<{ part: Part; role: FileRole }>;
  /** Each `winmail.dat`, to be unpacked. */
  packed: Part[];
  /** Every leaf outside nested messages. */
  parts: Part[];
  signed: boolean;
  encrypted: boolean;
  /** Resource forks of a Macintosh left out: of no use elsewhere. */
  resourceForks: number;
}

export interface Body {
  plain: Part[];
  html: Part[];
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
]);
const pkcs7Types = new Set(["application/pkcs7-mime", "application/x-pkcs7-mime"]);
const calendarTypes = new Set(["text/calendar", "application/ics"]);
const tnefTypes = new Set(["application/ms-tnef", "application/vnd.ms-tnef"]);
/** Signed mails inside signed mails. */
const maxEnvelopes = 3;

/** Walks the parts once. A text part with a file name is a file, not a passage; what a signature wraps is looked into. */
export function chooseContent(root: Part): ChosenContent {
  const chosen: ChosenContent = {
    bodies: [],
    files: [],
    packed: [],
    parts: [],
    signed: false,
    encrypted: false,
    resourceForks: 0,
  };
  visit(root, undefined, chosen, 0);
  return chosen;
}

function visit(part: Part, alternative: Body | undefined, chosen: ChosenContent, envelopes: number) {
  const type = part.contentType.value;
  if (type === "multipart/encrypted") chosen.encrypted = true;
  if (type === "multipart/signed") chosen.signed = true;
  if (part.children.length === 0) {
    const wrapped = pkcs7Types.has(type) ? openEnvelope(part, chosen, envelopes) : undefined;
    if (wrapped === undefined) leaf(part, alternative, chosen);
    else visit(wrapped, undefined, chosen, envelopes + 1);
    return;
  }
  let group = alternative;
  if (type === "multipart/alternative" && group === undefined) {
    group = { plain: [], html: [] };
    chosen.bodies.push(group);
  }
  for (const child of part.children) visit(child, group, chosen, envelopes);
}

/** The mail inside an opaque signature. A signed file (`devis.pdf.p7m`) is none, and stays a file. */
function openEnvelope(part: Part, chosen: ChosenContent, envelopes: number): Part | undefined {
  const opened = readPkcs7(partBytes(part));
  if (opened.is === "encrypted") chosen.encrypted = true;
  if (opened.is === "other" && part.contentType.params["smime-type"]?.toLowerCase() === "enveloped-data")
    chosen.encrypted = true;
  if (opened.is !== "signed") return undefined;
  const { root } = readStructure(opened.content, part.depth + 1);
  if (!root.headers.some(({ name }) => name.startsWith("content-")) || envelopes >= maxEnvelopes)
    return undefined;
  chosen.signed = true;
  return root;
}

function leaf(part: Part, alternative: Body | undefined, chosen: ChosenContent) {
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
  const isResourceFork =
    type === "application/applefile" && part.parent?.contentType.value === "multipart/appledouble";
  if (isResourceFork) chosen.resourceForks++;
  else if (tnefTypes.has(type) || named?.toLowerCase() === "winmail.dat") chosen.packed.push(part);
  else if (!machineTypes.has(type)) chosen.files.push({ part, role: roleOf(type, named) });
}

function roleOf(type: string, name: string | undefined): FileRole {
  if (type === "message/rfc822") return "original_message";
  if (calendarTypes.has(type) || name?.toLowerCase().endsWith(".ics")) return "calendar";
  return signatureTypes.has(type) ? "signature" : "attachment";
}

/** More than the text shown can ever need; the rest is in the original. */
const maxTextBytes = 4 * 1024 * 1024;

/** Text of a plain part, its soft line breaks joined when the sender marked them (RFC 3676). */
export function readPlain(part: Part): string {
  const { charset, format, delsp } = part.contentType.params;
  const text = cleanText(decodeText(partBytes(part, maxTextBytes), charset));
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
