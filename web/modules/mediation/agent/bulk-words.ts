import type { BulkAct, BulkLine } from "../../../../shared/mediation/bulk.ts";

const plural = (count: number, one: string, many: string) => `${count}\u00a0${count > 1 ? many : one}`;
export const casesWords = (count: number): string => plural(count, "dossier", "dossiers");

type Act = BulkAct["is"] | "unassign" | "untag";
/** What was done to cases: « 196 dossiers transférés sur 200 ». */
const done: Readonly<Record<Act, readonly [one: string, many: string]>> = {
  assign: ["dossier transféré", "dossiers transférés"],
  status: ["dossier au statut changé", "dossiers au statut changé"],
  due: ["dossier à l’échéance changée", "dossiers à l’échéance changée"],
  domain: ["dossier au domaine changé", "dossiers au domaine changé"],
  tag: ["dossier à l’étiquette changée", "dossiers à l’étiquette changée"],
  watch: ["dossier au suivi changé", "dossiers au suivi changé"],
  message: ["message envoyé", "messages envoyés"],
  letters: ["courrier préparé", "courriers préparés"],
  unassign: ["attribution annulée", "attributions annulées"],
  untag: ["étiquette remise", "étiquettes remises"],
};

const isAct = (act: string): act is Act => Object.hasOwn(done, act);

/** « 196 dossiers transférés sur 200 »; without the total when nothing was refused. */
export const resultWords = (act: string, lines: readonly BulkLine[]): string => {
  const [one, many] = isAct(act) ? done[act] : ["dossier traité", "dossiers traités"];
  const made = lines.filter((line) => line.done).length;
  const words = plural(made, one, many);
  return made === lines.length ? words : `${words} sur ${lines.length}`;
};

/** Refused cases by cause, the most frequent first: a cause is said once. */
export const refusalsByCause = (
  lines: readonly BulkLine[],
  numbers: ReadonlyMap<string, string>,
): { why: string; numbers: string[] }[] => {
  const causes = new Map<string, string[]>();
  for (const { id, number, done: made, why } of lines) {
    if (made) continue;
    const cause = why ?? "Refusé.";
    causes.set(cause, [...(causes.get(cause) ?? []), number ?? numbers.get(id) ?? "dossier inconnu"]);
  }
  return [...causes]
    .map(([why, of]) => ({ why, numbers: of }))
    .toSorted((a, b) => b.numbers.length - a.numbers.length);
};
