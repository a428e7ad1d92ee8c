import type { AuditWords } from "../platform/audit-words.ts";

/** The journal of files that were made, and of what was forgotten when its time was over. */
export const keepingAuditWords: AuditWords = {
  actions: {
    "listing.ask": { kind: "reading", does: "a demandé un fichier des déclarations" },
    "listing.download": { kind: "reading", does: "a téléchargé un fichier des déclarations" },
    "show.forget": {
      kind: "change",
      does: "a effacé un spectacle arrivé au bout de sa durée de conservation",
    },
    "declaration.forget": {
      kind: "change",
      does: "a effacé une déclaration arrivée au bout de sa durée de conservation",
    },
    "declarations.abandoned": {
      kind: "change",
      does: "a effacé les spectacles et les accès d’une organisation où plus personne ne vient, deux ans après l’avoir prévenue",
    },
  },
  fields: { list: { label: "Liste" }, shows: { label: "Spectacles" } },
};
