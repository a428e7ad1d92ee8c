import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { hashSecret, newSecret, sha256 } from "../../platform/ids.ts";
import { someSettings } from "../../platform/test-kit/open-database.ts";
import { ahead, insert, merged, newId, type Seat, seatRows } from "./seats.ts";
import type { Subject } from "./subjects.ts";

/** One organisation with one record of each kind. */
export interface World {
  organisation: { id: string; slug: string; name: string };
  case: {
    id: string;
    /** `2026-00042`. */
    number: string;
    partyId: string;
    participantId: string;
    entryId: string;
    fileId: string;
    /** A mail held on it. */
    heldId: string;
    taskId: string;
    noteId: string;
    /** Another file of the case. */
    secondFileId: string;
    /** Files on their way, of an agent and of the holder of the link. */
    uploadId: string;
    linkUploadId: string;
    linkId: string;
    linkToken: string;
    /** The requester's copy of a message. */
    sentCopyId: string;
    /** A file that went as a link, to the requester. */
    fileLinkId: string;
    fileSecretId: string;
    fileToken: string;
    /** Of the link that confirms the participant's address. */
    confirmToken: string;
    /** Of the links that confirm a new address, object to the filing, and open the survey. */
    newAddressToken: string;
    objectionToken: string;
    surveyToken: string;
    accessCode: string;
    /** Six digits sent to the holder of the link. */
    sentCode: string;
    email: string;
  };
  /** A draft of the public form, with a file on its way. */
  draft: { id: string; uploadId: string };
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
  /** Days the colleague will be away, and long work they asked for. */
  absenceId: string;
  jobId: string;
  /** Words kept ready, shared by the organisation. */
  templateId: string;
  /** An item of the organisation's own lists, one of the platform's, and a tag. */
  listItemId: string;
  platformItemId: string;
  tagId: string;
  savedViewId: string;
  /** Another case of the organisation, one merged into the first, who acts for the requester, and a contact. */
  siblingId: string;
  mergedId: string;
  representativeId: string;
  contactId: string;
  /** A scan on its way with a case that is being registered. */
  scanId: string;
  deadLetterId: string;
  /** A received mail, by its technical id. */
  inboundMailId: string;
  /** A held mail that came for no case. */
  freeHeldId: string;
  /** A sender whose mails are held. */
  blockedSenderId: string;
  erasureId: string;
  /** A mail that no organisation can be told of. */
  unplacedId: string;
  /** An address that is not written to any more. */
  suppressed: string;
  /** Ids and words that only this organisation may read. */
  marks: string[];
  /** Of these, what only its mediation may read. */
  caseMarks: string[];
}

/** Fourteen digits whose Luhn sum is right and that no company has. */
export const inventedSiret = (): string => {
  const digits = Array.from({ length: 13 }, () => Math.floor(Math.random() * 10));
  const sum = digits.reduce((total, digit, at) => {
    const doubled = at % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return [...digits, (10 - (sum % 10)) % 10].join("");
};

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
  party_id: null,
  access_code_hash: null,
  expires_at: ahead(600),
});

const sentMail = (kind: string, linkId: string, { userId, email }: Seat) => ({
  id: newId(),
  kind,
  user_id: userId,
  address: email,
  secret_link_id: linkId,
  done_at: new Date(),
});

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

const listed = (label: string) => ({
  list: "domain",
  code: label,
  label,
  label_key: label.toLowerCase(),
  updated_at: new Date(),
});

