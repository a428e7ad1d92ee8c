import type { Fold } from "./mailbox.ts";

/**
 * Finds the quotes and the signature of a reply, as ranges over its text: nothing is removed, and unfolding gives
 * every character back (mail.md §5.10). Forwards stay open, answers between quoted lines stay visible, and a reply
 * that would have no visible line left is not folded at all. One pass; patterns see at most 1,000 characters a line.
 */
export function foldText(text: string, subject = ""): Fold[] {
  const lines = readLines(text);
  const folds = [...quotes(lines, subject)];
  const signature = signatureOf(lines, folds);
  if (signature !== undefined) folds.push(signature);
  folds.sort((a, b) => a.from - b.from);
  return leavesSomething(lines, folds) ? folds : [];
}

interface Line {
  from: number;
  /** Past the line end. */
  to: number;
  /** At most 1,000 characters, blanks of every kind made plain and trimmed. */
  text: string;
}

function readLines(text: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  while (from < text.length) {
    const feed = text.indexOf("\n", from);
    const to = feed < 0 ? text.length : feed + 1;
    const shown = text
      .slice(from, Math.min(to, from + 1000))
      .replace(/[\u00a0\u202f\u2007\t\r\n]/g, " ")
      .trim();
    lines.push({ from, to, text: shown });
    from = to;
  }
  return lines;
}

const isQuoted = (line: Line | undefined) => line?.text.startsWith(">") === true;
const isBlank = (line: Line | undefined) => line === undefined || line.text === "";

const dashes = String.raw`^[>\s]*[-_–—*]{2,}\s*`;
const originalMarkers = [
  new RegExp(
    `${dashes}(?:message d['’ ]origine|message original|mail original|courriel original|original message|ursprüngliche nachricht|mensaje original|messaggio originale|original-nachricht)\\s*[-_–—*]{2,}$`,
    "i",
  ),
  /^— Merci de répondre au-dessus de cette ligne —$/,
];
const forwardMarkers = [
  new RegExp(
    `${dashes}(?:message transféré|mail transféré|courriel transféré|message réexpédié|forwarded message|weitergeleitete nachricht|mensaje reenviado|messaggio inoltrato)\\s*[-_–—*]{2,}$`,
    "i",
  ),
  /^début du message (?:réexpédié|transféré)\s*:$/i,
  /^begin forwarded message\s*:$/i,
  /^(?:message transféré|forwarded message)\s*:?$/i,
];
const forwardSubject = /^\s*(?:tr|fw|fwd|wg|rv|i)\s*:/i;

/** A whole attribution, its lines joined by blanks. Each pattern begins and ends with fixed words. */
const attributions = [
  /^le .{6,400}? (?:a|à) écrit ?:$/i,
  /^on .{6,400}? wrote ?:$/i,
  /^am .{6,400}? schrieb.{0,200}:$/i,
  /^el .{6,400}? escribió ?:$/i,
  /^il .{6,400}? ha scritto ?:$/i,
];
const attributionStart = /^(?:le|on|am|el|il) /i;

const blockHeader =
  /^\*?(de|from|von|da|envoyé|date|sent|gesendet|enviado|inviato|à|to|an|para|a|cc|objet|subject|betreff|asunto|oggetto|répondre à)\*? ?:\*? ?\S/i;
const blockFirst = /^\*?(?:de|from|von|da)\*? ?:/i;

const matchesAny = (patterns: readonly RegExp[], text: string) =>
  patterns.some((pattern) => pattern.test(text));

function quotes(lines: readonly Line[], subject: string): Fold[] {
  const folds: Fold[] = [];
  const isForward = forwardSubject.test(subject);
  let ownText = false;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    if (line === undefined || isBlank(line)) continue;
    // What was forwarded on purpose is the message: nothing below it is folded.
    if (matchesAny(forwardMarkers, line.text)) return folds;
    if (matchesAny(originalMarkers, line.text) || headerBlockAt(lines, i)) {
      if (isForward && !ownText) return folds;
      return [...folds, { from: ruleAbove(lines, i), to: lastOf(lines), kind: "quote" }];
    }
    const attribution = attributionAt(lines, i);
    const start = attribution === undefined ? i : nextWithText(lines, i + attribution);
    if (isQuoted(lines[start])) {
      const end = quotedRunEnd(lines, start);
      folds.push({ from: line.from, to: lines[end - 1]?.to ?? line.to, kind: "quote" });
      i = end - 1;
    } else if (attribution !== undefined && isCertain(lines, i, attribution)) {
      if (isForward && !ownText) return folds;
      return [...folds, { from: line.from, to: lastOf(lines), kind: "quote" }];
    } else {
      ownText = true;
    }
  }
  return folds;
}

