/**
 * THE LIST: everything that runs, what starts it and what it may touch.
 * The CDK app (infra/app.ts) and the local run (infra/local) both read this file and nothing else.
 */

/**
 * The four PostgreSQL roles. None of them but `owner` owns a table; row-level security holds for `app` (who signs in)
 * and for `public` (citizens, who only file and read what a link opens).
 */
export const databaseRoles = ["owner", "app", "public", "worker"] as const;
export type DatabaseRole = (typeof databaseRoles)[number];

export interface BucketSpec {
  /** What is kept there, for the reader and for the resource's description. */
  keeps: string;
  /** Origins allowed to upload or read straight from the browser. */
  cors: boolean;
  /** Days after which an object goes by itself; absent = kept until a function deletes it. */
  expireDays?: number;
}

export const buckets = {
  "mail-raw": { keeps: "raw inbound mails, exact bytes, under inbound/", cors: false },
  uploads: { keeps: "files sent by a browser and not yet bound to anything", cors: true, expireDays: 2 },
  files: { keeps: "files of cases, by organisation and sha256", cors: true },
  "mail-relay": {
    keeps: "mails on their way to the second provider, and the marks of those that were taken",
    cors: false,
    expireDays: 2,
  },
  exports: {
    keeps: "files made on demand: lists, summaries, whole cases, reports; gone after a day",
    cors: false,
    expireDays: 1,
  },
  readings: {
    keeps: "what was read of ticketing accounts, without buyers; gone after a week",
    cors: false,
    expireDays: 7,
  },
  receipts: { keeps: "what was sent to rights bodies and what they answered, for ten years", cors: false },
  site: { keeps: "the static front and the published pages of organisations", cors: false },
} as const satisfies Record<string, BucketSpec>;
export type BucketName = keyof typeof buckets;

export interface QueueSpec {
  keeps: string;
  /** Seconds a message stays hidden while a function works on it: at least six times the function's timeout. */
  visibilitySeconds: number;
  /** Receives after which a message goes to the dead-letter queue `<name>-dead`. */
  maxReceives: number;
  /** Days a message waits before it is dropped. */
  retentionDays: number;
}

export const queues = {
  "mail-inbound": {
    keeps: "SES notifications of received mail",
    visibilitySeconds: 720,
    maxReceives: 5,
    retentionDays: 4,
  },
  "mail-outbound": {
    keeps: "ids of outgoing recipients to hand over",
    visibilitySeconds: 360,
    maxReceives: 5,
    retentionDays: 4,
  },
  "mail-relay": {
    keeps: "keys of mails for the second provider",
    visibilitySeconds: 360,
    maxReceives: 5,
    retentionDays: 4,
  },
  "mail-events": { keeps: "SES sending events", visibilitySeconds: 180, maxReceives: 5, retentionDays: 4 },
  "account-mails": {
    keeps: "ids of mails about accounts to word and queue",
    visibilitySeconds: 180,
    maxReceives: 5,
    retentionDays: 4,
  },
  "case-letters": {
    keeps: "ids of what citizens did and of the letters that follow from it",
    visibilitySeconds: 180,
    maxReceives: 5,
    retentionDays: 4,
  },
  "file-scans": {
    keeps: "verdicts of the malware scanner on kept files",
    visibilitySeconds: 180,
    maxReceives: 5,
    retentionDays: 4,
  },
  "case-jobs": {
    keeps: "ids of long work that agents asked for",
    visibilitySeconds: 5400,
    maxReceives: 3,
    retentionDays: 4,
  },
  "ticketing-fetch": {
    keeps: "pieces of ticketing accounts to read, with sealed credentials",
    visibilitySeconds: 1800,
    maxReceives: 3,
    retentionDays: 1,
  },
  "ticketing-sync": {
    keeps: "ids of readings of ticketing accounts to go on with, and what was read",
    visibilitySeconds: 1800,
    maxReceives: 5,
    retentionDays: 4,
  },
  "declaration-jobs": {
    keeps: "ids of what is sent to bodies, imported or made into files",
    visibilitySeconds: 5400,
    maxReceives: 3,
    retentionDays: 4,
  },
  sacd: {
    keeps: "keys of declarations for SACD",
    visibilitySeconds: 720,
    maxReceives: 5,
    retentionDays: 4,
  },
  "publish-pages": {
    keeps: "ids of organisations whose public pages changed",
    visibilitySeconds: 180,
    maxReceives: 5,
    retentionDays: 4,
  },
} as const satisfies Record<string, QueueSpec>;
export type QueueName = keyof typeof queues;
/** Name of the dead-letter queue of a queue. */
export const deadQueue = (name: QueueName) => `${name}-dead` as const;
export type DeadQueueName = ReturnType<typeof deadQueue>;