/** Plants one organisation with every service on, that asks for a second factor, and one record of each kind. */
export const plantWorld = async (admin: postgres.Sql): Promise<World> => {
  const now = new Date();
  const organisationId = newId();
  const mark = randomUUID().slice(0, 8);
  const slug = `ville-${mark}`;
  const ids = {
    case: newId(),
    party: newId(),
    participant: newId(),
    entry: newId(),
    file: newId(),
    stored: newId(),
    upload: newId(),
    linkUpload: newId(),
    draft: newId(),
    draftUpload: newId(),
    link: newId(),
    fileLink: newId(),
    fileSecret: newId(),
    sent: newId(),
    sentCopy: newId(),
    invitation: newId(),
    platformInvitation: newId(),
    claim: newId(),
    claimFile: newId(),
    registration: newId(),
    deadLetter: newId(),
    mail: newId(),
    target: newId(),
    quarantine: newId(),
    blockedSender: newId(),
    erasure: newId(),
    freeHeld: newId(),
    freeTarget: newId(),
    lostMail: newId(),
    lostTarget: newId(),
    unplaced: newId(),
    emailChange: newId(),
    template: newId(),
    listItem: newId(),
    platformItem: newId(),
    tag: newId(),
    savedView: newId(),
    task: newId(),
    absence: newId(),
    job: newId(),
    note: newId(),
    secondFile: newId(),
    sibling: newId(),
    merged: newId(),
    representative: newId(),
    contact: newId(),
    scan: newId(),
  };
  const linkToken = newSecret();
  const fileToken = newSecret();
  const confirmToken = newSecret();
  const [newAddressToken, objectionToken, surveyToken] = [newSecret(), newSecret(), newSecret()];
  const accessCode = "ABCDEFGH2345";
  const sentCode = "123456";
  const tokens = {
    passwordReset: newSecret(),
    magicLink: newSecret(),
    emailChange: newSecret(),
    registration: newSecret(),
  };
  const invitationToken = newSecret();
  const siret = inventedSiret();
  const requester = `requerant.${mark}@courriel.example`;
  const suppressed = `bloquee.${mark}@courriel.example`;
  const invited = `invitee.${mark}@valbrune.example`;
  const number = Math.floor(Math.random() * 1e6);
  const inOrganisation = { organisation_id: organisationId };
  const inCase = { ...inOrganisation, case_id: ids.case };

  const member: Subject = {
    name: "colleague",
    holders: new Set(),
    membership: { service: "mediation", roles: ["mediator"] },
    session: "open",
  };
  const colleague = seatRows(member, organisationId);
  const platformColleague = seatRows(
    { name: "platform colleague", holders: new Set(), session: "open", platform: true },
    organisationId,
  );

  const reset = accountLink("password_reset", tokens.passwordReset, colleague.seat.userId);
  const surveyLink = accountLink("survey", surveyToken, ids.case, organisationId);
  const magic = accountLink("magic_link", tokens.magicLink, platformColleague.seat.userId);
  await insert(
    admin,
    merged([
      {
        organisation: [
          {
            id: organisationId,
            slug,
            name: `Ville de Valbrune ${mark}`,
            kind: "commune",
            services: ["mediation", "declarations", "appointments", "resources", "followup"],
            settings: admin.json({ ...someSettings() }),
            siret,
            require_second_factor: true,
          },
        ],
        intake_address: [
          { id: newId(), ...inOrganisation, service: "mediation", local_part: slug, mode: "open" },
        ],
      },
      colleague.rows,
      platformColleague.rows,
      {
        cases: [
          {
            id: ids.case,
            ...inOrganisation,
            year: 2026,
            seq: number,
            received_at: now,
            registered_at: now,
            channel: "WEB",
            status: "TO_PROCESS",
            status_since: now,
            subject: `Facture ${mark}`,
            description: `Une facture contestée, ${mark}.`,
            filing_key: ids.case,
            last_exchange_at: now,
            updated_at: now,
          },
          ...[
            { id: ids.sibling, seq: number + 500_000, status: "TO_PROCESS", merged_into_id: null },
            { id: ids.merged, seq: number + 600_000, status: "MERGED", merged_into_id: ids.case },
          ].map((neighbour) => ({
            ...neighbour,
            ...inOrganisation,
            year: 2026,
            received_at: now,
            registered_at: now,
            channel: "PHONE",
            status_since: now,
            subject: `Cantine ${mark}`,
            description: `Des repas, ${mark}.`,
            filing_key: neighbour.id,
            last_exchange_at: now,
            updated_at: now,
          })),
        ],
        party: [
          ...[ids.sibling, ids.merged].map((caseId) => ({
            id: newId(),
            ...inOrganisation,
            case_id: caseId,
            role: "REQUESTER",
            kind: "NATURAL",
            last_name: `Roumégous ${mark}`,
            preferred_contact: "POST",
            search_text: ` roumegous ${mark}`,
          })),
          {
            id: ids.representative,
            ...inCase,
            role: "REPRESENTATIVE",
            kind: "NATURAL",
            last_name: `Ardouin ${mark}`,
            preferred_contact: "POST",
            search_text: ` ardouin ${mark}`,
          },
          {
            id: ids.party,
            ...inCase,
            role: "REQUESTER",
            kind: "NATURAL",
            last_name: `Ferrand ${mark}`,
            email: requester,
            email_canonical: requester,
            preferred_contact: "EMAIL",
            search_text: `ferrand${mark}`,
          },
        ],
        case_merge: [
          {
            id: newId(),
            ...inOrganisation,
            case_id: ids.merged,
            survivor_id: ids.case,
            at: now,
            merged_by: colleague.seat.userId,
            moved: nothingMoved,
          },
        ],
        contact: [
          {
            id: ids.contact,
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
            id: ids.participant,
            ...inCase,
            party_id: ids.party,
            side: "REQUESTER",
            display_name: `Ferrand ${mark}`,
            email: requester,
            email_canonical: requester,
            verification: "verified",
          },
        ],
        case_entry: [
          {
            id: ids.entry,
            ...inCase,
            kind: "message",
            direction: "IN",
            side: "REQUESTER",
            medium: "EMAIL",
            occurred_at: now,
            participant_id: ids.participant,
            text: `Bonjour ${mark}`,
            html: `<p>Bonjour ${mark}</p>`,
            to_process: true,
          },
          {
            id: ids.note,
            ...inCase,
            kind: "note",
            medium: "NOTICE",
            occurred_at: now,
            author_user_id: colleague.seat.userId,
            text: `Note ${mark}`,
          },
        ],
        absence: [
          {
            id: ids.absence,
            organisation_id: organisationId,
            user_id: colleague.seat.userId,
            from_on: "2099-01-01",
            to_on: "2099-01-02",
            created_by: colleague.seat.userId,
          },
        ],
        background_job: [
          {
            id: ids.job,
            organisation_id: organisationId,
            user_id: colleague.seat.userId,
            kind: "bulk",
            input: { act: { is: "tag", tagId: ids.tag, add: true }, cases: [] },
            state: "done",
            file_key: `${organisationId}/${ids.job}`,
            file_name: "resultat.csv",
            file_size: 1,
            expires_at: ahead(600),
          },
        ],
        case_task: [
          {
            id: ids.task,
            ...inCase,
            title: `Appeler ${mark}`,
            origin: "MANUAL",
            created_by: colleague.seat.userId,
          },
        ],
        stored_file: [
          {
            id: ids.stored,
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
            id: ids.file,
            ...inCase,
            entry_id: ids.entry,
            stored_file_id: ids.stored,
            name: `piece-${mark}.pdf`,
            source: "REQUESTER",
            visibility: "SHARED",
            position: 0,
            decision: "kept",
          },
          {
            id: ids.secondFile,
            ...inCase,
            stored_file_id: ids.stored,
            name: `piece-2-${mark}.pdf`,
            source: "MEDIATOR",
            visibility: "INTERNAL",
            position: 1,
            decision: "kept",
          },
        ],
        upload_ticket: [
          {
            id: ids.upload,
            ...inOrganisation,
            owner: `case:${ids.case}`,
            name: "a.pdf",
            size: 1,
            key: ids.upload,
            stored_file_id: ids.stored,
          },
          {
            id: ids.scan,
            ...inOrganisation,
            owner: `register:${ids.scan}`,
            name: "a.pdf",
            size: 1,
            key: ids.scan,
            stored_file_id: ids.stored,
          },
          {
            id: ids.linkUpload,
            ...inOrganisation,
            owner: `link:${ids.case}:${ids.party}`,
            name: "a.pdf",
            size: 1,
            key: ids.linkUpload,
            stored_file_id: ids.stored,
          },
          {
            id: ids.draftUpload,
            ...inOrganisation,
            owner: `draft:${ids.draft}`,
            name: "a.pdf",
            size: 1,
            key: ids.draftUpload,
            stored_file_id: ids.stored,
          },
        ],
        secret_link: [
          {
            id: ids.link,
            ...inOrganisation,
            purpose: "case_follow_up",
            token_hash: hashSecret(linkToken),
            target_id: ids.case,
            party_id: ids.party,
            access_code_hash: sha256(`access-code\0${ids.case}\0${accessCode}`),
            expires_at: null,
          },
          {
            ...accountLink("message_file", fileToken, ids.case, organisationId),
            id: ids.fileSecret,
          },
          {
            ...accountLink("address_confirmation", confirmToken, ids.case, organisationId),
            party_id: ids.participant,
          },
          {
            ...accountLink("contact_email", newAddressToken, ids.case, organisationId),
            party_id: ids.party,
          },
          { ...accountLink("objection", objectionToken, ids.case, organisationId), party_id: ids.party },
          surveyLink,
          accountLink("invitation", invitationToken, ids.invitation, organisationId),
          reset,
          magic,
          accountLink("email_change_new", tokens.emailChange, ids.emailChange),
          accountLink("registration", tokens.registration, ids.registration),
        ],
        survey: [
          {
            id: newId(),
            ...inOrganisation,
            case_id: ids.case,
            send_on: "2026-01-05",
            sent_at: now,
            secret_link_id: surveyLink.id,
          },
        ],
        // A link is good for the address it was sent to.
        account_mail: [
          sentMail("password_forgotten", reset.id, colleague.seat),
          sentMail("magic_link", magic.id, platformColleague.seat),
        ],
        link_code: [ids.link, ids.fileSecret].map((link) => ({
          id: newId(),
          secret_link_id: link,
          code_hash: sha256(`link-code\0${link}\0${sentCode}`),
          created_at: now,
          expires_at: ahead(10),
        })),
        outgoing_message: [
          {
            id: ids.sent,
            ...inOrganisation,
            service: "mediation",
            target_id: ids.case,
            class: "conversation",
            template: "free",
            sender_name: "Médiation",
            subject: `Les plans ${mark}`,
            text: "Voici.",
            html: "<p>Voici.</p>",
            attachments: admin.json([{ storedFileId: ids.stored, name: "plans.pdf", link: true }]),
            idempotency_key: ids.sent,
          },
        ],
        outgoing_recipient: [
          {
            id: ids.sentCopy,
            ...inOrganisation,
            outgoing_message_id: ids.sent,
            address: requester,
            participant_id: ids.participant,
            from_local_part: "noreply",
            kind: "to",
            state: "sent",
            state_at: now,
            return_token: ids.sentCopy,
          },
        ],
        file_link: [
          {
            id: ids.fileLink,
            ...inOrganisation,
            outgoing_recipient_id: ids.sentCopy,
            stored_file_id: ids.stored,
            name: "plans.pdf",
            secret_link_id: ids.fileSecret,
          },
        ],
        email_change: [
          {
            id: ids.emailChange,
            user_id: colleague.seat.userId,
            new_email: `nouvelle.${mark}@valbrune.example`,
            expires_at: ahead(600),
          },
        ],
        inbound_mail: [
          {
            id: ids.mail,
            ses_message_id: ids.mail,
            bucket: "inbound",
            raw_key: ids.mail,
            received_at: now,
            envelope_recipients: [`${slug}@courrier.guichet.example`],
            verdicts: admin.json({}),
            state: "done",
          },
          {
            id: ids.lostMail,
            ses_message_id: ids.lostMail,
            bucket: "inbound",
            raw_key: ids.lostMail,
            received_at: now,
            envelope_recipients: ["nulle-part@courrier.guichet.example"],
            verdicts: admin.json({}),
            state: "done",
          },
        ],
        inbound_target: [
          {
            id: ids.target,
            ...inOrganisation,
            inbound_mail_id: ids.mail,
            target_key: `case:${ids.case}`,
            case_id: ids.case,
            matched_by: "token",
            outcome: "quarantine",
          },
          {
            id: ids.freeTarget,
            ...inOrganisation,
            inbound_mail_id: ids.mail,
            target_key: `intake:${organisationId}`,
            case_id: null,
            matched_by: "intake",
            outcome: "quarantine",
          },
          {
            id: ids.lostTarget,
            organisation_id: null,
            inbound_mail_id: ids.lostMail,
            target_key: "none",
            case_id: null,
            matched_by: "none",
            outcome: "quarantine",
          },
        ],
        quarantine: [
          {
            id: ids.quarantine,
            ...inCase,
            inbound_target_id: ids.target,
            cause: "unknown_sender",
            state: "waiting",
            received_at: now,
            subject: `Retenu ${mark}`,
            expires_at: ahead(600),
          },
          {
            id: ids.freeHeld,
            ...inOrganisation,
            case_id: null,
            inbound_target_id: ids.freeTarget,
            cause: "new_sender",
            state: "waiting",
            received_at: now,
            subject: `Nouveau ${mark}`,
            expires_at: ahead(600),
          },
          {
            id: ids.unplaced,
            organisation_id: null,
            case_id: null,
            inbound_target_id: ids.lostTarget,
            cause: "unknown_address",
            state: "waiting",
            received_at: now,
            subject: `Retenu ${mark}`,
            expires_at: ahead(600),
          },
        ],
        erasure: [
          {
            id: ids.erasure,
            ...inOrganisation,
            scope: "case",
            target_id: ids.case,
            cause: "request",
            state: "prepared",
            reason: `Demande ${mark}`,
            at: now,
            proof: admin.json({ caseIds: [] }),
          },
        ],
        blocked_sender: [
          {
            id: ids.blockedSender,
            ...inOrganisation,
            kind: "address",
            value: `importun.${mark}@courriel.example`,
            until: ahead(600),
            created_by: colleague.seat.userId,
          },
        ],
        invitation: [
          {
            id: ids.invitation,
            ...inOrganisation,
            email: invited,
            email_canonical: invited,
            roles: admin.json([{ service: "mediation", roles: ["reader"] }]),
            invited_by: colleague.seat.userId,
            sent_at: now,
            expires_at: ahead(600),
          },
          {
            id: ids.platformInvitation,
            organisation_id: null,
            email: `plateforme.${mark}@guichet.example`,
            email_canonical: `plateforme.${mark}@guichet.example`,
            roles: admin.json([]),
            invited_by: null,
            sent_at: now,
            expires_at: ahead(600),
          },
        ],
        siret_claim: [{ id: ids.claim, ...inOrganisation, siret, status: "pending", method: "document" }],
        claim_file: [
          {
            ...{ id: ids.claimFile, claim_id: ids.claim, ...inOrganisation },
            ...{
              name: `extrait ${mark}.pdf`,
              type: "application/pdf",
              size: 12,
              key: `${organisationId}/${mark}`,
            },
          },
        ],
        company_registration: [
          {
            ...{
              id: ids.registration,
              siret,
              official: true,
              name: `Troupe ${mark}`,
              address: "1 rue du Lavoir",
            },
            ...{ first_name: "Yanis", last_name: "Corbière", email: `inscription.${mark}@troupe.example` },
          },
        ],
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
          { id: ids.listItem, ...inOrganisation, ...listed(`Domaine ${mark}`) },
          { id: ids.platformItem, organisation_id: null, ...listed(`Domaine de tous ${mark}`) },
        ],
        saved_view: [
          {
            id: ids.savedView,
            ...inOrganisation,
            user_id: colleague.seat.userId,
            shared: true,
            title: `Vue ${mark}`,
            filters: { liste: "all" },
          },
        ],
        tag: [{ id: ids.tag, ...inOrganisation, label: `Étiquette ${mark}`, colour: "grey" }],
        reply_template: [
          {
            id: ids.template,
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
        suppression: [{ address_hash: sha256(suppressed), reason: "manual", since: now }],
        dead_letter: [
          { id: ids.deadLetter, queue: "mail-outbound", message_id: mark, body: `{"of":"${mark}"}`, at: now },
        ],
      },
    ]),
  );

  const caseMarks = [
    ...[
      ids.case,
      ids.party,
      ids.participant,
      ids.entry,
      ids.file,
      ids.upload,
      ids.stored,
      ids.quarantine,
      ids.link,
    ],
    ...[requester, `Facture ${mark}`, `facture contestée, ${mark}`, `Ferrand ${mark}`, `Bonjour ${mark}`],
    ...[`piece-${mark}`, `Retenu ${mark}`, ids.task, ids.note, `Appeler ${mark}`, `Note ${mark}`],
  ];
  return {
    organisation: { id: organisationId, slug, name: `Ville de Valbrune ${mark}` },
    case: {
      id: ids.case,
      number: `2026-${String(number).padStart(5, "0")}`,
      partyId: ids.party,
      participantId: ids.participant,
      entryId: ids.entry,
      fileId: ids.file,
      heldId: ids.quarantine,
      taskId: ids.task,
      secondFileId: ids.secondFile,
      noteId: ids.note,
      uploadId: ids.upload,
      linkUploadId: ids.linkUpload,
      linkId: ids.link,
      linkToken,
      sentCopyId: ids.sentCopy,
      fileLinkId: ids.fileLink,
      fileSecretId: ids.fileSecret,
      fileToken,
      confirmToken,
      newAddressToken,
      objectionToken,
      surveyToken,
      accessCode,
      sentCode,
      email: requester,
    },
    draft: { id: ids.draft, uploadId: ids.draftUpload },
    colleague: colleague.seat,
    platformColleague: platformColleague.seat,
    invitation: { id: ids.invitation, email: invited, token: invitationToken },
    tokens,
    platformInvitationId: ids.platformInvitation,
    absenceId: ids.absence,
    jobId: ids.job,
    templateId: ids.template,
    listItemId: ids.listItem,
    platformItemId: ids.platformItem,
    tagId: ids.tag,
    savedViewId: ids.savedView,
    siblingId: ids.sibling,
    mergedId: ids.merged,
    representativeId: ids.representative,
    contactId: ids.contact,
    scanId: ids.scan,
    claim: { id: ids.claim, siret, fileId: ids.claimFile },
    deadLetterId: ids.deadLetter,
    inboundMailId: ids.mail,
    freeHeldId: ids.freeHeld,
    blockedSenderId: ids.blockedSender,
    erasureId: ids.erasure,
    unplacedId: ids.unplaced,
    suppressed,
    caseMarks,
    marks: [
      ...caseMarks,
      organisationId,
      colleague.seat.userId,
      colleague.seat.email,
      ids.invitation,
      ids.freeHeld,
      invited,
      `Modèle ${mark}`,
      `Signé ${mark}`,
    ],
  };
};
