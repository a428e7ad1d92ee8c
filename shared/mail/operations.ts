import * as z from "zod/mini";
import { dnsRecordNames } from "./dns.ts";

/** How mail fares, as platform administrators see it: counts, causes and instants, never a mail or an address. */

export const mailCheckNames = ["canary", "dns", "unaccounted", "suppressions"] as const;
export type MailCheckName = (typeof mailCheckNames)[number];

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
