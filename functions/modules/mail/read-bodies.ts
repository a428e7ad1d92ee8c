import { type Body, readPlain } from "./mime-content.ts";
import { cleanText, decodeText, partBytes } from "./mime-decode.ts";
import type { Part } from "./mime-parts.ts";
import { htmlLimits, type SanitizedHtml, sanitizeMailHtml } from "./sanitize.ts";

/** The words of a mail: its text, and its HTML made safe (mail.md §5.2, §5.9). */

const limits = { textChars: 500_000, htmlBodies: 20 } as const;
const cutMark = "\n\n[Texte trop long : la suite est dans l’original.]";

export interface ReadBodies {
  text: string;
  /** Undefined when no passage had HTML worth keeping. */
  html: string | undefined;
  /** Content ids shown in place, lower case. */
  shown: Set<string>;
  dataImages: SanitizedHtml["dataImages"];
  remoteContent: boolean;
  /** Some HTML was beyond the limits: its text stands alone. */
  htmlDropped: boolean;
  textCut: boolean;
}

/** Reads every passage. `plainOnly` looks at HTML for its words alone, by the shortest way. */
export function readBodies(bodies: readonly Body[], plainOnly: boolean): ReadBodies {
  const out: ReadBodies = {
    text: "",
    html: undefined,
    shown: new Set(),
    dataImages: [],
    remoteContent: false,
    htmlDropped: false,
    textCut: false,
  };
  const htmlPieces: string[] = [];
  const textPieces: string[] = [];
  /** Left for the sources of this mail, all passages together. */
  let room: number = htmlLimits.sourceChars;
  for (const [index, body] of bodies.entries()) {
    const plain = body.plain.map(readPlain).join("\n");
    const source = body.html.map(sourceOf).join("\n<br>\n");
    const isTried = source.trim() !== "" && !plainOnly && index < limits.htmlBodies && room > 0;
    const safe = isTried ? sanitizeMailHtml(source, room, out.dataImages.length) : undefined;
    room -= safe === undefined ? 0 : source.length;
    const words = safe?.text ?? (plain.trim() === "" ? bareText(source) : "");
    textPieces.push(plain.trim() === "" ? words : plain);
    if (safe?.html === undefined) {
      htmlPieces.push(plainAsHtml(plain === "" ? words : plain));
      if (source.trim() !== "") out.htmlDropped = true;
    } else {
      out.html = "";
      htmlPieces.push(safe.html);
      for (const id of safe.shown) out.shown.add(id);
      out.dataImages.push(...safe.dataImages);
      if (safe.remoteContent) out.remoteContent = true;
    }
  }
  out.text = textPieces.filter((piece) => piece.trim() !== "").join("\n\n");
  if (out.text.length > limits.textChars) {
    out.text = out.text.slice(0, limits.textChars - cutMark.length).toWellFormed() + cutMark;
    out.textCut = true;
  }
  if (out.html !== undefined) out.html = htmlPieces.filter((piece) => piece !== "").join("<hr>");
  return out;
}

/** Source of an HTML part: what is beyond the limit is not even decoded. */
const sourceOf = (part: Part) =>
  decodeText(partBytes(part, htmlLimits.textSourceChars), part.contentType.params.charset).replaceAll(
    "\u0000",
    "\ufffd",
  );

/** The words between tags and nothing cleverer: for a source that the sanitiser could not be given. */
function bareText(source: string): string {
  const pieces: string[] = [];
  const lower = source.toLowerCase();
  let at = 0;
  while (at < source.length && at < htmlLimits.sourceChars) {
    const open = source.indexOf("<", at);
    pieces.push(source.slice(at, open < 0 ? source.length : open));
    if (open < 0) break;
    const hidden = /^<(script|style|title)\b/i.exec(source.slice(open, open + 10))?.[1];
    const close = hidden === undefined ? open : lower.indexOf(`</${hidden.toLowerCase()}`, open);
    const end = close < 0 ? -1 : source.indexOf(">", close);
    if (end < 0) break;
    at = end + 1;
  }
  return cleanText(pieces.join(" ").replace(/\s{2,}/g, "\n")).trim();
}

const plainAsHtml = (text: string) =>
  text.trim() === ""
    ? ""
    : `<div>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\n", "<br>")}</div>`;
