import type { AuditWords } from "../platform/audit-words.ts";

/** What the journal says of imported files. */
export const importAuditWords = {
  actions: {
    "import.confirm": { kind: "change", does: "a importé un fichier" },
    "import.undo": { kind: "change", does: "a annulé un import" },
  },
  fields: {
    file: { label: "Fichier" },
    lines: { label: "Lignes" },
    linesReady: { label: "Lignes importées" },
    performancesRemoved: { label: "Séances retirées" },
    performancesRestored: { label: "Séances remises comme avant" },
  },
} as const satisfies AuditWords;
