import { createHash } from "node:crypto";
import type { AttachmentDecision, EntryFlag } from "../../../shared/mail/schema.ts";
import { sha256 } from "../../platform/ids.ts";
import { attachmentLimits, judgeAttachment, numberDuplicates } from "./attachments.ts";
import { foldText } from "./fold.ts";
import type { Fold } from "./mailbox.ts";
import { chooseContent, readPlain } from "./mime-content.ts";
import { decodeBody, decodeText } from "./mime-decode.ts";
import {
  all,
  first,
  type Header,
  readAddresses,
  readDate,
  readMessageIds,
  readSender,
  type Sender,
  type ShownAddress,
  shownLine,
} from "./mime-headers.ts";
import { type Part, readStructure, type StructureProblem } from "./mime-parts.ts";
import { type Report, readReport } from "./reports.ts";
import { htmlLimits, type SanitizedHtml, sanitizeMailHtml } from "./sanitize.ts";

/** Grows when the same raw would read differently: entries read by an older one can be read again. */
const readerVersion = 1;

const readLimits = { rawBytes: 40 * 1024 * 1024, textChars: 500_000, htmlBodies: 20 } as const;

type ReadProblem = StructureProblem | "text_cut" | "html_dropped" | "reader_failed" | "too_large";

export interface ReadFile {
  position: number;
  nameOriginal: string;
  nameSafe: string;
  typeDeclared: string;
  /** By content. */
  type: string;
  size: number;
  sha256: string;
  contentId: string | undefined;
  role: "attachment" | "inline" | "original_message" | "calendar" | "signature";
  decision: AttachmentDecision;
  /** Present when kept. */
  bytes: Uint8Array | undefined;
}

/** One mail, understood. Everything is bounded; nothing is trusted. */
export interface ReadMail {
  readerVersion: number;
  headers: Header[];
  /** Types of all parts outside nested messages, with their depth, for classification. */
  parts: ReadonlyArray<{ type: string; depth: number }>;
  /** `report-type` parameter of the top content type. */
  reportType: string | undefined;
  report: Report | undefined;
  sender: Sender;
  subject: string;
  messageId: string;
  inReplyTo: string[];
  references: string[];
  /** What the mail says, kept only when believable (after 1995, not in the future). */
  sentAtClaimed: Date | undefined;
  replyTo: ShownAddress[];
  to: ShownAddress[];
  cc: ShownAddress[];
  /** Addresses of To and Cc beyond the 200 shown. */
  moreAddresses: number;
  text: string;
  html: string | undefined;
  folds: Fold[];
  files: ReadFile[];
  flags: EntryFlag[];
  problems: ReadProblem[];
  bodyHash: string;
  rawSize: number;
  rawSha256: string;
}

export const noSubject = "(sans objet)";
export const noText = "(message sans texte)";
const encryptedText = "Message chiffré. Téléchargez l’original pour l’ouvrir avec votre clé.";

export interface ReadOptions {
  /** When the mail reached us: a claimed date far after it is not believed. */
  receivedAt: Date;
  /** Skips the HTML and the content of files: the second try after a first one that crashed. */
  plainOnly?: boolean;
}

/**
 * Reads a raw mail: `read(raw) → ReadMail`, total, never throws (mail.md §5.2). What fails inside gives the headers
 * and the flag `unreadable`; over 40 MB, the headers and `too_large`.
 */
export async function read(raw: Buffer, options: ReadOptions): Promise<ReadMail> {
  if (raw.length > readLimits.rawBytes) return readHeadersOnly(raw, options, "too_large");
  try {
    return await readWhole(raw, options);
  } catch {
    // A bug of ours on some bytes: the person still sees that the mail came, from whom, and can open the original.
    return readHeadersOnly(raw, options, "reader_failed");
  }
}

async function readWhole(raw: Buffer, options: ReadOptions): Promise<ReadMail> {
  const { root, problems } = readStructure(raw);
  const mail = fromHeaders(raw, root, options);
  mail.problems.push(...problems);
  const content = chooseContent(root);
  mail.parts = content.parts.map((part) => ({ type: part.contentType.value, depth: part.depth }));
  mail.report = readReport(raw, content.parts);
  if (problems.has("too_deep") || problems.has("too_many_parts")) mail.flags.push("unreadable");
  if (content.signed) mail.flags.push("signed_unchecked");
  if (content.encrypted) mail.flags.push("encrypted");

  const body = readBodies(raw, content.bodies, mail, options.plainOnly === true);
  const files = await readFiles(raw, content.files, body, options.plainOnly === true);
  mail.files = files;
  if (files.some((file) => file.decision.startsWith("refused"))) mail.flags.push("attachments_refused");
  mail.html = body.html;
  mail.text = body.text.trim() === "" ? (content.encrypted ? encryptedText : noText) : body.text;
  mail.folds = foldText(mail.text, mail.subject);
  if (/^\s*(?:tr|fw|fwd|wg)\s*:/i.test(mail.subject)) mail.flags.push("forwarded");
  mail.bodyHash = bodyHash(mail);
  return mail;
}