/** SNS topics: SES publishes there, the queue receives the SNS envelope (raw delivery off). */
export const topics = {
  "ses-received": { publishes: "SES receipt notifications (S3 action)", to: "mail-inbound" },
  "ses-events": { publishes: "events of the sending configuration set", to: "mail-events" },
} as const satisfies Record<string, { publishes: string; to: QueueName }>;
export type TopicName = keyof typeof topics;

/** What a mail in and a mail out look like to SES. */
export const mail = {
  /** Prefix of raw objects in the bucket `mail-raw`; the key is prefix + SES message id. */
  inboundPrefix: "inbound/",
  receivedTopic: "ses-received",
  configurationSet: "guichet-outbound",
  /** For codes and links of accounts: whoever once complained about a letter still receives what they ask for. */
  securityConfigurationSet: "guichet-security",
  eventsTopic: "ses-events",
  events: ["SEND", "REJECT", "BOUNCE", "COMPLAINT", "DELIVERY", "DELIVERY_DELAY", "RENDERING_FAILURE"],
} as const;

export type Right =
  | { database: DatabaseRole }
  | { bucket: BucketName; can: ReadonlyArray<"read" | "write" | "list" | "delete"> }
  | { queue: QueueName; can: "send" }
  /** `suppressions`: reads the account's list of blocked addresses, and takes addresses off it. */
  | { ses: "send" | "suppressions" }
  /** Asks the public DNS about the records mail depends on, and knows what they should be. */
  | { dns: "read" }
  /** `send`: speaks SMTP to the second provider; `offer`: knows only whether there is one. */
  | { smtpRelay: "send" | "offer" }
  /** Asks ticketing vendors, from the one address they may have to know (docs/decisions/067). */
  | { ticketing: "read" }
  /** The key of ticketing credentials: `seal` what somebody typed, or `open` it to ask the vendor. */
  | { credentials: "seal" | "open" }
  /** `exchange`: speaks to it with the client's secret; `offer`: knows only whether there is one, and its name. */
  | { identityProvider: "proconnect"; can: "exchange" | "offer" }
  /** Speaks to SACD's web service, with the secrets it gave. */
  | { sacd: "send" }
  /** Asks the State's directory of companies. */
  | { companyDirectory: "read" }
  /** Asks the State's directory of public services which addresses it publishes. */
  | { publicDirectory: "read" }
  /** Asks the national address service. */
  | { addressService: "read" };

export type Trigger =
  /** HTTP API (payload 2.0). `origin` says which host answers; `path` is a prefix. */
  | { kind: "http"; origin: "app" | "files"; path: `/${string}` }
  | { kind: "queue"; queue: QueueName; batchSize: number }
  /** Every dead-letter queue, one message at a time. */
  | { kind: "dead-letters"; queues: readonly QueueName[] }
  | { kind: "schedule"; everyMinutes: number }
  /** Once per deployment (and at each local start), before anything else takes traffic. */
  | { kind: "deploy" };

