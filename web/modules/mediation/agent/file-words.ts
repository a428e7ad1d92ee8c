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
  /** The antivirus could not look into it: opened at one's own risk, after a question. */
  | { can: "risk"; why: string }
  /** Not to be downloaded, and why, in words. */
  | { can: "nothing"; why: string; grave: boolean };

/** Whether a file of a case may be opened, and if not, why (mail.md §5.11). */
export function fileState({ decision, scan }: Pick<CaseFileView, "decision" | "scan">): FileState {
  if (decision !== "kept")
    return { can: "nothing", why: attachmentDecisions[decision], grave: decision === "refused_malware" };
  switch (scan) {
    case "clean":
      return { can: "open" };
    case "pending":
      return { can: "nothing", why: "Analyse en cours", grave: false };
    case "threat":
      return { can: "nothing", why: attachmentDecisions.refused_malware, grave: true };
    case "unsupported":
      return { can: "risk", why: "Non analysable\u00a0: protégé ou illisible" };
    case "failed":
      return { can: "risk", why: "Analyse impossible" };
  }
}
