import { type QuarantineCause, quarantineCauses } from "../../../../shared/mail/schema.ts";
import { type DateReading, dayOf, daysBetween, relativeInstant } from "../../../ui/agent/relative-dates.ts";

const grave: readonly string[] = [
  "virus",
  "authentication_failed",
  "blocked_sender",
  "sender_mismatch",
  "agent_unauthenticated",
];

const icons: Partial<Record<QuarantineCause, `fr-icon-${string}`>> = {
  virus: "fr-icon-virus-line",
  spam: "fr-icon-megaphone-line",
  authentication_failed: "fr-icon-shield-line",
  case_erased: "fr-icon-delete-bin-line",
  automatic: "fr-icon-time-line",
  new_sender: "fr-icon-account-circle-line",
  unknown_sender: "fr-icon-question-line",
};

export interface CauseWords {
  label: string;
  sentence: string;
  icon: `fr-icon-${string}`;
  grave: boolean;
  /** The content must not be shown at all. */
  hidden: boolean;
}

/** Name and sentence of a cause, for a code this screen may not know yet. */
export function causeOf(code: string): CauseWords {
  const known = Object.hasOwn(quarantineCauses, code) ? (code as QuarantineCause) : undefined;
  return {
    label: known ? quarantineCauses[known].label : "Courriel retenu",
    sentence: known ? quarantineCauses[known].sentence : "Ce courriel attend une décision.",
    icon: (known && icons[known]) ?? "fr-icon-mail-forbid-line",
    grave: grave.includes(code),
    hidden: code === "virus",
  };
}

/** `le 15 avr.`, and `dans 3 j` under five days. */
export function expiryWords(at: string, reading: DateReading): { words: string; soon: boolean } {
  const days = daysBetween(dayOf(reading.now, reading.timeZone), dayOf(new Date(at), reading.timeZone));
  if (days <= 0) return { words: "aujourd’hui", soon: true };
  if (days < 5) return { words: `dans ${days}\u00a0j`, soon: true };
  return { words: `le ${relativeInstant(at, reading)}`, soon: false };
}
