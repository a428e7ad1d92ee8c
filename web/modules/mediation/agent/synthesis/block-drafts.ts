import type { BlockChanges, BlockName } from "../../../../../shared/mediation/case-blocks.ts";
import { dayIn, readDay } from "../../../../../shared/mediation/dates.ts";
import type {
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
} from "../../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import type { Faults } from "../../../access/organisation/use-section.ts";

/** What each block holds while it is filled: texts as typed, empty for nothing. */
export interface BlockDrafts {
  dispute: {
    subject: string;
    description: string;
    expectation: string;
    contestedDecisionOn: string;
    priorComplaint: Knowledge | "";
    priorComplaintOn: string;
    priorAnswer: Knowledge | "";
    courtPending: Knowledge | "";
    reason: string;
  };
  reception: {
    receivedOn: string;
    receivedTime: string;
    channel: Channel;
    originator: Originator | "";
    reason: string;
  };
  requester: {
    kind: "NATURAL" | "LEGAL";
    title: PersonTitle | "";
    firstName: string;
    lastName: string;
    legalName: string;
    siret: string;
    requesterType: RequesterType | "";
    email: string;
    phone: string;
    line1: string;
    line2: string;
    postalCode: string;
    city: string;
    country: string;
    preferredContact: ContactMeans;
    language: string;
    accessibilityNeeds: string;
    deceased: boolean;
    reason: string;
  };
  assessment: {
    competent: "YES" | "NO" | "PENDING";
    domainId: string;
    thirdPartyId: string;
    admissibility: Admissibility;
    inadmissibilityReason: InadmissibilityReason | "";
    reason: string;
  };
  dates: {
    mediationAgreedOn: string;
    firstMeetingOn: string;
    faceToFace: boolean;
    mediationEndedOn: string;
    partiesInformedOn: string;
    reason: string;
  };
  conclusion: {
    partiesAgreement: Agreement | "";
    courtFollowup: Agreement | "";
    finalConclusion: string;
    recommendation: string;
    recommendationFollowup: RecommendationFollowup | "";
    reason: string;
  };
}

/** `2027-01-18` as it is typed: `18/01/2027`. */
export const typedDay = (day: string | null): string => day?.split("-").toReversed().join("/") ?? "";

/** What the blocks show of a case. */
export type CaseInBlocks = Pick<
  CaseView,
  | "timeZone"
  | "receivedAt"
  | "channel"
  | "subject"
  | "description"
  | "expectation"
  | "contestedDecisionOn"
  | "priorComplaint"
  | "priorComplaintOn"
  | "priorAnswer"
  | "courtPending"
  | "mediationEndedOn"
  | "synthesis"
>;

/** `14:32`, where the organisation is. */
const clock = ({ receivedAt, timeZone }: CaseInBlocks) =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, timeStyle: "short" }).format(new Date(receivedAt));

