import * as z from "zod/mini";
import { canonicalAddress } from "../../../shared/mail/address.ts";
import type { RecipientState } from "../../../shared/mail/schema.ts";
import { sha256 } from "../../platform/ids.ts";
import { cleanLine } from "./mime-headers.ts";
import type { Report, ReportedRecipient } from "./reports.ts";

/** What an event of SES or a report by mail means for one recipient (mail.md §5.12). Pure. */
export interface DeliveryOutcome {
  /** Where the news comes from: `ses`, or `mail` for a report. */
  provider: "ses" | "mail";
  /** The same event twice has the same key. */
  eventKey: string;
  kind: string;
  /** State to reach, subject to the rank rule; undefined when the event is only kept. */
  state: RecipientState | undefined;
  /** What it says of the address itself, beyond this message. */
  address: "undeliverable" | "complained" | "cleared" | undefined;
  statusCode: string | undefined;
  /** Addresses masked. */
  diagnostic: string | undefined;
  /** For the agent, when something went wrong. */
  reason: string | undefined;
  at: Date;
}

const When = z.pipe(
  z.string(),
  z.transform((text: string) => new Date(text)),
);
const Named = z.object({
  emailAddress: z.string(),
  status: z.optional(z.string()),
  diagnosticCode: z.optional(z.string()),
});

/** A sending event of a configuration set, as SES publishes it; unknown fields are tolerated. */
export const SesEvent = z.object({
  eventType: z.string(),
  mail: z.object({
    messageId: z.string(),
    timestamp: When,
    destination: z.optional(z.array(z.string())),
    tags: z.optional(z.record(z.string(), z.array(z.string()))),
  }),
  bounce: z.optional(
    z.object({
      bounceType: z.string(),
      bounceSubType: z.optional(z.string()),
      bouncedRecipients: z.array(Named),
      feedbackId: z.string(),
      timestamp: When,
    }),
  ),
  complaint: z.optional(
    z.object({
      complainedRecipients: z.array(z.object({ emailAddress: z.string() })),
      feedbackId: z.string(),
      complaintFeedbackType: z.optional(z.nullable(z.string())),
      complaintSubType: z.optional(z.nullable(z.string())),
      timestamp: When,
    }),
  ),
  delivery: z.optional(
    z.object({ timestamp: When, recipients: z.array(z.string()), smtpResponse: z.optional(z.string()) }),
  ),
  deliveryDelay: z.optional(
    z.object({ timestamp: When, delayType: z.optional(z.string()), delayedRecipients: z.array(Named) }),
  ),
  reject: z.optional(z.object({ reason: z.optional(z.string()) })),
});
export type SesEvent = z.infer<typeof SesEvent>;

/** For the agent: nobody writes to this address any more. */
export const blockedWords = "Cette adresse a déjà refusé des messages\u00a0: l’envoi est bloqué.";

const reasons = {
  noAddress: "Cette adresse n’existe pas.",
  blocked: blockedWords,
  full: "La boîte aux lettres est pleine.",
  temporary: "Le serveur du destinataire n’a pas accepté le message pour l’instant.",
  tooLarge: "Le message est trop volumineux pour le destinataire.",
  content: "Le serveur du destinataire a refusé le contenu du message.",
  delayed: "La remise prend du retard ; elle est tentée de nouveau.",
  complained: "La personne a signalé ce message comme indésirable.",
  virus: "Le fournisseur a refusé le message : un fichier contient un virus.",
  rendering: "Le message n’a pas pu être préparé.",
} as const;

/** What happened, for each address the event names. */
export function outcomesOfSesEvent(
  event: SesEvent,
): Array<DeliveryOutcome & { recipient: string | undefined }> {
  const { bounce, complaint, delivery, deliveryDelay } = event;
  const key = (address: string, at: Date) =>
    sha256(`${event.mail.messageId}\0${event.eventType}\0${address}\0${at.toISOString()}`);
  const make = (address: string, at: Date, rest: Partial<DeliveryOutcome>) => ({
    provider: "ses" as const,
    eventKey: key(address, at),
    kind: event.eventType,
    state: undefined,
    address: undefined,
    statusCode: undefined,
    diagnostic: undefined,
    reason: undefined,
    at,
    ...rest,
    recipient: canonicalAddress(address),
  });
  if (bounce !== undefined) {
    return bounce.bouncedRecipients.map(({ emailAddress, status, diagnosticCode }) =>
      make(emailAddress, bounce.timestamp, {
        eventKey: `${bounce.feedbackId}:${sha256(emailAddress.toLowerCase())}`,
        statusCode: status,
        diagnostic: masked(diagnosticCode),
        ...bounceOutcome(bounce.bounceType, bounce.bounceSubType ?? "", status, diagnosticCode),
      }),
    );
  }
  if (complaint !== undefined) {
    const isGood = complaint.complaintFeedbackType === "not-spam";
    return complaint.complainedRecipients.map(({ emailAddress }) =>
      make(emailAddress, complaint.timestamp, {
        eventKey: `${complaint.feedbackId}:${sha256(emailAddress.toLowerCase())}`,
        ...(isGood
          ? { address: "cleared" as const }
          : // SES took the message and held it back: the complaint was about an earlier one.
            complaint.complaintSubType === "OnAccountSuppressionList"
            ? { state: "suppressed" as const, address: "complained" as const, reason: reasons.blocked }
            : { state: "complained" as const, address: "complained" as const, reason: reasons.complained }),
      }),
    );
  }
  if (delivery !== undefined) {
    return delivery.recipients.map((address) => make(address, delivery.timestamp, { state: "delivered" }));
  }
  if (deliveryDelay !== undefined) {
    return deliveryDelay.delayedRecipients.map(({ emailAddress, status, diagnosticCode }) =>
      make(emailAddress, deliveryDelay.timestamp, {
        state: "delayed",
        statusCode: status,
        diagnostic: masked(diagnosticCode),
        reason: reasons.delayed,
      }),
    );
  }
  const rest: Record<string, Partial<DeliveryOutcome>> = {
    Send: { state: "sent" },
    Reject: { state: "failed", reason: reasons.virus },
    "Rendering Failure": { state: "failed", reason: reasons.rendering },
  };
  const [address = ""] = event.mail.destination ?? [];
  return [make(address, event.mail.timestamp, rest[event.eventType] ?? {})];
}