/** Number of lines of the attribution that begins here (1 to 3), or undefined. */
function attributionAt(lines: readonly Line[], at: number): number | undefined {
  if (!attributionStart.test(lines[at]?.text ?? "")) return undefined;
  let joined = "";
  for (let count = 1; count <= 3; count++) {
    const next = lines[at + count - 1];
    if (next === undefined || isBlank(next) || isQuoted(next)) return undefined;
    joined = joined === "" ? next.text : `${joined} ${next.text}`;
    if (joined.length < 700 && matchesAny(attributions, joined)) return /\d/.test(joined) ? count : undefined;
  }
  return undefined;
}

/** Without `>` below it, an attribution is one only if it names an address or an hour. */
function isCertain(lines: readonly Line[], at: number, count: number): boolean {
  const joined = lines
    .slice(at, at + count)
    .map((line) => line.text)
    .join(" ");
  return /@|\d{1,2} ?[:hH] ?\d{2}/.test(joined);
}

/** A block of at least three mail headers, the first naming a sender; a value may wrap over one more line. */
function headerBlockAt(lines: readonly Line[], at: number): boolean {
  if (!blockFirst.test(lines[at]?.text ?? "")) return false;
  const names = new Set<string>();
  let between = 0;
  for (let i = at; i < lines.length && i < at + 16; i++) {
    const text = lines[i]?.text ?? "";
    const name = blockHeader.exec(text)?.[1]?.toLowerCase();
    if (name !== undefined) {
      names.add(name);
      between = 0;
      if (names.size >= 3) return true;
    } else if (++between > 2) return false;
  }
  return false;
}

/** Outlook draws a line of `_` above its block: it goes with it. */
function ruleAbove(lines: readonly Line[], at: number): number {
  for (let i = at - 1; i >= 0 && i >= at - 2; i--) {
    if (/^_{5,}$/.test(lines[i]?.text ?? "")) return lines[i]?.from ?? 0;
    if (!isBlank(lines[i])) break;
  }
  return lines[at]?.from ?? 0;
}

function nextWithText(lines: readonly Line[], from: number): number {
  let i = from;
  while (i < lines.length && isBlank(lines[i])) i++;
  return i;
}

/** End (excluded) of a run of quoted lines; blank lines belong to it when more quoted lines follow. */
function quotedRunEnd(lines: readonly Line[], start: number): number {
  let end = start;
  let i = start;
  while (i < lines.length && (isQuoted(lines[i]) || isBlank(lines[i]))) {
    i++;
    if (isQuoted(lines[i - 1])) end = i;
  }
  return end;
}

const lastOf = (lines: readonly Line[]) => lines.at(-1)?.to ?? 0;

const mobileSignatures = [
  /^envoyé de(?:puis)? mon .{1,60}$/i,
  /^envoyé à partir d(?:e|u) .{1,80}$/i,
  /^envoyé (?:avec|depuis) (?:proton|la messagerie|l['’]application|yahoo|outlook|gmail|orange|sfr|free).{0,80}$/i,
  /^télécharger outlook pour .{1,40}$/i,
  /^obtenez outlook pour .{1,40}$/i,
  /^sent from (?:my|outlook|yahoo|proton).{0,60}$/i,
  /^get outlook for .{1,40}$/i,
];
const legalNotice =
  /^(?:ce message|ce courriel|ce mail|cet e-mail|le contenu de ce|this e-?mail|this message)\b.{0,60}(?:pièces? jointes?|confidentiel|exclusi|destin|confidential|intended)/i;
const signatureLines = 25;

/** The signature at the end of the author's own text: at most 25 lines, and never the whole of it. */
function signatureOf(lines: readonly Line[], folds: readonly Fold[]): Fold | undefined {
  const lastFold = folds.at(-1);
  const end =
    lastFold !== undefined && lastFold.to >= lastOf(lines) - trailingBlanks(lines)
      ? lastFold.from
      : lastOf(lines);
  const own = lines.filter((line) => line.to <= end);
  const lowest = Math.max(0, own.length - signatureLines - trailingBlankCount(own));
  for (let i = lowest; i < own.length; i++) {
    const line = own[i];
    if (line === undefined || folds.some((fold) => fold.from <= line.from && line.from < fold.to)) continue;
    if (line.text === "--" || matchesAny(mobileSignatures, line.text) || legalNotice.test(line.text)) {
      const after = folds.find((fold) => fold.from > line.from && fold.from < end);
      return after === undefined ? { from: line.from, to: end, kind: "signature" } : undefined;
    }
  }
  return undefined;
}

const trailingBlanks = (lines: readonly Line[]) => {
  const count = trailingBlankCount(lines);
  return lastOf(lines) - (lines[lines.length - count]?.from ?? lastOf(lines));
};

function trailingBlankCount(lines: readonly Line[]): number {
  let count = 0;
  while (count < lines.length && isBlank(lines[lines.length - 1 - count])) count++;
  return count;
}

function leavesSomething(lines: readonly Line[], folds: readonly Fold[]): boolean {
  let next = 0;
  for (const line of lines) {
    while (next < folds.length && (folds[next]?.to ?? 0) <= line.from) next++;
    const fold = folds[next];
    const hidden = fold !== undefined && fold.from <= line.from;
    if (!hidden && !isBlank(line)) return true;
  }
  return false;
}
