import { Secret, TOTP } from "otpauth";
import { accessRights } from "../../../shared/access/rules.ts";
import { fileLinkRights } from "../../../shared/mail/file-links.ts";
import { defaultFormConfig } from "../../../shared/mediation/form-config.ts";
import { mediationRights } from "../../../shared/mediation/rules.ts";
import { defaultMediationSettings } from "../../../shared/mediation/settings.ts";
import { challengePath } from "../../../shared/platform/proof-of-work.ts";
import type { Right } from "../../../shared/platform/rights.ts";
import { writeObject } from "../../platform/files.ts";
import { newSecret, sha256, uuidOf } from "../../platform/ids.ts";
import type { OpenApiDocument } from "../../platform/openapi.ts";
import { seal } from "../../platform/seal.ts";
import type { TestEngines } from "../../platform/test-kit/engines.ts";
import { openTestDatabase, type TestDatabase } from "../../platform/test-kit/open-database.ts";
import { parisDay } from "../../platform/test-kit/paris-day.ts";
import { proofFor } from "../../platform/test-kit/proof.ts";
import { walkTables } from "../../platform/test-kit/walk-tables.ts";
import type { Fixtures } from "./fixtures.ts";
import { type RunningFunctions, startFunctions } from "./functions.ts";
import { inventedSiret, type World } from "./plant.ts";
import { password, type Seat } from "./seats.ts";
import { type Walk, type Walked, walkRoutes } from "./walk-routes.ts";

/** Every table of rights. A service with a table of its own adds its line. */
export const rights: Readonly<Record<string, Right>> = {
  ...accessRights,
  ...mediationRights,
  ...fileLinkRights,
};

const newPassword = "Quatorze lampes jaunes au fond du couloir";
const someAddress = () => `adresse.${newSecret().slice(0, 8).toLowerCase()}@courriel.example`;
/** What the browser of somebody who fills a public form does meanwhile. */
const proofOfWork = async (call: Walk["call"]) => {
  const { text } = await call({ method: "GET", path: challengePath, cookies: [] });
  return proofFor(JSON.parse(text));
};
/** A PNG as large as a logo has to be. */
const smallLogo =
  "iVBORw0KGgoAAAANSUhEUgAAAMgAAADIAQAAAACFI5MzAAAAHElEQVR42u3BgQAAAADDoPlTX+EAVQEAAAAAfAYUUAABxFrmKwAAAABJRU5ErkJggg==";
const file = { name: "a.pdf", size: 1 };
const recoveryCode = "ABCDEFGHJKLMNPQR";
const generator = new TOTP({ secret: new Secret({ size: 20 }) });
const codeOfNow = () => generator.generate();
/** Gives somebody the generator; confirmed or not yet. */
const giveGenerator = async (
  { admin, env }: TestDatabase,
  { userId }: Seat,
  confirmedAt: Date | null,
) => admin`
  insert into totp_factor (user_id, secret, confirmed_at)
  values (${userId}, ${await seal(env, "totp", generator.secret.base32)}, ${confirmedAt})`;
/** The planted claim waits for a decision; its documents change only before they are sent. */
const claimNotSent = ({ admin }: TestDatabase, { claim }: World) => admin`
  update siret_claim set status = 'unverified' where id = ${claim.id}`;
/** The planted entry came by mail, and its original is there. */
const mailBehindEntry = async ({ admin, env }: TestDatabase, world: World) => {
  const [mail, target] = [crypto.randomUUID(), crypto.randomUUID()];
  const key = `inbound/${mail}`;
  await writeObject(env, "mail-raw", key, "From: a@courriel.example\r\n\r\nBonjour", "message/rfc822");
  await admin`insert into inbound_mail (id, ses_message_id, bucket, raw_key, received_at, envelope_recipients, verdicts, state)
    values (${mail}, ${mail}, 'mail-raw', ${key}, now(), '{}', '{}', 'done')`;
  await admin`insert into inbound_target (id, organisation_id, inbound_mail_id, target_key, case_id, matched_by, outcome)
    values (${target}, ${world.organisation.id}, ${mail}, ${`case:${world.case.id}`}, ${world.case.id}, 'token', 'entry')`;
  await admin`update case_entry set inbound_target_id = ${target} where id = ${world.case.entryId}`;
};
/** The planted party acts for somebody else. */
const representedBy = ({ admin }: TestDatabase, world: World) => admin`
  update party set role = 'REPRESENTATIVE', mandate_state = 'PROVIDED' where id = ${world.case.partyId}`;