export interface FunctionSpec {
  /** What it does, in one line: also the description of the deployed function. */
  does: string;
  /** File under functions/entries that exports `handler`. */
  entry: `functions/entries/${string}.ts`;
  trigger: Trigger;
  memoryMb: number;
  timeoutSeconds: number;
  rights: readonly Right[];
}

const functions = {
  api: {
    does: "answers the /api routes of people who sign in",
    entry: "functions/entries/api.ts",
    trigger: { kind: "http", origin: "app", path: "/api" },
    memoryMb: 1024,
    timeoutSeconds: 20,
    rights: [
      { database: "app" },
      { bucket: "uploads", can: ["read", "write", "delete"] },
      { bucket: "files", can: ["read", "write"] },
      { bucket: "mail-raw", can: ["read"] },
      { queue: "mail-inbound", can: "send" },
      { queue: "mail-outbound", can: "send" },
      { queue: "mail-events", can: "send" },
      { queue: "account-mails", can: "send" },
      { queue: "publish-pages", can: "send" },
      { queue: "case-jobs", can: "send" },
      { queue: "ticketing-sync", can: "send" },
      { queue: "declaration-jobs", can: "send" },
      { bucket: "exports", can: ["read"] },
      { bucket: "receipts", can: ["read"] },
      { identityProvider: "proconnect", can: "offer" },
    ],
  },
  proconnect: {
    does: "takes people to ProConnect and back, and checks what it says of them",
    entry: "functions/entries/proconnect.ts",
    trigger: { kind: "http", origin: "app", path: "/api/proconnect" },
    memoryMb: 512,
    timeoutSeconds: 20,
    rights: [{ identityProvider: "proconnect", can: "exchange" }],
  },
  companies: {
    does: "asks the State's directories who has a SIRET, and which address is published for it",
    entry: "functions/entries/companies.ts",
    trigger: { kind: "http", origin: "app", path: "/api/companies" },
    memoryMb: 512,
    timeoutSeconds: 10,
    rights: [{ companyDirectory: "read" }, { publicDirectory: "read" }],
  },
  addresses: {
    does: "asks the national address service for streets and towns while somebody types",
    entry: "functions/entries/addresses.ts",
    trigger: { kind: "http", origin: "app", path: "/api/addresses" },
    memoryMb: 512,
    timeoutSeconds: 10,
    rights: [{ addressService: "read" }],
  },
  ticketing: {
    does: "tries the codes of a ticketing account and seals them",
    entry: "functions/entries/ticketing.ts",
    trigger: { kind: "http", origin: "app", path: "/api/ticketing" },
    memoryMb: 512,
    timeoutSeconds: 29,
    rights: [{ ticketing: "read" }, { credentials: "seal" }],
  },
  "public-api": {
    does: "answers what citizens may ask without account: directory, form, follow-up page",
    entry: "functions/entries/public-api.ts",
    trigger: { kind: "http", origin: "app", path: "/api/public" },
    memoryMb: 1024,
    timeoutSeconds: 20,
    rights: [
      { database: "public" },
      { bucket: "uploads", can: ["read", "write", "delete"] },
      { bucket: "files", can: ["read", "write"] },
      { queue: "case-letters", can: "send" },
    ],
  },
  "message-frame": {
    does: "serves the sanitised HTML of one message to a sandboxed frame, on the files origin",
    entry: "functions/entries/message-frame.ts",
    trigger: { kind: "http", origin: "files", path: "/frames" },
    memoryMb: 512,
    timeoutSeconds: 10,
    rights: [{ database: "app" }, { bucket: "files", can: ["read"] }],
  },
  "inbound-mail": {
    does: "turns one received mail into one entry or one quarantine row per target",
    entry: "functions/entries/inbound-mail.ts",
    trigger: { kind: "queue", queue: "mail-inbound", batchSize: 1 },
    memoryMb: 1024,
    timeoutSeconds: 120,
    rights: [
      { database: "worker" },
      { bucket: "mail-raw", can: ["read"] },
      { bucket: "files", can: ["read", "write"] },
      { queue: "mail-outbound", can: "send" },
    ],
  },
  "outbound-mail": {
    does: "hands one recipient's copy of a message over to the mail provider",
    entry: "functions/entries/outbound-mail.ts",
    trigger: { kind: "queue", queue: "mail-outbound", batchSize: 1 },
    memoryMb: 512,
    timeoutSeconds: 60,
    rights: [
      { database: "worker" },
      { bucket: "files", can: ["read"] },
      { ses: "send" },
      { smtpRelay: "offer" },
      { bucket: "mail-relay", can: ["write"] },
      { queue: "mail-relay", can: "send" },
      // What must wait for its turn comes back a few seconds later.
      { queue: "mail-outbound", can: "send" },
    ],
  },
  "relay-mail": {
    does: "hands one mail over to the second provider by SMTP, and tells what it answered",
    entry: "functions/entries/relay-mail.ts",
    trigger: { kind: "queue", queue: "mail-relay", batchSize: 1 },
    memoryMb: 512,
    timeoutSeconds: 60,
    rights: [
      { smtpRelay: "send" },
      { bucket: "mail-relay", can: ["read", "write"] },
      { queue: "mail-events", can: "send" },
    ],
  },
  "ticketing-fetch": {
    does: "reads one bounded piece of a ticketing account and puts it down",
    entry: "functions/entries/ticketing-fetch.ts",
    trigger: { kind: "queue", queue: "ticketing-fetch", batchSize: 1 },
    memoryMb: 1024,
    timeoutSeconds: 300,
    rights: [
      { ticketing: "read" },
      { credentials: "open" },
      { bucket: "readings", can: ["read", "write"] },
      { queue: "ticketing-sync", can: "send" },
    ],
  },
  "ticketing-sync": {
    does: "decides what is read next of a ticketing account, and applies what was read to its shows",
    entry: "functions/entries/ticketing-sync.ts",
    trigger: { kind: "queue", queue: "ticketing-sync", batchSize: 1 },
    memoryMb: 1024,
    timeoutSeconds: 300,
    rights: [
      { database: "worker" },
      { bucket: "readings", can: ["read"] },
      { queue: "ticketing-fetch", can: "send" },
      { queue: "ticketing-sync", can: "send" },
    ],
  },
  "dispatch-sync": {
    does: "starts the readings of ticketing accounts that are due, and goes on with those that stopped",
    entry: "functions/entries/dispatch-sync.ts",
    trigger: { kind: "schedule", everyMinutes: 15 },
    memoryMb: 512,
    timeoutSeconds: 60,
    rights: [{ database: "worker" }, { queue: "ticketing-sync", can: "send" }],
  },
  "file-scans": {
    does: "notes what the malware scanner found in a kept file, and tells those whom it concerns",
    entry: "functions/entries/file-scans.ts",
    trigger: { kind: "queue", queue: "file-scans", batchSize: 10 },
    memoryMb: 512,
    timeoutSeconds: 30,
    rights: [
      { database: "worker" },
      { bucket: "files", can: ["delete"] },
      { queue: "mail-outbound", can: "send" },
    ],
  },
  "rescan-files": {
    does: "shows files without verdict to the malware scanner again, and gives up after a day",
    entry: "functions/entries/rescan-files.ts",
    trigger: { kind: "schedule", everyMinutes: 60 },
    memoryMb: 512,
    timeoutSeconds: 300,
    rights: [{ database: "worker" }, { bucket: "files", can: ["read", "write"] }],
  },
  "account-mails": {
    does: "words one mail about an account (invitation, reset, sign-in link) and queues it",
    entry: "functions/entries/account-mails.ts",
    trigger: { kind: "queue", queue: "account-mails", batchSize: 1 },
    memoryMb: 512,
    timeoutSeconds: 30,
    rights: [{ database: "worker" }, { queue: "mail-outbound", can: "send" }],
  },
  "case-letters": {
    does: "words the letters that follow from a citizen's act (receipt, code, link) and queues them",
    entry: "functions/entries/case-letters.ts",
    trigger: { kind: "queue", queue: "case-letters", batchSize: 1 },
    memoryMb: 512,
    timeoutSeconds: 30,
    rights: [{ database: "worker" }, { queue: "mail-outbound", can: "send" }],
  },
  "mail-events": {
    does: "applies the providers' delivery events to recipients, lifts addresses off the provider's list",
    entry: "functions/entries/mail-events.ts",
    trigger: { kind: "queue", queue: "mail-events", batchSize: 10 },
    memoryMb: 512,
    timeoutSeconds: 30,
    rights: [
      { database: "worker" },
      { queue: "mail-outbound", can: "send" },
      { queue: "mail-events", can: "send" },
      { ses: "suppressions" },
    ],
  },
  "dead-letters": {
    does: "turns each dead letter into a row that a person can see and replay",
    entry: "functions/entries/dead-letters.ts",
    trigger: {
      kind: "dead-letters",
      queues: [
        "mail-inbound",
        "mail-outbound",
        "mail-relay",
        "mail-events",
        "account-mails",
        "case-letters",
        "file-scans",
        "case-jobs",
        "ticketing-fetch",
        "ticketing-sync",
        "declaration-jobs",
        "sacd",
        "publish-pages",
      ],
    },
    memoryMb: 512,
    timeoutSeconds: 30,
    rights: [{ database: "worker" }],
  },
  "sweep-outbox": {
    does: "sends what a crash left in the outbox, retries mails that are due, frees expired leases",
    entry: "functions/entries/sweep-outbox.ts",
    trigger: { kind: "schedule", everyMinutes: 1 },
    memoryMb: 512,
    timeoutSeconds: 50,
    rights: [
      { database: "worker" },
      { queue: "mail-inbound", can: "send" },
      { queue: "mail-outbound", can: "send" },
      { queue: "mail-relay", can: "send" },
      { queue: "mail-events", can: "send" },
      { queue: "file-scans", can: "send" },
      { queue: "account-mails", can: "send" },
      { queue: "case-letters", can: "send" },
      { queue: "publish-pages", can: "send" },
      { queue: "case-jobs", can: "send" },
      { queue: "ticketing-sync", can: "send" },
      { queue: "sacd", can: "send" },
      { queue: "declaration-jobs", can: "send" },
    ],
  },
  "reconcile-mail": {
    does: "finds raw mails without a row, or left half-way, and queues them again",
    entry: "functions/entries/reconcile-mail.ts",
    trigger: { kind: "schedule", everyMinutes: 10 },
    memoryMb: 512,
    timeoutSeconds: 50,
    rights: [
      { database: "worker" },
      { bucket: "mail-raw", can: ["read", "list"] },
      { queue: "mail-inbound", can: "send" },
    ],
  },
  "tend-quarantine": {
    does: "reminds managers of held mails, and erases those whose time is over",
    entry: "functions/entries/tend-quarantine.ts",
    trigger: { kind: "schedule", everyMinutes: 60 },
    memoryMb: 512,
    timeoutSeconds: 300,
    rights: [
      { database: "worker" },
      { bucket: "mail-raw", can: ["read", "delete"] },
      { bucket: "files", can: ["read", "delete"] },
      { queue: "mail-outbound", can: "send" },
    ],
  },
  "forget-mail": {
    does: "deletes originals, delivery details and files whose time is over",
    entry: "functions/entries/forget-mail.ts",
    trigger: { kind: "schedule", everyMinutes: 1440 },
    memoryMb: 512,
    timeoutSeconds: 600,
    rights: [
      { database: "worker" },
      { bucket: "mail-raw", can: ["read", "list", "delete"] },
      { bucket: "files", can: ["read", "list", "delete"] },
    ],
  },
  "check-mail": {
    does: "compares the mail domain's DNS with what it should be, and sends a test mail out and back in",
    entry: "functions/entries/check-mail.ts",
    trigger: { kind: "schedule", everyMinutes: 15 },
    memoryMb: 512,
    timeoutSeconds: 60,
    rights: [
      { database: "worker" },
      { bucket: "mail-raw", can: ["delete"] },
      { queue: "mail-outbound", can: "send" },
      { ses: "suppressions" },
      { dns: "read" },
    ],
  },
  "send-digests": {
    does: "sends each agent the day's news in one mail, at the hour of their morning",
    entry: "functions/entries/send-digests.ts",
    trigger: { kind: "schedule", everyMinutes: 15 },
    memoryMb: 512,
    timeoutSeconds: 120,
    rights: [{ database: "worker" }, { queue: "mail-outbound", can: "send" }],
  },
  "forget-accounts": {
    does: "deletes what accounts leave behind, tells the platform which requests to join nobody answered",
    entry: "functions/entries/forget-accounts.ts",
    trigger: { kind: "schedule", everyMinutes: 1440 },
    memoryMb: 512,
    timeoutSeconds: 300,
    rights: [{ database: "worker" }, { queue: "account-mails", can: "send" }],
  },
  "case-jobs": {
    does: "does the long work agents ask for: exports, documents, whole cases, many cases at once",
    entry: "functions/entries/case-jobs.ts",
    trigger: { kind: "queue", queue: "case-jobs", batchSize: 1 },
    memoryMb: 1024,
    timeoutSeconds: 900,
    rights: [
      { database: "worker" },
      { bucket: "files", can: ["read", "write"] },
      { bucket: "mail-raw", can: ["read"] },
      { bucket: "exports", can: ["read", "write", "delete"] },
      { queue: "mail-outbound", can: "send" },
    ],
  },
  "declaration-jobs": {
    does: "does the long work of declarations: files imported, lists as files",
    entry: "functions/entries/declaration-jobs.ts",
    trigger: { kind: "queue", queue: "declaration-jobs", batchSize: 1 },
    memoryMb: 1024,
    timeoutSeconds: 900,
    rights: [
      { database: "worker" },
      { bucket: "uploads", can: ["read"] },
      { bucket: "exports", can: ["read", "write"] },
      { bucket: "receipts", can: ["read", "write"] },
      { bucket: "files", can: ["read", "write"] },
      { queue: "sacd", can: "send" },
      // What surely did not arrive is tried again a little later.
      { queue: "declaration-jobs", can: "send" },
      { queue: "mail-outbound", can: "send" },
    ],
  },
  sacd: {
    does: "sends one declaration to SACD and keeps what it answers",
    entry: "functions/entries/sacd.ts",
    trigger: { kind: "queue", queue: "sacd", batchSize: 1 },
    memoryMb: 512,
    timeoutSeconds: 120,
    rights: [
      { sacd: "send" },
      { bucket: "receipts", can: ["read", "write"] },
      { queue: "declaration-jobs", can: "send" },
    ],
  },
  "tend-declarations": {
    does: "does what a day brings to declarations: reminders of deadlines, accounts that are not read, what is forgotten",
    entry: "functions/entries/tend-declarations.ts",
    trigger: { kind: "schedule", everyMinutes: 15 },
    memoryMb: 512,
    timeoutSeconds: 300,
    rights: [
      { database: "worker" },
      { bucket: "receipts", can: ["delete"] },
      { queue: "mail-outbound", can: "send" },
    ],
  },
  "tend-cases": {
    does: "does what a day brings to cases: reminders, deadlines, the three-month clock, surveys, forms that open again",
    entry: "functions/entries/tend-cases.ts",
    trigger: { kind: "schedule", everyMinutes: 15 },
    memoryMb: 512,
    timeoutSeconds: 300,
    rights: [
      { database: "worker" },
      { queue: "mail-outbound", can: "send" },
      { queue: "case-jobs", can: "send" },
      { queue: "publish-pages", can: "send" },
    ],
  },
  "forget-cases": {
    does: "anonymises, erases and empties the recycle bin when their time is over, and proves it",
    entry: "functions/entries/forget-cases.ts",
    trigger: { kind: "schedule", everyMinutes: 60 },
    memoryMb: 1024,
    timeoutSeconds: 900,
    rights: [
      { database: "worker" },
      { bucket: "files", can: ["read", "list", "delete"] },
      { bucket: "mail-raw", can: ["read", "list", "delete"] },
      { bucket: "exports", can: ["read", "list", "delete"] },
      { queue: "mail-outbound", can: "send" },
    ],
  },
  "publish-pages": {
    does: "writes an organisation's public pages and logo to the site, or takes them away",
    entry: "functions/entries/publish-pages.ts",
    trigger: { kind: "queue", queue: "publish-pages", batchSize: 1 },
    memoryMb: 512,
    timeoutSeconds: 30,
    rights: [
      { database: "worker" },
      { bucket: "files", can: ["read"] },
      { bucket: "site", can: ["read", "write", "delete"] },
    ],
  },
  migrate: {
    does: "applies the reviewed SQL migrations, then the roles' grants",
    entry: "functions/entries/migrate.ts",
    trigger: { kind: "deploy" },
    memoryMb: 512,
    timeoutSeconds: 300,
    rights: [{ database: "owner" }],
  },
} as const satisfies Record<string, FunctionSpec>;
export type FunctionName = keyof typeof functions;