/** A block as it is saved, ready to be typed over. */
export const drafts: { [Name in BlockName]: (found: CaseInBlocks) => BlockDrafts[Name] } = {
  dispute: (found) => ({
    subject: found.subject,
    description: found.description,
    expectation: found.expectation ?? "",
    contestedDecisionOn: typedDay(found.contestedDecisionOn),
    priorComplaint: found.priorComplaint ?? "",
    priorComplaintOn: typedDay(found.priorComplaintOn),
    priorAnswer: found.priorAnswer ?? "",
    courtPending: found.courtPending ?? "",
    reason: "",
  }),
  reception: (found) => ({
    receivedOn: typedDay(dayIn(found.timeZone, new Date(found.receivedAt))),
    receivedTime: found.synthesis.receivedPrecision === "DAY" ? "" : clock(found),
    channel: found.channel,
    originator: found.synthesis.originator ?? "",
    reason: "",
  }),
  requester: ({ synthesis: { requester } }) => ({
    kind: requester?.kind ?? "NATURAL",
    title: requester?.title ?? "",
    firstName: requester?.firstName ?? "",
    lastName: requester?.lastName ?? "",
    legalName: requester?.legalName ?? "",
    siret: requester?.siret ?? "",
    requesterType: requester?.requesterType ?? "",
    email: requester?.email ?? "",
    phone: requester?.phone ?? "",
    line1: requester?.line1 ?? "",
    line2: requester?.line2 ?? "",
    postalCode: requester?.postalCode ?? "",
    city: requester?.city ?? "",
    country: requester?.country ?? "FR",
    preferredContact: requester?.preferredContact ?? "EMAIL",
    language: requester?.language ?? "",
    accessibilityNeeds: requester?.accessibilityNeeds ?? "",
    deceased: requester?.deceased ?? false,
    reason: "",
  }),
  assessment: ({ synthesis }) => ({
    competent: synthesis.competent === null ? "PENDING" : synthesis.competent ? "YES" : "NO",
    domainId: synthesis.domain?.id ?? "",
    thirdPartyId: synthesis.thirdParty?.id ?? "",
    admissibility: synthesis.admissibility,
    inadmissibilityReason: synthesis.inadmissibilityReason ?? "",
    reason: "",
  }),
  dates: ({ synthesis, mediationEndedOn }) => ({
    mediationAgreedOn: typedDay(synthesis.mediationAgreedOn),
    firstMeetingOn: typedDay(synthesis.firstMeetingOn),
    faceToFace: synthesis.faceToFace,
    mediationEndedOn: typedDay(mediationEndedOn),
    partiesInformedOn: typedDay(synthesis.partiesInformedOn),
    reason: "",
  }),
  conclusion: ({ synthesis }) => ({
    partiesAgreement: synthesis.partiesAgreement ?? "",
    courtFollowup: synthesis.courtFollowup ?? "",
    finalConclusion: synthesis.finalConclusion ?? "",
    recommendation: synthesis.recommendation ?? "",
    recommendationFollowup: synthesis.recommendationFollowup ?? "",
    reason: "",
  }),
};

/** Names of dates, for what is said of a wrong one. */
const dayNames: Readonly<Record<string, string>> = {
  contestedDecisionOn: "Décision contestée",
  priorComplaintOn: "Date de la démarche",
  receivedOn: "Date de la saisine",
  mediationAgreedOn: "Accord",
  firstMeetingOn: "Première rencontre",
  mediationEndedOn: "Fin de la médiation",
  partiesInformedOn: "Information des parties",
};
const competence = { YES: true, NO: false, PENDING: null } as const;
/** Fields that are never taken away. */
const kept = ["subject", "description", "lastName", "receivedOn", "country"];

/** A draft's values as the API takes them, or what is wrong with each. */
const valuesOf = (
  draft: object,
  today: string,
): { values: Record<string, unknown>; faults: Record<string, string> } => {
  const values: Record<string, unknown> = {};
  const faults: Record<string, string> = {};
  for (const [field, typed] of Object.entries(draft) as [string, string | boolean][]) {
    if (field === "reason") continue;
    const dayName = dayNames[field];
    if (dayName && typeof typed === "string") {
      const read = readDay(typed, today, dayName);
      if ("day" in read) values[field] = read.day ?? null;
      else faults[field] = read.message;
    } else if (field === "competent") values[field] = competence[typed as keyof typeof competence];
    else if (typeof typed === "string") values[field] = typed.trim() || (kept.includes(field) ? "" : null);
    else values[field] = typed;
  }
  return { values, faults };
};

/** What a draft changes of the case it was begun on: only those fields are sent. */
export const changesOf = <Name extends BlockName>(
  name: Name,
  draft: BlockDrafts[Name],
  found: CaseInBlocks,
  today: string,
): { ok: true; changes: BlockChanges[Name]; reason: string | undefined } | { ok: false; faults: Faults } => {
  const { values, faults } = valuesOf(draft, today);
  const { values: saved } = valuesOf(drafts[name](found), today);
  // Somebody else's wrong date is not this person's to mend.
  const wrong = Object.fromEntries(
    Object.entries(faults).filter(
      ([field]) => !Object.hasOwn(saved, field) || saved[field] !== values[field],
    ),
  );
  if (Object.keys(wrong).length > 0) return { ok: false, faults: wrong };
  const changes = Object.fromEntries(
    Object.entries(values).filter(([field, value]) => saved[field] !== value),
  ) as BlockChanges[Name];
  // An hour goes with its day.
  if ("receivedOn" in changes && name === "reception")
    Object.assign(changes, { receivedTime: values.receivedTime });
  if ("receivedTime" in changes && name === "reception")
    Object.assign(changes, { receivedOn: values.receivedOn });
  return { ok: true, changes, reason: draft.reason.trim() || undefined };
};