interface Bodies {
  text: string;
  html: string | undefined;
  shown: Set<string>;
  dataImages: SanitizedHtml["dataImages"];
}

function readBodies(
  raw: Buffer,
  bodies: ReadonlyArray<{ plain: Part[]; html: Part[] }>,
  mail: ReadMail,
  plainOnly: boolean,
): Bodies {
  const out: Bodies = { text: "", html: undefined, shown: new Set(), dataImages: [] };
  const htmlPieces: string[] = [];
  const textPieces: string[] = [];
  let hasHtml = false;
  for (const [index, body] of bodies.entries()) {
    const plain = body.plain.map((part) => readPlain(raw, part)).join("\n");
    const source = plainOnly ? "" : body.html.map((part) => textOf(raw, part)).join("\n<br>\n");
    const safe =
      source.trim() === "" || index >= readLimits.htmlBodies ? undefined : sanitizeMailHtml(source);
    textPieces.push(plain.trim() === "" ? (safe?.text ?? "") : plain);
    if (safe?.html === undefined) {
      htmlPieces.push(plainAsHtml(plain === "" ? (safe?.text ?? "") : plain));
      if (safe !== undefined || (source !== "" && index >= readLimits.htmlBodies))
        addOnce(mail.problems, "html_dropped");
    } else {
      hasHtml = true;
      htmlPieces.push(safe.html);
      for (const id of safe.shown) out.shown.add(id);
      out.dataImages.push(...safe.dataImages);
      if (safe.remoteContent) addOnce(mail.flags, "remote_content");
    }
  }
  out.text = textPieces.filter((piece) => piece.trim() !== "").join("\n\n");
  if (out.text.length > readLimits.textChars) {
    out.text = out.text.slice(0, readLimits.textChars).toWellFormed();
    mail.problems.push("text_cut");
  }
  if (hasHtml) out.html = htmlPieces.filter((piece) => piece !== "").join("<hr>");
  return out;
}

/** Source of an HTML part: what is beyond the limit is not even decoded. */
const textOf = (raw: Buffer, part: Part) => {
  const to = Math.min(part.to, part.from + htmlLimits.textSourceChars);
  const bytes = decodeBody(raw, part.from, to, part.encoding);
  return decodeText(bytes, part.contentType.params.charset).replaceAll("\u0000", "\ufffd");
};

const plainAsHtml = (text: string) =>
  text.trim() === ""
    ? ""
    : `<div>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\n", "<br>")}</div>`;

const inlineTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

async function readFiles(
  raw: Buffer,
  parts: ReadonlyArray<{ part: Part; role: ReadFile["role"] }>,
  body: Bodies,
  plainOnly: boolean,
): Promise<ReadFile[]> {
  const files: ReadFile[] = [];
  for (const { part, role } of parts) {
    files.push(await readFile(raw, part, role, files.length, body.shown, plainOnly));
  }
  for (const image of body.dataImages) {
    files.push({
      position: files.length,
      nameOriginal: "",
      nameSafe: `image-${files.length + 1}.${image.type.slice("image/".length)}`,
      typeDeclared: image.type,
      type: image.type,
      size: image.bytes.length,
      sha256: sha256(image.bytes),
      contentId: image.contentId,
      role: "inline",
      decision: files.length < attachmentLimits.kept ? "kept" : "refused_limit",
      bytes: image.bytes,
    });
  }
  const names = numberDuplicates(files.map((file) => file.nameSafe));
  return files.map((file, index) => ({ ...file, nameSafe: names[index] ?? file.nameSafe }));
}

