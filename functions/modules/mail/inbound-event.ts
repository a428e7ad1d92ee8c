import * as z from "zod/mini";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import { Again } from "./again-body.ts";
import { all, first } from "./mime-headers.ts";
import { readStructure } from "./mime-parts.ts";
import type { Verdict } from "./route.ts";
import { snsMessage } from "./sns.ts";

/** One received mail as the queue announces it, whoever put it there. */
export interface InboundEvent {
  sesMessageId: string;
  bucket: string;
  rawKey: string;
  receivedAt: Date;
  /** Null is the empty return path. */
  envelopeFrom: string | null;
  recipients: string[];
  verdicts: Record<"spam" | "virus" | "spf" | "dkim" | "dmarc", Verdict>;
  dmarcPolicy: "none" | "quarantine" | "reject" | null;
}

/** Where SES puts raw mails in the bucket `mail-raw`, as the catalogue says; the key is this and the SES message id. */
export const inboundPrefix = "inbound/";

const Status = z.optional(z.object({ status: z.string() }));

/** The notification of an S3 receipt action (SES developer guide, "Contents of notifications"); unknown fields pass. */
const Received = z.object({
  notificationType: z.literal("Received"),
  receipt: z.object({
    timestamp: z.string(),
    recipients: z.array(z.string()),
    spamVerdict: Status,
    virusVerdict: Status,
    spfVerdict: Status,
    dkimVerdict: Status,
    dmarcVerdict: Status,
    dmarcPolicy: z.optional(z.string()),
    action: z.object({ type: z.literal("S3"), bucketName: z.string(), objectKey: z.string() }),
  }),
  mail: z.object({ source: z.optional(z.string()), messageId: z.string() }),
});

const knownVerdicts = new Set<string>(["PASS", "FAIL", "GRAY", "PROCESSING_FAILED", "DISABLED"]);
/** The list above is the type's, without `MISSING`. */
const verdictOf = (status: z.infer<typeof Status>): Verdict =>
  status !== undefined && knownVerdicts.has(status.status) ? (status.status as Verdict) : "MISSING";

const policies = ["none", "quarantine", "reject"] as const;

/** Reads a record of `mail-inbound`: a notification of SES, or a request to process a stored raw. Throws on others. */
export function readInboundRecord(body: string): InboundEvent | { rawKey: string; receivedAt: Date } {
  const again = Again.safeParse(JSON.parse(body));
  if (again.success) return { rawKey: again.data.rawKey, receivedAt: new Date(again.data.receivedAt) };
  const { receipt, mail } = snsMessage(body, Received);
  return {
    sesMessageId: mail.messageId,
    bucket: receipt.action.bucketName,
    rawKey: receipt.action.objectKey,
    receivedAt: new Date(receipt.timestamp),
    envelopeFrom: canonicalAddress(mail.source ?? "") ?? null,
    recipients: receipt.recipients,
    verdicts: {
      spam: verdictOf(receipt.spamVerdict),
      virus: verdictOf(receipt.virusVerdict),
      spf: verdictOf(receipt.spfVerdict),
      dkim: verdictOf(receipt.dkimVerdict),
      dmarc: verdictOf(receipt.dmarcVerdict),
    },
    dmarcPolicy: policies.find((policy) => policy === receipt.dmarcPolicy) ?? null,
  };
}

/**
 * What can still be known of a raw mail whose notification never came: recipients from the `for` of our own Received
 * line, else from To, Cc and Delivered-To at our domain. Verdicts are `MISSING`, which proves nobody.
 */
export function recoverEvent(
  raw: Buffer,
  found: { rawKey: string; receivedAt: Date },
  bucket: string,
  mailDomain: string,
): InboundEvent {
  const { headers } = readStructure(raw.subarray(0, 1024 * 1024)).root;
  const ours = (values: readonly string[]) => {
    const text = values.join(" ").toLowerCase();
    const domain = mailDomain.replaceAll(".", "\\.");
    return [
      ...new Set(
        text.match(new RegExp(`[a-z0-9!#$%&'*+/=?^_{|}~.-]{1,64}@${domain}(?![a-z0-9.-])`, "g")) ?? [],
      ),
    ];
  };
  const [received = ""] = all(headers, "received");
  const named = ours([/\bfor\s+<?([^\s;>]+)/i.exec(received)?.[1] ?? ""]);
  const shown = ours(["to", "cc", "delivered-to"].flatMap((name) => all(headers, name)));
  const path = (first(headers, "return-path") ?? "").trim().replace(/^<|>$/g, "");
  return {
    ...found,
    sesMessageId: found.rawKey.slice(inboundPrefix.length),
    bucket,
    envelopeFrom: canonicalAddress(path) ?? null,
    recipients: named.length > 0 ? named : shown,
    verdicts: { spam: "MISSING", virus: "MISSING", spf: "MISSING", dkim: "MISSING", dmarc: "MISSING" },
    dmarcPolicy: null,
  };
}
