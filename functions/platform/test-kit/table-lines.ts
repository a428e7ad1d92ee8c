/**
 * Who may see and write the rows of each table, said apart from the policies that enforce it. A table without a line
 * fails the walk (walk-tables.ts): whoever adds one says here whose its rows are.
 */

/** What a connection is towards the planted organisation, case or account. */
export type Asker =
  /** Role guichet_app: anyone, signed in, member, member of a service that works, of one service, of administration. */
  | "anyone"
  | "self"
  | "member"
  | "worker"
  | "mediation"
  | "declarations"
  | "administration"
  /** Administrator of the platform, with a second factor. */
  | "platform"
  /** Role guichet_public: anyone, who fills a draft, who opened a link, gave its code, reads the requester's side. */
  | "citizen"
  | "filer"
  | "linked"
  | "opened"
  | "thread";

/** Which rows: all, the organisation's, those of the very account or case, or of these kinds among them. */
export type Which = "all" | "organisation" | "own" | readonly string[];
type Sight = Partial<Record<Asker, Which>>;

export interface TableLine {
  sees: Sight;
  /** What may be inserted, changed or deleted; without it agents write what they see, citizens nothing. */
  writes?: Sight;
}

const nobody: TableLine = { sees: {} };
const ofMediation: TableLine = { sees: { mediation: "organisation" } };
const ofDeclarations: TableLine = { sees: { declarations: "organisation" } };
const ofWorkers: TableLine = { sees: { worker: "organisation" } };
/** Read by whoever is signed in, written by the platform. */
const ofDirectories: TableLine = { sees: { self: "all", platform: "all" }, writes: { platform: "all" } };
const ofPlatform: TableLine = { sees: { platform: "all" } };
const ofMembers: TableLine = { sees: { member: "organisation", platform: "all" } };
const ofAccount: TableLine = { sees: { self: "own", platform: "all" } };
/** Written by whoever asks, read by jobs. */
const asked: TableLine = { sees: {}, writes: { anyone: "all" } };

