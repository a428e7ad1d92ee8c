import { ahead, newId } from "../seats.ts";
import type { Ground, Planted } from "./ground.ts";

/** What an office keeps beside its cases: its lists, its words, its views, its days. */
export interface PlantedOffice {
  /** An item of the organisation's own lists, one of the platform's, and a tag. */
  listItemId: string;
  platformItemId: string;
  tagId: string;
  /** Words kept ready, shared by the organisation. */
  templateId: string;
  savedViewId: string;
  /** Days the colleague will be away, and long work they asked for. */
  absenceId: string;
  jobId: string;
}

const listed = (label: string) => ({
  list: "domain",
  code: label,
  label,
  label_key: label.toLowerCase(),
  updated_at: new Date(),
});

export const plantOffice = ({ now, mark, organisationId, colleague }: Ground): Planted<PlantedOffice> => {
  const inOrganisation = { organisation_id: organisationId };
  const [listItemId, platformItemId, tagId] = [newId(), newId(), newId()];
  const [templateId, savedViewId, absenceId, jobId] = [newId(), newId(), newId(), newId()];
  return {
    rows: {
      mail_settings: [
        {
          ...inOrganisation,
          service: "mediation",
          signature: `Signé ${mark}`,
          closed_reopen_days: 0,
          after_close: "entry",
          raw_retention_days: 180,
          quarantine_days: 30,
          undo_seconds: 10,
          new_mail_notice: "at_once",
          updated_at: now,
        },
      ],
      list_item: [
        { id: listItemId, ...inOrganisation, ...listed(`Domaine ${mark}`) },
        { id: platformItemId, organisation_id: null, ...listed(`Domaine de tous ${mark}`) },
      ],
      tag: [{ id: tagId, ...inOrganisation, label: `Étiquette ${mark}`, colour: "grey" }],
      reply_template: [
        {
          id: templateId,
          ...inOrganisation,
          service: "mediation",
          user_id: null,
          title: `Modèle ${mark}`,
          category: "Relance",
          subject: "Votre dossier",
          body: "Bonjour {{requester.salutation}},",
          updated_at: now,
        },
      ],
      saved_view: [
        {
          id: savedViewId,
          ...inOrganisation,
          user_id: colleague.userId,
          shared: true,
          title: `Vue ${mark}`,
          filters: { liste: "all" },
        },
      ],
      absence: [
        {
          id: absenceId,
          ...inOrganisation,
          user_id: colleague.userId,
          from_on: "2099-01-01",
          to_on: "2099-01-02",
          created_by: colleague.userId,
        },
      ],
      background_job: [
        {
          id: jobId,
          ...inOrganisation,
          user_id: colleague.userId,
          kind: "bulk",
          input: { act: { is: "tag", tagId, add: true }, cases: [] },
          state: "done",
          file_key: `${organisationId}/${jobId}`,
          file_name: "resultat.csv",
          file_size: 1,
          expires_at: ahead(600),
        },
      ],
    },
    named: { listItemId, platformItemId, tagId, templateId, savedViewId, absenceId, jobId },
    marks: [`Modèle ${mark}`, `Signé ${mark}`],
    caseMarks: [],
  };
};
