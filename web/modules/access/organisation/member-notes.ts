import type { Member } from "../../../../shared/access/members.ts";
import { keeperLabel } from "./role-words.ts";

const day = 86_400_000;
const longSilence = 90;

/** What to know of a member, most pressing first. `remove`: the note offers to take the access away. */
export interface MemberNote {
  tone?: "warning" | "error";
  icon?: `fr-icon-${string}`;
  words: string;
  detail?: string;
  remove?: true;
}

/** `4 mois`, `2 ans` of a number of days. */
const span = (days: number) => {
  const months = Math.floor(days / 30);
  if (months >= 24) return `${Math.floor(months / 12)}\u00a0ans`;
  return `${months}\u00a0mois`;
};

const workWords: Record<string, (count: number) => string> = {
  mediation: (count) => (count === 1 ? "1\u00a0dossier en charge" : `${count}\u00a0dossiers en charge`),
};

/** « 12 dossiers en charge » for what is in somebody's hands, service by service. */
const openWorkWords = ({ openWork }: Pick<Member, "openWork">): string[] =>
  openWork.flatMap(({ service, count }) =>
    count > 0 ? [workWords[service]?.(count) ?? `${count}\u00a0en cours`] : [],
  );

/** The column « À savoir » (agent screens, §10). */
export function memberNotes(
  member: Member,
  { now, requireSecondFactor }: { now: Date; requireSecondFactor: boolean },
): MemberNote[] {
  const notes: MemberNote[] = [];
  if (member.endedAt !== null) return notes;
  if (member.disabled)
    notes.push({
      tone: "error",
      icon: "fr-icon-lock-fill",
      words: "Compte désactivé",
      detail: "Par l’administration de la plateforme. N’ouvre plus rien.",
    });
  const silent = Math.floor((now.getTime() - Date.parse(member.lastSeenAt ?? member.joinedAt)) / day);
  if (silent >= longSilence && !member.you)
    notes.push({
      tone: "warning",
      icon: "fr-icon-time-fill",
      words: member.lastSeenAt
        ? `Sans connexion depuis ${span(silent)}`
        : `Jamais de connexion en ${span(silent)}`,
      ...(member.allowed.includes("member.remove") ? { remove: true } : {}),
    });
  if (requireSecondFactor && !member.secondFactor)
    notes.push({
      tone: "warning",
      icon: "fr-icon-shield-line",
      words: "Sans vérification en deux étapes",
      detail: "N’ouvre rien ici tant qu’il manque.",
    });
  for (const kept of member.lastKeeperOf)
    notes.push({
      words: `Seule personne avec le rôle «\u00a0${keeperLabel(kept)}\u00a0»\u00a0: il ne peut pas être retiré. Désignez d’abord quelqu’un d’autre.`,
    });
  for (const words of openWorkWords(member)) notes.push({ words });
  return notes;
}
