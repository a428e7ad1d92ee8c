import * as z from "zod/mini";

const Reason = z
  .string()
  .check(
    z.trim(),
    z.minLength(10, "Dites pourquoi, en 10 caractères au moins."),
    z.maxLength(500, "500 caractères au plus."),
  );

/** What an erasure is about, in French. */
export const erasureScopes = {
  case: "Un dossier",
  person: "Une personne",
  organisation: "L’organisation",
} as const;
export const erasureCauses = {
  retention: "Durée de conservation atteinte",
  recycle_bin: "Corbeille vidée après 30 jours",
  request: "Demande de la personne",
  organisation_closed: "Organisation fermée",
} as const;
export const erasureStates = {
  prepared: "Préparé, à confirmer",
  asked: "En attente",
  running: "En cours",
  done: "Effacé, vérifié",
  failed: "À vérifier",
} as const;

/** Preparing the erasure of a case, or of everything the organisation knows of its requester. */
export const PrepareErasure = z.strictObject({
  scope: z.enum(["case", "person"]),
  reason: Reason,
});
export type PrepareErasure = z.infer<typeof PrepareErasure>;

/** What an erasure would reach, before anybody decides. */
export const ErasureReach = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      status: z.string(),
      subject: z.string(),
      /** Why it is of the same person: confirmed by an agent, or the same address or phone. */
      because: z.enum(["this", "confirmed", "email", "phone"]),
      /** What forbids it: the case is open, or held legally. */
      obstacle: z.nullable(z.enum(["open", "legal_hold"])),
    }),
  ),
});
export type ErasureReach = z.infer<typeof ErasureReach>;

export const ErasureView = z.object({
  id: z.string(),
  scope: z.enum(["case", "person", "organisation"]),
  cause: z.enum(["retention", "recycle_bin", "request", "organisation_closed"]),
  state: z.enum(["prepared", "asked", "running", "done", "failed"]),
  reason: z.nullable(z.string()),
  askedBy: z.nullable(z.string()),
  at: z.string(),
  finishedAt: z.nullable(z.string()),
  /** What went, by kind. */
  counts: z.record(z.string(), z.number()),
  /** Rows that still held a word of it; all that is found in another live case apart. */
  remains: z.record(z.string(), z.number()),
  elsewhere: z.number(),
});
export type ErasureView = z.infer<typeof ErasureView>;

/** What waits, what comes and what was done, for managers. */
export const PrivacyView = z.object({
  anonymiseAfterMonths: z.number(),
  /** Closed cases whose names go in the next months, by month (`2027-03`). */
  coming: z.array(z.object({ month: z.string(), cases: z.number() })),
  recycleBin: z.number(),
  /** Cases held legally, and since when. */
  held: z.array(z.object({ id: z.string(), number: z.string(), since: z.nullable(z.string()) })),
  /** Open cases without any exchange for longer than the organisation set. */
  idle: z.number(),
  erasures: z.array(ErasureView),
});
export type PrivacyView = z.infer<typeof PrivacyView>;
