import type { MergedField, RequesterFacts } from "../../../shared/mediation/merging.ts";
import { isOpen, may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Refusal } from "../../platform/refusal.ts";
import { type CaseRow, caseActor } from "./case-access.ts";
import { partyName } from "./names.ts";
import type { party } from "./tables.ts";

const reopenFirst: Refusal = {
  code: "conflict",
  reason: "survivor_closed",
  detail: "Le dossier qui doit rester est clos et l’autre est ouvert. Rouvrez d’abord celui qui doit rester.",
};
const mergedAlready: Refusal = {
  code: "conflict",
  reason: "merged",
  detail: "L’un de ces deux dossiers vient d’être fusionné. Rechargez la page.",
};
const heldApart: Refusal = {
  code: "conflict",
  reason: "sample_case",
  detail: "Un dossier d’essai ne se fusionne pas avec un vrai dossier.",
};

/** Why `other` cannot be merged into `survivor` by this person; undefined when it can (mediation.md §5.4). */
export const mergeRefusal = (ctx: Ctx, survivor: CaseRow, other: CaseRow): Refusal | undefined => {
  if (survivor.status === "MERGED" || other.status === "MERGED") return mergedAlready;
  for (const one of [survivor, other]) {
    const verdict = may(caseActor(ctx.actor, one.organisationId), "case.merge", one);
    if (verdict !== true) return verdict;
  }
  if (survivor.sample !== other.sample) return heldApart;
  return !isOpen(survivor.status) && isOpen(other.status) ? reopenFirst : undefined;
};

/** What of a case a merge looks at. */
export const mergeableOf = (found: CaseRow): Pick<CaseRow, MergedField> => ({
  subject: found.subject,
  description: found.description,
  expectation: found.expectation,
  originator: found.originator,
  contestedDecisionOn: found.contestedDecisionOn,
  priorComplaint: found.priorComplaint,
  priorComplaintOn: found.priorComplaintOn,
  priorAnswer: found.priorAnswer,
  courtPending: found.courtPending,
  dueOn: found.dueOn,
  admissibility: found.admissibility,
  inadmissibilityReason: found.inadmissibilityReason,
  competent: found.competent,
  thirdPartyId: found.thirdPartyId,
  domainId: found.domainId,
  mediationAgreedOn: found.mediationAgreedOn,
  firstMeetingOn: found.firstMeetingOn,
  recommendation: found.recommendation,
  recommendationFollowup: found.recommendationFollowup,
});

export const requesterFacts = (who: typeof party.$inferSelect, found: CaseRow): RequesterFacts => ({
  name: partyName(who),
  emailCanonical: who.emailCanonical,
  phoneE164: who.phoneE164,
  postalCode: who.postalCode,
  personId: found.personId,
});
