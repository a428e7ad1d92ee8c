import * as z from "zod/mini";
import { Channel } from "./enums.ts";
import { OtherCase } from "./people.ts";
import { sameName } from "./similar.ts";

const Id = z.uuid("Identifiant illisible.");

/** Fields that win or lose together (mediation.md §5.4): the first says whether a case has the group at all. */
export const mergedGroups = {
  subject: { label: "Objet", fields: ["subject"] },
  description: { label: "Description", fields: ["description"] },
  expectation: { label: "Demande", fields: ["expectation"] },
  originator: { label: "Origine", fields: ["originator"] },
  decision: { label: "Décision contestée", fields: ["contestedDecisionOn"] },
  complaint: { label: "Démarche préalable", fields: ["priorComplaint", "priorComplaintOn", "priorAnswer"] },
  court: { label: "Tribunal déjà saisi", fields: ["courtPending"] },
  due: { label: "Échéance", fields: ["dueOn"] },
  admissibility: { label: "Recevabilité", fields: ["admissibility", "inadmissibilityReason"] },
  competence: { label: "Compétence", fields: ["competent", "thirdPartyId"] },
  domain: { label: "Domaine", fields: ["domainId"] },
  agreement: { label: "Accord pour la médiation", fields: ["mediationAgreedOn"] },
  meeting: { label: "Première rencontre", fields: ["firstMeetingOn"] },
  recommendation: { label: "Recommandation", fields: ["recommendation", "recommendationFollowup"] },
} as const;
export type MergedGroup = keyof typeof mergedGroups;
export type MergedField = (typeof mergedGroups)[MergedGroup]["fields"][number];
/** What of a case a merge looks at. */
export type Mergeable = Record<MergedField, string | boolean | null>;

const groups = Object.keys(mergedGroups) as MergedGroup[];
const fieldsOf = (group: MergedGroup): readonly MergedField[] => mergedGroups[group].fields;
/** « À examiner » says nothing yet. */
const isEmpty = (found: Mergeable, group: MergedGroup): boolean => {
  const [first] = mergedGroups[group].fields;
  const value = found[first];
  return value === null || value === "" || (first === "admissibility" && value === "PENDING");
};
const isSame = (one: Mergeable, other: Mergeable, group: MergedGroup): boolean =>
  fieldsOf(group).every((field) => one[field] === other[field]);

/** Groups both cases have, with different values: the agent chooses, the survivor's unless they say otherwise. */
export const differingGroups = (survivor: Mergeable, other: Mergeable): MergedGroup[] =>
  groups.filter(
    (group) => !(isEmpty(survivor, group) || isEmpty(other, group) || isSame(survivor, other, group)),
  );

/** What the survivor takes from the other: where it has nothing, and where the agent chose the other's. */
export const takenFromOther = <M extends Mergeable>(
  survivor: M,
  other: M,
  preferOther: readonly MergedGroup[],
): Partial<M> => {
  const differing = differingGroups(survivor, other);
  const taken = groups.filter((group) =>
    differing.includes(group)
      ? preferOther.includes(group)
      : isEmpty(survivor, group) && !isEmpty(other, group),
  );
  const fields = taken.flatMap((group) => fieldsOf(group).map((field) => [field, other[field]] as const));
  // Each value stands under the name it had in `other`.
  return Object.fromEntries(fields) as Partial<M>;
};

/** Values that a merge leaves out: the other's, or the survivor's where the other's were preferred. */
export const lostInMerge = (
  survivor: Mergeable,
  other: Mergeable,
  preferOther: readonly MergedGroup[],
): Partial<Mergeable> => {
  const lost = differingGroups(survivor, other).flatMap((group) => {
    const loser = preferOther.includes(group) ? survivor : other;
    return fieldsOf(group).map((field) => [field, loser[field]] as const);
  });
  return Object.fromEntries(lost);
};

/** What tells requesters apart. */
export interface RequesterFacts {
  name: string;
  emailCanonical: string | null;
  phoneE164: string | null;
  postalCode: string | null;
  personId: string | null;
}

/** Whether two requesters are surely one: an agent said so, or name and one way to reach them are the same. */
export const sameRequester = (one: RequesterFacts, other: RequesterFacts): boolean => {
  if (one.personId !== null && one.personId === other.personId) return true;
  const reached =
    (one.emailCanonical !== null && one.emailCanonical === other.emailCanonical) ||
    (one.phoneE164 !== null && one.phoneE164 === other.phoneE164);
  return reached && sameName(one.name, other.name);
};

/** Days a merge can be undone. */
export const unmergeDays = 30;

const Group = z.enum(groups as [MergedGroup, ...MergedGroup[]]);

export const MergeCases = z.strictObject({
  /** The case that goes: it keeps its number, which leads to the other. */
  otherId: Id,
  version: z.number(),
  otherVersion: z.number(),
  /** Groups for which the other case's values are kept. */
  preferOther: z.array(Group),
  /** Asked for when the requesters differ. */
  requesters: z.optional(z.enum(["same_person", "cosignatory"])),
});
export type MergeCases = z.infer<typeof MergeCases>;

const Side = z.extend(OtherCase, {
  channel: Channel,
  registeredAt: z.string(),
  assigneeName: z.nullable(z.string()),
  description: z.string(),
  version: z.number(),
  restricted: z.boolean(),
  legalHold: z.boolean(),
  email: z.nullable(z.string()),
  phone: z.nullable(z.string()),
  place: z.nullable(z.string()),
  /** What moves with it: messages and facts, files, open tasks. */
  entries: z.number(),
  files: z.number(),
  tasks: z.number(),
});

/** Two cases side by side, and what a merge of the second into the first would do. */
export const CasesCompared = z.object({
  one: Side,
  other: Side,
  /** Words of each differing group, ready to be read. */
  differing: z.array(z.object({ group: Group, one: z.string(), other: z.string() })),
  /** Labels of what the first lacks and takes from the second. */
  filled: z.array(Group),
  sameRequester: z.boolean(),
  /** Why the second cannot be merged into the first, in one sentence; null when it can. */
  mergeRefusal: z.nullable(z.string()),
  mayLink: z.boolean(),
});
export type CasesCompared = z.infer<typeof CasesCompared>;
