import { newId } from "../seats.ts";
import type { Ground, Planted } from "./ground.ts";

/** What the service of declarations keeps: a show typed here, and one of everything that hangs on it. */
export interface PlantedShow {
  showId: string;
  performanceId: string;
  placeId: string;
  asideId: string;
  showFileId: string;
  /** A file that whoever asks sent for the show. */
  showUploadId: string;
  /** A list somebody had made into a file. */
  exportId: string;
}

export const plantShow = ({ now, mark, organisationId, storedFileId }: Ground): Planted<PlantedShow> => {
  const inOrganisation = { organisation_id: organisationId };
  const [showId, performanceId, placeId, sourceId] = [newId(), newId(), newId(), newId()];
  const [asideId, showFileId, showUploadId, exportId] = [newId(), newId(), newId(), newId()];
  const name = `Le Pain des étoiles ${mark}`;
  const hall = `Salle des Lampions ${mark}`;
  return {
    rows: {
      ticketing_source: [
        {
          id: sourceId,
          ...inOrganisation,
          provider: "MANUAL",
          account_key: "manual",
          label: `Saisie ${mark}`,
        },
      ],
      place: [
        {
          id: placeId,
          ...inOrganisation,
          name: hall,
          street: "2 rue du Puits",
          postal_code: "48990",
          city: "Valbrune",
          place_key: hall.toLowerCase(),
        },
      ],
      show: [
        {
          id: showId,
          ...inOrganisation,
          source_id: sourceId,
          external_id: showId,
          name,
          name_key: ` ${name.toLowerCase()}`,
          default_place_id: placeId,
          last_performance_at: now,
          updated_at: now,
        },
      ],
      performance: [
        {
          id: performanceId,
          ...inOrganisation,
          show_id: showId,
          source_id: sourceId,
          source_show_external_id: showId,
          external_id: performanceId,
          start_at: now,
          paid: 61,
          free: 14,
          gross: 109_800,
          net: 104_076,
          vat: 550,
          source_checked_at: now,
        },
      ],
      quarantine_record: [
        {
          id: asideId,
          ...inOrganisation,
          source_id: sourceId,
          series_id: showId,
          level: "ticket",
          external_id: asideId,
          reason: "deleted_tier",
          performance_external_id: performanceId,
          count: 1,
          amount: 1200,
          excerpt: { category: `Early ${mark}` },
          state: "open",
          updated_at: now,
        },
      ],
      show_file: [
        {
          id: showFileId,
          ...inOrganisation,
          show_id: showId,
          type: "OTHER",
          file_name: `Contrat ${mark}.pdf`,
          stored_file_id: storedFileId,
          added_by: newId(),
        },
      ],
      background_job: [
        {
          id: exportId,
          ...inOrganisation,
          user_id: newId(),
          kind: "declarations_export",
          input: { organisationId, kind: "performances", format: "csv" },
          state: "done",
          file_key: `${organisationId}/${exportId}`,
          file_name: `seances-${mark}.csv`,
          file_size: 1,
          expires_at: new Date(now.getTime() + 600 * 60_000),
        },
      ],
      upload_ticket: [
        {
          id: showUploadId,
          ...inOrganisation,
          owner: `show:${showId}`,
          name: `Affiche ${mark}.pdf`,
          size: 100,
          key: `${organisationId}/${showUploadId}`,
          stored_file_id: storedFileId,
        },
      ],
    },
    named: { showId, performanceId, placeId, asideId, showFileId, showUploadId, exportId },
    marks: [name, hall, showId, performanceId, placeId, asideId, showFileId, exportId],
    caseMarks: [],
  };
};
