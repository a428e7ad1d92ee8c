import {
  acceptedExtensions,
  type FileAllowance,
  type FileRefusal,
  refuseFile,
  requestFiles,
} from "../../shared/mediation/uploads.ts";
import { extensionOf, type FileKind, fileKind } from "./file-kind.ts";
import { scanContent } from "./scan.ts";

/** Files whose content has no signature of its own: the name is all there is. */
const plainText = new Set(["txt", "csv", "eml"]);

/**
 * Refuses a file by what it holds, or null (screens/public.md, « Files »): archives, pages and programs whatever
 * their name, and a name that the content does not keep. A photo announced as another kind of photo is a photo.
 */
const refuseKind = (kind: FileKind, name: string, allowance: FileAllowance): FileRefusal | null => {
  const named = extensionOf(name);
  const accepted = (allowance.extensions ?? acceptedExtensions).includes(kind.extension);
  if (named === "pdf" && kind.extension === "pdf" && kind.proved) return null;
  if (named === "pdf") {
    return {
      cause: "ce fichier n’est pas vraiment un PDF.",
      advice: "Ouvrez-le, puis enregistrez-le à nouveau en PDF.",
    };
  }
  if (kind.proved && !accepted)
    return refuseFile({ name: `_.${kind.extension}`, size: 1 }, undefined, allowance);
  if (accepted && (kind.proved || plainText.has(kind.extension))) return null;
  return {
    cause: `ce fichier n’est pas vraiment un .${named}, ou il est abîmé.`,
    advice: "Ouvrez-le sur votre appareil pour le vérifier, ou envoyez un PDF ou une photo.",
  };
};

/** Reads what a sent file really is; its type, or why it is refused. `content` is the whole file. */
export const readUpload = async (
  content: Uint8Array,
  name: string,
  allowance: FileAllowance = requestFiles(),
): Promise<{ type: string } | { refusal: FileRefusal }> => {
  const nothing = { count: 0, bytes: 0 };
  const bySize = refuseFile({ name, size: content.byteLength }, nothing, allowance);
  if (bySize) return { refusal: bySize };
  if (scanContent(content) === "threat") {
    return {
      refusal: {
        cause: "ce fichier est dangereux (virus).",
        advice: "Faites analyser votre appareil par un antivirus.",
      },
    };
  }
  const kind = await fileKind(content.subarray(0, 4096), name);
  const refusal = refuseKind(kind, name, allowance);
  return refusal ? { refusal } : { type: kind.type };
};
