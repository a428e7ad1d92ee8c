import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type { MailSettingsView, UpdateMailSettings } from "../../../../shared/mail/mail-settings.ts";
import type { MailPreview, MailPreviews, TrialSent } from "../../../../shared/mediation/mail-previews.ts";
import type {
  ChangeTemplate,
  CreateTemplate,
  TemplateList,
  TemplateView,
} from "../../../../shared/mediation/templates.ts";
import { call } from "../../../app/api.ts";

const of = (organisation: string) => `organisation=${organisation}` as const;

/** How mail works for an organisation's mediation. */
export const mailSettingsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "mail-settings", organisation],
    queryFn: ({ signal }) =>
      call<MailSettingsView>("GET", `/api/mediation/mail-settings?${of(organisation)}`, undefined, {
        signal,
      }),
  });

export const saveMailSettings = (organisation: string, input: UpdateMailSettings) =>
  call<MailSettingsView>("POST", `/api/mediation/mail-settings?${of(organisation)}`, input);

export const keepMailSettings = (client: QueryClient, saved: MailSettingsView) =>
  client.setQueryData(mailSettingsQuery(saved.organisation).queryKey, saved);

/** Every mail sent in the organisation's name. */
export const mailPreviewsQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "mail-previews", organisation],
    queryFn: ({ signal }) =>
      call<MailPreviews>("GET", `/api/mediation/mail-previews?${of(organisation)}`, undefined, { signal }),
  });

/** One of them with invented people; its page is good for a minute, so it is asked for at each display. */
export const mailPreviewQuery = (organisation: string, template: string) =>
  queryOptions({
    queryKey: ["mediation", "mail-preview", organisation, template],
    queryFn: () =>
      call<MailPreview>(
        "POST",
        `/api/mediation/mail-previews?${of(organisation)}`,
        { template },
        { repeatable: true },
      ),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

export const sendMailTrial = (organisation: string, template: string) =>
  call<TrialSent>("POST", `/api/mediation/mail-previews/trial?${of(organisation)}`, { template });

/** Every template of an organisation that this person may use or keep. */
export const templatesQuery = (organisation: string) =>
  queryOptions({
    queryKey: ["mediation", "templates", organisation],
    queryFn: ({ signal }) =>
      call<TemplateList>("GET", `/api/mediation/templates/all?${of(organisation)}`, undefined, { signal }),
  });

export const createTemplate = (organisation: string, input: CreateTemplate) =>
  call<TemplateView>("POST", `/api/mediation/templates?${of(organisation)}`, input);

export const changeTemplate = (organisation: string, id: string, input: ChangeTemplate) =>
  call<TemplateView>("POST", `/api/mediation/templates/${id}?${of(organisation)}`, input);

export const archiveTemplate = (
  organisation: string,
  { id, version }: Pick<TemplateView, "id" | "version">,
  archived: boolean,
) =>
  call<TemplateView>("POST", `/api/mediation/templates/${id}/archive?${of(organisation)}`, {
    version,
    archived,
  });

/** Has the templates read again, here and in composers. */
export const refreshTemplates = (client: QueryClient) =>
  client.invalidateQueries({ queryKey: ["mediation", "templates"] });

/** Writes to a participant for them to confirm their address. */
export const askConfirmation = (caseId: string, participantId: string) =>
  call<{ sentTo: string }>(
    "POST",
    `/api/mediation/cases/${caseId}/participants/${participantId}/confirmation`,
  );

/** Gives a participant another reply address; `leaked`: what still comes to the old one is held. */
export const renewReplyAddress = (caseId: string, participantId: string, leaked: boolean) =>
  call("POST", `/api/mediation/cases/${caseId}/participants/${participantId}/reply-address`, { leaked });
