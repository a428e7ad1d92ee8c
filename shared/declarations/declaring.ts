import * as z from "zod/mini";
import { DeclarationForm, DeclaredLine } from "./declaration.ts";
import { Body } from "./enums.ts";
import { TransmissionFault, transmissionStates } from "./transmission.ts";

/**
 * A declaration is one form for all bodies, and one transmission per body (declarations.md §4.5, §4.6).
 * `POST /api/declarations/declarations` opens its draft; `PUT …/:id/form` saves it, a stale `version` is a `conflict`
 * `version_differs` whose facts hold `version` and `form` (JSON of what is stored); `GET …/:id/preview/:body` shows what
 * would leave; `POST …/:id/transmissions` sends it to one body; the rest is on `…/transmissions/:id`.
 */
const Id = z.uuid("Identifiant illisible.");
const Version = z.int("Version illisible.");
const day = z.string().check(z.regex(/^\d{4}-\d\d-\d\d$/, "Indiquez une date."));
const words = (most: number) =>
  z.string().check(z.trim(), z.maxLength(most, `${most.toLocaleString("fr-FR")} caractères au plus.`));
const Cents = z.int();

/** Number of a declaration as people read it. */
export const declarationNumber = (year: number, seq: number): string =>
  `DEC-${year}-${String(seq).padStart(4, "0")}`;

// What is asked ---------------------------------------------------------------------------------------------------

/** Opens the draft of a show, or answers the open one; `performanceIds` left out = those that ended and are not told. */
export const OpenDeclaration = z.strictObject({
  showId: Id,
  bodies: z.optional(z.array(Body)),
  performanceIds: z.optional(z.array(Id).check(z.minLength(1), z.maxLength(2000))),
});
export type OpenDeclaration = z.infer<typeof OpenDeclaration>;

/** `version` is that of the draft (`VersionView.version`). */
export const SaveForm = z.strictObject({ version: Version, form: DeclarationForm });
export type SaveForm = z.infer<typeof SaveForm>;

/** Opens version n+1, prefilled: after a refusal or a failure, or to rectify what was sent. `bodies`: those it is for. */
export const OpenVersion = z.strictObject({
  why: z.enum(["edit", "rectify"]),
  bodies: z.array(Body).check(z.minLength(1, "Choisissez un organisme.")),
});
export type OpenVersion = z.infer<typeof OpenVersion>;

/** Of the draft: giving it up, or making one declaration per place of it. */
export const OnDraft = z.strictObject({ version: Version });
export type OnDraft = z.infer<typeof OnDraft>;

/**
 * Sends the draft to one body. `version`: that of the draft, as previewed. Refusals: `conflict` with reason
 * `version_differs` or `already_asked`; `invalid` `incomplete`, whose fields are those of `missing`; `conflict` with the
 * reason of a blocker.
 */
export const Transmit = z.strictObject({ body: Body, version: Version });
export type Transmit = z.infer<typeof Transmit>;

/** A body answered by letter, mail or telephone. */
export const RecordAccepted = z.strictObject({
  version: Version,
  reference: z.optional(words(100)),
  note: z.optional(words(500)),
});
export type RecordAccepted = z.infer<typeof RecordAccepted>;
/** `on`: the day on which it was typed in the body's portal. */
export const RecordDeposit = z.strictObject({
  version: Version,
  on: day,
  reference: z.optional(words(100)),
  /** What the portal gave, sent beforehand as a file of the show (`…/shows/:id/uploads`): the ticket. */
  file: z.optional(Id),
});
export type RecordDeposit = z.infer<typeof RecordDeposit>;
/** `retry`, `send-again` (said by a declarant), `cancel`, `resend-files`. */
export const ActOnTransmission = z.strictObject({ version: Version });

/** The organisation's numbers at the bodies. */
export const ChangeProfile = z.strictObject({
  organisationId: Id,
  version: Version,
  sacemClientNumber: z.nullable(z.string().check(z.regex(/^\d{1,10}$/, "1 à 10 chiffres."))),
  sacdDeclarantId: z.nullable(z.string().check(z.regex(/^\d{1,10}$/, "1 à 10 chiffres."))),
  licenceNumbers: z.array(words(40)).check(z.maxLength(10, "10 licences au plus.")),
  signatory: z.nullable(words(200)),
  defaultVat: z.int().check(z.nonnegative(), z.maximum(10_000)),
});
export type ChangeProfile = z.infer<typeof ChangeProfile>;

// What is answered ------------------------------------------------------------------------------------------------

/** Version 0 = nothing was given yet. */
export const ProfileView = z.object({
  organisationId: z.string(),
  version: z.number(),
  sacemClientNumber: z.nullable(z.string()),
  sacdDeclarantId: z.nullable(z.string()),
  licenceNumbers: z.array(z.string()),
  signatory: z.nullable(z.string()),
  defaultVat: z.number(),
  allowed: z.array(z.enum(["profile.edit"])),
});
export type ProfileView = z.infer<typeof ProfileView>;

