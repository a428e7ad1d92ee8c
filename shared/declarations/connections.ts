import * as z from "zod/mini";
import { connectionFaults, providers, RemoteProvider } from "./enums.ts";

/** Most remote accounts an organisation connects (declarations.md §3). */
export const mostConnections = 10;
/** Hours after which a reading is old (§4.1). */
export const freshHours = 24;

const Id = z.uuid("Identifiant illisible.");
const ProviderCode = z.enum(Object.keys(providers) as [keyof typeof providers]);
const Fault = z.nullable(z.enum(connectionFaults));
const Instant = z.nullable(z.string());

/** `ticketing_connection.status`. */
export const connectionStatuses = {
  active: "Connectée",
  needs_attention: "À vérifier",
  disconnected: "Déconnectée",
} as const;
/** `sync_run.state`. */
export const runStates = {
  queued: "En attente",
  running: "En cours",
  waiting_quota: "En pause (quota du fournisseur)",
  succeeded: "Terminée",
  partial: "Terminée avec données mises de côté",
  failed: "Échouée",
  cancelled: "Annulée",
} as const;
export const openRunStates = ["queued", "running", "waiting_quota"] as const;
/** `sync_run.trigger`. */
export const runTriggers = {
  manual: "Demandée",
  scheduled: "Planifiée",
  first: "Première",
  reconnect: "Reconnexion",
} as const;
/** `sync_run.phase`. */
export const runPhases = {
  discover: "Recherche des changements",
  fetch: "Lecture",
  apply: "Enregistrement",
} as const;

/**
 * Connecting takes three requests, because what asks vendors knows no database (docs/decisions/067):
 * 1. `POST /api/declarations/connections/ticket` → a ticket that says who may test, for 15 minutes;
 * 2. `POST /api/ticketing/test` with it and the codes → a proof, or a Problem whose `reason` is a `ConnectionFault`;
 * 3. `POST /api/declarations/connections` (or `…/:id/credentials`) with the proof. No secret ever reaches the API.
 */
export const TicketAsked = z.strictObject({ organisationId: Id });
export const TestTicket = z.object({ ticket: z.string() });

const Typed = (most: number) => z.string().check(z.trim(), z.maxLength(most, "Ce texte est trop long."));
/** What a person types, with the vendor's own names (§4.2); the access key of Mapado is empty. */
export const TestAccount = z.strictObject({
  ticket: z.string().check(z.maxLength(4000)),
  provider: RemoteProvider,
  accessKey: Typed(200),
  secret: Typed(4000).check(z.minLength(1, "Collez le code secret.")),
});
export type TestAccount = z.infer<typeof TestAccount>;
/** An account that opens; `label` is its name at the vendor, where it says one. */
export const TestedAccount = z.object({ label: z.nullable(z.string()), proof: z.string() });
export type TestedAccount = z.infer<typeof TestedAccount>;
/** Address vendors see us by (`GET /api/ticketing/address`), which some must allow; null where it is not fixed. */
export const OurAddress = z.object({ address: z.nullable(z.string()) });
export type OurAddress = z.infer<typeof OurAddress>;

const Proof = z.string().check(z.minLength(1), z.maxLength(20_000));
const Label = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "Donnez un nom à cette billetterie."),
    z.maxLength(100, "100 caractères au plus."),
  );
/** The person was told that the shows of this account are not those of the source, and goes on. */
const OtherShows = z.optional(z.boolean());

/**
 * Connects an account, anew or again: an account that was disconnected finds its shows again. `sourceId` says which one
 * it was, for Mapado, that names no account. Refusals: `already_connected` (facts: `label`), `too_many_connections`,
 * `proof_expired`, `other_shows` (say `otherShows` to go on).
 */
export const ConnectAccount = z.strictObject({
  organisationId: Id,
  proof: Proof,
  label: z.optional(Label),
  sourceId: z.optional(Id),
  otherShows: OtherShows,
});
export type ConnectAccount = z.infer<typeof ConnectAccount>;

