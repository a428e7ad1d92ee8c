import { type AuditWords, labelled } from "../platform/audit-words.ts";

const plural = (value: unknown) => (value === 1 ? "1 chapitre" : `${String(value)} chapitres`);

/** The journal of the activity report. */
export const figuresAuditWords: AuditWords = {
  actions: {
    "report.save": { kind: "change", does: "a modifié le rapport annuel" },
    "report.freeze": { kind: "change", does: "a figé le rapport annuel" },
    "report.file": { kind: "reading", does: "a demandé le fichier du rapport annuel" },
  },
  fields: {
    reportYear: { label: "Année" },
    chaptersChanged: { label: "Textes modifiés", shown: plural },
    sentToAssemblyOn: { label: "Remis à l’assemblée", shown: "day" },
    sentToDefenderOn: { label: "Transmis au Défenseur des droits", shown: "day" },
    format: { label: "Format", shown: labelled({ pdf: "PDF", xlsx: "Tableur" }) },
  },
};
