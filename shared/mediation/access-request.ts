import * as z from "zod/mini";

/** What the organisation knows of a person, reviewed before it is given to them (mediation.md §9). */
const Given = z.boolean();

/** What could be given, and whether it is proposed: the person's own words and data, nobody else's. */
export const AccessReview = z.object({
  cases: z.array(
    z.object({
      id: z.string(),
      number: z.string(),
      subject: z.string(),
      /** Why it is thought to be of the same person. */
      because: z.enum(["this", "confirmed", "email", "phone"]),
      /** The requester as this case names them: another name may be another person. */
      requester: z.string(),
      given: Given,
      people: z.array(z.object({ id: z.string(), name: z.string(), given: Given })),
      entries: z.array(
        z.object({
          id: z.string(),
          at: z.string(),
          kind: z.enum(["message", "automatic", "note"]),
          direction: z.nullable(z.enum(["IN", "OUT"])),
          side: z.nullable(z.enum(["REQUESTER", "ADMINISTRATION", "THIRD_PARTY", "OTHER"])),
          title: z.string(),
          /** Its first words. */
          excerpt: z.string(),
          given: Given,
        }),
      ),
      documents: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          visibility: z.enum(["SHARED", "REQUESTER_ONLY", "ADMINISTRATION_ONLY", "INTERNAL"]),
          given: Given,
        }),
      ),
    }),
  ),
  /** Names and telephones of other people, to hide in texts. */
  mask: z.array(z.string()),
  /** Who chose what is given here, and when; null while nobody did: then it is what is proposed. */
  saved: z.nullable(z.object({ by: z.nullable(z.string()), at: z.string(), version: z.number() })),
});
export type AccessReview = z.infer<typeof AccessReview>;
export type AccessCase = AccessReview["cases"][number];

const Ids = z.array(z.uuid("Identifiant illisible.")).check(z.maxLength(5000, "5000 éléments au plus."));

/** What is chosen to be given, and the words hidden in it. */
export const AccessChoice = z.strictObject({
  /** Everything the review showed, chosen or not: what comes afterwards is proposed again. */
  shown: z.array(z.uuid("Identifiant illisible.")).check(z.maxLength(20_000, "20 000 éléments au plus.")),
  cases: Ids,
  people: Ids,
  entries: Ids,
  documents: Ids,
  mask: z
    .array(
      z
        .string()
        .check(
          z.trim(),
          z.minLength(2, "Deux caractères au moins par ligne."),
          z.maxLength(200, "200 caractères au plus par ligne."),
        ),
    )
    .check(z.maxLength(200, "200 lignes au plus.")),
});
export type AccessChoice = z.infer<typeof AccessChoice>;

/** Keeps a choice for whoever goes on with it; `version` is that of the one it began from, 0 for none. */
export const SaveAccess = z.extend(AccessChoice, { version: z.int().check(z.gte(0)) });
export type SaveAccess = z.infer<typeof SaveAccess>;

/** What was chosen to be given, and why. */
export const AskAccess = z.extend(AccessChoice, {
  reason: z
    .string()
    .check(
      z.trim(),
      z.minLength(10, "Dites pourquoi, en 10 caractères au moins."),
      z.maxLength(500, "500 caractères au plus."),
    ),
  cases: Ids.check(z.minLength(1, "Choisissez au moins un dossier.")),
});
export type AskAccess = z.infer<typeof AskAccess>;

const text = z.nullable(z.string());
const Person = z.object({
  kind: z.enum(["NATURAL", "LEGAL"]),
  title: text,
  firstName: text,
  lastName: z.string(),
  legalName: text,
  siret: text,
  email: text,
  phone: text,
  address: z.array(z.string()),
  country: z.string(),
});

/**
 * `donnees.json` of an answer to an access request: codes as the API has them, instants in ISO 8601 with their zone,
 * null where nothing was said. Texts are as they were, what concerns other people hidden.
 */
export const AccessData = z.object({
  format: z.literal("guichet.access/1"),
  madeAt: z.string(),
  organisation: z.string(),
  cases: z.array(
    z.object({
      number: z.string(),
      subject: z.string(),
      status: z.string(),
      channel: z.string(),
      receivedAt: z.string(),
      closedAt: text,
      outcome: text,
      description: z.string(),
      expectation: text,
      contestedDecisionOn: text,
      priorComplaint: text,
      priorAnswer: text,
      courtPending: text,
      closingWords: text,
      answers: z.array(z.object({ label: z.string(), values: z.array(z.string()) })),
      requester: z.extend(Person, {
        requesterType: text,
        preferredContact: z.string(),
        language: text,
        accessibilityNeeds: text,
      }),
      representatives: z.array(Person),
      exchanges: z.array(
        z.object({
          at: z.string(),
          direction: text,
          medium: z.string(),
          author: z.string(),
          subject: text,
          text: text,
        }),
      ),
      documents: z.array(
        z.object({
          name: z.string(),
          /** Path in the archive; null when it could not be put there. */
          file: text,
        }),
      ),
    }),
  ),
});
export type AccessData = z.infer<typeof AccessData>;
