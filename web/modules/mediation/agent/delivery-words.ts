import { recipientStates } from "../../../../shared/mail/schema.ts";
import type { RecipientView } from "../../../../shared/mediation/thread.ts";

export type DeliveryTone = "good" | "going" | "late" | "failed";

const failed: readonly string[] = ["hard_bounced", "suppressed", "failed", "complained"];
const late: readonly string[] = ["delayed", "soft_bounced", "uncertain"];

/** The state of one recipient: its words of mail.md §3, and how it stands. */
export function deliveryOf(state: string): { words: string; tone: DeliveryTone } {
  const known = Object.hasOwn(recipientStates, state)
    ? recipientStates[state as keyof typeof recipientStates]
    : undefined;
  const words = known?.label.toLowerCase() ?? "état inconnu";
  if (failed.includes(state)) return { words, tone: "failed" };
  if (late.includes(state)) return { words, tone: "late" };
  return { words, tone: state === "delivered" ? "good" : "going" };
}

/** What the banner of a failed message says: how many of how many, and one sentence per cause. */
export function failureOf(
  recipients: readonly RecipientView[],
): { title: string; causes: string[]; reached: string[] } | undefined {
  const lost = recipients.filter(({ state }) => deliveryOf(state).tone === "failed");
  if (lost.length === 0) return undefined;
  const all = recipients.length;
  return {
    title:
      all === 1
        ? "Message non distribué."
        : `Non distribué à ${lost.length}\u00a0destinataire${lost.length > 1 ? "s" : ""} sur\u00a0${all}.`,
    causes: lost.map(({ address, cause, state }) => cause ?? `${address}\u00a0: ${deliveryOf(state).words}.`),
    reached: recipients
      .filter(({ state }) => state === "delivered")
      .map(({ name, address }) => name ?? address),
  };
}
