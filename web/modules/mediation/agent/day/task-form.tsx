import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import type { TaskView } from "../../../../../shared/mediation/tasks.ts";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import { changeTask, colleaguesQuery, createTask } from "./day-queries.ts";
import { useDayAct } from "./use-day.ts";

const nobody = "nobody";

/** A task to add, or to reword: what, for whom, before when. */
export function TaskForm({ caseId, task, onDone }: { caseId: string; task?: TaskView; onDone: () => void }) {
  const id = useId();
  const people = useQuery(colleaguesQuery(caseId)).data?.colleagues ?? [];
  const [key] = useState(() => crypto.randomUUID());
  const [title, setTitle] = useState(task?.title ?? "");
  const [dueOn, setDueOn] = useState(task?.dueOn ?? "");
  const [assignee, setAssignee] = useState(task?.assignee?.id ?? nobody);
  const [fault, setFault] = useState<string>();
  const first = useRef<HTMLInputElement>(null);
  // After the title of a page that was just opened took the focus: an attribute would be too early.
  useEffect(() => first.current?.focus(), []);
  const add = useDayAct(createTask, "Tâche ajoutée.");
  const change = useDayAct(changeTask, "Tâche modifiée.");
  const busy = add.isPending || change.isPending;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (!title.trim()) return setFault("Écrivez ce qu’il y a à faire.");
    setFault(undefined);
    const given = { title, dueOn: dueOn || null, assigneeId: assignee === nobody ? null : assignee };
    const done = { onSuccess: onDone };
    if (task) change.mutate({ taskId: task.id, ...given }, done);
    else add.mutate({ caseId, idempotencyKey: key, ...given }, done);
  };
  const working = people.filter(({ works }) => works);
  const known = task?.assignee && !working.some((one) => one.id === task.assignee?.id) ? [task.assignee] : [];
  return (
    <form className="task-form" onSubmit={submit} noValidate>
      <Input label="À faire" value={title} onChange={setTitle} error={fault} maxLength={200} ref={first} />
      <div className="task-form__row">
        <Input label="Avant le" type="date" value={dueOn} onChange={setDueOn} />
        <Select
          id={`${id}-who`}
          label="Pour"
          placeholder="Choisissez une personne"
          options={[
            [nobody, "Qui suit le dossier"],
            ...[...working, ...known].map((one) => [one.id, one.name] as const),
          ]}
          value={assignee}
          onChange={setAssignee}
        />
      </div>
      <div className="task-form__acts">
        <Button type="submit" size="sm" busy={busy && "Enregistrement…"}>
          {task ? "Enregistrer la tâche" : "Ajouter la tâche"}
        </Button>
        <Button size="sm" look="secondary" onClick={onDone}>
          Annuler
        </Button>
      </div>
    </form>
  );
}
