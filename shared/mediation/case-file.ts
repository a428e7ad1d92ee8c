import * as z from "zod/mini";
import { CustomAnswer } from "./form-config.ts";

/** Files made of one case: its summary, and all of it (mediation.md §8). */
export const synthesisAudiences = {
  internal: "Interne",
  administration: "Transmissible à l’administration",
} as const;
export type SynthesisAudience = keyof typeof synthesisAudiences;

export const AskSynthesis = z.strictObject({ audience: z.enum(["internal", "administration"]) });
export type AskSynthesis = z.infer<typeof AskSynthesis>;

export const AskCaseFile = z.strictObject({
  reason: z
    .string()
    .check(
      z.trim(),
      z.minLength(10, "Dites à quoi il servira, en 10 caractères au moins."),
      z.maxLength(500, "500 caractères au plus."),
    ),
});
export type AskCaseFile = z.infer<typeof AskCaseFile>;

const text = z.nullable(z.string());
const Person = z.object({
  role: z.enum(["REQUESTER", "REPRESENTATIVE"]),
  kind: z.enum(["NATURAL", "LEGAL"]),
  title: text,
  firstName: text,
  lastName: z.string(),
  legalName: text,
  siret: text,
  requesterType: text,
  email: text,
  phone: text,
  address: z.array(z.string()),
  country: z.string(),
  mandateState: text,
});
/**
 * `donnees.json` of a whole case (docs/case-file.md): codes as the API has them, instants in ISO 8601 with their zone,
 * days as `2027-03-16`, null where nothing was said.
 */
export const CaseFileData = z.object({
  format: z.literal("guichet.case/1"),
  madeAt: z.string(),
  organisation: z.string(),
  case: z.object({
    id: z.string(),
    number: z.string(),
    subject: z.string(),
    status: z.string(),
    channel: z.string(),
    originator: text,
    receivedAt: z.string(),
    registeredAt: z.string(),
    description: z.string(),
    expectation: text,
    contestedDecisionOn: text,
    priorComplaint: text,
    priorAnswer: text,
    courtPending: text,
    admissibility: z.string(),
    inadmissibilityReason: text,
    competent: z.nullable(z.boolean()),
    domain: text,
    thirdParty: text,
    mediationAgreedOn: text,
    firstMeetingOn: text,
    faceToFace: z.boolean(),
    mediationEndedOn: text,
    partiesInformedOn: text,
    withdrawnAt: text,
    closedAt: text,
    outcome: text,
    partiesAgreement: text,
    courtFollowup: text,
    closingWords: text,
    finalConclusion: text,
    recommendation: text,
    recommendationFollowup: text,
    customAnswers: z.array(CustomAnswer),
  }),
  people: z.array(Person),
  participants: z.array(z.object({ name: z.string(), email: z.string(), side: z.string() })),
  entries: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      kind: z.string(),
      direction: text,
      medium: z.string(),
      side: text,
      author: text,
      subject: text,
      text: text,
      fact: text,
      /** Path in the archive, when the message is a file of its own there. */
      file: text,
      recipients: z.array(z.object({ name: text, address: z.string(), state: z.string(), at: z.string() })),
    }),
  ),
  documents: z.array(
    z.object({
      name: z.string(),
      source: z.string(),
      visibility: z.string(),
      category: text,
      entryId: text,
      /** Path in the archive; null when it is not in it, and why is in `manifeste.csv`. */
      file: text,
    }),
  ),
  closings: z.array(
    z.object({
      closedAt: z.string(),
      endedOn: z.string(),
      outcome: z.string(),
      reopenedAt: text,
      reopenReason: text,
    }),
  ),
});
export type CaseFileData = z.infer<typeof CaseFileData>;
