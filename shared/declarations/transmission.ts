import * as z from "zod/mini";

/** States of what is told to one body (declarations.md §3, §4.6). */
export const transmissionStates = {
  draft: "Brouillon",
  queued: "En cours d’envoi",
  sent: "Transmise",
  accepted: "Acceptée",
  rejected: "Rejetée",
  failed: "Envoi échoué",
  uncertain: "Résultat inconnu",
  corrected: "Rectifiée",
  to_deposit: "À déposer sur le portail",
  deposited: "Déposée",
  cancelled: "Annulée",
} as const;
export type TransmissionState = keyof typeof transmissionStates;

/** What happens to a transmission; who may is in rules.ts. */
export type TransmissionEvent =
  | "transmit"
  | "transmit_to_portal"
  | "body_sent"
  | "body_accepted"
  | "body_rejected"
  | "not_sent"
  | "no_answer"
  | "bounced"
  | "record_accepted"
  | "record_deposit"
  | "retry"
  | "send_again"
  | "replaced"
  | "cancel";

const table: Readonly<Record<TransmissionEvent, Partial<Record<TransmissionState, TransmissionState>>>> = {
  transmit: { draft: "queued" },
  transmit_to_portal: { draft: "to_deposit" },
  body_sent: { queued: "sent" },
  body_accepted: { queued: "accepted", uncertain: "accepted" },
  body_rejected: { queued: "rejected" },
  not_sent: { queued: "failed" },
  no_answer: { queued: "uncertain" },
  bounced: { sent: "rejected" },
  record_accepted: { sent: "accepted", uncertain: "accepted" },
  record_deposit: { to_deposit: "deposited" },
  /** The same payload under the same key: only where nothing had left. */
  retry: { failed: "queued" },
  /** A declarant said so: the body may have it already. */
  send_again: { uncertain: "queued" },
  /** Its rectification was sent or deposited. */
  replaced: { sent: "corrected", accepted: "corrected", deposited: "corrected" },
  cancel: { draft: "cancelled", failed: "cancelled", rejected: "cancelled", to_deposit: "cancelled" },
};

/** The state after an event, undefined when the event cannot happen there (declarations.md §4.6). */
export const nextTransmissionState = (
  state: TransmissionState,
  event: TransmissionEvent,
): TransmissionState | undefined => table[event][state];

/** What a body said is wrong, or warned of: in its own words, and where it stands in ours. */
export const TransmissionFault = z.object({
  performanceId: z.nullable(z.string()),
  /** The body's own name of the field. */
  field: z.nullable(z.string()),
  code: z.nullable(z.string()),
  message: z.string(),
});
export type TransmissionFault = z.infer<typeof TransmissionFault>;
