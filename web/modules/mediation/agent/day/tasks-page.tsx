import { useQuery } from "@tanstack/react-query";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { myTasksQuery } from "./day-queries.ts";
import { MyTaskList } from "./my-task-list.tsx";
import "./day.css";

/** Tâches: all that one has to do, soonest first. */
export function TasksPage({ space }: { space: AgentSpace }) {
  useTitle("Tâches");
  const tasks = useQuery(myTasksQuery(space.organisation.id));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Tâches</PageTitle>
      </header>
      {tasks.isPending && <Skeleton says="Chargement de vos tâches…" />}
      {tasks.isError && !tasks.data && (
        <LoadFailed what="vos tâches" error={tasks.error} retry={() => void tasks.refetch()} />
      )}
      {tasks.data?.tasks.length === 0 && <p className="empty-line">Vous n’avez aucune tâche.</p>}
      {tasks.data && <MyTaskList tasks={tasks.data.tasks} space={space} />}
    </div>
  );
}
