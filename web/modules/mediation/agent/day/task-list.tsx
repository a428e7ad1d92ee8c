import { useId, useState } from "react";
import type { TaskView } from "../../../../../shared/mediation/tasks.ts";
import { DueDay, Moment } from "../../../../ui/agent/moment.tsx";
import { deleteTask, settleTask } from "./day-queries.ts";
import { TaskForm } from "./task-form.tsx";
import { useDayAct } from "./use-day.ts";

/** Tasks with their boxes; whoever wrote one may reword or delete it. `may` = may work on the case. */
export function TaskList({
  tasks,
  caseId,
  may,
}: {
  tasks: readonly TaskView[];
  caseId: string;
  may: boolean;
}) {
  return (
    <ul className="tasks">
      {tasks.map((task) => (
        <li key={task.id}>
          <Task task={task} caseId={caseId} may={may} />
        </li>
      ))}
    </ul>
  );
}

function Task({ task, caseId, may }: { task: TaskView; caseId: string; may: boolean }) {
  const id = useId();
  const [editing, setEditing] = useState(false);
  const settle = useDayAct(settleTask);
  const remove = useDayAct(deleteTask, "Tâche supprimée.");
  if (editing) return <TaskForm caseId={caseId} task={task} onDone={() => setEditing(false)} />;
  return (
    <div className={`task ${task.done ? "task--done" : ""}`}>
      <div className="fr-checkbox-group fr-checkbox-group--sm">
        <input
          type="checkbox"
          id={id}
          checked={task.done !== null}
          disabled={!may || settle.isPending}
          onChange={(event) => settle.mutate({ taskId: task.id, done: event.currentTarget.checked })}
        />
        <label className="fr-label" htmlFor={id}>
          {task.title}
        </label>
      </div>
      <p className="task__facts small mention">
        {task.done ? (
          <>
            Faite <Moment at={task.done.at} />
            {task.done.by && ` par ${task.done.by}`}
          </>
        ) : (
          <>
            {task.dueOn && <DueDay on={task.dueOn} />}
            <span>{task.assignee ? task.assignee.name : "Qui suit le dossier"}</span>
            {task.origin === "SYSTEM" && <span>ouverte par Guichet</span>}
          </>
        )}
      </p>
      {task.mayChange && !task.done && (
        <p className="task__acts">
          <button type="button" className="text-button small" onClick={() => setEditing(true)}>
            Modifier<span className="fr-sr-only"> {task.title}</span>
          </button>
          <button type="button" className="text-button small" onClick={() => remove.mutate(task.id)}>
            Supprimer<span className="fr-sr-only"> {task.title}</span>
          </button>
        </p>
      )}
    </div>
  );
}
