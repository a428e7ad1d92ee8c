import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { FirstSteps, SampleCreated } from "../../../../shared/mediation/first-steps.ts";
import type { FormConfigView, SaveFormDraft } from "../../../../shared/mediation/form-config.ts";
import type {
  MediationSettingsView,
  SaveMediationSettings,
} from "../../../../shared/mediation/settings-input.ts";
import { call } from "../../../app/api.ts";

const of = (organisation: string) => `organisation=${organisation}` as const;

/** The request form of an organisation: what is published, what is being prepared. */
export const formQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "form", organisation],
    queryFn: ({ signal }) =>
      call<FormConfigView>("GET", `/api/mediation/form?${of(organisation)}`, undefined, { signal }),
  });

export const saveForm = (organisation: string, input: SaveFormDraft) =>
  call<FormConfigView>("POST", `/api/mediation/form?${of(organisation)}`, input);
export const publishForm = (organisation: string, version: number) =>
  call<FormConfigView>("POST", `/api/mediation/form/publish?${of(organisation)}`, { version });
export const keepForm = (client: QueryClient, saved: FormConfigView) =>
  client.setQueryData(formQuery(saved.organisation).queryKey, saved);

/** The rules of an organisation's mediation, with the people and subjects they may name. */
export const rulesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "rules", organisation],
    queryFn: ({ signal }) =>
      call<MediationSettingsView>("GET", `/api/mediation/settings?${of(organisation)}`, undefined, {
        signal,
      }),
  });

export const saveRules = (organisation: string, input: SaveMediationSettings) =>
  call<MediationSettingsView>("POST", `/api/mediation/settings?${of(organisation)}`, input);
export const keepRules = (client: QueryClient, saved: MediationSettingsView) =>
  client.setQueryData(rulesQuery(saved.organisation).queryKey, saved);

/** What a new organisation has done before its mediation opens. */
export const firstStepsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "first-steps", organisation],
    queryFn: ({ signal }) =>
      call<FirstSteps>("GET", `/api/mediation/first-steps?${of(organisation)}`, undefined, { signal }),
  });

export const createSample = (organisation: string) =>
  call<SampleCreated>("POST", "/api/mediation/sample", { organisation });
/** Into the recycle bin, from which it is erased by itself. */
export const removeSample = ({ id, version }: NonNullable<FirstSteps["sample"]>) =>
  call<unknown>("POST", `/api/mediation/cases/${id}/delete`, {
    version,
    reason: "Dossier d’essai retiré depuis les premiers pas.",
  });
