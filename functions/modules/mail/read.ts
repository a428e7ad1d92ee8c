import { createHash } from "node:crypto";
import type { MailCard } from "../../../shared/mail/cards.ts";
import type { AttachmentDecision, EntryFlag } from "../../../shared/mail/schema.ts";
import { foldText } from "./fold.ts";
import type { Fold } from "./mailbox.ts";
import { type ChosenContent, chooseContent } from "./mime-content.ts";
import { partBytes } from "./mime-decode.ts";
import type { Header, Sender, ShownAddress } from "./mime-headers.ts";
import { readStructure, type StructureProblem } from "./mime-parts.ts";
import { type ReadBodies, readBodies } from "./read-bodies.ts";
import { readCards } from "./read-cards.ts";
import { type FoundFile, readFiles } from "./read-files.ts";
import { fromHeaders, noText } from "./read-headers.ts";
import { type Report, readReport } from "./reports.ts";
import { unpackTnef } from "./tnef.ts";
import { isLockedZip } from "./zip-listing.ts";

const maxRawBytes = 40 * 1024 * 1024;

type ReadProblem =
  | StructureProblem
  | "text_cut"
  | "html_dropped"
  | "tnef_kept_packed"
  | "resource_fork_dropped"
  | "reader_failed"
  | "too_large";

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
  /** Appointments and forwarded originals among the files. */
  cards: MailCard[];
  flags: EntryFlag[];
  problems: ReadProblem[];
  bodyHash: string;
  rawSize: number;
  rawSha256: string;
}

const encryptedText = "Message chiffré. Téléchargez l’original pour l’ouvrir avec votre clé.";
const lockedText = "Message chiffré. Son contenu est dans une archive protégée par un mot de passe.";

/** A step that can be left out when it fails or lasts: the rest of the mail is read all the same. */
export type Step = "html" | "tnef" | "files";

export interface ReadOptions {
  /** When the mail reached us: a claimed date far after it is not believed. */
  receivedAt: Date;
  /** Steps that an earlier try could not finish. */
  without?: readonly Step[];
}

/** Told before each step that can be left out, and `undefined` after it. */
export type OnStep = (step: Step | undefined) => void;

/**
 * Reads a raw mail: `read(raw) → ReadMail`, total, never throws (mail.md §5.2). What fails inside gives the headers
 * and the flag `unreadable`; over 40 MB, the headers and `too_large`.
 */
export async function read(raw: Buffer, options: ReadOptions, onStep: OnStep = () => {}): Promise<ReadMail> {
  if (raw.length > maxRawBytes) return readHeadersOnly(raw, options, "too_large");
  try {
    return await readWhole(raw, options, onStep);
  } catch {
    // A bug of ours on some bytes: the person still sees that the mail came, from whom, and can open the original.
    return readHeadersOnly(raw, options, "reader_failed");
  }
}

async function readWhole(raw: Buffer, options: ReadOptions, onStep: OnStep): Promise<ReadMail> {
  const { root, problems } = readStructure(raw);
  const mail = fromHeaders(raw, root, options);
  mail.problems.push(...problems);
  const without = new Set(options.without);
  const content = chooseContent(root);
  mail.parts = content.parts.map((part) => ({ type: part.contentType.value, depth: part.depth }));
  mail.report = readReport(content.parts);
  if (problems.has("too_deep") || problems.has("too_many_parts")) mail.flags.push("unreadable");
  if (content.signed) mail.flags.push("signed_unchecked");
  if (content.resourceForks > 0) mail.problems.push("resource_fork_dropped");

  const begin = (step: Step) => onStep(without.has(step) ? undefined : step);
  begin("tnef");
  const unpacked = unpackAll(content, mail, without.has("tnef"));
  begin("html");
  let body = readBodies(content.bodies, without.has("html"));
  if (body.text.trim() === "" && body.html === undefined && unpacked.bodies.length > 0)
    body = readBodies(unpacked.bodies, without.has("html"));
  begin("files");
  const found: FoundFile[] = [...content.files, ...unpacked.files];
  mail.files = await readFiles(found, body, without.has("files"));
  onStep(undefined);
  setWords(mail, body, content.encrypted);
  // A report returns the mail it is about: that is no forwarded original.
  if (mail.report === undefined) {
    mail.cards = readCards(mail.files.flatMap((file) => withPart(file, found)));
  }
  mail.folds = foldText(mail.text, mail.subject);
  if (/^\s*(?:tr|fw|fwd|wg)\s*:/i.test(mail.subject)) mail.flags.push("forwarded");
  if (mail.files.some((file) => file.decision.startsWith("refused"))) mail.flags.push("attachments_refused");
  mail.bodyHash = bodyHash(mail);
  return mail;
}

const withPart = (file: ReadFile, found: readonly FoundFile[]) => {
  const part = found[file.position]?.part;
  return part === undefined || file.decision === "refused_limit" ? [] : [{ file, part }];
};

/** What each `winmail.dat` holds; one that cannot be unpacked is a file like any other. */
function unpackAll(content: ChosenContent, mail: ReadMail, leaveAll: boolean) {
  const unpacked: { bodies: ChosenContent["bodies"]; files: FoundFile[] } = { bodies: [], files: [] };
  for (const part of content.packed) {
    const opened = leaveAll ? undefined : unpackTnef(part, partBytes(part));
    if (opened === undefined) {
      unpacked.files.push({ part, role: "attachment" });
      addOnce(mail.problems, "tnef_kept_packed");
    } else {
      unpacked.bodies.push(opened.body);
      unpacked.files.push(...opened.files.map((file): FoundFile => ({ part: file, role: "attachment" })));
    }
  }
  return unpacked;
}

const pgpMessage = /^-----BEGIN PGP MESSAGE-----$[\s\S]*?(?:^-----END PGP MESSAGE-----$|$(?![\s\S]))/m;
const pgpSigned = /^-----BEGIN PGP SIGNED MESSAGE-----$/m;

/** The text and HTML that are shown, and what they say of encryption. */
function setWords(mail: ReadMail, body: ReadBodies, isEncrypted: boolean) {
  mail.html = body.html;
  mail.text = body.text.trim() === "" ? noText : body.text;
  if (body.textCut) mail.problems.push("text_cut");
  if (body.htmlDropped) mail.problems.push("html_dropped");
  if (body.remoteContent) mail.flags.push("remote_content");
  if (pgpSigned.test(body.text)) addOnce(mail.flags, "signed_unchecked");
  const sealed = pgpMessage.test(body.text);
  const locked = mail.files.some(
    (file) => file.type === "application/zip" && file.bytes && isLockedZip(file.bytes),
  );
  if (!isEncrypted && !sealed && !locked) return;
  mail.flags.push("encrypted");
  const own = sealed ? body.text.replace(pgpMessage, "") : body.text;
  if (own.trim() !== "") return;
  mail.text = isEncrypted || sealed ? encryptedText : lockedText;
  mail.html = undefined;
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
