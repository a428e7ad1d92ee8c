import {
  type OrganisationView,
  UpdateMediationTexts,
  UpdateOrganisation,
} from "../../../../shared/access/organisation.ts";
import {
  keepOrganisation,
  organisationQuery,
  updateMediationTexts,
  updateOrganisation,
} from "./organisation-queries.ts";
import { checked, type SectionSpec } from "./use-section.ts";

/** Everything as it is saved: a block sends the whole with its own part changed. */
const asSaved = ({
  version,
  name,
  timeZone,
  settings,
  idleMinutes,
  requireSecondFactor,
}: OrganisationView) => ({
  version,
  name,
  timeZone,
  idleMinutes,
  requireSecondFactor,
  shortName: settings.shortName,
  senderName: settings.senderName,
  accent: settings.accent,
  phone: settings.phone,
  phoneHours: settings.phoneHours,
  address: settings.address,
  counterHours: settings.counterHours,
});

const withoutBlanks = <Part extends object>(part: Part) =>
  Object.fromEntries(Object.entries(part).map(([key, value]) => [key, value === "" ? undefined : value]));

const sameOrganisation: Pick<SectionSpec<OrganisationView, object, object>, "reread" | "keep"> = {
  reread: (client, { id }) => client.fetchQuery({ ...organisationQuery(id), staleTime: 0 }),
  keep: keepOrganisation,
};

/** The spec of a block whose draft holds some fields of `UpdateOrganisation`. */
export const organisationSection = <Draft extends object>(
  pick: (view: OrganisationView) => Draft,
  /** What the draft holds in another form than the API's: lines as a text, numbers as typed. */
  read: (draft: Draft) => object = (draft) => draft,
): SectionSpec<OrganisationView, Draft, UpdateOrganisation> => ({
  ...sameOrganisation,
  pick,
  check: (draft, view) => {
    const saved = asSaved(view);
    const typed = read(draft);
    // A blank is "none" only where the field may be absent; elsewhere it is a fault, told by the schema.
    const optional = withoutBlanks(
      Object.fromEntries(
        ["phone", "phoneHours", "counterHours", "accent"].flatMap((key) =>
          key in typed ? [[key, typed[key as keyof typeof typed]]] : [],
        ),
      ),
    );
    return checked(UpdateOrganisation.safeParse({ ...saved, ...typed, ...optional }));
  },
  save: ({ id }, input) => updateOrganisation(id, input),
  saved: "Enregistré.",
});

/** Text with one line per item, and back; blank lines are left out. */
export const linesOf = (text: string): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

/** The public texts of the mediation, as their form holds them. */
export interface TextsDraft {
  title: UpdateMediationTexts["title"];
  intro: string;
  accepts: string;
  refers: ReadonlyArray<{ text: string; who: string; link: string }>;
  answerDelay: string;
  legalTitle: string;
  legalText: string;
  legalSource: string;
  privacy: string;
  closedUntil: string;
  closedMessage: string;
  dueDays: string;
}

export const textsSection: SectionSpec<OrganisationView, TextsDraft, UpdateMediationTexts> = {
  ...sameOrganisation,
  pick: ({ settings: { mediation: texts } }) => ({
    title: texts?.title ?? "service de médiation",
    intro: texts?.intro ?? "",
    accepts: (texts?.accepts ?? []).join("\n"),
    refers: (texts?.refers ?? []).map(({ text, who, link = "" }) => ({ text, who, link })),
    answerDelay: texts?.answerDelay ?? "",
    legalTitle: texts?.legalParagraph?.title ?? "",
    legalText: texts?.legalParagraph?.text ?? "",
    legalSource: texts?.legalParagraph?.source ?? "",
    privacy: texts?.privacy ?? "",
    closedUntil: texts?.formClosed?.until ?? "",
    closedMessage: texts?.formClosed?.message ?? "",
    dueDays: texts?.dueDays == null ? "" : String(texts.dueDays),
  }),
  check: (draft, { version }) => {
    const legal = draft.legalTitle.trim() !== "" || draft.legalText.trim() !== "";
    const closed = draft.closedUntil !== "" || draft.closedMessage.trim() !== "";
    return checked(
      UpdateMediationTexts.safeParse({
        version,
        title: draft.title,
        intro: draft.intro,
        accepts: linesOf(draft.accepts),
        refers: draft.refers
          .filter(({ text, who, link }) => `${text}${who}${link}`.trim() !== "")
          .map(({ text, who, link }) => ({ text, who, ...(link.trim() ? { link: link.trim() } : {}) })),
        ...(draft.answerDelay.trim() ? { answerDelay: draft.answerDelay } : {}),
        ...(legal
          ? {
              legalParagraph: {
                title: draft.legalTitle,
                text: draft.legalText,
                ...(draft.legalSource.trim() ? { source: draft.legalSource } : {}),
              },
            }
          : {}),
        privacy: draft.privacy,
        ...(closed ? { formClosed: { until: draft.closedUntil, message: draft.closedMessage } } : {}),
        dueDays: draft.dueDays.trim() === "" ? null : Number(draft.dueDays) || 0,
      }),
    );
  },
  save: ({ id }, input) => updateMediationTexts(id, input),
  saved: "Enregistré. La page publique se met à jour.",
};
