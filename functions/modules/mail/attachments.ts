import type { AttachmentDecision } from "../../../shared/mail/schema.ts";
import { fileKind } from "../../platform/file-kind.ts";
import { cleanLine } from "./mime-headers.ts";
import { listZip } from "./zip-listing.ts";

/** What an attachment really is, whether it is kept, and under which name (mail.md §5.11). */

export const attachmentLimits = { kept: 100, nameChars: 200 } as const;

export interface JudgedFile {
  nameSafe: string;
  /** By content, else by extension, else as declared. */
  type: string;
  decision: Exclude<AttachmentDecision, "refused_limit" | "refused_malware">;
}

/** Names that run on a computer when opened. */
const refusedExtensions = new Set(
  "exe dll com scr pif bat cmd msi ps1 vbs vbe js jse wsf wsh hta jar lnk reg cpl apk app dmg iso img vhd vhdx chm".split(
    " ",
  ),
);
/** Types file-type finds for the same things, whatever their name. */
const refusedSniffed = new Set([
  "exe",
  "elf",
  "macho",
  "apk",
  "jar",
  "lnk",
  "dmg",
  "chm",
  "deb",
  "rpm",
  "swf",
]);

/** For files without a name. */
const usualExtensions: Readonly<Record<string, string>> = {
  "application/pdf": "pdf",
  "image/jpeg": "jpg",
  "image/png": "png",
  "image/gif": "gif",
  "image/webp": "webp",
  "image/heic": "heic",
  "text/calendar": "ics",
  "text/html": "html",
  "text/csv": "csv",
  "text/plain": "txt",
  "message/rfc822": "eml",
  "application/zip": "zip",
};

/**
 * Looks at the bytes, then the extension, then what the mail declared. `position` (from 0) names a file that has no
 * name. Refuses programs and scripts, also renamed, also alone in a zip; `octet-stream` is never a reason.
 */
export async function judgeAttachment(file: {
  name: string;
  declared: string;
  bytes: Uint8Array;
  position: number;
}): Promise<JudgedFile> {
  const kind = await fileKind(file.bytes.subarray(0, headBytes), file.name);
  const declared = /^[\w.+-]+\/[\w.+-]+$/.test(file.declared) ? file.declared : vague;
  const type = kind.type === vague ? declared : kind.type;
  const nameSafe = safeName(file.name, file.position, type);
  if (file.bytes.length === 0) return { nameSafe, type, decision: "empty" };
  const refused =
    refusedExtensions.has(extensionOf(file.name)) ||
    (kind.proved && refusedSniffed.has(kind.extension)) ||
    (type === "application/zip" && holdsOnlyRefused(file.bytes));
  return { nameSafe, type, decision: refused ? "refused_type" : "kept" };
}

const vague = "application/octet-stream";
const headBytes = 8192;

/** Extension in lower case; blanks and dots that a system would drop do not hide it. */
function extensionOf(name: string): string {
  const bare = name.trim().replace(/[.\s]+$/, "");
  const dot = bare.lastIndexOf(".");
  return dot < 0 ? "" : bare.slice(dot + 1).toLowerCase();
}

/**
 * A name that shows and saves as one plain file: no path, no control or bidi mark, no leading dot, at most 200
 * characters with its extension. No name gives `piece-jointe-<n>.<ext>`.
 */
export function safeName(name: string, position: number, type: string): string {
  const last = cleanLine(name, 2000).split(/[/\\]/).at(-1) ?? "";
  const plain = last
    .replace(/[<>:"|?*]/g, "_")
    .replace(/^[.\s]+/, "")
    .replace(/[.\s]+$/, "");
  if (plain === "") {
    const extension = usualExtensions[type];
    return `piece-jointe-${position + 1}${extension === undefined ? "" : `.${extension}`}`;
  }
  if (plain.length <= attachmentLimits.nameChars) return plain;
  const dot = plain.lastIndexOf(".");
  const tail = dot > 0 && plain.length - dot <= 20 ? plain.slice(dot) : "";
  return plain.slice(0, attachmentLimits.nameChars - tail.length).toWellFormed() + tail;
}

/** The same name twice in one mail: the second becomes `nom (2).pdf`. */
export function numberDuplicates(names: readonly string[]): string[] {
  const seen = new Map<string, number>();
  const taken = new Set(names.map((name) => name.toLowerCase()));
  return names.map((name) => {
    const key = name.toLowerCase();
    let count = (seen.get(key) ?? 0) + 1;
    if (count === 1) {
      seen.set(key, 1);
      return name;
    }
    let numbered = withNumber(name, count);
    while (taken.has(numbered.toLowerCase())) numbered = withNumber(name, ++count);
    taken.add(numbered.toLowerCase());
    seen.set(key, count);
    return numbered;
  });
}

function withNumber(name: string, count: number): string {
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? `${name} (${count})` : `${name.slice(0, dot)} (${count})${name.slice(dot)}`;
}

/** Looks at the list of a zip, never at its content. */
function holdsOnlyRefused(bytes: Uint8Array): boolean {
  const entries = listZip(bytes);
  return entries.length > 0 && entries.every(({ name }) => refusedExtensions.has(extensionOf(name)));
}
