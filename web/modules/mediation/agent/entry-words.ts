import { entryFlags } from "../../../../shared/mail/schema.ts";
import { sides } from "../../../../shared/mediation/enums.ts";
import type { CaseEntryView } from "../../../../shared/mediation/schema.ts";

/** How a message came or went. */
const media: Readonly<Record<string, { came: string; icon: `fr-icon-${string}` }>> = {
  EMAIL: { came: "par e-mail", icon: "fr-icon-mail-line" },
  PORTAL: { came: "sur la page de suivi", icon: "fr-icon-chat-3-line" },
  LETTER: { came: "par courrier", icon: "fr-icon-mail-open-line" },
  PHONE: { came: "par téléphone", icon: "fr-icon-phone-line" },
  MEETING: { came: "en rendez-vous", icon: "fr-icon-team-line" },
  NOTICE: { came: "message automatique", icon: "fr-icon-notification-3-line" },
};

export const mediumOf = (entry: Pick<CaseEntryView, "medium">) =>
  media[entry.medium] ?? { came: "", icon: "fr-icon-mail-line" as const };

/** The side of a message in words; every message carries it. */
export const sideWords = (side: CaseEntryView["side"]) => (side ? sides[side] : undefined);

/** What is known of who wrote: said in the foot of a received message. */
export function verificationOf(
  entry: Pick<CaseEntryView, "authorship" | "medium" | "direction">,
): { words: string; doubtful: boolean } | undefined {
  if (entry.direction !== "IN") return undefined;
  switch (entry.authorship) {
    case "participant_verified":
      return { words: "Expéditeur vérifié", doubtful: false };
    case "participant_unverified":
      return { words: "Expéditeur non authentifié", doubtful: true };
    case "released":
      return { words: "Ajouté au dossier par un agent", doubtful: false };
    case "unknown":
      return { words: "Expéditeur inconnu", doubtful: true };
    default:
      return entry.medium === "PORTAL" ? { words: "Écrit sur la page de suivi", doubtful: false } : undefined;
  }
}

/** Warnings that came with a mail, in words; a code unknown here is not shown raw. */
export const flagWords = (flags: readonly string[]): string[] =>
  flags.flatMap((flag) =>
    Object.hasOwn(entryFlags, flag) ? [entryFlags[flag as keyof typeof entryFlags]] : [],
  );

/** Facts of a case, as sentences; `by` is who did it. */
const facts: Readonly<Record<string, (by: string | null) => string>> = {
  "case.received": () => "Demande reçue",
  "case.acknowledged": () => "Accusé de réception envoyé",
  "case.taken": (by) => (by ? `${by} a pris le dossier en charge` : "Dossier pris en charge"),
  "case.released": (by) => (by ? `${by} n’a plus la charge du dossier` : "Dossier remis à prendre"),
  "case.status": (by) => (by ? `${by} a changé le statut` : "Statut changé"),
  "case.closed": (by) => (by ? `${by} a clos le dossier` : "Dossier clos"),
  "case.reopened": (by) => (by ? `${by} a rouvert le dossier` : "Dossier rouvert"),
};

/** What happened, in one sentence. A fact already written as a sentence is given as it is. */
export function factWords(entry: Pick<CaseEntryView, "fact" | "author" | "mine" | "text">): string {
  const by = entry.mine ? "Vous" : entry.author;
  const fact = entry.fact ?? "";
  const sentence = facts[fact];
  if (sentence) return agree(sentence(by), entry.mine);
  if (/\s/.test(fact)) return fact;
  return entry.text ?? "Événement enregistré";
}

/** « Vous avez pris », not « Vous a pris ». */
const agree = (sentence: string, mine: boolean) =>
  mine ? sentence.replace(/^Vous a /, "Vous avez ").replace(/^Vous n’a /, "Vous n’avez ") : sentence;
