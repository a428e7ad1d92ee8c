import * as z from "zod/mini";
import { type SystemTask, systemTasks } from "./tasks.ts";

/** What is due on which day: one's cases and one's tasks (mediation.md §4.8). */

const Id = z.uuid("Identifiant illisible.");
const Day = z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027.");

/** The seven days that begin on `from`; without it, this week. */
export const AskCalendar = z.strictObject({ organisation: Id, from: z.optional(Day) });
export type AskCalendar = z.infer<typeof AskCalendar>;

export const CalendarEntry = z.object({
  /** Of the case, or of the task. */
  id: z.string(),
  on: z.string(),
  is: z.enum(["case", "task"]),
  title: z.string(),
  caseId: z.string(),
  caseNumber: z.string(),
});
export type CalendarEntry = z.infer<typeof CalendarEntry>;

export const CalendarView = z.object({
  /** The organisation's own day. */
  today: z.string(),
  /** First and last of the seven days. */
  from: z.string(),
  to: z.string(),
  /** Soonest first. */
  entries: z.array(CalendarEntry),
  /** What was due before the week and is not done, the hundred oldest; only with the week of today. */
  late: z.array(CalendarEntry),
  /** When one's calendar got its secret address; null when it has none. */
  feedSince: z.nullable(z.string()),
});
export type CalendarView = z.infer<typeof CalendarView>;

export const OwnCalendar = z.strictObject({ organisation: Id });
export type OwnCalendar = z.infer<typeof OwnCalendar>;

/** The secret address, told once: only its hash is kept. */
export const CalendarAddress = z.object({ url: z.string() });
export type CalendarAddress = z.infer<typeof CalendarAddress>;

const isSystemTask = (kind: string): kind is SystemTask => Object.hasOwn(systemTasks, kind);

/** What is due, in words that name nobody: a title is somebody's own words, its kind is not. */
export const dueKindWords = (kind: string): string => {
  if (kind === "due") return "Échéance du dossier";
  if (kind === "transfer_proposed") return "Décider du transfert proposé";
  return isSystemTask(kind) ? systemTasks[kind] : "Tâche";
};

/** The Monday of a day's week. */
export const mondayOf = (day: string): string => {
  const at = new Date(`${day}T00:00Z`);
  at.setUTCDate(at.getUTCDate() - ((at.getUTCDay() + 6) % 7));
  return at.toISOString().slice(0, 10);
};
