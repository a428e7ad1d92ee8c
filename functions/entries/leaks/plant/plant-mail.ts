import { sha256 } from "../../../platform/ids.ts";
import { ahead, newId } from "../seats.ts";
import type { Ground, Planted } from "./ground.ts";

/** Mails that came and were held, and what stops others. */
export interface PlantedMail {
  /** A mail held on the case. */
  heldId: string;
  /** A held mail that came for no case. */
  freeHeldId: string;
  /** A mail that no organisation can be told of. */
  unplacedId: string;
  /** A received mail, by its technical id. */
  inboundMailId: string;
  /** A sender whose mails are held. */
  blockedSenderId: string;
  /** An address that is not written to any more. */
  suppressed: string;
  deadLetterId: string;
}

export const plantMail = (ground: Ground): Planted<PlantedMail> => {
  const { now, mark, organisationId, slug, caseId, colleague } = ground;
  const inOrganisation = { organisation_id: organisationId };
  const [inboundMailId, lostMailId] = [newId(), newId()];
  const [targetId, freeTargetId, lostTargetId] = [newId(), newId(), newId()];
  const [heldId, freeHeldId, unplacedId] = [newId(), newId(), newId()];
  const [blockedSenderId, deadLetterId] = [newId(), newId()];
  const suppressed = `bloquee.${mark}@courriel.example`;
  const aMail = (id: string, localPart: string) => ({
    id,
    ses_message_id: id,
    bucket: "inbound",
    raw_key: id,
    received_at: now,
    envelope_recipients: [`${localPart}@courrier.guichet.example`],
    verdicts: {},
    state: "done",
  });
  const held = { state: "waiting", received_at: now, expires_at: ahead(600) };

  return {
    rows: {
      inbound_mail: [aMail(inboundMailId, slug), aMail(lostMailId, "nulle-part")],
      inbound_target: [
        {
          id: targetId,
          ...inOrganisation,
          inbound_mail_id: inboundMailId,
          target_key: `case:${caseId}`,
          case_id: caseId,
          matched_by: "token",
          outcome: "quarantine",
        },
        {
          id: freeTargetId,
          ...inOrganisation,
          inbound_mail_id: inboundMailId,
          target_key: `intake:${organisationId}`,
          case_id: null,
          matched_by: "intake",
          outcome: "quarantine",
        },
        {
          id: lostTargetId,
          organisation_id: null,
          inbound_mail_id: lostMailId,
          target_key: "none",
          case_id: null,
          matched_by: "none",
          outcome: "quarantine",
        },
      ],
      quarantine: [
        {
          id: heldId,
          ...inOrganisation,
          case_id: caseId,
          inbound_target_id: targetId,
          cause: "unknown_sender",
          subject: `Retenu ${mark}`,
          ...held,
        },
        {
          id: freeHeldId,
          ...inOrganisation,
          case_id: null,
          inbound_target_id: freeTargetId,
          cause: "new_sender",
          subject: `Nouveau ${mark}`,
          ...held,
        },
        {
          id: unplacedId,
          organisation_id: null,
          case_id: null,
          inbound_target_id: lostTargetId,
          cause: "unknown_address",
          subject: `Retenu ${mark}`,
          ...held,
        },
      ],
      blocked_sender: [
        {
          id: blockedSenderId,
          ...inOrganisation,
          kind: "address",
          value: `importun.${mark}@courriel.example`,
          until: ahead(600),
          created_by: colleague.userId,
        },
      ],
      suppression: [{ address_hash: sha256(suppressed), reason: "manual", since: now }],
      dead_letter: [
        { id: deadLetterId, queue: "mail-outbound", message_id: mark, body: `{"of":"${mark}"}`, at: now },
      ],
    },
    named: { heldId, freeHeldId, unplacedId, inboundMailId, blockedSenderId, suppressed, deadLetterId },
    marks: [freeHeldId],
    caseMarks: [heldId, `Retenu ${mark}`],
  };
};
