import * as z from "zod/mini";
import {
  Admissibility,
  Agreement,
  Channel,
  ContactMeans,
  InadmissibilityReason,
  Knowledge,
  Originator,
  PersonTitle,
  RecommendationFollowup,
  RequesterType,
} from "./enums.ts";
import { limits } from "./limits.ts";
import { TagView } from "./lists.ts";

/** The blocks of a case's « Synthèse », each saved alone with the version it was read at (mediation.md §4.5, §5.2). */

const Id = z.uuid("Identifiant illisible.");
const Day = z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027.");
const text = (most: number) => z.string().check(z.trim(), z.maxLength(most, `${most} caractères au plus.`));
/** Absent = not changed; null or empty = taken away. */
const maybe = <T extends z.ZodMiniType>(schema: T) => z.optional(z.nullable(schema));

/** Only the fields that change are sent. */
export const DisputeChanges = z.strictObject({
  subject: z.optional(text(150).check(z.minLength(1, "Écrivez un objet."))),
  description: z.optional(text(limits.descriptionMax).check(z.minLength(1, "Écrivez ce qui s’est passé."))),
  expectation: maybe(text(limits.expectationMax)),
  contestedDecisionOn: maybe(Day),
  priorComplaint: maybe(Knowledge),
  priorComplaintOn: maybe(Day),
  priorAnswer: maybe(Knowledge),
  courtPending: maybe(Knowledge),
});
export type DisputeChanges = z.infer<typeof DisputeChanges>;

export const ReceptionChanges = z.strictObject({
  receivedOn: z.optional(Day),
  /** `14:32`; null = only the day is known. */
  receivedTime: maybe(z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/, "Écrivez l’heure comme 14:32."))),
  channel: z.optional(Channel),
  originator: maybe(Originator),
});
export type ReceptionChanges = z.infer<typeof ReceptionChanges>;

export const RequesterChanges = z.strictObject({
  kind: z.optional(z.enum(["NATURAL", "LEGAL"])),
  title: maybe(PersonTitle),
  firstName: maybe(text(100)),
  lastName: z.optional(text(100).check(z.minLength(1, "Écrivez le nom, ou « inconnu »."))),
  legalName: maybe(text(200)),
  siret: maybe(text(20)),
  requesterType: maybe(RequesterType),
  email: maybe(text(254)),
  phone: maybe(text(40)),
  line1: maybe(text(200)),
  line2: maybe(text(200)),
  postalCode: maybe(text(20)),
  city: maybe(text(200)),
  inseeCode: maybe(text(5)),
  country: z.optional(z.string().check(z.regex(/^[A-Z]{2}$/, "Pays inconnu."))),
  preferredContact: z.optional(ContactMeans),
  language: maybe(text(35)),
  accessibilityNeeds: maybe(text(500)),
  deceased: z.optional(z.boolean()),
});
export type RequesterChanges = z.infer<typeof RequesterChanges>;

export const AssessmentChanges = z.strictObject({
  competent: maybe(z.boolean()),
  domainId: maybe(Id),
  thirdPartyId: maybe(Id),
  admissibility: z.optional(Admissibility),
  inadmissibilityReason: maybe(InadmissibilityReason),
});
export type AssessmentChanges = z.infer<typeof AssessmentChanges>;

export const DatesChanges = z.strictObject({
  mediationAgreedOn: maybe(Day),
  firstMeetingOn: maybe(Day),
  faceToFace: z.optional(z.boolean()),
  mediationEndedOn: maybe(Day),
  partiesInformedOn: maybe(Day),
});
export type DatesChanges = z.infer<typeof DatesChanges>;

export const ConclusionChanges = z.strictObject({
  partiesAgreement: maybe(Agreement),
  courtFollowup: maybe(Agreement),
  finalConclusion: maybe(text(10_000)),
  recommendation: maybe(text(5000)),
  recommendationFollowup: maybe(RecommendationFollowup),
});
export type ConclusionChanges = z.infer<typeof ConclusionChanges>;

const blockChanges = {
  dispute: DisputeChanges,
  reception: ReceptionChanges,
  requester: RequesterChanges,
  assessment: AssessmentChanges,
  dates: DatesChanges,
  conclusion: ConclusionChanges,
} as const;
export type BlockName = keyof typeof blockChanges;
export type BlockChanges = { [Name in BlockName]: z.infer<(typeof blockChanges)[Name]> };

/** Which right each block asks for (mediation.md §2). */
export const blockRights = {
  dispute: "case.edit",
  reception: "case.edit",
  requester: "case.edit",
  assessment: "case.decide",
  dates: "case.decide",
  conclusion: "case.decide",
} as const satisfies Record<BlockName, "case.edit" | "case.decide">;

const Reason = z.optional(
  z
    .string()
    .check(
      z.trim(),
      z.minLength(5, "Dites pourquoi, en 5 caractères au moins."),
      z.maxLength(500, "500 caractères au plus."),
    ),
);
/** A block as it is saved: what it was read at, what changes, and why where a reason is asked. */
export const editOf = <T extends z.ZodMiniType>(changes: T) =>
  z.strictObject({ version: z.number(), changes, reason: Reason });

/** Edits of several blocks saved with a closing (mediation.md §4.10). */
export const PendingEdits = z.strictObject({
  dispute: z.optional(DisputeChanges),
  reception: z.optional(ReceptionChanges),
  requester: z.optional(RequesterChanges),
  assessment: z.optional(AssessmentChanges),
  dates: z.optional(DatesChanges),
  conclusion: z.optional(ConclusionChanges),
});
export type PendingEdits = z.infer<typeof PendingEdits>;

