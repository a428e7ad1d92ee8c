import { isLost } from "../../../../shared/mail/lost.ts";
import { recipientStates } from "../../../../shared/mail/schema.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
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

/** Copies of which no later one was sent. */
const latest = (recipients: readonly RecipientView[]): RecipientView[] => {
  const repeated = new Set(recipients.map(({ resendOf }) => resendOf));
  return recipients.filter(({ id }) => !repeated.has(id));
};

/** Copies that did not arrive, that nobody sent again and nobody settled. */
export const openFailures = (recipients: readonly RecipientView[]): RecipientView[] =>
  latest(recipients).filter(({ state, settled }) => isLost(state) && !settled);

/** What is said of one copy that waits for a decision, and what may be done about it. */
export interface Failure {
  recipient: RecipientView;
  who: string;
  cause: string;
  /** `complained`: it arrived, and was called unwanted. */
  kind: "lost" | "blocked" | "complained";
}

/** What the banner of a message says: how many of how many, each with its cause, and who did receive it. */
export function failureOf(
  recipients: readonly RecipientView[],
  participants: CaseView["participants"],
): { title: string; failures: Failure[]; reached: string[] } | undefined {
  const all = latest(recipients);
  const known = (address: string) => participants.find(({ email }) => email.toLowerCase() === address);
  const lost = openFailures(recipients);
  // Once its address is unblocked a complaint asks for nothing more.
  const complaints = all.filter(
    ({ state, settled, address }) =>
      state === "complained" && !settled && known(address)?.verification === "complained",
  );
  if (lost.length + complaints.length === 0) return undefined;
  const failures = [...lost, ...complaints].map((recipient): Failure => {
    const { name, address, cause, state } = recipient;
    const refuses = state === "hard_bounced" || state === "suppressed";
    const isBlocked = refuses || known(address)?.verification === "undeliverable";
    return {
      recipient,
      // Whoever gave no name is known by their address.
      who: name && name !== address ? `${name} (${address})` : address,
      cause: cause ?? `${deliveryOf(state).words}.`,
      kind: state === "complained" ? "complained" : isBlocked ? "blocked" : "lost",
    };
  });
  return {
    title: titleOf(lost.length, all.length),
    failures,
    reached: all.filter(({ state }) => state === "delivered").map(({ name, address }) => name ?? address),
  };
}

const titleOf = (lost: number, all: number): string => {
  if (lost === 0) return "Message signalé comme indésirable.";
  if (all === 1) return "Message non distribué.";
  return `Non distribué à ${lost}\u00a0destinataire${lost > 1 ? "s" : ""} sur\u00a0${all}.`;
};
