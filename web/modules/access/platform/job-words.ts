import type { Jobs } from "../../../../shared/access/platform.ts";

type Job = Jobs["jobs"][number];

/** How a job is doing, in words: shape and colour only repeat them. */
export function jobState(job: Job): {
  tone: "success" | "warning" | "error" | "mention";
  icon: `fr-icon-${string}`;
  words: string;
} {
  if (job.silent)
    return {
      tone: "error",
      icon: "fr-icon-error-warning-fill",
      words: job.startedAt === null ? "N’a jamais donné signe de vie" : "Ne donne plus signe de vie",
    };
  if (job.lastError !== null)
    return { tone: "warning", icon: "fr-icon-warning-fill", words: "Dernier passage en échec" };
  if (job.startedAt === null)
    return { tone: "mention", icon: "fr-icon-time-line", words: "Pas encore passé" };
  return { tone: "success", icon: "fr-icon-checkbox-circle-fill", words: "Passe normalement" };
}
