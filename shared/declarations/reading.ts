/** What functions that know the database and functions that ask vendors say to each other (docs/decisions/067). */
import * as z from "zod/mini";
import { connectionFaults, RemoteProvider } from "./enums.ts";

/** Purposes of what is sealed on its way: a ticket opens as no proof. */
export const ticketingSeals = {
  ticket: "ticketing ticket",
  proof: "ticketing account",
  session: "ticketing session",
} as const;
/** Seconds a ticket and a proof last. */
export const proofSeconds = 900;

/** Who may have an account tried. */
export const Ticket = z.object({ organisationId: z.uuid(), userId: z.uuid() });

/** Codes under a key of their own, base64; the key itself is sealed by the key service. */
export const SealedCodes = z.object({ ciphertext: z.string(), dataKey: z.string(), keyId: z.string() });
export type SealedCodes = z.infer<typeof SealedCodes>;

/** An account that opened: what is kept of it. */
export const Proof = z.object({
  organisationId: z.uuid(),
  userId: z.uuid(),
  provider: RemoteProvider,
  /** Null where the vendor names no account (Mapado). */
  accountKey: z.nullable(z.string()),
  label: z.nullable(z.string()),
  hint: z.string(),
  fingerprint: z.string(),
  sealed: SealedCodes,
  /** Calls the trial made: the first reading counts them, because the vendor does. */
  calls: z.int(),
  /** Some series of an account without name, to be compared with what was known of it. */
  series: z.array(z.string()),
});
export type Proof = z.infer<typeof Proof>;

/** Where reading a list is: what the connector gave, as it gave it. */
type Cursor = string | number | boolean | null | readonly Cursor[] | { readonly [key: string]: Cursor };
const Cursor = z.pipe(
  z.json(),
  z.transform((cursor): Cursor => cursor),
);
const Key = z.string();

/** One bounded piece to read: changes, or series one after the other from where each is. */
export const PieceAsked = z.object({
  runId: z.uuid(),
  step: z.int(),
  organisationId: z.uuid(),
  provider: RemoteProvider,
  fingerprint: z.string(),
  sealed: SealedCodes,
  /** Nobody waits for it after: ISO 8601. */
  before: z.string(),
  /** Calls it may make. */
  calls: z.int(),
  want: z.union([
    z.object({ since: z.string(), cursor: Cursor }),
    z.object({ series: z.array(z.object({ id: z.string(), cursor: Cursor })) }),
  ]),
});
export type PieceAsked = z.infer<typeof PieceAsked>;

/** What was read: pages are objects of the bucket `readings`. A cursor of null = all of it was read. */
export const PieceRead = z.object({
  runId: z.uuid(),
  step: z.int(),
  /** Calls it could make, and made. */
  allowed: z.int(),
  calls: z.int(),
  /** Why it stopped early; of one series, when it was reading one. */
  fault: z.nullable(
    z.object({
      code: z.enum(connectionFaults),
      retryAt: z.nullable(z.string()),
      seriesId: z.nullable(z.string()),
    }),
  ),
  discovered: z.nullable(z.object({ keys: z.array(Key), next: Cursor })),
  series: z.array(z.object({ id: z.string(), readAt: z.string(), keys: z.array(Key), next: Cursor })),
});
export type PieceRead = z.infer<typeof PieceRead>;

/** What the queue of readings carries. */
export const RunMessage = z.union([
  PieceRead,
  /** Go on with a run that waited or stopped. */
  z.object({ runId: z.uuid() }),
  /** Somebody decided of what was set aside: map what was read of the series again. */
  z.object({ sourceId: z.uuid(), seriesId: z.string() }),
]);