/** The planted requester can be written to on paper. */
const withAddress = ({ admin }: TestDatabase, world: World) => admin`
  update party set line1 = '1 rue du Port', city = 'Valbrune' where case_id = ${world.case.id}`;
/** The planted message did not reach the requester. */
const notReached = ({ admin }: TestDatabase, world: World) => admin`
  update outgoing_recipient set state = 'failed' where id = ${world.case.sentCopyId}`;
/** The planted entry is a message of ours that has not left. */
const notLeft = async ({ admin }: TestDatabase, world: World) => {
  const [copy] =
    await admin`update outgoing_recipient set state = 'queued' where id = ${world.case.sentCopyId}
    returning outgoing_message_id as message`;
  await admin`update case_entry set outgoing_message_id = ${copy?.message}, direction = 'OUT'
    where id = ${world.case.entryId}`;
};
/** An item of the platform that every installation has. */
const anItem = uuidOf("list_item\0domain\0civil");
/** Some day of the next decades, alone: nobody is away twice. */
const someDay = () => {
  const on = parisDay(Math.ceil(Math.random() * 20_000));
  return { fromOn: on, toOn: on, replacementId: null, muted: false };
};
/** Somebody has the case. */
const inHands = ({ admin }: TestDatabase, world: World) => admin`
  update cases set assignee_id = coalesce(assignee_id, ${world.colleague.userId}) where id = ${world.case.id}`;
/** The planted work is that of whoever asks, and ended a moment ago. */
const ownJob = ({ admin }: TestDatabase, world: World, { userId }: Seat) => admin`
  update background_job set user_id = ${userId}, finished_at = now(), result = ${admin.json({
    act: "tag",
    lines: [{ id: world.case.id, number: world.case.number, done: true, version: 1 }],
  })} where id = ${world.jobId}`;

/** The planted view is the asker's own: shared ones are the managers'. */
const ownView = ({ admin }: TestDatabase, world: World, { userId }: Seat) => admin`
  update saved_view set user_id = ${userId}, shared = false where id = ${world.savedViewId}`;

/** The planted work made a file that whoever reads figures may fetch. */
const ownFile = ({ admin }: TestDatabase, world: World, { userId }: Seat) => admin`
  update background_job set user_id = ${userId}, kind = 'export_anonymous', state = 'done', case_id = null,
    file_key = 'made', file_name = 'statistique.csv', expires_at = null where id = ${world.jobId}`;

