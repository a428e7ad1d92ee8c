/**
 * What figures still know of a case once it is anonymised (mediation.md §9): the columns of `cases` and of its requester
 * under the same names, coded values only. `anonymous_case.facts` holds exactly these.
 */
export interface AnonymousFacts {
  channel: string;
  originator: string | null;
  requesterType: string | null;
  /** NATURAL or LEGAL. */
  kind: string;
  title: string | null;
  /** Two or three characters: `01`, `2A`, `974`; null when unknown or abroad. */
  department: string | null;
  domainId: string | null;
  competent: boolean | null;
  thirdPartyId: string | null;
  admissibility: string;
  inadmissibilityReason: string | null;
  priorComplaint: string | null;
  priorAnswer: string | null;
  courtPending: string | null;
  faceToFace: boolean;
  /** Whether somebody filed or acted for the requester. */
  represented: boolean;
  /** Whether the parties met, and whether they agreed to mediate: the days themselves are gone. */
  met: boolean;
  agreedToMediate: boolean;
  partiesAgreement: string | null;
  courtFollowup: string | null;
  recommended: boolean;
  recommendationFollowup: string | null;
  /** Of its last closing. */
  outcome: string | null;
}

/** Days of a case (mediation.md §5.7), where they are known: `anonymous_case.days`. */
export interface AnonymousDays {
  registration?: number;
  firstResponse?: number;
  take?: number;
  processing?: number;
  waiting?: number;
}
