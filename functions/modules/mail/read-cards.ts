import type { MailCard, OriginalCard } from "../../../shared/mail/cards.ts";
import { readCalendar } from "./calendar.ts";
import { chooseContent, readPlain } from "./mime-content.ts";
import { cleanText, decodeText, partBytes } from "./mime-decode.ts";
import { all, first, readAddresses, readDate, shownLine } from "./mime-headers.ts";
import { type Part, readStructure } from "./mime-parts.ts";
import type { ReadFile } from "./read.ts";
import { noSubject } from "./read-headers.ts";
import { sanitizeMailHtml } from "./sanitize.ts";

const limits = {
  calendars: 10,
  originals: 10,
  textChars: 20_000,
  bytes: 4 * 1024 * 1024,
  htmlChars: 256 * 1024,
} as const;

/** The appointments and the forwarded originals among the files of a mail; `part` of each is where it was found. */
export function readCards(found: ReadonlyArray<{ part: Part; file: ReadFile }>): MailCard[] {
  const calendars = found
    .filter(({ file }) => file.role === "calendar")
    .slice(0, limits.calendars)
    .flatMap(({ part }) => readCalendar(decodeText(partBytes(part), part.contentType.params.charset)));
  const originals = found
    .filter(({ file }) => file.role === "original_message")
    .slice(0, limits.originals)
    .map(({ part, file }) => readOriginal(part, file.position));
  // Most programs send an invitation twice in one mail: as a part and as a file.
  const once = new Map(calendars.map((card) => [JSON.stringify(card), card]));
  return [...once.values(), ...originals];
}

/** A mail inside the mail: who, when, about what, and its text. */
function readOriginal(part: Part, position: number): OriginalCard {
  const { root } = readStructure(partBytes(part, limits.bytes));
  const people = (name: string) =>
    readAddresses(all(root.headers, name))
      .shown.slice(0, 20)
      .map((person) => (person.name === "" ? person.address : `${person.name} <${person.address}>`))
      .join(", ");
  return {
    is: "original",
    position,
    from: people("from"),
    to: people("to"),
    date: readDate(first(root.headers, "date"))?.toISOString() ?? null,
    subject: shownLine(first(root.headers, "subject") ?? "", 255) || noSubject,
    text: textOf(root),
  };
}

function textOf(root: Part): string {
  const [body] = chooseContent(root).bodies;
  const plain = (body?.plain ?? []).map(readPlain).join("\n");
  const text = plain.trim() === "" ? htmlText(body?.html[0]) : plain;
  return cleanText(text.slice(0, limits.textChars)).trim();
}

function htmlText(part: Part | undefined): string {
  if (part === undefined) return "";
  const source = decodeText(partBytes(part, limits.htmlChars), part.contentType.params.charset);
  return sanitizeMailHtml(source.replaceAll("\u0000", "\ufffd")).text;
}