/** Functions by name, widened to the common shape, for code that walks the whole list. */
export const functionSpecs: Readonly<Record<FunctionName, FunctionSpec>> = functions;

/**
 * Whether a function runs outside the private network: it has no right on the database, and speaks to the Internet
 * instead. None does both (docs/decisions/054).
 */
export const runsOutside = (name: FunctionName): boolean =>
  !functionSpecs[name].rights.some((right) => "database" in right);
/** Whether it speaks to the Internet from our one fixed address, in a network of its own. */
export const hasFixedAddress = (name: FunctionName): boolean =>
  functionSpecs[name].rights.some((right) => "ticketing" in right);

/** `MAIL_OUTBOUND` for `mail-outbound`: how names appear in environment variables. */
const upper = (name: string) => name.toUpperCase().replaceAll("-", "_");
/** Environment variable that holds a bucket's name. */
export const bucketVariable = (name: BucketName) => `BUCKET_${upper(name)}`;
/** Environment variable that holds a queue's URL. */
export const queueVariable = (name: QueueName) => `QUEUE_${upper(name)}`;
/** PostgreSQL role behind a database right. */
export const databaseUser = (role: DatabaseRole) => `guichet_${role}`;

/**
 * Addresses of the static front that are not a file of their own, and the file that answers.
 * Read by the CloudFront function and by the local edge. First match wins; `*` is one path segment, `**` any rest.
 * An organisation's home (/mediation/<slug>) is a published page: mediation/<slug>/index.html.
 */
export const rewrites: ReadonlyArray<{ from: string; to: string }> = [
  { from: "/mediation/*/demande", to: "/mediation/demande.html" },
  { from: "/suivi", to: "/suivi.html" },
  { from: "/avis", to: "/avis.html" },
  { from: "/courriels", to: "/courriels.html" },
  { from: "/fichier", to: "/fichier.html" },
  ...[
    "/connexion",
    "/connexion/**",
    "/mot-de-passe-oublie",
    "/mot-de-passe",
    "/invitation",
    "/adresse-e-mail",
    "/inscription",
    "/compte",
    "/compte/**",
    "/plateforme",
    "/plateforme/**",
  ].map((from) => ({ from, to: "/agent.html" })),
  { from: "/espace", to: "/agent.html" },
  { from: "/espace/**", to: "/agent.html" },
];
