import { newId } from "../seats.ts";
import type { Ground, Planted } from "./ground.ts";

/** A case and what lies on it; two neighbours of it. */
export interface PlantedCase {
  case: {
    id: string;
    /** `2026-00042`. */
    number: string;
    partyId: string;
    participantId: string;
    entryId: string;
    noteId: string;
    taskId: string;
    fileId: string;
    secondFileId: string;
    /** Files on their way, of an agent and of the holder of the link. */
    uploadId: string;
    linkUploadId: string;
    email: string;
  };
  /** A draft of the public form, with a file on its way. */
  draft: { id: string; uploadId: string };
  /** Another case of the organisation, one merged into the first, who acts for the requester, and a contact. */
  siblingId: string;
  mergedId: string;
  representativeId: string;
  contactId: string;
  /** A scan on its way with a case that is being registered. */
  scanId: string;
  erasureId: string;
}

/** What a merge that moved no row keeps (merge-cases.ts). */
const nothingMoved = {
  rows: {
    entries: [],
    numbered: [],
    files: [],
    tasks: [],
    revisions: [],
    tags: [],
    representatives: [],
    participants: [],
    twins: {},
    entriesOf: {},
    links: [],
    mail: {},
  },
  survivor: { before: {}, after: {} },
  other: { status: "TO_PROCESS", closedAt: null, closedBy: null, outcome: null },
};