/** What the OpenAPI document does not say of our routes. Most new routes need nothing here. */
export const fixtures: Fixtures = {
  ids: {
    organisations: ({ organisation }) => organisation.id,
    slug: ({ organisation }) => organisation.slug,
    "?organisation": ({ organisation }) => organisation.id,
    "?case": (world) => world.case.id,
    absences: ({ absenceId }) => absenceId,
    jobs: ({ jobId }) => jobId,
    templates: ({ templateId }) => templateId,
    "list-items": ({ listItemId }) => listItemId,
    "platform-lists": ({ platformItemId }) => platformItemId,
    tags: ({ tagId }) => tagId,
    views: ({ savedViewId }) => savedViewId,
    cases: (world) => world.case.id,
    entries: (world) => world.case.entryId,
    messages: (world) => world.case.entryId,
    tasks: (world) => world.case.taskId,
    compare: ({ siblingId }) => siblingId,
    links: ({ siblingId }) => siblingId,
    representatives: ({ representativeId }) => representativeId,
    contacts: ({ contactId }) => contactId,
    "/api/mediation/registration/uploads": ({ scanId }) => scanId,
    parties: (world) => world.case.partyId,
    notes: (world) => world.case.noteId,
    recipients: (world) => world.case.sentCopyId,
    digests: () => "0".repeat(64),
    participants: (world) => world.case.participantId,
    originals: (world) => world.case.entryId,
    files: (world) => world.case.fileId,
    "file-links": (world) => world.case.fileLinkId,
    uploads: (world) => world.case.uploadId,
    members: ({ colleague }) => colleague.userId,
    accounts: ({ colleague }) => colleague.userId,
    administrators: ({ platformColleague }) => platformColleague.userId,
    invitations: ({ invitation }) => invitation.id,
    sessions: (_world, { sessionId }) => sessionId,
    passkeys: (_world, { passkeyId }) => passkeyId,
    "/api/platform/administrators/invitations": (world) => world.platformInvitationId,
    "/api/public/mediation/uploads": ({ draft }) => draft.uploadId,
    "/api/public/suivi/uploads": (world) => world.case.linkUploadId,
    quarantine: (world) => world.case.heldId,
    "blocked-senders": ({ blockedSenderId }) => blockedSenderId,
    erasures: ({ erasureId }) => erasureId,
    "held-mails": ({ unplacedId }) => unplacedId,
    "siret-claims": ({ claim }) => claim.id,
    "/api/platform/siret-claims/{id}/files": ({ claim }) => claim.fileId,
    "/api/access/organisations/{id}/claim/files": ({ claim }) => claim.fileId,
    companies: ({ claim }) => claim.siret,
  },
  unknown: {
    digests: () => "f".repeat(64),
    slug: () => `inconnue-${newSecret().slice(0, 8).toLowerCase()}`,
    companies: inventedSiret,
  },
  bodies: {
    "POST /api/access/organisations/{id}/logo": () => ({ type: "image/png", base64: smallLogo }),
    "POST /api/access/sign-in": ({ colleague }) => ({ email: colleague.email, password }),
    "POST /api/access/second-factor/totp": () => ({ code: codeOfNow() }),
    "POST /api/access/second-factor/recovery": () => ({ code: recoveryCode }),
    "POST /api/access/password/reset": ({ tokens }) => ({
      token: tokens.passwordReset,
      password: newPassword,
    }),
    "POST /api/access/magic-link/open": ({ tokens }) => ({ token: tokens.magicLink }),
    "POST /api/access/links/read": ({ invitation }) => ({ token: invitation.token, purpose: "invitation" }),
    "POST /api/access/email-change/confirm": ({ tokens }) => ({ token: tokens.emailChange }),
    "POST /api/access/invitations/accept": ({ invitation }) => ({
      token: invitation.token,
      firstName: "Lise",
      lastName: "Ardouin",
      password: newPassword,
    }),
    "POST /api/access/invitations/join": ({ invitation }) => ({ token: invitation.token }),
    "POST /api/access/companies/read": ({ tokens }) => ({ token: tokens.registration }),
    "POST /api/access/companies/confirm": ({ tokens }) => ({
      token: tokens.registration,
      password: newPassword,
    }),
    "POST /api/access/companies/join": ({ tokens }) => ({ token: tokens.registration }),
    "POST /api/access/organisations/{id}/claim/files": () => ({ name: "extrait.png", base64: smallLogo }),
    "POST /api/access/account/password": () => ({ current: password, password: newPassword }),
    "POST /api/access/account/totp/start": () => ({ password }),
    "POST /api/access/account/totp/confirm": () => ({ code: codeOfNow() }),
    "POST /api/access/account/totp/remove": () => ({ password }),
    "POST /api/access/account/passkeys/options": () => ({ password }),
    "POST /api/access/account/passkeys/{id}/remove": () => ({ password }),
    "POST /api/access/account/recovery-codes": () => ({ password }),
    "POST /api/access/account/email": () => ({ email: someAddress(), password }),
    "POST /api/mediation/cases/{id}/messages": (world) => ({
      idempotencyKey: crypto.randomUUID(),
      recipients: [world.case.participantId],
      subject: "Bonjour",
      text: "Bonjour",
      files: [],
      lastSeenEntryId: world.case.entryId,
    }),
    "POST /api/mediation/cases/{id}/access-request": (world) => ({
      reason: "Demande reçue par courrier",
      cases: [world.case.id],
      people: [],
      entries: [world.case.entryId],
      documents: [world.case.fileId],
      mask: ["Quelqu’un d’autre"],
    }),
    "POST /api/mediation/registered-cases": ({ organisation }) => ({
      organisation: organisation.id,
      key: crypto.randomUUID(),
      channel: "PHONE",
      receivedOn: parisDay(),
      requester: { kind: "NATURAL", lastName: "Ardouin" },
      representatives: [],
      description: "Une facture de cantine.",
      files: [],
      sendReceipt: false,
    }),
    "POST /api/mediation/registration": ({ organisation }) => ({
      organisation: organisation.id,
      key: crypto.randomUUID(),
      input: {},
    }),
    "POST /api/mediation/registration/give-up": ({ organisation }) => ({ organisation: organisation.id }),
    "POST /api/mediation/registration/uploads": ({ organisation }) => ({
      organisation: organisation.id,
      key: crypto.randomUUID(),
      ...file,
    }),
    "POST /api/mediation/registration/uploads/{id}/check": ({ scanId }) => ({ key: scanId }),
    "POST /api/mediation/similar": ({ organisation }) => ({
      organisation: organisation.id,
      lastName: "Roumégous",
    }),
    "POST /api/mediation/similar/among": (world) => ({
      organisation: world.organisation.id,
      cases: [world.case.id],
    }),
    "POST /api/mediation/cases/{id}/links": ({ siblingId }) => ({ otherId: siblingId, kind: "RELATED" }),
    "POST /api/mediation/cases/{id}/same-person": ({ siblingId }) => ({ otherId: siblingId, same: true }),
    "POST /api/mediation/cases/{id}/merge": ({ siblingId }) => ({
      otherId: siblingId,
      version: 1,
      otherVersion: 1,
      preferOther: [],
      requesters: "cosignatory",
    }),
    "POST /api/mediation/cases/{id}/representatives": () => ({ lastName: "Vernois", kind: "LAWYER" }),
    "POST /api/mediation/cases/{id}/representatives/{partyId}": () => ({
      lastName: "Vernois",
      kind: "LAWYER",
    }),
    "POST /api/mediation/cases/{id}/participants": ({ contactId }) => ({ contactId }),
    "POST /api/mediation/contacts": ({ organisation }) => ({
      organisation: organisation.id,
      name: "Régie",
      side: "ADMINISTRATION",
    }),
    "POST /api/mediation/contacts/{id}": () => ({ version: 1, name: "Régie", side: "ADMINISTRATION" }),
    "POST /api/mediation/cases/{id}/assign": ({ colleague }) => ({ version: 1, userId: colleague.userId }),
    "POST /api/mediation/cases/{id}/propose-transfer": ({ colleague }) => ({ userId: colleague.userId }),
    "POST /api/mediation/cases/{id}/co-handlers": ({ colleague }) => ({
      version: 1,
      userId: colleague.userId,
      acts: true,
    }),
    "POST /api/mediation/cases/{id}/watchers": ({ colleague }) => ({
      userId: colleague.userId,
      events: "all",
    }),
    "POST /api/mediation/absences": ({ organisation }) => ({ organisation: organisation.id, ...someDay() }),
    "POST /api/mediation/absences/{id}/change": someDay,
    "POST /api/mediation/independence": ({ organisation }) => ({ organisation: organisation.id }),
    "POST /api/mediation/bulk": ({ organisation, case: { id } }) => ({
      organisation: organisation.id,
      act: { is: "watch", events: "all" },
      cases: [{ id, version: 1 }],
    }),
    "POST /api/mediation/recipients/{id}/correct": () => ({ email: someAddress() }),
    "POST /api/mediation/settings": () => ({ version: 0, ...defaultMediationSettings }),
    "POST /api/mediation/form": () => ({ version: 0, config: defaultFormConfig }),
    "POST /api/mediation/form/publish": () => ({ version: 0 }),
    "POST /api/mediation/sample": ({ organisation }) => ({ organisation: organisation.id }),
    "POST /api/mediation/mail-previews": () => ({ template: "mediation.receipt" }),
    "POST /api/mediation/mail-previews/trial": () => ({ template: "mediation.receipt" }),
    "POST /api/mediation/cases/{id}/dispute": () => ({ version: 1, changes: {} }),
    "POST /api/mediation/cases/{id}/reception": () => ({ version: 1, changes: {} }),
    "POST /api/mediation/cases/{id}/requester": () => ({ version: 1, changes: {} }),
    "POST /api/mediation/cases/{id}/assessment": () => ({ version: 1, changes: {} }),
    "POST /api/mediation/cases/{id}/dates": () => ({ version: 1, changes: {} }),
    "POST /api/mediation/cases/{id}/conclusion": () => ({ version: 1, changes: {} }),
    "POST /api/mediation/cases/{id}/tags": ({ tagId }) => ({ add: [tagId], remove: [] }),
    "POST /api/mediation/cases/{id}/contacts": () => ({
      idempotencyKey: crypto.randomUUID(),
      medium: "PHONE",
      direction: "IN",
      side: "REQUESTER",
      occurredOn: parisDay(),
      text: "Un appel.",
      files: [],
    }),
    "POST /api/mediation/cases/{id}/letters/preview": () => ({ subject: "Courrier", text: "Bonjour," }),
    "POST /api/mediation/cases/{id}/letters": () => ({
      idempotencyKey: crypto.randomUUID(),
      subject: "Courrier",
      text: "Bonjour,",
    }),
    "POST /api/mediation/cases/{id}/reopen": () => ({
      version: 1,
      reason: "Élément nouveau",
      status: "TO_PROCESS",
      tell: false,
    }),
    "POST /api/mediation/list-items": () => ({ list: "domain", label: `Domaine ${crypto.randomUUID()}` }),
    "POST /api/mediation/list-items/{id}": () => ({ version: 1, position: 3 }),
    "POST /api/mediation/list-items/{id}/replace": ({ platformItemId }) => ({ by: platformItemId }),
    "POST /api/mediation/platform-lists": () => ({ list: "domain", label: `Domaine ${crypto.randomUUID()}` }),
    "POST /api/mediation/platform-lists/{id}": () => ({ version: 1, position: 3 }),
    "POST /api/mediation/platform-lists/{id}/replace": () => ({ by: anItem }),
    "POST /api/mediation/views": ({ organisation }) => ({
      organisation: organisation.id,
      title: "Cantine",
      list: "all",
      search: { statut: "ouverts" },
      shared: false,
    }),
    "POST /api/mediation/views/{id}": () => ({ title: "Crèche" }),
    "POST /api/mediation/exports": () => ({ kind: "anonymous", format: "csv", filter: {} }),
    "POST /api/mediation/cases/{id}/erasure": () => ({ scope: "case", reason: "Demande de la personne" }),
    "POST /api/mediation/tags": () => ({ label: crypto.randomUUID(), colour: "grey" }),
    "POST /api/mediation/tags/{id}": () => ({ colour: "blue" }),
    "POST /api/mediation/cases/{id}/close/preview": () => ({
      version: 1,
      outcome: "CITIZEN_WAIVER",
      mediationEndedOn: parisDay(),
      sayOutcome: false,
      notify: [],
    }),
    "POST /api/mediation/cases/{id}/close": () => ({
      version: 1,
      outcome: "CITIZEN_WAIVER",
      mediationEndedOn: parisDay(),
      sayOutcome: false,
      notify: [],
    }),
    "POST /api/mediation/cases/{id}/uploads": () => file,
    "POST /api/mediation/cases/{id}/tasks": () => ({
      idempotencyKey: crypto.randomUUID(),
      title: "Appeler la voirie",
      dueOn: null,
      assigneeId: null,
    }),
    "POST /api/mediation/tasks/{id}": ({ colleague }) => ({ assigneeId: colleague.userId }),
    "POST /api/mediation/tasks/{id}/done": () => ({ done: true }),
    "POST /api/mediation/notes/{id}": () => ({ text: "Appelé la régie." }),
    "POST /api/mediation/notes/{id}/delete": () => ({ reason: "Écrite sur le mauvais dossier" }),
    "POST /api/mediation/notes/{id}/pin": () => ({ pinned: true }),
    "POST /api/mediation/files/{id}": () => ({ category: "LETTER" }),
    "POST /api/mediation/cases/{id}/documents": (world) => ({
      files: [world.case.uploadId],
      visibility: "INTERNAL",
      category: "LETTER",
    }),
    "POST /api/mediation/cases/{id}/documents/zip": (world) => ({
      files: [world.case.fileId, world.case.secondFileId],
    }),
    "POST /api/mediation/news/read": ({ organisation }) => ({ organisation: organisation.id }),
    "POST /api/mediation/news/choices": ({ organisation }) => ({
      organisation: organisation.id,
      topic: "mention",
      way: "app",
    }),
    "POST /api/mediation/quarantine/{id}/release": (world) => ({
      to: "case",
      version: 1,
      caseId: world.case.id,
      reopen: false,
    }),
    "POST /api/mediation/quarantine/discard": (world) => ({
      organisation: world.organisation.id,
      as: "spam",
      items: [{ id: world.freeHeldId, version: 1 }],
    }),
    "POST /api/mediation/quarantine/register": ({ organisation }) => ({
      organisation: organisation.id,
      format: "csv",
    }),
    "POST /api/mediation/annual-report": ({ organisation }) => ({
      organisation: organisation.id,
      year: 2019,
      version: 0,
    }),
    "POST /api/mediation/annual-report/freeze": ({ organisation }) => ({
      organisation: organisation.id,
      year: 2020,
      version: 0,
    }),
    "POST /api/mediation/annual-report/file": ({ organisation }) => ({
      organisation: organisation.id,
      year: 2020,
      format: "pdf",
    }),
    "POST /api/operations/held-mails/{id}/assign": ({ organisation }) => ({ organisation: organisation.id }),
    "POST /api/public/mediation/organisations/{slug}/uploads": () => ({
      draftId: crypto.randomUUID(),
      ...file,
    }),
    "POST /api/public/mediation/uploads/{id}/check": ({ draft }) => ({ draftId: draft.id }),
    "POST /api/public/mediation/uploads/{id}/remove": ({ draft }) => ({ draftId: draft.id }),
    "POST /api/public/mediation/organisations/{slug}/requests": () => ({
      draftId: crypto.randomUUID(),
      onBehalf: "SELF",
      requester: { lastName: "Ardouin", email: someAddress() },
      description: "Une facture de cantine pour un mois sans repas.",
      files: [],
      sendCopy: true,
      filledInMs: 60_000,
    }),
    "POST /api/public/fichiers/open": (world) => ({ token: world.case.fileToken }),
    "POST /api/public/fichiers/code/check": (world) => ({ code: world.case.sentCode }),
    "POST /api/public/suivi/open": (world) => ({ token: world.case.linkToken }),
    "POST /api/public/suivi/confirm-address": (world) => ({ token: world.case.confirmToken }),
    "POST /api/public/suivi/confirm-email": (world) => ({ token: world.case.newAddressToken }),
    "POST /api/public/suivi/objection": (world) => ({ token: world.case.objectionToken, reason: "" }),
    "POST /api/public/suivi/withdrawal": () => ({ reason: "" }),
    "POST /api/public/suivi/contact": () => ({ phone: "06 11 22 33 44" }),
    "POST /api/public/suivi/email": () => ({ email: `nouvelle.${crypto.randomUUID()}@courriel.example` }),
    "POST /api/public/avis/open": (world) => ({ token: world.case.surveyToken }),
    "POST /api/public/avis/answers": (world) => ({
      token: world.case.surveyToken,
      answers: { overall: 4 },
      comment: "",
    }),
    "POST /api/public/mediation/organisations/{slug}/receipt": ({ draft }) => ({ draftId: draft.id }),
    "POST /api/mediation/cases/{id}/withdrawal": () => ({ version: 1, on: parisDay(), reason: "" }),
    "POST /api/mediation/cases/{id}/withdrawal/cancel": () => ({ version: 1 }),
    "POST /api/mediation/cases/{id}/parties/{party}/mandate": () => ({
      version: 1,
      state: "VERIFIED",
      fileId: null,
      correspondence: "BOTH",
    }),
    "POST /api/mediation/cases/{id}/parties/{party}/end": () => ({
      version: 1,
      reason: "Mandat retiré",
    }),
    "POST /api/public/suivi/open-by-code": (world) => ({
      number: world.case.number,
      accessCode: world.case.accessCode,
    }),
    "POST /api/public/suivi/code/check": (world) => ({ code: world.case.sentCode }),
    "POST /api/public/suivi/uploads": () => file,
    "POST /api/operations/dead-letters/replay": ({ deadLetterId }) => ({ ids: [deadLetterId] }),
    "POST /api/operations/mails/reprocess": ({ inboundMailId }) => ({ id: inboundMailId }),
    "POST /api/operations/suppressions/lift": ({ suppressed }) => ({ address: suppressed }),
  },
  before: {
    "POST /api/mediation/cases/{id}/withdrawal/cancel": ({ admin }, world) => admin`
      update cases set withdrawn_at = now(), status = 'ABOUT_TO_CLOSE' where id = ${world.case.id}`,
    "POST /api/mediation/cases/{id}/parties/{party}/mandate": representedBy,
    "POST /api/mediation/cases/{id}/parties/{party}/end": representedBy,
    "POST /api/public/mediation/organisations/{slug}/receipt": ({ admin }, world) => admin`
      update cases set filing_key = ${`form:${world.organisation.id}:${world.draft.id}`} where id = ${world.case.id}`,
    "POST /api/mediation/cases/{id}/release": inHands,
    "POST /api/mediation/cases/{id}/unhold": ({ admin }, world) => admin`
      update cases set legal_hold = true where id = ${world.case.id}`,
    "POST /api/mediation/cases/{id}/restore": ({ admin }, world) => admin`
      update cases set deleted_at = now() where id = ${world.case.id}`,
    "POST /api/mediation/cases/{id}/erasure": ({ admin }, world) => admin`
      update cases set status = 'CLOSED', outcome = 'OTHER', closed_at = now() where id = ${world.case.id}`,
    "POST /api/mediation/views/{id}": ownView,
    "POST /api/mediation/views/{id}/delete": ownView,
    "GET /api/mediation/jobs/{id}": ownJob,
    "POST /api/mediation/jobs/{id}/undo": ownJob,
    "POST /api/mediation/jobs/{id}/link": ownFile,
    "POST /api/mediation/messages/{id}/cancel": notLeft,
    "POST /api/mediation/cases/{id}/reopen": ({ admin }, world) => admin`
      update cases set status = 'CLOSED', outcome = 'OTHER', closed_at = now() where id = ${world.case.id}`,
    "POST /api/mediation/cases/{id}/letters/preview": withAddress,
    "POST /api/mediation/cases/{id}/letters": withAddress,
    "POST /api/mediation/recipients/{id}/resend": notReached,
    "POST /api/mediation/recipients/{id}/correct": notReached,
    "POST /api/mediation/registration/uploads/{id}/check": ({ admin }, { scanId }, { userId }) => admin`
      update upload_ticket set owner = ${`register:${scanId}:${userId}`} where id = ${scanId}`,
    // Handlers of one case only may not merge it with another: they have both in charge here.
    "POST /api/mediation/cases/{id}/merge": ({ admin }, { siblingId }, { userId }) => admin`
      update cases set assignee_id = (select c.assignee_id from cases c where c.assignee_id = ${userId} limit 1)
      where id = ${siblingId}`,
    "POST /api/mediation/cases/{id}/unmerge": async ({ admin }, { case: { id }, siblingId, mergedId }) => {
      await admin`update cases set status = 'MERGED', merged_into_id = ${siblingId} where id = ${id}`;
      await admin`update case_merge set case_id = ${id}, survivor_id = ${siblingId} where case_id = ${mergedId}`;
    },
    "POST /api/mediation/cases/{id}/participants/{participantId}/confirmation": ({ admin }, world) => admin`
      update participant set verification = 'unverified' where id = ${world.case.participantId}`,
    "POST /api/access/second-factor/totp": (database, _world, seat) =>
      giveGenerator(database, seat, new Date()),
    "POST /api/access/second-factor/recovery": ({ admin }, _world, { userId }) => admin`
      insert into recovery_code (id, user_id, code_hash)
      values (${crypto.randomUUID()}, ${userId}, ${sha256(`recovery-code\0${userId}\0${recoveryCode}`)})`,
    "POST /api/access/account/totp/confirm": (database, _world, seat) => giveGenerator(database, seat, null),
    "POST /api/access/account/totp/remove": (database, _world, seat) =>
      giveGenerator(database, seat, new Date()),
    "POST /api/access/invitations/join": ({ admin }, { invitation }, { email }) => admin`
      update invitation set email = ${email}, email_canonical = ${email} where id = ${invitation.id}`,
    "POST /api/access/organisations/{id}/claim/files": claimNotSent,
    "POST /api/access/organisations/{id}/claim/files/{fileId}/remove": claimNotSent,
    "POST /api/access/organisations/{id}/claim/send": claimNotSent,
    "POST /api/platform/organisations/{id}/reopen": ({ admin }, { organisation }) => admin`
      update organisation set closed_at = now() where id = ${organisation.id}`,
    "POST /api/mediation/quarantine/{id}/restore": ({ admin }, world) => admin`
      update quarantine set state = 'spam' where id = ${world.case.heldId}`,
    "POST /api/mediation/quarantine/{id}/replay": ({ admin }, world) => admin`
      update quarantine set cause = 'unprocessable' where id = ${world.case.heldId}`,
    "POST /api/mediation/quarantine/{id}/reject": ({ admin }, world) => admin`
      update quarantine set from_address = 'x@courriel.example' where id = ${world.case.heldId}`,
    "GET /api/mediation/entries/{id}/original": mailBehindEntry,
    "POST /api/mediation/entries/{id}/keep-original": mailBehindEntry,
    "POST /api/mediation/originals/{id}/reprocess": mailBehindEntry,
    // A note is its author's for a day.
    "POST /api/mediation/notes/{id}": ({ admin }, world, { userId }) => admin`
      update case_entry set author_user_id = ${userId} where id = ${world.case.noteId}`,
    "POST /api/mediation/notes/{id}/delete": ({ admin }, world, { userId }) => admin`
      update case_entry set author_user_id = ${userId} where id = ${world.case.noteId}`,
    "POST /api/mediation/tasks/{id}/delete": ({ admin }, world, { userId }) => admin`
      update case_task set created_by = ${userId} where id = ${world.case.taskId}`,
    "POST /api/mediation/cases/{id}/documents": ({ admin }, world, { userId }) => admin`
      update upload_ticket set owner = ${`case:${world.case.id}:${userId}`} where id = ${world.case.uploadId}`,
    "POST /api/mediation/cases/{id}/uploads/{uploadId}/check": ({ admin }, world, { userId }) => admin`
      update upload_ticket set owner = ${`case:${world.case.id}:${userId}`} where id = ${world.case.uploadId}`,
  },
  headers: {
    "POST /api/access/companies": proofOfWork,
    "POST /api/public/mediation/organisations/{slug}/requests": proofOfWork,
  },
  unusable: {
    "POST /api/mail/unblock": "a link is in a mail that was sent to an address that complained",
    "POST /api/mail/digests": "a link is in a digest that was sent",
    "POST /api/mail/digests/{token}": "a link is in a digest that was sent",
    "POST /api/access/second-factor/passkey": "a ceremony needs an authenticator",
    "POST /api/access/account/passkeys": "a ceremony needs an authenticator",
    "POST /api/access/proconnect": "an identity needs the provider's answer",
    "POST /api/access/companies": "a registration needs the directory's answer",
    "POST /api/access/organisations/{id}/claim": "a SIRET needs the directory's answer",
  },
};

