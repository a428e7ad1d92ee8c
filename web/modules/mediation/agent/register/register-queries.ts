import { queryOptions } from "@tanstack/react-query";
import type {
  CaseTicket,
  RegisterCase,
  RegistrationDraft,
} from "../../../../../shared/mediation/registering.ts";
import type { UploadResult, UploadTicket } from "../../../../../shared/mediation/schema.ts";
import { call } from "../../../../app/api.ts";

const path = "/api/mediation/registration";

/** What this person was registering here, or a new draft's key. Read once for each visit. */
export const registrationQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "registration", organisation],
    queryFn: ({ signal }) =>
      call<RegistrationDraft>("GET", `${path}?${new URLSearchParams({ organisation })}`, undefined, {
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const keepRegistration = (
  draft: { organisation: string; key: string; input: Record<string, unknown> },
  leaving = false,
) => call<{ updatedAt: string }>("POST", path, draft, { background: true, keepalive: leaving });
export const giveUpRegistration = (organisation: string) =>
  call<Record<string, never>>("POST", `${path}/give-up`, { organisation });

/** Sending carries its own key: sent again after a lost connection, the case is registered once. */
export const registerCase = (input: RegisterCase) =>
  call<{ caseId: string }>("POST", "/api/mediation/registered-cases", input, { repeatable: true });

export const askRegistrationUpload = (about: {
  organisation: string;
  key: string;
  name: string;
  size: number;
}) => call<UploadTicket>("POST", `${path}/uploads`, about);
export const checkRegistrationUpload = (id: string, key: string) =>
  call<UploadResult>("POST", `${path}/uploads/${id}/check`, { key }, { repeatable: true });

/** The printed receipt; each reading is in the case's history. */
export const ticketQuery = (caseId: string) =>
  queryOptions({
    queryKey: ["mediation", "ticket", caseId],
    queryFn: ({ signal }) =>
      call<CaseTicket>("POST", `/api/mediation/cases/${caseId}/ticket`, {}, { signal, repeatable: true }),
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  });
