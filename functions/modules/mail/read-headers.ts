import { createHash } from "node:crypto";
import { sha256 } from "../../platform/ids.ts";
import {
  all,
  first,
  readAddresses,
  readDate,
  readMessageIds,
  readSender,
  shownLine,
} from "./mime-headers.ts";
import type { Part } from "./mime-parts.ts";
import type { ReadMail, ReadOptions } from "./read.ts";

/** Grows when the same raw would read differently: entries read by an older one can be read again. */
const readerVersion = 2;

export const noSubject = "(sans objet)";
export const noText = "(message sans texte)";

/** Everything that the top headers alone say. */
export function fromHeaders(raw: Buffer, root: Part, options: ReadOptions): ReadMail {
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
    cards: [],
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
