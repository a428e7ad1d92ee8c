import * as z from "zod/mini";
import { variableToFill } from "../mail/written-words.ts";
import type { InadmissibilityReason, Outcome } from "./enums.ts";

/** What a closing must say (mediation.md §4.10), for the screen and the API alike. */

/** Outcomes that say nothing of the mediator's competence. */
const withoutCompetence: readonly Outcome[] = ["INADMISSIBLE", "CITIZEN_WAIVER", "CITIZEN_INACTIVITY"];
export const asksCompetence = (outcome: Outcome): boolean => !withoutCompetence.includes(outcome);

/** What is missing beside an outcome, by field. */
export const closingProblems = (
  outcome: Outcome,
  decided: {
    competent: boolean | null;
    thirdPartyId: string | null;
    inadmissibilityReason: InadmissibilityReason | null;
  },
): { path: "competent" | "thirdPartyId" | "inadmissibilityReason"; message: string }[] => {
  if (outcome === "INADMISSIBLE")
    return decided.inadmissibilityReason
      ? []
      : [{ path: "inadmissibilityReason", message: "Choisissez un motif d’irrecevabilité." }];
  if (outcome === "EXTERNAL_FORWARD")
    return decided.thirdPartyId
      ? []
      : [{ path: "thirdPartyId", message: "Choisissez l’institution compétente." }];
  return asksCompetence(outcome) && decided.competent === null
    ? [{ path: "competent", message: "Dites si la médiation était compétente." }]
    : [];
};

/** One closing mail as it would leave now. */
export const ClosingPreview = z.object({
  mails: z.array(
    z.object({ participantId: z.string(), to: z.string(), subject: z.string(), text: z.string() }),
  ),
});
export type ClosingPreview = z.infer<typeof ClosingPreview>;

const Reason = z
  .string()
  .check(
    z.trim(),
    z.minLength(5, "Dites pourquoi, en 5 caractères au moins."),
    z.maxLength(500, "500 caractères au plus."),
  );

export const ReopenCase = z.strictObject({
  version: z.number(),
  reason: Reason,
  status: z.enum([
    "TO_PROCESS",
    "CONTACT_REQUESTER",
    "WAITING_FOR_REQUESTER",
    "CONTACT_ADMINISTRATION",
    "WAITING_FOR_ADMINISTRATION",
    "ABOUT_TO_CLOSE",
  ]),
  /** Writes to the requester's side that the case is open again. */
  tell: z.boolean(),
});
export type ReopenCase = z.infer<typeof ReopenCase>;

const Id = z.uuid("Identifiant illisible.");
/** A call, a letter or a meeting that happened, with its true date (mediation.md §4.6). */
export const LogContact = z.strictObject({
  /** One key per entry: a double click logs once. */
  idempotencyKey: Id,
  medium: z.enum(["PHONE", "LETTER", "MEETING"], "Choisissez un moyen."),
  direction: z.enum(["IN", "OUT"], "Dites qui a pris contact."),
  side: z.enum(["REQUESTER", "ADMINISTRATION", "THIRD_PARTY", "OTHER"], "Dites avec quel côté."),
  occurredOn: z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027."),
  /** `14:32`, when it is known. */
  occurredAt: z.optional(
    z.nullable(z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Écrivez l’heure comme 14:32."))),
  ),
  text: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Écrivez ce qui a été dit ou reçu."),
      z.maxLength(20_000, "20 000 caractères au plus."),
    ),
  /** Scans sent ahead. */
  files: z.array(Id).check(z.maxLength(20)),
});
export type LogContact = z.infer<typeof LogContact>;

/** Nothing that a template left open is printed (mediation.md §11, case 42). */
const filled = z.refine<string>((text) => !variableToFill.test(text), {
  error: "Remplissez les passages entre accolades, ou effacez-les.",
});
/** A letter to print: text for the address of one party, under the organisation's window and signature. */
export const MakeLetter = z.strictObject({
  idempotencyKey: Id,
  subject: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Écrivez un objet."),
      z.maxLength(255, "255 caractères au plus."),
      filled,
    ),
  text: z
    .string()
    .check(
      z.trim(),
      z.minLength(1, "Écrivez le courrier."),
      z.maxLength(20_000, "20 000 caractères au plus."),
      filled,
    ),
});
export type MakeLetter = z.infer<typeof MakeLetter>;

/** The same letter before it is made. */
export const PreviewLetter = z.omit(MakeLetter, { idempotencyKey: true });
export type PreviewLetter = z.infer<typeof PreviewLetter>;

/** What will be printed, line by line; `day` in words. */
export const LetterPreview = z.object({
  day: z.string(),
  from: z.array(z.string()),
  to: z.array(z.string()),
  window: z.enum(["left", "right"]),
  subject: z.string(),
  text: z.string(),
  signature: z.array(z.string()),
});
export type LetterPreview = z.infer<typeof LetterPreview>;
