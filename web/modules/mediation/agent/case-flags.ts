import type { CaseView, PartyView } from "../../../../shared/mediation/schema.ts";
import type { Tone } from "../../../ui/agent/icon.tsx";
import { openFailures } from "./delivery-words.ts";

export interface Flag {
  words: string;
  icon: `fr-icon-${string}`;
  tone: Extract<Tone, "error" | "warning" | "info">;
}

const plural = (count: number, one: string, many: string) => `${count}\u00a0${count > 1 ? many : one}`;

/** Messages whose sending failed for at least one recipient, and that wait for a decision. */
export const failedEntries = (found: Pick<CaseView, "entries">) =>
  found.entries.filter(({ recipients }) => openFailures(recipients).length > 0);

/** Messages an agent has not processed yet. */
export const waitingEntries = (found: Pick<CaseView, "entries">) =>
  found.entries.filter(({ toProcess }) => toProcess);

/**
 * Flags of a case in the order agreed: in the bin, held, restricted, urgent, to take again, failed send, reply received,
 * withdrawn, message to check.
 */
export function caseFlags(found: Pick<CaseView, "priority" | "entries" | "held" | "hands">): Flag[] {
  const flags: Flag[] = [];
  const { hands } = found;
  if (hands.deletedAt) flags.push({ words: "À la corbeille", icon: "fr-icon-delete-line", tone: "error" });
  if (hands.legalHold)
    flags.push({ words: "Retenu légalement", icon: "fr-icon-scales-3-line", tone: "warning" });
  if (hands.restricted) flags.push({ words: "Restreint", icon: "fr-icon-lock-line", tone: "warning" });
  if (found.priority === "HIGH")
    flags.push({ words: "Urgente", icon: "fr-icon-flashlight-line", tone: "error" });
  if (hands.toResume) {
    flags.push({ words: "À reprendre", icon: "fr-icon-user-search-line", tone: "warning" });
  }
  const failed = failedEntries(found).length;
  if (failed > 0) {
    flags.push({
      words: plural(failed, "envoi en échec", "envois en échec"),
      icon: "fr-icon-mail-close-line",
      tone: "error",
    });
  }
  const waiting = waitingEntries(found).length;
  if (waiting > 0) {
    const words = waiting === 1 ? "Réponse reçue" : `${waiting}\u00a0réponses reçues`;
    flags.push({ words, icon: "fr-icon-chat-new-line", tone: "info" });
  }
  if (hands.withdrawnAt) {
    flags.push({ words: "Renonciation", icon: "fr-icon-arrow-go-back-line", tone: "warning" });
  }
  if (found.held.length > 0) {
    const words = plural(found.held.length, "message à vérifier", "messages à vérifier");
    flags.push({ words, icon: "fr-icon-mail-forbid-line", tone: "warning" });
  }
  return flags;
}

/** The person in whose name the case is opened. */
export const requesterOf = (found: Pick<CaseView, "parties">): PartyView | undefined =>
  found.parties.find(({ role }) => role === "REQUESTER");
