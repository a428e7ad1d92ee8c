import { hashSecret, newSecret } from "../../../platform/ids.ts";
import { someSettings } from "../../../platform/test-kit/open-database.ts";
import { ahead, merged, newId, type Rows, type Seat, seatRows } from "../seats.ts";
import type { Ground, Planted } from "./ground.ts";
import { inventedSiret } from "./invented-siret.ts";

/** An organisation, its people, and what is about their accounts. */
export interface PlantedOrganisation {
  organisation: { id: string; slug: string; name: string };
  /** A mediator, somebody else than whoever asks. */
  colleague: Seat;
  /** A platform administrator, somebody else than whoever asks. */
  platformColleague: Seat;
  invitation: { id: string; email: string; token: string };
  /** Tokens of links about accounts: the colleague's, and the platform administrator's. */
  tokens: { passwordReset: string; magicLink: string; emailChange: string; registration: string };
  /** Waiting invitation to administer the platform. */
  platformInvitationId: string;
  claim: { id: string; siret: string; fileId: string };
}

const accountLink = (
  purpose: string,
  token: string,
  targetId: string,
  organisationId: string | null = null,
) => ({
  id: newId(),
  organisation_id: organisationId,
  purpose,
  token_hash: hashSecret(token),
  target_id: targetId,
  expires_at: ahead(600),
});

/** A link about an account is good for the address it was sent to. */
const sentMail = (kind: string, linkId: string, { userId, email }: Seat) => ({
  id: newId(),
  kind,
  user_id: userId,
  address: email,
  secret_link_id: linkId,
  done_at: new Date(),
});

/** Every service on, a second factor asked for; `people` are the rows of the colleague. */
export const plantOrganisation = (
  { mark, now, organisationId, slug, colleague }: Ground,
  people: Rows,
): Planted<PlantedOrganisation> => {
  const name = `Ville de Valbrune ${mark}`;
  const inOrganisation = { organisation_id: organisationId };
  const siret = inventedSiret();
  const invitation = { id: newId(), email: `invitee.${mark}@valbrune.example`, token: newSecret() };
  const platformInvitationId = newId();
  const platformInvited = `plateforme.${mark}@guichet.example`;
  const claim = { id: newId(), siret, fileId: newId() };
  const [registrationId, emailChangeId] = [newId(), newId()];
  const tokens = {
    passwordReset: newSecret(),
    magicLink: newSecret(),
    emailChange: newSecret(),
    registration: newSecret(),
  };
  const platformColleague = seatRows(
    { name: "platform colleague", holders: new Set(), session: "open", platform: true },
    organisationId,
  );
  const reset = accountLink("password_reset", tokens.passwordReset, colleague.userId);
  const magic = accountLink("magic_link", tokens.magicLink, platformColleague.seat.userId);

  const organisation: Rows = {
    organisation: [
      {
        id: organisationId,
        slug,
        name,
        kind: "commune",
        services: ["mediation", "declarations", "appointments", "resources", "followup"],
        settings: someSettings(),
        siret,
        require_second_factor: true,
      },
    ],
    intake_address: [
      { id: newId(), ...inOrganisation, service: "mediation", local_part: slug, mode: "open" },
    ],
  };
  const accounts: Rows = {
    secret_link: [
      accountLink("invitation", invitation.token, invitation.id, organisationId),
      reset,
      magic,
      accountLink("email_change_new", tokens.emailChange, emailChangeId),
      accountLink("registration", tokens.registration, registrationId),
    ],
    account_mail: [
      sentMail("password_forgotten", reset.id, colleague),
      sentMail("magic_link", magic.id, platformColleague.seat),
    ],
    email_change: [
      {
        id: emailChangeId,
        user_id: colleague.userId,
        new_email: `nouvelle.${mark}@valbrune.example`,
        expires_at: ahead(600),
      },
    ],
    invitation: [
      {
        id: invitation.id,
        ...inOrganisation,
        email: invitation.email,
        email_canonical: invitation.email,
        roles: [{ service: "mediation", roles: ["reader"] }],
        invited_by: colleague.userId,
        sent_at: now,
        expires_at: ahead(600),
      },
      {
        id: platformInvitationId,
        organisation_id: null,
        email: platformInvited,
        email_canonical: platformInvited,
        roles: [],
        invited_by: null,
        sent_at: now,
        expires_at: ahead(600),
      },
    ],
    siret_claim: [{ id: claim.id, ...inOrganisation, siret, status: "pending", method: "document" }],
    claim_file: [
      {
        id: claim.fileId,
        claim_id: claim.id,
        ...inOrganisation,
        name: `extrait ${mark}.pdf`,
        type: "application/pdf",
        size: 12,
        key: `${organisationId}/${mark}`,
      },
    ],
    claim_code: [
      {
        id: newId(),
        claim_id: claim.id,
        ...inOrganisation,
        address: `mairie.${mark}@valbrune.example`,
        asked_by: colleague.userId,
        expires_at: ahead(600),
      },
    ],
    company_registration: [
      {
        id: registrationId,
        siret,
        official: true,
        name: `Troupe ${mark}`,
        address: "1 rue du Lavoir",
        first_name: "Yanis",
        last_name: "Corbière",
        email: `inscription.${mark}@troupe.example`,
      },
    ],
  };
  return {
    rows: merged([organisation, people, platformColleague.rows, accounts]),
    named: {
      organisation: { id: organisationId, slug, name },
      colleague,
      platformColleague: platformColleague.seat,
      invitation,
      tokens,
      platformInvitationId,
      claim,
    },
    marks: [organisationId, colleague.userId, colleague.email, invitation.id, invitation.email],
    caseMarks: [],
  };
};