/**
 * What a body misses. `path` is where: `profile.sacdDeclarantId`, `form.expenses`, `form.producer`,
 * `form.performances.<performance id>.capacity`.
 */
export const Missing = z.object({
  path: z.string(),
  performanceId: z.nullable(z.string()),
  label: z.string(),
});
export type Missing = z.infer<typeof Missing>;

/** Why a body cannot be sent now, though nothing is missing. */
const blockerReasons = [
  "siret_unverified",
  "records_aside",
  "not_over",
  "file_not_scanned",
  "agency_not_found",
  "already_declared",
  "nothing_to_declare",
] as const;
export type BlockerReason = (typeof blockerReasons)[number];
export const Blocker = z.object({
  reason: z.enum(blockerReasons),
  message: z.string(),
  performanceIds: z.array(z.string()),
});
export type Blocker = z.infer<typeof Blocker>;

/** Performances given where another agency of the body is competent: told to the first one all the same, unless split. */
export const Elsewhere = z.object({
  /** Null = none is known there. */
  agency: z.nullable(z.string()),
  places: z.array(z.string()),
  performanceIds: z.array(z.string()),
});
export type Elsewhere = z.infer<typeof Elsewhere>;

/** Effective figures of a performance, now or as they were sent. */
export const ToldFigures = z.object({
  paid: z.number(),
  free: z.number(),
  gross: Cents,
  net: Cents,
  vat: z.nullable(z.number()),
});
export type ToldFigures = z.infer<typeof ToldFigures>;

/** A performance of the show, with what would be told of it now. */
export const LivePerformance = z.extend(ToldFigures, {
  id: z.string(),
  startAt: z.string(),
  endAt: z.nullable(z.string()),
  isOver: z.boolean(),
  /** Figures somebody corrected: `gross`, `paid`… */
  corrected: z.array(z.string()),
  /** Records that wait for a decision and hinder sending. */
  openAside: z.number(),
  sourceState: z.enum(["present", "missing", "removed", "cancelled"]),
  capacityProposed: z.nullable(z.number()),
  lines: z.array(DeclaredLine),
  /** Where it is told already, by other declarations. */
  toldIn: z.array(z.object({ body: Body, declarationId: z.string(), number: z.string() })),
});
export type LivePerformance = z.infer<typeof LivePerformance>;

export const proofKinds = {
  payload: "Ce qui a été envoyé",
  mail: "E-mail envoyé",
  answer: "Réponse de l’organisme",
  deposit: "Preuve du dépôt",
} as const;
export type ProofKind = keyof typeof proofKinds;
/** `GET /api/declarations/transmissions/:id/proofs/:kind` gives a link of 60 seconds. */
const Proof = z.object({
  kind: z.enum(["payload", "mail", "answer", "deposit"]),
  name: z.string(),
  at: z.string(),
  /** First characters of its SHA-256. */
  fingerprint: z.nullable(z.string()),
});

const State = z.enum(Object.keys(transmissionStates) as [keyof typeof transmissionStates]);
const transmissionActs = [
  "retry",
  "send_again",
  "record_accepted",
  "record_deposit",
  "edit",
  "rectify",
  "cancel",
  "resend_files",
] as const;
export type TransmissionAct = (typeof transmissionActs)[number];
export const TransmissionView = z.object({
  id: z.string(),
  declarationId: z.string(),
  body: Body,
  /** Of the declaration's version it sent. */
  versionNumber: z.number(),
  state: State,
  agencyLabel: z.nullable(z.string()),
  agencyEmail: z.nullable(z.string()),
  sentAt: z.nullable(z.string()),
  updatedAt: z.string(),
  bodyReference: z.nullable(z.string()),
  depositedOn: z.nullable(z.string()),
  warnings: z.array(TransmissionFault),
  /** What was refused, in the body's words, `path` = where it is in the form. */
  errors: z.array(z.extend(TransmissionFault, { path: z.nullable(z.string()) })),
  attachments: z.enum(["none", "queued", "sent", "failed"]),
  /** What became of the mail to the agency, in the states of shared/mail; null before, or where none goes. */
  delivery: z.nullable(z.object({ state: z.string(), at: z.string() })),
  proofs: z.array(Proof),
  attempts: z.array(
    z.object({
      number: z.number(),
      step: z.enum(["api", "mail", "attachments_mail"]),
      startedAt: z.string(),
      endedAt: z.nullable(z.string()),
      outcome: z.nullable(z.enum(["ok", "refused", "not_sent", "unknown"])),
    }),
  ),
  askedAt: z.string(),
  askedBy: z.nullable(z.object({ id: z.string(), name: z.string() })),
  correctsId: z.nullable(z.string()),
  version: z.number(),
  /** What may be done to it, by who reads. */
  acts: z.array(z.enum(transmissionActs)),
});
export type TransmissionView = z.infer<typeof TransmissionView>;