export const tableLines: Readonly<Record<string, TableLine>> = {
  // Accounts and organisations.
  organisation: {
    sees: { anyone: "all", citizen: "all" },
    writes: { member: "organisation", platform: "all" },
  },
  user_account: {
    sees: { self: "own", member: "organisation", platform: "all" },
    writes: { self: "own", platform: "all" },
  },
  membership: {
    sees: { self: "own", member: "organisation", platform: "all" },
    writes: { member: "organisation", platform: "all" },
  },
  platform_administrator: { sees: { self: "own", platform: "all" }, writes: { platform: "all" } },
  session: ofAccount,
  totp_factor: ofAccount,
  passkey: ofAccount,
  recovery_code: ofAccount,
  identity: ofAccount,
  email_change: { sees: { self: "own" } },
  invitation: ofMembers,
  siret_claim: ofMembers,
  claim_file: {
    sees: { administration: "organisation", platform: "all" },
    writes: { administration: "organisation" },
  },
  claim_code: { sees: { administration: "organisation" }, writes: { administration: "organisation" } },
  company_registration: asked,
  account_mail: asked,
  secret_link: {
    sees: {
      worker: ["case link", "file link"],
      member: ["account link"],
      platform: ["account link"],
      filer: ["case link"],
    },
  },
  link_session: nobody,
  link_code: nobody,
  // The platform.
  outbox: { sees: { platform: "all" }, writes: { member: "organisation", platform: "all" } },
  audit_event: {
    sees: { member: "organisation" },
    writes: { member: "organisation", platform: "all" },
  },
  stored_file: { sees: { worker: "organisation", filer: "own", opened: "own" } },
  scan_verdict: nobody,
  upload_ticket: {
    sees: { worker: "organisation", filer: ["of a draft"], opened: ["of a link"] },
    writes: { worker: "organisation", filer: ["of a draft"], opened: ["of a link"] },
  },
  rate_bucket: nobody,
  spent: nobody,
  job_run: ofPlatform,
  dead_letter: ofPlatform,
  // Mail.
  inbound_mail: nobody,
  inbound_target: ofWorkers,
  quarantine: ofWorkers,
  mail_attachment: ofWorkers,
  reply_address: ofWorkers,
  intake_address: {
    sees: { anyone: "all", citizen: "all" },
    writes: { member: "organisation", platform: "all" },
  },
  outgoing_message: ofWorkers,
  outgoing_recipient: ofWorkers,
  delivery_event: ofWorkers,
  suppression: ofPlatform,
  suppression_lift: {
    sees: { worker: "organisation", platform: "all" },
    writes: { platform: "all" },
  },
  digest_refusal: nobody,
  digest_day: nobody,
  blocked_sender: ofWorkers,
  mail_settings: ofWorkers,
  presence: ofWorkers,
  file_link: ofWorkers,
  message_draft: { sees: { worker: "own" } },
  reply_template: { sees: { worker: ["shared"] } },
  waiting_notice: { sees: {}, writes: { worker: "organisation" } },
  provider_health: { sees: { platform: "all" }, writes: {} },
  doomed_object: nobody,
  mail_check: { sees: { platform: "all" }, writes: {} },
  // Mediation. Who fills a draft writes its case once; row-level security lets it name nobody else's.
  case_counter: nobody,
  cases: {
    sees: { mediation: "organisation", filer: "own", opened: "own" },
    writes: { mediation: "organisation", filer: "own" },
  },
  party: { sees: { mediation: "organisation", filer: "own", opened: "own" } },
  participant: { sees: { mediation: "organisation", opened: "own" } },
  case_entry: {
    sees: {
      mediation: "organisation",
      filer: ["received"],
      opened: ["received"],
      thread: ["received", "message"],
    },
    writes: { mediation: "organisation", opened: ["message"] },
  },
  case_file: {
    sees: {
      mediation: "organisation",
      filer: ["with the request"],
      opened: ["with the request"],
      thread: ["with the request", "with a message"],
    },
  },
  case_closing: ofMediation,
  case_status_span: { sees: { mediation: "organisation" }, writes: {} },
  case_task: ofMediation,
  // Written by the database, read by its own functions.
  case_search: nobody,
  note_revision: ofMediation,
  tag: ofMediation,
  case_tag: ofMediation,
  case_link: ofMediation,
  case_merge: ofMediation,
  person: ofMediation,
  person_answer: ofMediation,
  contact: ofMediation,
  absence: ofMediation,
  independence: ofMediation,
  annual_report: ofMediation,
  access_choice: ofMediation,
  erasure: ofMediation,
  survey: ofMediation,
  survey_answer: { sees: { mediation: "organisation" }, writes: {} },
  anonymous_case: { sees: { mediation: "organisation" }, writes: {} },
  inactivity_step: { sees: { mediation: "organisation" }, writes: {} },
  registration_draft: { sees: { mediation: "own" } },
  notification_choice: { sees: { mediation: "organisation" }, writes: { mediation: "own" } },
  day_work: nobody,
  user_signature: { sees: { mediation: "own" } },
  background_job: { sees: { mediation: "own" } },
  notification: { sees: { mediation: "own" }, writes: { mediation: "organisation" } },
  saved_view: { sees: { mediation: ["shared"] } },
  mediation_settings: { sees: { member: "organisation" } },
  form_config: { sees: { member: "organisation" } },
  list_item: { sees: { member: "organisation" } },
  // Declarations. Sealed codes are put down and emptied by members, and opened by workers alone.
  ticketing_source: ofDeclarations,
  place: ofDeclarations,
  show: ofDeclarations,
  performance: ofDeclarations,
  sale_line: ofDeclarations,
  figure_correction: ofDeclarations,
  show_file: ofDeclarations,
  ticketing_connection: ofDeclarations,
  sync_run: ofDeclarations,
  quarantine_record: ofDeclarations,
  declaration: ofDeclarations,
  declaration_counter: ofDeclarations,
  declared_performance: ofDeclarations,
  declaration_version: ofDeclarations,
  transmission: ofDeclarations,
  transmission_attempt: ofDeclarations,
  import_batch: ofDeclarations,
  import_row: ofDeclarations,
  import_mapping: ofDeclarations,
  import_change: ofDeclarations,
  sibil_deposit: ofDeclarations,
  ticketing_credential: ofDeclarations,
  declarant_profile: { sees: { declarations: "organisation", administration: "organisation" } },
  sync_item: nobody,
  provider_bucket: nobody,
  deadline_reminder: nobody,
  quiet_organisation: nobody,
  declaration_choice: { sees: { declarations: "organisation" }, writes: { declarations: "own" } },
  rights_agency: ofDirectories,
  rights_agency_match: ofDirectories,
  agency_directory: ofDirectories,
  body_setting: ofDirectories,
};

/** Functions of the schema `guichet` that run on the role of citizens: each answers only to what is presented. */
export const citizenFunctions: readonly string[] = [
  "presented_link",
  "presented_draft",
  "filing_key",
  "linked_target",
  "opened_case",
  "opened_party",
  "reads_exchanges",
  "filed_case",
  "filing_case",
  "upload_owner",
  "enter_link",
  "enter_file_link",
  "opened_file",
  "note_file_opened",
  "hold",
  "open_link",
  "link_by_access_code",
  "close_link",
  "check_link_code",
  "link_face",
  "name_on_page",
  "hold_opened_case",
  "count_answer",
  "withdraw_opened_case",
  "change_own_contact",
  "ask_own_email",
  "provide_own_mandate",
  "object_to_filing",
  "answer_survey",
  "next_number",
  "same_request",
  "remember_file",
  "cases_by_number",
  "party_by_number_and_email",
  "read_secret_link",
  "use_secret_link",
  "calendar_of",
  "mark_sent",
  "take_token",
  "take_lump",
  "refill",
  "own_roots",
  "spend",
  "hide_cases",
  "public_form",
];
