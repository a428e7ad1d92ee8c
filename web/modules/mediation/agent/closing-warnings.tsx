import type { CaseView } from "../../../../shared/mediation/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { openPoints } from "./closing.ts";

/** What stays open comes first, each with the way to it. It warns and does not block. */
export function ClosingWarnings({
  found,
  onGo,
  finishTasks,
  onFinishTasks,
}: {
  found: CaseView;
  onGo: () => void;
  finishTasks: boolean;
  onFinishTasks: (finish: boolean) => void;
}) {
  const points = openPoints(found);
  const tasks = found.tasks.filter(({ done }) => done === null).length;
  const count = points.length + (tasks > 0 ? 1 : 0);
  if (count === 0) return null;
  const go = (target: string) => {
    onGo();
    requestAnimationFrame(() => document.getElementById(target)?.scrollIntoView({ block: "center" }));
  };
  return (
    <div className="banner banner--warning">
      <Icon name="fr-icon-alert-fill" tone="warning" />
      <div className="grow">
        <p>
          <strong>
            Avant de clore,{" "}
            {count === 1 ? "1\u00a0point reste ouvert" : `${count}\u00a0points restent ouverts`}
          </strong>
        </p>
        <ul className="closing__points">
          {points.map(({ words, entryId, verb }) => (
            <li key={words}>
              <span className="grow break-anywhere">{words}</span>
              <button
                type="button"
                className="text-button small"
                onClick={() => go(entryId ? `echange-${entryId}` : `retenu-${found.held[0]?.id}`)}
              >
                {verb}
                <span className="fr-sr-only">&nbsp;: {words}</span>
              </button>
            </li>
          ))}
          {tasks > 0 && (
            <li>
              <span className="grow">
                {tasks}&nbsp;tâche{tasks > 1 && "s"} ouverte{tasks > 1 && "s"}
              </span>
              <Checkbox
                id="closing-tasks"
                label={tasks > 1 ? "les fermer aussi" : "la fermer aussi"}
                checked={finishTasks}
                onChange={onFinishTasks}
              />
            </li>
          )}
        </ul>
      </div>
    </div>
  );
}
