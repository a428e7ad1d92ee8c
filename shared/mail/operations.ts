import * as z from "zod/mini";
import { dnsRecordNames } from "./dns.ts";

/** How mail fares, as platform administrators see it: counts, causes and instants, never a mail or an address. */

export type MailCheckName = "canary" | "dns" | "unaccounted" | "suppressions";

/** After this many seconds the test mail is late. */
export const canaryLateSeconds = 300;

/** What the check of the way out and in keeps: the one under way, and how the one before fared (null = never came). */
export const CanaryDetail = z.object({
  pending: z.nullable(z.object({ token: z.string(), messageId: z.string(), sentAt: z.string() })),
  last: z.nullable(z.object({ sentAt: z.string(), seconds: z.nullable(z.number()) })),
});
export type CanaryDetail = z.infer<typeof CanaryDetail>;

const recordNames = Object.keys(dnsRecordNames) as (keyof typeof dnsRecordNames)[];
export const DnsFinding = z.object({
  record: z.enum(recordNames),
  name: z.string(),
  type: z.string(),
  expected: z.string(),
  found: z.array(z.string()),
  state: z.enum(["ok", "different", "missing", "unanswered"]),
});
export type DnsFinding = z.infer<typeof DnsFinding>;

/** What became of a received mail, one word per target. */
export const targetOutcomes = {
  entry: "Rangés dans un dossier",
  delivery_event: "Nouvelles d’un envoi",
  quarantine: "Retenus",
  duplicate: "Déjà reçus par une autre voie",
} as const;

export const providerNames = { ses: "Amazon SES", smtp: "Serveur de secours (SMTP)" } as const;

const Counts = z.record(z.string(), z.number());

/** How mail fares on the platform. Counts are of the last 24 hours unless they say what is in work now. */
export const MailOperations = z.object({
  since: z.string(),
  /** Targets by outcome, held mails by cause, copies by state. */
  received: Counts,
  held: Counts,
  sent: Counts,
  unfinished: z.number(),
  oldestUnfinishedAt: z.nullable(z.string()),
  uncertain: z.number(),
  due: z.number(),
  scanPending: z.number(),
  deadLetters: z.number(),
  unaccounted: z.nullable(z.object({ at: z.string(), count: z.number() })),
  providers: z.array(
    z.object({
      provider: z.enum(["ses", "smtp"]),
      circuit: z.enum(["closed", "open", "half_open"]),
      openUntil: z.nullable(z.string()),
      failures: z.number(),
      handedOver: z.number(),
    }),
  ),
  canary: z.nullable(
    z.object({
      state: z.enum(["ok", "late", "waiting"]),
      at: z.string(),
      /** Of the last one that came back: how long it took. */
      seconds: z.nullable(z.number()),
    }),
  ),
  dns: z.nullable(z.object({ at: z.string(), records: z.array(DnsFinding) })),
});
export type MailOperations = z.infer<typeof MailOperations>;

/** A received mail by its technical id, which logs carry: read again with today's reader. */
export const ReprocessMail = z.strictObject({ id: z.uuid("Un identifiant technique a 36 caractères.") });
export type ReprocessMail = z.infer<typeof ReprocessMail>;
