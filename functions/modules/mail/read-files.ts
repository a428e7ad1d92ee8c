import { sha256 } from "../../platform/ids.ts";
import { attachmentLimits, judgeAttachment, numberDuplicates } from "./attachments.ts";
import { partBytes } from "./mime-decode.ts";
import { first, shownLine } from "./mime-headers.ts";
import { type Part, readStructure } from "./mime-parts.ts";
import type { ReadFile } from "./read.ts";
import type { ReadBodies } from "./read-bodies.ts";

const inlineTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

export interface FoundFile {
  part: Part;
  role: ReadFile["role"];
}

/**
 * The files of a mail, each with what became of it, and after them the images its HTML carried as `data:`. `namesOnly`
 * does not look at what they hold.
 */
export async function readFiles(
  found: readonly FoundFile[],
  body: Pick<ReadBodies, "shown" | "dataImages">,
  namesOnly: boolean,
): Promise<ReadFile[]> {
  const files: ReadFile[] = [];
  for (const each of found) files.push(await readFile(each, files.length, body.shown, namesOnly));
  for (const image of body.dataImages) {
    const isKept = files.length < attachmentLimits.kept;
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
      decision: isKept ? "kept" : "refused_limit",
      bytes: isKept ? image.bytes : undefined,
    });
  }
  const names = numberDuplicates(files.map((file) => file.nameSafe));
  return files.map((file, index) => ({ ...file, nameSafe: names[index] ?? file.nameSafe }));
}

async function readFile(
  { part, role }: FoundFile,
  position: number,
  shown: ReadonlySet<string>,
  namesOnly: boolean,
): Promise<ReadFile> {
  const nameOriginal = nameOf(part);
  const beyond = position >= attachmentLimits.kept || namesOnly;
  const bytes = beyond ? undefined : partBytes(part);
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
function nameOf(part: Part): string {
  const named = part.disposition.params.filename ?? part.contentType.params.name;
  if (named !== undefined) return shownLine(named, 1000);
  if (part.contentType.value === "text/calendar") return "invitation.ics";
  if (part.contentType.value !== "message/rfc822") return "";
  const nested = readStructure(partBytes(part, 64 * 1024));
  return `${shownLine(first(nested.root.headers, "subject") ?? "message", 150)}.eml`;
}
