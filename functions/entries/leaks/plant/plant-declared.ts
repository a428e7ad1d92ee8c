import { aBlankForm, plainPerformance } from "../../../../shared/declarations/blank-form.ts";
import type { DeclarationForm, FrozenDeclaration } from "../../../../shared/declarations/declaration.ts";
import type { Detected } from "../../../../shared/declarations/import.ts";
import type { ImportMapping } from "../../../../shared/declarations/import-fields.ts";
import { newId } from "../seats.ts";
import type { Ground, Planted } from "./ground.ts";
import type { PlantedShow } from "./plant-show.ts";

/** What is told of the show, where its sales come from, and a file of sales. */
export interface PlantedDeclared {
  /** A ticketing account of Billetweb, and a reading of it that is over. */
  accountKey: string;
  connectionId: string;
  runId: string;
  /** A first version was told to SACEM, a second one is a draft for ASTP. */
  declarationId: string;
  transmissionId: string;
  draftForm: DeclarationForm;
  /** Of one row, number 1, that could be imported. */
  importId: string;
}

/** Columns of the file and their names, in order. */
export const importColumns: ImportMapping = {
  mode: "category",
  columns: { 0: "show", 1: "start", 2: "price", 3: "paid", 4: "vat" },
};
export const importCells = (mark: string): string[] => [
  `Le Grand Bal ${mark}`,
  "12/03/2026 20:30",
  "15,00",
  "20",
  "5,5",
];

const detected: Detected = {
  ...{ kind: "csv", separator: ";", encoding: "utf-8", sheets: [] },
  ...{ headerFound: true, firstRows: [], remembered: false },
};

const formOf = ({ performanceId }: PlantedShow): DeclarationForm =>
  aBlankForm({
    ...{ bodies: ["SACEM", "ASTP"], capacity: 180, performanceType: "THEATRE_AND_STORYTELLING_AND_MIME" },
    performances: [plainPerformance(performanceId)],
  });

const frozenOf = ({ now, organisationId, mark }: Ground, { showId }: PlantedShow, form: DeclarationForm) => {
  const frozen: FrozenDeclaration = {
    ...{ number: "DEC-2026-0001", versionNumber: 1, frozenAt: now.toISOString() },
    organisation: {
      ...{ id: organisationId, name: `Ville de Valbrune ${mark}`, siret: "", siren: "" },
      ...{ timeZone: "Europe/Paris", sacemClientNumber: "12345", sacdDeclarantId: null, licenceNumbers: [] },
    },
    declarant: { name: "Nora Delmas", email: `declarante.${mark}@valbrune.example`, quality: null },
    show: { id: showId, name: `Le Pain des étoiles ${mark}` },
    ...{ form, performances: [], files: [] },
  };
  return frozen;
};

export const plantDeclared = (ground: Ground, show: PlantedShow): Planted<PlantedDeclared> => {
  const { now, mark, organisationId, colleague } = ground;
  const inOrganisation = { organisation_id: organisationId };
  const [sourceId, credentialId, connectionId, runId] = [newId(), newId(), newId(), newId()];
  const [declarationId, toldId, draftId] = [newId(), newId(), newId()];
  const [transmissionId, importId] = [newId(), newId()];
  const accountKey = `compte-${mark}`;
  const form = formOf(show);
  const byColleague = { updated_at: now, updated_by: colleague.userId };
  const cells = importCells(mark);
  return {
    rows: {
      ticketing_source: [
        {
          ...{ id: sourceId, ...inOrganisation, provider: "BILLETWEB" },
          ...{ account_key: accountKey, label: `Billetterie ${mark}` },
        },
      ],
      ticketing_credential: [
        {
          ...{ id: credentialId, ...inOrganisation, kms_key_id: "key", algorithm: "AES-256-GCM" },
          ...{ ciphertext: Buffer.from(mark), encrypted_data_key: Buffer.from(mark) },
        },
      ],
      ticketing_connection: [
        {
          ...{ id: connectionId, ...inOrganisation, source_id: sourceId, status: "active" },
          ...{ access_key_hint: mark.slice(-4), fingerprint: mark, credential_id: credentialId },
        },
      ],
      sync_run: [
        {
          ...{ id: runId, ...inOrganisation, connection_id: connectionId, trigger: "first" },
          ...{ state: "succeeded", watermark_from: now, started_at: now, finished_at: now },
          current_name: `Le Pain des étoiles ${mark}`,
        },
      ],
      declaration: [
        {
          ...{ id: declarationId, ...inOrganisation, show_id: show.showId, year: 2026, seq: 1 },
          ...{ current_version: 2, created_by: colleague.userId },
        },
      ],
      declaration_counter: [{ ...inOrganisation, year: 2026, last: 1 }],
      declared_performance: [
        {
          ...inOrganisation,
          ...{ declaration_id: declarationId, performance_id: show.performanceId, body: "SACEM" },
        },
      ],
      declaration_version: [
        {
          ...{ id: toldId, ...inOrganisation, declaration_id: declarationId, number: 1, ...byColleague },
          ...{ state: "frozen", form, frozen: frozenOf(ground, show, form), frozen_sha256: "0".repeat(64) },
          frozen_at: now,
        },
        {
          ...{ id: draftId, ...inOrganisation, declaration_id: declarationId, number: 2, ...byColleague },
          ...{ state: "draft", form, created_from: 1 },
        },
      ],
      transmission: [
        {
          ...{ id: transmissionId, ...inOrganisation, declaration_id: declarationId, body: "SACEM" },
          ...{ declaration_version_id: toldId, state: "sent", asked_by: colleague.userId, updated_at: now },
          ...{
            idempotency_key: `${declarationId}:1:SACEM`,
            payload_key: `${organisationId}/${transmissionId}.pdf`,
          },
          ...{
            payload_sha256: "0".repeat(64),
            agency_email: `delegation.${mark}@sacem.invalid`,
            sent_at: now,
          },
        },
      ],
      import_batch: [
        {
          ...{ id: importId, ...inOrganisation, user_id: colleague.userId, state: "preview" },
          ...{ file_name: `ventes-${mark}.csv`, file_key: `${organisationId}/${importId}`, detected },
          ...{
            headers: ["Spectacle", "Date et heure", "Prix TTC", "Nb payants", "TVA"],
            mapping: importColumns,
          },
          ...{ row_count: 1, valid_count: 1, updated_at: now },
        },
      ],
      import_row: [{ batch_id: importId, ...inOrganisation, number: 1, cells }],
    },
    named: {
      ...{ accountKey, connectionId, runId },
      ...{ declarationId, transmissionId, draftForm: form, importId },
    },
    marks: [accountKey, connectionId, runId, declarationId, transmissionId, importId],
    caseMarks: [],
  };
};