/** New codes of the same account. Refusals: `other_account`, `proof_expired`, `other_shows`, `disconnected`. */
export const ChangeCredentials = z.strictObject({
  connectionId: Id,
  version: z.int(),
  proof: Proof,
  otherShows: OtherShows,
});
export type ChangeCredentials = z.infer<typeof ChangeCredentials>;

export const ChangeConnection = z.strictObject({
  connectionId: Id,
  version: z.int(),
  label: z.optional(Label),
  /** Read each night by itself. */
  syncEnabled: z.optional(z.boolean()),
});
export type ChangeConnection = z.infer<typeof ChangeConnection>;

export const Disconnect = z.strictObject({ connectionId: Id, version: z.int() });
export type Disconnect = z.infer<typeof Disconnect>;

/** Reads an account now, or one show of it. A run that is open is a `conflict` `sync_already_running`, facts `runId`. */
export const StartRun = z.strictObject({ connectionId: Id, showId: z.optional(Id) });
export type StartRun = z.infer<typeof StartRun>;

/** One reading of an account. */
export const RunView = z.object({
  id: z.string(),
  connectionId: z.string(),
  provider: RemoteProvider,
  label: z.string(),
  trigger: z.enum(Object.keys(runTriggers) as [keyof typeof runTriggers]),
  state: z.enum(Object.keys(runStates) as [keyof typeof runStates]),
  phase: z.enum(Object.keys(runPhases) as [keyof typeof runPhases]),
  /** Series of the vendor: a show each, but for shops, whose whole account is one. 0 of 0 while they are looked for. */
  seriesTotal: z.number(),
  seriesDone: z.number(),
  /** What is being read. */
  currentName: z.nullable(z.string()),
  performancesChanged: z.number(),
  /** Records that wait for a decision, found or found again by this run. */
  asideCount: z.number(),
  callsMade: z.number(),
  /** When it goes on, in `waiting_quota`. */
  resumeAt: Instant,
  errorCode: Fault,
  startedAt: Instant,
  finishedAt: Instant,
  createdAt: z.string(),
  /** Who asked; null for a run that came by itself. */
  askedBy: z.nullable(z.object({ id: z.string(), name: z.string() })),
  /** `sync.start` = it may be stopped (`POST /api/declarations/runs/:id/cancel`). */
  allowed: z.array(z.enum(["sync.start"])),
});
export type RunView = z.infer<typeof RunView>;

export const ConnectionView = z.object({
  id: z.string(),
  sourceId: z.string(),
  provider: RemoteProvider,
  label: z.string(),
  status: z.enum(Object.keys(connectionStatuses) as [keyof typeof connectionStatuses]),
  /** Last characters of the code. */
  hint: z.string(),
  syncEnabled: z.boolean(),
  nextSyncAt: Instant,
  lastSuccessAt: Instant,
  lastErrorCode: Fault,
  lastErrorAt: Instant,
  /** Readings that failed in a row. */
  failures: z.number(),
  disconnectedAt: Instant,
  createdAt: z.string(),
  openRun: z.nullable(RunView),
  version: z.number(),
  /** `sync.start`: read now; `connection.change`: new codes, name, disconnect, or reconnect. */
  allowed: z.array(z.enum(["sync.start", "connection.change"])),
});
export type ConnectionView = z.infer<typeof ConnectionView>;

/** Where shows come from; `connection` is the latest one, null for files and what is typed. */
export const AccountView = z.object({
  sourceId: z.string(),
  provider: ProviderCode,
  label: z.string(),
  shows: z.number(),
  /** Records that wait for a decision. */
  openAside: z.number(),
  connection: z.nullable(ConnectionView),
});
export type AccountView = z.infer<typeof AccountView>;

/** `GET /api/declarations/connections?organisation=`: accounts that need somebody first, and the last 20 readings. */
export const Connections = z.object({
  accounts: z.array(AccountView),
  runs: z.array(RunView),
  /** `connection.create`: another account may be connected. */
  allowed: z.array(z.enum(["connection.create"])),
});
export type Connections = z.infer<typeof Connections>;
