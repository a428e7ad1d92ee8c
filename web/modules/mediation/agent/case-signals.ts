import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import type { Tone } from "../../../ui/agent/icon.tsx";

export interface Signal {
  code:
    | "failed_send"
    | "unread"
    | "held"
    | "urgent"
    | "to_resume"
    | "withdrawn"
    | "restricted"
    | "legal_hold"
    | "replacing"
    | "represented";
  words: string;
  icon: `fr-icon-${string}`;
  tone: Tone | undefined;
}

const plural = (count: number, one: string, many: string) =>
  count === 1 ? `1\u00a0${one}` : `${count}\u00a0${many}`;

type Signalled = Pick<
  CaseSummary,
  | "failedSend"
  | "toProcess"
  | "held"
  | "priority"
  | "toResume"
  | "withdrawn"
  | "restricted"
  | "legalHold"
  | "replacing"
> &
  Partial<Pick<CaseSummary, "represented">>;

/** What a case has to signal in a list, the most pressing first. */
export function caseSignals(found: Signalled): Signal[] {
  const signals: Signal[] = [];
  if (found.priority === "HIGH") {
    signals.push({ code: "urgent", words: "Urgente", icon: "fr-icon-flashlight-line", tone: "error" });
  }
  if (found.toResume) {
    signals.push({
      code: "to_resume",
      words: "À reprendre\u00a0: agent parti",
      icon: "fr-icon-refresh-line",
      tone: "warning",
    });
  }
  if (found.failedSend) {
    signals.push({
      code: "failed_send",
      words: "Envoi en échec",
      icon: "fr-icon-mail-close-line",
      tone: "error",
    });
  }
  if (found.toProcess > 0) {
    signals.push({ code: "unread", words: "Réponse reçue", icon: "fr-icon-chat-new-line", tone: "info" });
  }
  if (found.held > 0) {
    const words = plural(found.held, "message à vérifier", "messages à vérifier");
    signals.push({ code: "held", words, icon: "fr-icon-mail-forbid-line", tone: "warning" });
  }
  const quiet = (code: Signal["code"], words: string, icon: Signal["icon"]) =>
    signals.push({ code, words, icon, tone: undefined });
  if (found.withdrawn) quiet("withdrawn", "Renonciation", "fr-icon-arrow-go-back-line");
  if (found.legalHold) quiet("legal_hold", "Retenu légalement", "fr-icon-scales-3-line");
  if (found.restricted) quiet("restricted", "Restreint", "fr-icon-lock-line");
  if (found.replacing) quiet("replacing", "Remplacement", "fr-icon-user-line");
  if (found.represented) quiet("represented", "Déposé par un représentant", "fr-icon-account-circle-line");
  return signals;
}

/** Two signals at most in a row of a list, then how many more. */
export function shownSignals(found: Signalled): { shown: Signal[]; more: number } {
  const all = caseSignals(found);
  return { shown: all.slice(0, 2), more: Math.max(0, all.length - 2) };
}
