import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import type { Tone } from "../../../ui/agent/icon.tsx";
import { type DateReading, dueWords, shortWeekday } from "../../../ui/agent/relative-dates.ts";

/** One line of "À faire maintenant": why, since when, and the one verb that settles it. */
export interface ToDo {
  key: string;
  found: CaseSummary;
  reason: string;
  tone: Tone;
  icon: `fr-icon-${string}`;
  /** Words about time, or the instant itself to be read relatively. */
  when: { words: string } | { at: string };
  verb: "Ouvrir" | "Répondre";
}

/**
 * What waits for the agent among the cases in charge, most urgent first: failed send, late, reply received (oldest
 * first), due within two working days. A case appears once per reason.
 */
export function toDo(cases: readonly CaseSummary[], reading: DateReading): ToDo[] {
  const failed: ToDo[] = [];
  const late: ToDo[] = [];
  const replied: ToDo[] = [];
  const soon: ToDo[] = [];
  for (const found of cases) {
    if (found.failedSend) {
      failed.push({
        key: `failed ${found.id}`,
        found,
        reason: "Envoi en échec",
        tone: "error",
        icon: "fr-icon-mail-close-line",
        when: { at: found.lastExchangeAt },
        verb: "Ouvrir",
      });
    }
    if (found.toProcess > 0) {
      replied.push({
        key: `replied ${found.id}`,
        found,
        reason: found.toProcess > 1 ? `${found.toProcess}\u00a0réponses reçues` : "Réponse reçue",
        tone: "info",
        icon: "fr-icon-chat-new-line",
        when: { at: found.lastExchangeAt },
        verb: "Répondre",
      });
    }
    if (found.dueOn === null) continue;
    const due = dueWords(found.dueOn, reading);
    if (due.tone === "late") {
      late.push({
        key: `late ${found.id}`,
        found,
        reason: "En retard",
        tone: "error",
        icon: "fr-icon-error-warning-fill",
        when: { words: `de ${due.words.replace(" de retard", "")}` },
        verb: "Ouvrir",
      });
    } else if (due.tone === "soon") {
      soon.push({
        key: `soon ${found.id}`,
        found,
        reason: /^(?:Aujourd’hui|Demain)$/.test(due.words)
          ? `Échéance ${due.words.toLowerCase()}`
          : "Échéance proche",
        tone: "warning",
        icon: "fr-icon-time-fill",
        when: { words: shortWeekday(found.dueOn, reading) },
        verb: "Ouvrir",
      });
    }
  }
  const byDue = (a: ToDo, b: ToDo) => (a.found.dueOn ?? "").localeCompare(b.found.dueOn ?? "");
  const byAge = (a: ToDo, b: ToDo) => a.found.lastExchangeAt.localeCompare(b.found.lastExchangeAt);
  return [...failed.sort(byAge), ...late.sort(byDue), ...replied.sort(byAge), ...soon.sort(byDue)];
}
