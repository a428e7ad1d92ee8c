import * as z from "zod/mini";
import { addBusinessDays } from "./business-days.ts";
import type { HolidayZone } from "./settings.ts";

/** Tasks of a case: what somebody has to do, perhaps before a day (mediation.md §4.8). */

const Id = z.uuid("Identifiant illisible.");
const Day = z.iso.date("Cette date n’existe pas. Écrivez-la comme 05/03/2027.");
const Title = z
  .string()
  .check(
    z.trim(),
    z.minLength(1, "Écrivez ce qu’il y a à faire."),
    z.maxLength(200, "200 caractères au plus."),
  );

/** Tasks Guichet opens by itself, and closes when their reason ends. */
export const systemTasks = {
  close_withdrawn: "Clore le dossier : le requérant renonce",
  objection: "Vérifier qui peut agir : le requérant dit ne pas avoir demandé cette médiation",
  await_administration: "Réponse attendue de l’administration",
  inactivity_close: "Clore pour absence de réponse ?",
  other_means: "Joindre le requérant autrement : le dernier message n’est pas arrivé",
  send_letter: "Envoyer le courrier",
  idle_case: "Décider de la suite : aucun échange depuis longtemps",
} as const;
export type SystemTask = keyof typeof systemTasks;

export const CreateTask = z.strictObject({
  caseId: Id,
  /** One key per task: a double click makes one. */
  idempotencyKey: Id,
  title: Title,
  dueOn: z.nullable(Day),
  /** Null = whoever handles the case. */
  assigneeId: z.nullable(Id),
});
export type CreateTask = z.infer<typeof CreateTask>;

/** Only what changes is sent. */
export const ChangeTask = z.strictObject({
  taskId: Id,
  title: z.optional(Title),
  dueOn: z.optional(z.nullable(Day)),
  assigneeId: z.optional(z.nullable(Id)),
});
export type ChangeTask = z.infer<typeof ChangeTask>;

export const SettleTask = z.strictObject({ taskId: Id, done: z.boolean() });
export type SettleTask = z.infer<typeof SettleTask>;

export const TaskView = z.object({
  id: z.string(),
  title: z.string(),
  dueOn: z.nullable(z.string()),
  /** Null = whoever handles the case. */
  assignee: z.nullable(z.object({ id: z.string(), name: z.string() })),
  /** Whether it is the reader's to do: given to them, or to nobody on a case of theirs. */
  mine: z.boolean(),
  origin: z.enum(["MANUAL", "SYSTEM"]),
  /** One of `systemTasks`, or null. */
  kind: z.nullable(z.string()),
  done: z.nullable(z.object({ at: z.string(), by: z.nullable(z.string()) })),
  createdAt: z.string(),
  /** The reader may reword or delete it. */
  mayChange: z.boolean(),
});
export type TaskView = z.infer<typeof TaskView>;

/** What one person has to do in one organisation, soonest first. */
export const MyTasks = z.object({
  tasks: z.array(
    z.object({
      id: z.string(),
      title: z.string(),
      dueOn: z.nullable(z.string()),
      kind: z.nullable(z.string()),
      caseId: z.string(),
      caseNumber: z.string(),
      caseSubject: z.string(),
      requesterName: z.string(),
    }),
  ),
});
export type MyTasks = z.infer<typeof MyTasks>;

/** Colleagues on one case: who may read it now, and who would need an invitation. */
export const Colleagues = z.object({
  colleagues: z.array(z.object({ id: z.string(), name: z.string(), reads: z.boolean(), works: z.boolean() })),
});
export type Colleagues = z.infer<typeof Colleagues>;

/**
 * Which reminder of what is due on `dueOn` a day belongs to (mediation.md §4.8): `soon` from two working days before,
 * then one for each week from the day itself. Each is told once, also by a run that comes late.
 */
export const reminderOn = (dueOn: string, day: string, zone: HolidayZone): string | undefined => {
  if (day < dueOn) return addBusinessDays(day, 2, zone) >= dueOn ? "soon" : undefined;
  const late = (Date.parse(day) - Date.parse(dueOn)) / 86_400_000;
  return `week ${Math.floor(late / 7)}`;
};
