import * as z from "zod/mini";

/** Long work people ask for, by kind. */
export const jobKinds = {
  bulk: "Action sur plusieurs dossiers",
  export_named: "Liste nominative",
  export_anonymous: "Statistique anonyme",
  synthesis: "Synthèse du dossier",
  case_file: "Dossier complet",
  documents: "Documents choisis",
  letters: "Courriers à imprimer",
  report: "Rapport annuel",
  access_request: "Données d’une personne",
} as const;
export type JobKind = keyof typeof jobKinds;
export const JobKind = z.enum(Object.keys(jobKinds) as [JobKind, ...JobKind[]]);

/** One piece of long work, as who asked for it sees it. */
export const JobView = z.object({
  id: z.string(),
  kind: JobKind,
  state: z.enum(["queued", "running", "done", "failed", "expired"]),
  made: z.number(),
  total: z.number(),
  result: z.nullable(z.record(z.string(), z.unknown())),
  file: z.nullable(z.object({ name: z.string(), size: z.number() })),
  /** A sentence, when it failed. */
  error: z.nullable(z.string()),
  createdAt: z.string(),
  finishedAt: z.nullable(z.string()),
  expiresAt: z.nullable(z.string()),
});
export type JobView = z.infer<typeof JobView>;