export const plantCase = (ground: Ground): Planted<PlantedCase> => {
  const { now, mark, organisationId, caseId, partyId, participantId, email, storedFileId } = ground;
  const inOrganisation = { organisation_id: organisationId };
  const inCase = { ...inOrganisation, case_id: caseId };
  const by = ground.colleague.userId;
  const seq = Math.floor(Math.random() * 1e6);
  const [entryId, noteId, taskId, fileId, secondFileId] = [newId(), newId(), newId(), newId(), newId()];
  const [uploadId, linkUploadId, scanId] = [newId(), newId(), newId()];
  const draft = { id: newId(), uploadId: newId() };
  const [siblingId, mergedId, representativeId] = [newId(), newId(), newId()];
  const [contactId, erasureId] = [newId(), newId()];

  const aCase = {
    ...inOrganisation,
    year: 2026,
    received_at: now,
    registered_at: now,
    status_since: now,
    last_exchange_at: now,
    updated_at: now,
  };
  const aParty = { ...inOrganisation, role: "REQUESTER", kind: "NATURAL", preferred_contact: "POST" };
  const anUpload = (id: string, owner: string) => ({
    id,
    ...inOrganisation,
    owner,
    name: "a.pdf",
    size: 1,
    key: id,
    stored_file_id: storedFileId,
  });

  return {
    rows: {
      cases: [
        {
          id: caseId,
          ...aCase,
          seq,
          channel: "WEB",
          status: "TO_PROCESS",
          merged_into_id: null,
          subject: `Facture ${mark}`,
          description: `Une facture contestée, ${mark}.`,
          filing_key: caseId,
        },
        ...[
          { id: siblingId, seq: seq + 500_000, status: "TO_PROCESS", merged_into_id: null },
          { id: mergedId, seq: seq + 600_000, status: "MERGED", merged_into_id: caseId },
        ].map((neighbour) => ({
          ...neighbour,
          ...aCase,
          channel: "PHONE",
          subject: `Cantine ${mark}`,
          description: `Des repas, ${mark}.`,
          filing_key: neighbour.id,
        })),
      ],
      party: [
        ...[siblingId, mergedId].map((neighbour) => ({
          id: newId(),
          ...aParty,
          case_id: neighbour,
          last_name: `Roumégous ${mark}`,
          search_text: ` roumegous ${mark}`,
        })),
        {
          id: representativeId,
          ...aParty,
          ...inCase,
          role: "REPRESENTATIVE",
          last_name: `Ardouin ${mark}`,
          search_text: ` ardouin ${mark}`,
        },
        {
          id: partyId,
          ...aParty,
          ...inCase,
          last_name: `Ferrand ${mark}`,
          email,
          email_canonical: email,
          preferred_contact: "EMAIL",
          search_text: `ferrand${mark}`,
        },
      ],
      case_merge: [
        {
          id: newId(),
          ...inOrganisation,
          case_id: mergedId,
          survivor_id: caseId,
          at: now,
          merged_by: by,
          moved: nothingMoved,
        },
      ],
      contact: [
        {
          id: contactId,
          ...inOrganisation,
          name: `Régie ${mark}`,
          side: "ADMINISTRATION",
          email: `regie-${mark}@mairie.example`,
          email_canonical: `regie-${mark}@mairie.example`,
          updated_at: now,
        },
      ],
      participant: [
        {
          id: participantId,
          ...inCase,
          party_id: partyId,
          side: "REQUESTER",
          display_name: `Ferrand ${mark}`,
          email,
          email_canonical: email,
          verification: "verified",
        },
      ],
      case_entry: [
        {
          id: entryId,
          ...inCase,
          kind: "message",
          direction: "IN",
          side: "REQUESTER",
          medium: "EMAIL",
          occurred_at: now,
          participant_id: participantId,
          text: `Bonjour ${mark}`,
          html: `<p>Bonjour ${mark}</p>`,
          to_process: true,
        },
        {
          id: noteId,
          ...inCase,
          kind: "note",
          medium: "NOTICE",
          occurred_at: now,
          author_user_id: by,
          text: `Note ${mark}`,
        },
      ],
      case_task: [{ id: taskId, ...inCase, title: `Appeler ${mark}`, origin: "MANUAL", created_by: by }],
      stored_file: [
        {
          id: storedFileId,
          ...inOrganisation,
          sha256: mark,
          size: 1,
          type: "application/pdf",
          key: `${organisationId}/${mark}`,
          scan: "clean",
        },
      ],
      case_file: [
        {
          id: fileId,
          ...inCase,
          entry_id: entryId,
          stored_file_id: storedFileId,
          name: `piece-${mark}.pdf`,
          source: "REQUESTER",
          visibility: "SHARED",
          position: 0,
          decision: "kept",
        },
        {
          id: secondFileId,
          ...inCase,
          entry_id: null,
          stored_file_id: storedFileId,
          name: `piece-2-${mark}.pdf`,
          source: "MEDIATOR",
          visibility: "INTERNAL",
          position: 1,
          decision: "kept",
        },
      ],
      upload_ticket: [
        anUpload(uploadId, `case:${caseId}`),
        anUpload(scanId, `register:${scanId}`),
        anUpload(linkUploadId, `link:${caseId}:${partyId}`),
        anUpload(draft.uploadId, `draft:${draft.id}`),
      ],
      erasure: [
        {
          id: erasureId,
          ...inOrganisation,
          scope: "case",
          target_id: caseId,
          cause: "request",
          state: "prepared",
          reason: `Demande ${mark}`,
          at: now,
          proof: { caseIds: [] },
        },
      ],
    },
    named: {
      case: {
        id: caseId,
        number: `2026-${String(seq).padStart(5, "0")}`,
        partyId,
        participantId,
        entryId,
        noteId,
        taskId,
        fileId,
        secondFileId,
        uploadId,
        linkUploadId,
        email,
      },
      draft,
      siblingId,
      mergedId,
      representativeId,
      contactId,
      scanId,
      erasureId,
    },
    marks: [],
    caseMarks: [
      ...[caseId, partyId, participantId, entryId, fileId, uploadId, storedFileId, taskId, noteId],
      ...[email, `Facture ${mark}`, `facture contestée, ${mark}`, `Ferrand ${mark}`, `Bonjour ${mark}`],
      ...[`piece-${mark}`, `Appeler ${mark}`, `Note ${mark}`],
    ],
  };
};