/** An item of a list as a case shows it. */
export const PlacedItem = z.object({
  id: z.string(),
  label: z.string(),
  parent: z.nullable(z.string()),
  active: z.boolean(),
});
export type PlacedItem = z.infer<typeof PlacedItem>;

/** Everything of a case that « Synthèse » shows and the rest of the page does not. */
export const CaseSynthesis = z.object({
  receivedPrecision: z.enum(["INSTANT", "DAY"]),
  originator: z.nullable(Originator),
  admissibility: Admissibility,
  inadmissibilityReason: z.nullable(InadmissibilityReason),
  competent: z.nullable(z.boolean()),
  domain: z.nullable(PlacedItem),
  thirdParty: z.nullable(PlacedItem),
  mediationAgreedOn: z.nullable(z.string()),
  firstMeetingOn: z.nullable(z.string()),
  faceToFace: z.boolean(),
  partiesInformedOn: z.nullable(z.string()),
  withdrawnAt: z.nullable(z.string()),
  withdrawalReason: z.nullable(z.string()),
  partiesAgreement: z.nullable(Agreement),
  courtFollowup: z.nullable(Agreement),
  finalConclusion: z.nullable(z.string()),
  recommendation: z.nullable(z.string()),
  recommendationFollowup: z.nullable(RecommendationFollowup),
  reopenCount: z.number(),
  tags: z.array(TagView),
  requester: z.nullable(
    z.object({
      kind: z.enum(["NATURAL", "LEGAL"]),
      title: z.nullable(PersonTitle),
      firstName: z.nullable(z.string()),
      lastName: z.string(),
      legalName: z.nullable(z.string()),
      siret: z.nullable(z.string()),
      requesterType: z.nullable(RequesterType),
      email: z.nullable(z.string()),
      phone: z.nullable(z.string()),
      line1: z.nullable(z.string()),
      line2: z.nullable(z.string()),
      postalCode: z.nullable(z.string()),
      city: z.nullable(z.string()),
      inseeCode: z.nullable(z.string()),
      country: z.string(),
      preferredContact: ContactMeans,
      language: z.nullable(z.string()),
      accessibilityNeeds: z.nullable(z.string()),
      deceased: z.boolean(),
    }),
  ),
});
export type CaseSynthesis = z.infer<typeof CaseSynthesis>;

/** The legal dates of a case, days in the organisation's zone. */
export interface LegalDates {
  receivedOn: string;
  mediationAgreedOn: string | null;
  firstMeetingOn: string | null;
  mediationEndedOn: string | null;
  partiesInformedOn: string | null;
}

export const legalDateWords = {
  receivedOn: "Saisine",
  mediationAgreedOn: "Accord des parties pour la médiation",
  firstMeetingOn: "Première rencontre",
  mediationEndedOn: "Fin de la médiation",
  partiesInformedOn: "Information des parties",
} as const satisfies Record<keyof LegalDates, string>;

/** Each of these never comes before the others named. */
const after: ReadonlyArray<readonly [later: keyof LegalDates, earlier: keyof LegalDates, words: string]> = [
  ["mediationAgreedOn", "receivedOn", "L’accord ne peut pas précéder la saisine."],
  ["firstMeetingOn", "receivedOn", "La première rencontre ne peut pas précéder la saisine."],
  ["mediationEndedOn", "receivedOn", "La fin de la médiation ne peut pas précéder la saisine."],
  ["mediationEndedOn", "mediationAgreedOn", "La fin de la médiation ne peut pas précéder l’accord."],
  [
    "mediationEndedOn",
    "firstMeetingOn",
    "La fin de la médiation ne peut pas précéder la première rencontre.",
  ],
  ["partiesInformedOn", "receivedOn", "L’information des parties ne peut pas précéder la saisine."],
  ["partiesInformedOn", "mediationEndedOn", "Les parties ne peuvent pas être informées avant la fin."],
];

/** What is wrong with the order of legal dates (mediation.md §4.5), each at the later one; none lies in the future. */
export const legalDateProblems = (
  dates: LegalDates,
  today: string,
): { path: keyof LegalDates; message: string }[] => {
  const found = new Map<keyof LegalDates, string>();
  for (const [name, day] of Object.entries(dates) as [keyof LegalDates, string | null][])
    if (day && day > today) found.set(name, "Cette date est dans le futur. Vérifiez l’année.");
  for (const [later, earlier, words] of after) {
    const [last, first] = [dates[later], dates[earlier]];
    if (last && first && last < first && !found.has(later)) found.set(later, words);
  }
  return [...found].map(([path, message]) => ({ path, message }));
};

/** What an assessment comes to. */
export interface Assessed {
  competent: boolean | null;
  domainId: string | null;
  thirdPartyId: string | null;
  admissibility: Admissibility;
  inadmissibilityReason: InadmissibilityReason | null;
}

/**
 * An assessment with its changes: whoever is competent sends to nobody else, so the third party goes while the domain
 * stays; a reason goes with « Irrecevable » (mediation.md §4.5). `thirdPartyDropped`: one was set.
 */
export const assess = (
  current: Assessed,
  changes: AssessmentChanges,
): Assessed & { thirdPartyDropped: boolean } => {
  const next = { ...current, ...given(changes) };
  const thirdPartyId = next.competent === false ? next.thirdPartyId : null;
  return {
    ...next,
    thirdPartyId,
    inadmissibilityReason: next.admissibility === "INADMISSIBLE" ? next.inadmissibilityReason : null,
    thirdPartyDropped: current.thirdPartyId !== null && thirdPartyId === null,
  };
};

/** The fields that were sent: an absent one changes nothing. */
export const given = <T extends object>(changes: T): { [K in keyof T]-?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]-?: Exclude<T[K], undefined>;
  };
