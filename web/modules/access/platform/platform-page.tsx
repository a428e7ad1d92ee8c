import type { UseInfiniteQueryResult, UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import "../../../ui/agent/list-table.css";
import "./platform.css";

/** One page of the platform: title, a line, what it may create, and its content once it is there. */
export function PlatformPage<Data>({
  title,
  line,
  action,
  what,
  query,
  tools,
  children,
}: {
  title: string;
  line: ReactNode;
  action?: ReactNode;
  /** Completes "Nous n’arrivons pas à charger …". */
  what: string;
  query: Pick<
    UseQueryResult<Data> | UseInfiniteQueryResult<Data>,
    "data" | "isPending" | "isError" | "error" | "refetch"
  >;
  /** Filters: there before the content is. */
  tools?: ReactNode;
  children: (data: NonNullable<Data>) => ReactNode;
}) {
  useTitle(title);
  return (
    <div className="agent-page">
      <header className="agent-head agent-head--act">
        <div>
          <PageTitle>{title}</PageTitle>
          <p className="mention">{line}</p>
        </div>
        {action}
      </header>
      {tools}
      {query.isPending && <Skeleton says={`Chargement de la page ${title}…`} />}
      {query.isError && !query.data && (
        <LoadFailed what={what} error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && children(query.data)}
    </div>
  );
}

/** « Afficher la suite », when there is more. */
export function More({
  query,
}: {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  if (!query.hasNextPage) return null;
  return (
    <p className="list-foot">
      <Button
        look="secondary"
        size="sm"
        busy={query.isFetchingNextPage && "Chargement…"}
        onClick={() => query.fetchNextPage()}
      >
        Afficher la suite
      </Button>
    </p>
  );
}
