import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import type { NewsView } from "../../../../shared/mediation/news.ts";
import type { MyTasks } from "../../../../shared/mediation/tasks.ts";
import type { Tone } from "../../../ui/agent/icon.tsx";
import { type DateReading, dayOf, dueWords, shortWeekday } from "../../../ui/agent/relative-dates.ts";

/** One line of "À faire maintenant": why, since when, and the one verb that settles it. */
export interface ToDo {
  key: string;
  found: Pick<CaseSummary, "id" | "number" | "subject" | "requesterName">;
  reason: string;
  tone: Tone;
  icon: `fr-icon-${string}`;
  /** Words about time, or the instant itself to be read relatively. */
  when: { words: string } | { at: string };
  verb: "Corriger" | "Ouvrir" | "Répondre" | "Clore" | "Fait" | "Lire la note";
  /** The task that the verb ticks off. */
  taskId?: string;
}

/** A line about a case of the list, which is put in order by its dates. */
type CaseLine = ToDo & { found: CaseSummary };
type Task = MyTasks["tasks"][number];

/** What waits besides one's own cases. */
export interface Besides {
  tasks?: readonly Task[];
  news?: readonly NewsView[];
}

/**
 * What waits for the agent among the cases in charge, most urgent first: failed send, late, reply received (oldest
 * first), withdrawal, due within two working days, today's tasks, mentions, closings to decide. A case appears once per
 * reason.
 */
export function toDo(
  cases: readonly CaseSummary[],
  reading: DateReading,
  { tasks = [], news = [] }: Besides = {},
): ToDo[] {
  const failed: CaseLine[] = [];
  const late: CaseLine[] = [];
  const replied: CaseLine[] = [];
  const soon: CaseLine[] = [];
  const withdrawn: CaseLine[] = [];
  for (const found of cases) {
    if (found.failedSend) {
      failed.push({
        key: `failed ${found.id}`,
        found,
        reason: "Envoi en échec",
        tone: "error",
        icon: "fr-icon-mail-close-line",
        when: { at: found.lastExchangeAt },
        verb: "Corriger",
      });
    }
    if (found.withdrawn) {
      withdrawn.push({
        key: `withdrawn ${found.id}`,
        found,
        reason: "Renonciation",
        tone: "mention",
        icon: "fr-icon-arrow-go-back-line",
        when: { at: found.lastExchangeAt },
        verb: "Clore",
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
  const byDue = (a: CaseLine, b: CaseLine) => (a.found.dueOn ?? "").localeCompare(b.found.dueOn ?? "");
  const byAge = (a: CaseLine, b: CaseLine) => a.found.lastExchangeAt.localeCompare(b.found.lastExchangeAt);
  return [
    ...failed.sort(byAge),
    ...late.sort(byDue),
    ...replied.sort(byAge),
    ...withdrawn.sort(byAge),
    ...soon.sort(byDue),
    ...tasksOfToday(tasks, reading),
    ...mentionsIn(news),
    ...closingsAmong(tasks),
  ];
}

const caseOf = ({ caseId, caseNumber, caseSubject, requesterName }: Task): ToDo["found"] => ({
  id: caseId,
  number: caseNumber,
  subject: caseSubject,
  requesterName,
});

/** Kinds that have a line of their own above or below. */
const told: readonly (string | null)[] = ["inactivity_close", "close_withdrawn"];

const tasksOfToday = (tasks: readonly Task[], reading: DateReading): ToDo[] => {
  const today = dayOf(reading.now, reading.timeZone);
  return tasks
    .filter(({ dueOn, kind }) => dueOn !== null && dueOn <= today && !told.includes(kind))
    .map((task) => ({
      key: `task ${task.id}`,
      found: caseOf(task),
      reason: task.dueOn === today ? "Tâche du jour" : "Tâche en retard",
      tone: task.dueOn === today ? "mention" : "error",
      icon: "fr-icon-checkbox-circle-line",
      when: { words: task.title },
      verb: "Fait",
      taskId: task.id,
    }));
};

const mentionsIn = (news: readonly NewsView[]): ToDo[] =>
  news.flatMap((one) =>
    one.kind === "mention" && !one.read && one.case
      ? [
          {
            key: `mention ${one.id}`,
            found: one.case,
            reason: "Vous êtes cité",
            tone: "info",
            icon: "fr-icon-at-line",
            when: { at: one.at },
            verb: "Lire la note",
          },
        ]
      : [],
  );

const closingsAmong = (tasks: readonly Task[]): ToDo[] =>
  tasks
    .filter(({ kind }) => kind === "inactivity_close")
    .map((task) => ({
      key: `inactive ${task.id}`,
      found: caseOf(task),
      reason: "Dossier inactif",
      tone: "mention",
      icon: "fr-icon-time-line",
      when: { words: "trois mois sans réponse" },
      verb: "Clore",
    }));