/** The description that the running API gives of itself. */
export const describedRoutes = async ({ call }: Pick<RunningFunctions, "call">): Promise<OpenApiDocument> => {
  const { status, text } = await call({ method: "GET", path: "/api/openapi.json", cookies: [] });
  if (status !== 200) throw new Error(`the API does not describe itself: ${status} ${text}`);
  return JSON.parse(text);
};

/** Half of the routes each, so that two cores are at work. */
const lanes = 2;

/** Walks the production handlers, on databases of their own; with `only`, the routes whose path has these words. */
export const walkProduction = async (engines: TestEngines, only = ""): Promise<Walked> => {
  const walked = await Promise.all(
    Array.from({ length: lanes }, (_, lane) =>
      onOwnDatabase(engines, async (database, functions) => {
        const document = await describedRoutes(functions);
        const paths = Object.fromEntries(
          Object.entries(document.paths).filter(([path], at) => at % lanes === lane && path.includes(only)),
        );
        return walkRoutes({
          call: functions.call,
          database,
          document: { ...document, paths },
          rights,
          fixtures,
        });
      }),
    ),
  );
  return together(walked);
};

/** Both walks: every route through its function, every table by raw SQL. With `only`, some routes and no table. */
export const walkEverything = async (engines: TestEngines, only?: string): Promise<Walked> => {
  const both = [walkProduction(engines, only), ...(only ? [] : [onOwnDatabase(engines, walkTables)])];
  return together(await Promise.all(both));
};

const together = (walked: readonly Walked[]): Walked => ({
  combinations: walked.reduce((sum, { combinations }) => sum + combinations, 0),
  leaks: walked.flatMap(({ leaks }) => leaks),
});

const onOwnDatabase = async <T>(
  engines: TestEngines,
  work: (database: TestDatabase, functions: RunningFunctions) => Promise<T>,
): Promise<T> => {
  const { database, create, drop } = openTestDatabase(engines);
  await create();
  const functions = startFunctions(engines, database.env.database.name);
  try {
    return await work(database, functions);
  } finally {
    await functions.stop();
    await drop();
  }
};
