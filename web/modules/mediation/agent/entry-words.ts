import { entryFlags } from "../../../../shared/mail/schema.ts";
import { sides } from "../../../../shared/mediation/enums.ts";
import type { CaseFact } from "../../../../shared/mediation/facts.ts";
import type { CaseEntryView } from "../../../../shared/mediation/thread.ts";

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

/** Facts told with who did them, when a colleague or the reader did. */
const acts: Partial<Record<CaseFact, { by: (name: string) => string; mine: string }>> = {
  "case.taken": {
    by: (name) => `${name} a pris le dossier en charge`,
    mine: "Vous avez pris le dossier en charge",
  },
  "case.closed": { by: (name) => `${name} a clos le dossier`, mine: "Vous avez clos le dossier" },
};

/** What happened, in one sentence: with its author when there is one, else in the words the API gives. */
export function factWords({
  fact,
  author,
  mine,
  text,
}: Pick<CaseEntryView, "fact" | "author" | "mine" | "text">): string {
  const act = fact !== null && Object.hasOwn(acts, fact) ? acts[fact as CaseFact] : undefined;
  if (act && mine) return act.mine;
  if (act && author) return act.by(author);
  return text ?? "Événement enregistré";
}
