import { useLocation, useNavigate } from "@tanstack/react-router";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { Button } from "../../../../ui/button.tsx";
import { TaskForm } from "./task-form.tsx";
import { TaskList } from "./task-list.tsx";
import "./day.css";

/** End of the address of the tab when somebody came to write a new task. */
export const newTaskHash = "nouvelle";

/** Tâches: what is to do on the case, then what was done. */
export function TasksTab({ found }: { found: CaseView }) {
  const adding = useLocation({ select: ({ hash }) => hash === newTaskHash });
  const navigate = useNavigate();
  const setAdding = (added: boolean) =>
    void navigate({ to: ".", hash: added ? newTaskHash : "", replace: true });
  const may = found.allowed.includes("case.task");
  const open = found.tasks.filter(({ done }) => !done);
  const done = found.tasks.filter((task) => task.done);
  return (
    <section className="day-tab" aria-labelledby="tasks-title">
      <div className="day-tab__head">
        <h2 id="tasks-title">Tâches</h2>
        {may && !adding && (
          <Button size="sm" onClick={() => setAdding(true)}>
            Ajouter une tâche
          </Button>
        )}
      </div>
      {adding && <TaskForm caseId={found.id} onDone={() => setAdding(false)} />}
      {open.length === 0 ? (
        <p className="empty-line">Rien à faire sur ce dossier.</p>
      ) : (
        <TaskList tasks={open} caseId={found.id} may={may} />
      )}
      {done.length > 0 && (
        <details className="fold">
          <summary>{done.length === 1 ? "1\u00a0tâche faite" : `${done.length}\u00a0tâches faites`}</summary>
          <TaskList tasks={done} caseId={found.id} may={may} />
        </details>
      )}
    </section>
  );
}

/** The right column's block: open tasks with their boxes. */
export function TasksBlock({ found }: { found: CaseView }) {
  const open = found.tasks.filter(({ done }) => !done);
  if (open.length === 0) return null;
  return (
    <section className="box">
      <h2>Tâches</h2>
      <TaskList tasks={open} caseId={found.id} may={found.allowed.includes("case.task")} />
    </section>
  );
}
