import { hashSecret, newSecret, sha256 } from "../../../platform/ids.ts";
import { ahead, newId } from "../seats.ts";
import type { Ground, Planted } from "./ground.ts";

/** What citizens open: links about the case, and what was sent by them. */
export interface PlantedLinks {
  linkId: string;
  linkToken: string;
  accessCode: string;
  /** Six digits sent to the holder of the link. */
  sentCode: string;
  /** The requester's copy of a message. */
  sentCopyId: string;
  /** A file that went as a link, to the requester. */
  fileLinkId: string;
  fileSecretId: string;
  fileToken: string;
  /** Of the links that confirm the participant's address, a new address, object to the filing, and open the survey. */
  confirmToken: string;
  newAddressToken: string;
  objectionToken: string;
  surveyToken: string;
  /** Opens the calendar of the colleague. */
  calendarToken: string;
}

export const plantLinks = (ground: Ground): Planted<PlantedLinks> => {
  const { now, mark, organisationId, caseId, partyId, participantId, email, storedFileId } = ground;
  const inOrganisation = { organisation_id: organisationId };
  const [linkId, sentId, sentCopyId] = [newId(), newId(), newId()];
  const [fileLinkId, fileSecretId, surveyLinkId] = [newId(), newId(), newId()];
  const [linkToken, fileToken, confirmToken] = [newSecret(), newSecret(), newSecret()];
  const [newAddressToken, objectionToken, surveyToken] = [newSecret(), newSecret(), newSecret()];
  const calendarToken = newSecret();
  const accessCode = "ABCDEFGH2345";
  const sentCode = "123456";
  const aboutCase = (purpose: string, token: string, partyOfIt: string | null, id = newId()) => ({
    id,
    ...inOrganisation,
    purpose,
    token_hash: hashSecret(token),
    target_id: caseId,
    party_id: partyOfIt,
    access_code_hash: null,
    expires_at: ahead(600),
  });

  return {
    rows: {
      secret_link: [
        {
          ...aboutCase("case_follow_up", linkToken, partyId, linkId),
          access_code_hash: sha256(`access-code\0${caseId}\0${accessCode}`),
          expires_at: null,
        },
        aboutCase("message_file", fileToken, null, fileSecretId),
        aboutCase("address_confirmation", confirmToken, participantId),
        aboutCase("contact_email", newAddressToken, partyId),
        aboutCase("objection", objectionToken, partyId),
        aboutCase("survey", surveyToken, null, surveyLinkId),
        { ...aboutCase("calendar", calendarToken, null), target_id: ground.colleague.userId },
      ],
      survey: [
        {
          id: newId(),
          ...inOrganisation,
          case_id: caseId,
          send_on: "2026-01-05",
          sent_at: now,
          secret_link_id: surveyLinkId,
        },
      ],
      link_code: [linkId, fileSecretId].map((link) => ({
        id: newId(),
        secret_link_id: link,
        code_hash: sha256(`link-code\0${link}\0${sentCode}`),
        created_at: now,
        expires_at: ahead(10),
      })),
      outgoing_message: [
        {
          id: sentId,
          ...inOrganisation,
          service: "mediation",
          target_id: caseId,
          class: "conversation",
          template: "free",
          sender_name: "Médiation",
          subject: `Les plans ${mark}`,
          text: "Voici.",
          html: "<p>Voici.</p>",
          attachments: [{ storedFileId, name: "plans.pdf", link: true }],
          idempotency_key: sentId,
        },
      ],
      outgoing_recipient: [
        {
          id: sentCopyId,
          ...inOrganisation,
          outgoing_message_id: sentId,
          address: email,
          participant_id: participantId,
          from_local_part: "noreply",
          kind: "to",
          state: "sent",
          state_at: now,
          return_token: sentCopyId,
        },
      ],
      file_link: [
        {
          id: fileLinkId,
          ...inOrganisation,
          outgoing_recipient_id: sentCopyId,
          stored_file_id: storedFileId,
          name: "plans.pdf",
          secret_link_id: fileSecretId,
        },
      ],
    },
    named: {
      linkId,
      linkToken,
      accessCode,
      sentCode,
      sentCopyId,
      fileLinkId,
      fileSecretId,
      fileToken,
      confirmToken,
      newAddressToken,
      objectionToken,
      surveyToken,
      calendarToken,
    },
    marks: [],
    caseMarks: [linkId],
  };
};
