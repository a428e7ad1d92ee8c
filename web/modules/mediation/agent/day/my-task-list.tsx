import { useId } from "react";
import type { MyTasks } from "../../../../../shared/mediation/tasks.ts";
import { DueDay } from "../../../../ui/agent/moment.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { CaseLink } from "../case-link.tsx";
import { settleTask } from "./day-queries.ts";
import { useDayAct } from "./use-day.ts";

type MyTask = MyTasks["tasks"][number];

/** One's tasks with their boxes and their cases. What is ticked leaves, and can be taken up again for ten seconds. */
export function MyTaskList({ tasks, space }: { tasks: readonly MyTask[]; space: AgentSpace }) {
  return (
    <ul className="tasks">
      {tasks.map((task) => (
        <li key={task.id}>
          <MyTaskLine task={task} space={space} />
        </li>
      ))}
    </ul>
  );
}

/** Ticks a task, and says how to take it up again. */
export const useSettle = () => {
  const { notify } = useNotices();
  const settle = useDayAct(settleTask);
  return {
    isPending: settle.isPending,
    done: (taskId: string) =>
      settle.mutate(
        { taskId, done: true },
        {
          onSuccess: () => {
            const dismiss = notify(
              <>
                Fait.{" "}
                <button
                  type="button"
                  className="text-button"
                  onClick={() => {
                    settle.mutate({ taskId, done: false });
                    dismiss();
                  }}
                >
                  Annuler
                </button>
              </>,
            );
          },
        },
      ),
  };
};

function MyTaskLine({ task, space: { organisation } }: { task: MyTask; space: AgentSpace }) {
  const id = useId();
  const settle = useSettle();
  return (
    <div className="task">
      <div className="fr-checkbox-group fr-checkbox-group--sm">
        <input
          type="checkbox"
          id={id}
          checked={false}
          disabled={settle.isPending}
          onChange={() => settle.done(task.id)}
        />
        <label className="fr-label" htmlFor={id}>
          {task.title}
        </label>
      </div>
      <p className="task__facts small mention">
        {task.dueOn && <DueDay on={task.dueOn} />}
        <CaseLink organisation={organisation} id={task.caseId}>
          {task.caseNumber}
        </CaseLink>
      </p>
    </div>
  );
}