async function readFile(
  raw: Buffer,
  part: Part,
  role: ReadFile["role"],
  position: number,
  shown: ReadonlySet<string>,
  plainOnly: boolean,
): Promise<ReadFile> {
  const nameOriginal = nameOf(raw, part);
  const beyond = position >= attachmentLimits.kept || plainOnly;
  const bytes = beyond ? undefined : decodeBody(raw, part.from, part.to, part.encoding);
  const judged = await judgeAttachment({
    name: nameOriginal,
    declared: part.contentType.value,
    bytes: bytes ?? new Uint8Array(),
    position,
  });
  const isInline = part.contentId !== undefined && shown.has(part.contentId) && inlineTypes.has(judged.type);
  const decision = beyond ? "refused_limit" : judged.decision;
  return {
    position,
    nameOriginal,
    nameSafe: judged.nameSafe,
    typeDeclared: part.contentType.value,
    type: judged.type,
    size: bytes?.length ?? part.to - part.from,
    sha256: sha256(bytes ?? new Uint8Array()),
    contentId: part.contentId,
    role: isInline ? "inline" : role,
    decision,
    bytes: decision === "kept" ? bytes : undefined,
  };
}

/** The file's name as the mail gives it; a nested message is named after its subject. */
function nameOf(raw: Buffer, part: Part): string {
  const named = part.disposition.params.filename ?? part.contentType.params.name;
  if (named !== undefined) return shownLine(named, 1000);
  if (part.contentType.value !== "message/rfc822") return "";
  const nested = readStructure(raw.subarray(part.from, Math.min(part.to, part.from + 64 * 1024)));
  return `${shownLine(first(nested.root.headers, "subject") ?? "message", 150)}.eml`;
}

/** Everything that the top headers alone say. */
function fromHeaders(raw: Buffer, root: Part, options: ReadOptions): ReadMail {
  const { headers } = root;
  const to = readAddresses(all(headers, "to"));
  const cc = readAddresses(all(headers, "cc"));
  const claimed = readDate(first(headers, "date"));
  const isBelievable =
    claimed !== undefined &&
    claimed.getTime() <= options.receivedAt.getTime() + 24 * 3600 * 1000 &&
    claimed.getUTCFullYear() >= 1995;
  const hash = createHash("sha256").update(raw).digest("hex");
  return {
    readerVersion,
    headers,
    parts: [],
    reportType: root.contentType.params["report-type"]?.toLowerCase(),
    report: undefined,
    sender: readSender(all(headers, "from")),
    subject: shownLine(first(headers, "subject") ?? "", 255) || noSubject,
    messageId: readMessageIds(all(headers, "message-id").slice(0, 1))[0] ?? derivedId(raw, root),
    inReplyTo: readMessageIds(all(headers, "in-reply-to")),
    references: readMessageIds(all(headers, "references")),
    sentAtClaimed: isBelievable ? claimed : undefined,
    replyTo: readAddresses(all(headers, "reply-to")).shown,
    to: to.shown,
    cc: cc.shown,
    moreAddresses: to.more + cc.more,
    text: noText,
    html: undefined,
    folds: [],
    files: [],
    flags: first(headers, "date") !== undefined && !isBelievable ? ["future_date"] : [],
    problems: [],
    bodyHash: sha256(`raw\0${hash}`),
    rawSize: raw.length,
    rawSha256: hash,
  };
}

const traceHeaders =
  /^(?:received|return-path|delivered-to|x-ses-|authentication-results|dkim-signature|arc-|x-received)/;

/** An id for a mail without one: the same whichever way the mail travelled (mail.md §5.3). */
function derivedId(raw: Buffer, root: Part): string {
  const hash = createHash("sha256");
  for (const { name, value } of root.headers) if (!traceHeaders.test(name)) hash.update(`${name}:${value}\n`);
  hash.update(raw.subarray(root.from));
  return `<${hash.digest("hex")}@none>`;
}

/** sha256 of the text, the HTML and the files: the same content has the same hash, whatever carried it. */
function bodyHash(mail: ReadMail): string {
  const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();
  const hash = createHash("sha256")
    .update(squeezed(mail.text))
    .update("\0")
    .update(squeezed(mail.html ?? ""));
  for (const file of mail.files.map((each) => each.sha256).sort()) hash.update("\0").update(file);
  return hash.digest("hex");
}

/** The fallback of every step: headers only, within their limits. */
export function readHeadersOnly(
  raw: Buffer,
  options: ReadOptions,
  problem: "reader_failed" | "too_large",
): ReadMail {
  // The headers end within the first megabyte or are cut there; the body is not looked at.
  const { root } = readStructure(raw.subarray(0, 1024 * 1024));
  const mail = fromHeaders(raw, root, options);
  mail.problems.push(problem);
  mail.flags.push(problem === "too_large" ? "too_large" : "unreadable");
  return mail;
}

function addOnce<T>(list: T[], item: T) {
  if (!list.includes(item)) list.push(item);
}
