import { queryOptions } from "@tanstack/react-query";
import type { AccessReview, AskAccess, SaveAccess } from "../../../../shared/mediation/access-request.ts";
import type { ErasureReach, PrepareErasure, PrivacyView } from "../../../../shared/mediation/privacy.ts";
import { call } from "../../../app/api.ts";

/** What ends, what is erased and the proof of it, in one organisation. */
export const privacyQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "privacy", organisation],
    queryFn: ({ signal }) =>
      call<PrivacyView>("GET", `/api/mediation/privacy?organisation=${organisation}`, undefined, { signal }),
  });

/** Which cases an erasure from this one would reach. */
export const erasureReachQuery = (caseId: string) =>
  queryOptions({
    queryKey: ["mediation", "erasure-reach", caseId],
    queryFn: ({ signal }) =>
      call<ErasureReach>("GET", `/api/mediation/cases/${caseId}/erasure`, undefined, { signal }),
    gcTime: 0,
  });

export const prepareErasure = (caseId: string, input: PrepareErasure) =>
  call<{ id: string }>("POST", `/api/mediation/cases/${caseId}/erasure`, input);

/** What could be given to the requester of this case, and what is proposed. */
export const accessReviewQuery = (caseId: string) =>
  queryOptions({
    queryKey: ["mediation", "access-review", caseId],
    queryFn: ({ signal }) =>
      call<AccessReview>("GET", `/api/mediation/cases/${caseId}/access-request`, undefined, { signal }),
    gcTime: 0,
    // What somebody ticks must not change under their hand.
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Keeps what is chosen for whoever goes on with it. */
export const saveAccess = (caseId: string, input: SaveAccess) =>
  call<AccessReview>("POST", `/api/mediation/cases/${caseId}/access-choice`, input);

export const askAccess = (caseId: string, input: AskAccess) =>
  call<{ id: string }>("POST", `/api/mediation/cases/${caseId}/access-request`, input);

export const decideErasure = (id: string, confirm: boolean) =>
  call<{ id: string }>("POST", `/api/mediation/erasures/${id}`, { confirm });
