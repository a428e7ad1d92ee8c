import { attachmentDecisions } from "../../../../shared/mail/schema.ts";
import type { CaseFileView } from "../../../../shared/mediation/thread.ts";

/** `PDF`, `Photo`, `ODT`: what a person calls it, from the type, else from the end of the name. */
export function fileKind({ name, type }: { name: string; type: string }): string {
  if (type === "application/pdf") return "PDF";
  if (type.startsWith("image/")) return type === "image/gif" ? "Image" : "Photo";
  const end = /\.([a-z0-9]{1,5})$/i.exec(name)?.[1];
  return end ? end.toUpperCase() : "Fichier";
}

export type FileState =
  | { can: "open" }
  /** Not to be downloaded, and why, in words. */
  | { can: "nothing"; why: string; grave: boolean };

/** Whether a file of a case may be opened, and if not, why. */
export function fileState({ decision, scan }: Pick<CaseFileView, "decision" | "scan">): FileState {
  if (decision !== "kept")
    return { can: "nothing", why: attachmentDecisions[decision], grave: decision === "refused_malware" };
  if (scan === "pending") return { can: "nothing", why: "Vérification en cours", grave: false };
  if (scan === "threat")
    return { can: "nothing", why: "Document bloqué\u00a0: il contient un virus", grave: true };
  if (scan === "failed")
    return { can: "nothing", why: "Vérification impossible\u00a0: document retenu", grave: false };
  return { can: "open" };
}