/** One body of the form: what it misses, until when it wants it, and what was sent to it last. */
export const BodyView = z.object({
  body: Body,
  chosen: z.boolean(),
  suggested: z.boolean(),
  deadline: z.nullable(z.string()),
  missing: z.array(Missing),
  blockers: z.array(Blocker),
  elsewhere: z.array(Elsewhere),
  /** May leave now: chosen, nothing missing, no blocker. */
  ready: z.boolean(),
  transmission: z.nullable(TransmissionView),
});
export type BodyView = z.infer<typeof BodyView>;

export const VersionView = z.object({
  id: z.string(),
  number: z.number(),
  state: z.enum(["draft", "frozen", "superseded", "cancelled"]),
  form: DeclarationForm,
  createdFrom: z.nullable(z.number()),
  frozenAt: z.nullable(z.string()),
  sha256: z.nullable(z.string()),
  updatedAt: z.string(),
  updatedBy: z.nullable(z.object({ id: z.string(), name: z.string() })),
  version: z.number(),
});
export type VersionView = z.infer<typeof VersionView>;

/** A net that is not what the rate gives, to acknowledge: it does not hinder. */
const FormWarning = z.object({ path: z.string(), message: z.string() });

/** Acts of people on what was sent, that its state alone does not tell. */
export const recordedActs = [
  "record_accepted",
  "record_deposit",
  "retry",
  "send_again",
  "cancel",
] as const satisfies readonly TransmissionAct[];
const RecordedAct = z.object({
  transmissionId: z.string(),
  act: z.enum(recordedActs),
  at: z.string(),
  by: z.string(),
});
export type RecordedAct = z.infer<typeof RecordedAct>;

export const DeclarationView = z.object({
  id: z.string(),
  number: z.string(),
  organisationId: z.string(),
  showId: z.string(),
  showName: z.string(),
  /** The latest version: a draft, or what was sent last. */
  current: VersionView,
  versions: z.array(
    z.object({
      number: z.number(),
      state: z.enum(["draft", "frozen", "superseded", "cancelled"]),
      frozenAt: z.nullable(z.string()),
      sha256: z.nullable(z.string()),
    }),
  ),
  profile: ProfileView,
  siretVerified: z.boolean(),
  performances: z.array(LivePerformance),
  bodies: z.array(BodyView),
  /** Every transmission of every version, newest first. */
  transmissions: z.array(TransmissionView),
  /** Newest first. */
  recorded: z.array(RecordedAct),
  warnings: z.array(FormWarning),
  /** Performances whose figures are not those that were sent any more. */
  changed: z.array(
    z.object({ performanceId: z.string(), startAt: z.string(), sent: ToldFigures, now: ToldFigures }),
  ),
  allowed: z.array(z.enum(["declaration.draft", "declaration.transmit", "declaration.record"])),
});
export type DeclarationView = z.infer<typeof DeclarationView>;

/** What a save answers: the draft as stored, and what is still missing. */
export const SavedForm = z.object({
  current: VersionView,
  bodies: z.array(BodyView),
  warnings: z.array(FormWarning),
});
export type SavedForm = z.infer<typeof SavedForm>;

/** A line of the list of declarations (`GET /api/declarations/declarations?organisation=&show=&after=`). */
export const DeclarationLine = z.object({
  id: z.string(),
  number: z.string(),
  showId: z.string(),
  showName: z.string(),
  performanceCount: z.number(),
  firstAt: z.nullable(z.string()),
  lastAt: z.nullable(z.string()),
  hasDraft: z.boolean(),
  bodies: z.array(z.object({ body: Body, state: State, sentAt: z.nullable(z.string()) })),
  createdAt: z.string(),
});
export type DeclarationLine = z.infer<typeof DeclarationLine>;
export const DeclarationList = z.object({ lines: z.array(DeclarationLine), next: z.nullable(z.string()) });
export type DeclarationList = z.infer<typeof DeclarationList>;

/** One figure of a sheet: `copy` is raw, decimal comma, no grouping; `whole` the same in whole euros. */
const SheetFigure = z.object({
  key: z.string(),
  label: z.string(),
  value: z.string(),
  copy: z.string(),
  whole: z.nullable(z.string()),
  note: z.nullable(z.string()),
});
/** Figures to type into the portal of a body (§6.3); `…/preview/ASTP`, or `…/sheet/ASTP`. Guichet sends nothing there. */
export const KeySheet = z.object({
  body: Body,
  portal: z.string(),
  figures: z.array(SheetFigure),
  /** The whole, tab-separated, to paste. */
  table: z.string(),
});
export type KeySheet = z.infer<typeof KeySheet>;

