import type { AccountView } from "../../../../shared/declarations/connections.ts";
import { freshHours, type RunView } from "../../../../shared/declarations/connections.ts";
import type { Tone } from "../../../ui/agent/icon.tsx";
import { clockTime } from "../../../ui/agent/relative-dates.ts";
import { faultWords } from "./fault-words.tsx";
import { isRemote, vendors } from "./vendors.tsx";

const many = (count: number, one: string, several: string) => `${count}\u00a0${count < 2 ? one : several}`;

/** « 2 séances nouvelles ou changées, 2 ventes mises de côté », or that nothing changed. */
export const changesOf = ({ performancesChanged, asideCount }: RunView): string =>
  [
    performancesChanged > 0 &&
      many(performancesChanged, "séance nouvelle ou changée", "séances nouvelles ou changées"),
    asideCount > 0 && many(asideCount, "vente mise de côté", "ventes mises de côté"),
  ]
    .filter(Boolean)
    .join(", ") || "rien de changé";

/** What remains of a reading, from the time the first shows took; nothing while it cannot be told. */
export const remainingWords = (
  { state, startedAt, seriesDone, seriesTotal }: RunView,
  now: Date,
): string | undefined => {
  if (state !== "running" || startedAt === null || seriesDone === 0 || seriesDone >= seriesTotal) return;
  const perShow = (now.getTime() - Date.parse(startedAt)) / seriesDone;
  const minutes = Math.ceil((perShow * (seriesTotal - seriesDone)) / 60_000);
  return minutes <= 1 ? "encore moins d’une minute" : `encore ${minutes}\u00a0minutes environ`;
};

/** « Lecture en cours », « En pause, reprise à 10 h 52 (quota HelloAsso) ». */
export const openRunWords = (run: RunView): string => {
  if (run.state === "queued") return "En attente";
  if (run.state === "waiting_quota")
    return run.resumeAt
      ? `En pause, reprise à ${clockTime(new Date(run.resumeAt))} (quota ${vendors[run.provider].name})`
      : `En pause (quota ${vendors[run.provider].name})`;
  return "Lecture en cours";
};

/** « jeton expiré », « codes refusés »: why the last reading failed, in a few words. */
export const faultOf = ({ provider, connection }: AccountView): string | undefined =>
  connection?.lastErrorCode && isRemote(provider)
    ? faultWords(connection.lastErrorCode, provider).short
    : undefined;

interface AccountState {
  tone: Tone | undefined;
  icon: `fr-icon-${string}`;
  words: string;
}

/** The state of an account in one or two words, with its shape (screens §2). */
export const accountState = (account: AccountView, now: Date): AccountState => {
  const { connection } = account;
  if (!connection) return { tone: "mention", icon: "fr-icon-file-text-line", words: "Sans connexion" };
  if (connection.status === "disconnected")
    return { tone: "mention", icon: "fr-icon-link-unlink", words: "Déconnectée" };
  if (connection.openRun)
    return { tone: "info", icon: "fr-icon-refresh-line", words: openRunWords(connection.openRun) };
  if (connection.status === "needs_attention")
    return { tone: "error", icon: "fr-icon-error-warning-fill", words: "À vérifier" };
  if (connection.lastSuccessAt === null)
    return { tone: "warning", icon: "fr-icon-time-fill", words: "Jamais lu" };
  if (now.getTime() - Date.parse(connection.lastSuccessAt) > freshHours * 3_600_000)
    return { tone: "warning", icon: "fr-icon-time-fill", words: "Plus de 24\u00a0h" };
  return { tone: "success", icon: "fr-icon-check-line", words: "À jour" };
};

const lasted = ({ startedAt, finishedAt }: RunView): string => {
  if (!startedAt || !finishedAt) return "";
  const seconds = Math.max(1, Math.round((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000));
  return seconds < 60
    ? ` en ${seconds}\u00a0s`
    : ` en ${Math.floor(seconds / 60)}\u00a0min ${String(seconds % 60).padStart(2, "0")}`;
};

/** One line of the log, after the vendor's name (screens §9). */
export const runLine = (run: RunView, me: string): string => {
  const asked =
    run.askedBy === null
      ? ""
      : run.askedBy.id === me
        ? ", demandée par vous"
        : `, demandée par ${run.askedBy.name}`;
  const read = many(run.seriesDone, "spectacle lu", "spectacles lus");
  switch (run.state) {
    case "queued":
      return `${asked}. En attente.`;
    case "running":
      return `${asked}. ${read} sur ${run.seriesTotal}.`;
    case "waiting_quota":
      return `${asked}. ${read}, en pause${run.resumeAt ? ` jusqu’à ${clockTime(new Date(run.resumeAt))}` : ""}.`;
    case "succeeded":
    case "partial":
      return `, terminée${lasted(run)}${asked}. ${many(run.seriesDone, "spectacle", "spectacles")}, ${changesOf(run)}.`;
    case "failed":
      return `, échouée${asked}\u00a0: ${run.errorCode ? faultWords(run.errorCode, run.provider).short : "raison inconnue"}. Rien n’a été perdu.`;
    case "cancelled":
      return `, arrêtée${asked}. ${read}, ils sont gardés.`;
  }
};