type Verdict = Pick<DeliveryOutcome, "state" | "address" | "reason">;
const hard: Verdict = { state: "hard_bounced", address: "undeliverable", reason: reasons.noAddress };
const soft = (reason: string): Verdict => ({ state: "soft_bounced", address: undefined, reason });
const refusedMessage = (reason: string): Verdict => ({ state: "failed", address: undefined, reason });

function bounceOutcome(
  type: string,
  subType: string,
  status: string | undefined,
  diagnostic: string | undefined,
): Verdict {
  if (subType === "Suppressed" || subType === "OnAccountSuppressionList") {
    return { state: "suppressed", address: "undeliverable", reason: reasons.blocked };
  }
  if (subType === "MessageTooLarge") return refusedMessage(reasons.tooLarge);
  if (subType === "ContentRejected" || subType === "AttachmentRejected")
    return refusedMessage(reasons.content);
  if (type === "Permanent") return hard;
  if (type === "Transient") return soft(subType === "MailboxFull" ? reasons.full : reasons.temporary);
  return statusOutcome(status ?? statusIn(diagnostic)) ?? soft(reasons.temporary);
}

const hardStatuses = new Set([
  "5.1.0",
  "5.1.1",
  "5.1.2",
  "5.1.3",
  "5.1.6",
  "5.1.8",
  "5.1.10",
  "5.2.1",
  "5.4.4",
]);

/** Enhanced status codes (RFC 3463) to what they mean; undefined when the code says nothing. */
function statusOutcome(status: string | undefined): Verdict | undefined {
  if (status === undefined) return undefined;
  if (hardStatuses.has(status)) return hard;
  if (status === "5.2.2") return soft(reasons.full);
  if (status === "5.3.4" || status === "5.2.3") return refusedMessage(reasons.tooLarge);
  if (status.startsWith("5.6.") || status.startsWith("5.7.")) return refusedMessage(reasons.content);
  return status.startsWith("4.") || status.startsWith("5.") ? soft(reasons.temporary) : undefined;
}

/** `550 5.1.1 …`, or a bare `550` for an unknown user. */
function statusIn(diagnostic: string | undefined): string | undefined {
  const text = (diagnostic ?? "").slice(0, 500);
  return /\b[45]\.\d{1,3}\.\d{1,3}\b/.exec(text)?.[0] ?? (/^\D{0,20}550\b/.test(text) ? "5.1.1" : undefined);
}

/** What one group of a delivery report says; `reportId` makes the same mail read twice one event. */
export function outcomeOfReport(
  report: Report,
  group: ReportedRecipient | undefined,
  reportId: string,
  at: Date,
): DeliveryOutcome {
  const base = {
    provider: "mail" as const,
    eventKey: sha256(`${reportId}\0${group?.address ?? ""}`),
    kind: `report:${report.is}`,
    statusCode: group?.status,
    diagnostic: masked(group?.diagnostic),
    address: undefined,
    reason: undefined,
    at,
  };
  if (report.is === "disposition") return { ...base, kind: "read", state: undefined };
  if (report.is === "feedback") {
    return report.feedbackType === "not-spam"
      ? { ...base, state: undefined, address: "cleared" }
      : { ...base, state: "complained", address: "complained", reason: reasons.complained };
  }
  switch (group?.action) {
    case "delivered":
    case "relayed":
    case "expanded":
      return { ...base, state: "delivered" };
    case "delayed":
      return { ...base, state: "delayed", reason: reasons.delayed };
    default:
      return {
        ...base,
        ...(statusOutcome(group?.status ?? statusIn(group?.diagnostic)) ?? soft(reasons.temporary)),
      };
  }
}

/** A server's words without the addresses in them. */
const masked = (text: string | undefined): string | undefined =>
  text === undefined
    ? undefined
    : cleanLine(text, 500).replace(/[^\s<>"'=:;,()]{1,64}@[^\s<>"'=:;,()]{1,255}/g, "•••@•••");
