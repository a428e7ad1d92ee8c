import { queryOptions } from "@tanstack/react-query";
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

export const decideErasure = (id: string, confirm: boolean) =>
  call<{ id: string }>("POST", `/api/mediation/erasures/${id}`, { confirm });