/** The sheet of a quarter for the whole organisation (`GET /api/declarations/sibil?organisation=&year=&quarter=`). */
export const SibilSheet = z.object({
  year: z.number(),
  quarter: z.number(),
  deadline: z.string(),
  portal: z.string(),
  /** Typed in the portal, by whom; null = not yet. */
  deposit: z.nullable(z.object({ on: z.string(), reference: z.nullable(z.string()), by: z.string() })),
  allowed: z.array(z.enum(["declaration.record"])),
  rows: z.array(
    z.object({
      performanceId: z.string(),
      show: z.string(),
      domain: z.string(),
      day: z.string(),
      time: z.string(),
      place: z.string(),
      postalCode: z.string(),
      city: z.string(),
      placeType: z.string(),
      paid: z.number(),
      free: z.number(),
      /** Total price paid, cents; 0 = free. */
      gross: Cents,
      prices: z.array(z.object({ price: z.nullable(Cents), count: z.number() })),
    }),
  ),
});
/** Somebody typed the sheet of a quarter in the portal; said again, it replaces what was said. */
export const RecordSibil = z.strictObject({
  organisation: Id,
  year: z.int().check(z.minimum(2000), z.maximum(2100)),
  quarter: z.int().check(z.minimum(1), z.maximum(4)),
  on: day,
  reference: z.optional(words(100)),
});
export type RecordSibil = z.infer<typeof RecordSibil>;
export type SibilSheet = z.infer<typeof SibilSheet>;

/** The mail that goes with it, or after it. */
const PreviewMail = z.object({
  to: z.string(),
  agency: z.string(),
  replyTo: z.string(),
  subject: z.string(),
  text: z.string(),
});
const PreviewFile = z.object({ name: z.string(), type: z.string(), size: z.number(), asLink: z.boolean() });
/** One cell of what SACD receives, under its own name; `performances` is one value each, `null` = empty. */
const SentField = z.object({ field: z.string(), label: z.string(), value: z.nullable(z.string()) });
const SentRow = z.object({ field: z.string(), label: z.string(), values: z.array(z.nullable(z.string())) });

/** Exactly what would leave now. A SACEM PDF is at `…/document` (application/pdf). */
export const Preview = z.object({
  body: Body,
  missing: z.array(Missing),
  blockers: z.array(Blocker),
  elsewhere: z.array(Elsewhere),
  deadline: z.nullable(z.string()),
  performanceCount: z.number(),
  gross: Cents,
  net: Cents,
  signer: z.string(),
  /** SACEM: with the document; SACD: of the files, after acceptance; null where nothing is mailed. */
  mail: z.nullable(PreviewMail),
  files: z.array(PreviewFile),
  fileName: z.nullable(z.string()),
  /** SACD. */
  header: z.array(SentField),
  rows: z.array(SentRow),
  performanceIds: z.array(z.string()),
  xml: z.nullable(z.string()),
  /** ASTP, CNM, SIBIL. */
  sheet: z.nullable(KeySheet),
});
export type Preview = z.infer<typeof Preview>;

export const DownloadLink = z.object({ url: z.string(), expiresAt: z.string() });
export type DownloadLink = z.infer<typeof DownloadLink>;

// Agencies (platform) ---------------------------------------------------------------------------------------------

const AgencyBody = z.enum(["SACEM", "SACD"]);
/** A list of agencies: SACEM `LOCAL,CP,Mail`; SACD `Département,mail` (§10.8). */
export const AgencyFile = z.strictObject({
  body: AgencyBody,
  csv: z.string().check(z.maxLength(2_000_000, "Ce fichier est trop grand.")),
});
export const LoadAgencies = z.extend(AgencyFile, { directoryVersion: Version });
export type LoadAgencies = z.infer<typeof LoadAgencies>;
export const AgencyDiff = z.object({
  body: AgencyBody,
  /** The version it would replace; 0 = none yet. */
  directoryVersion: z.number(),
  agencies: z.number(),
  added: z.array(z.string()),
  removed: z.array(z.string()),
  moved: z.array(z.object({ match: z.string(), from: z.string(), to: z.string() })),
  unchanged: z.number(),
  faults: z.array(z.object({ line: z.number(), message: z.string() })),
});
export type AgencyDiff = z.infer<typeof AgencyDiff>;
export const AgencyDirectories = z.object({
  directories: z.array(
    z.object({
      body: AgencyBody,
      directoryVersion: z.number(),
      loadedAt: z.string(),
      agencies: z.number(),
      matches: z.number(),
    }),
  ),
});
export type AgencyDirectories = z.infer<typeof AgencyDirectories>;
