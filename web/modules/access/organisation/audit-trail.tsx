import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { AuditPage } from "../../../../shared/access/audit.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import { AuditLog } from "./audit-log.tsx";
import "../../../ui/agent/list-table.css";

/** A history as it comes, page after page, with what to say when it is empty, failed or at its end. */
export function AuditTrail({
  query,
  me,
  about = false,
  what,
  filtered,
  empty,
  end,
}: {
  query: UseInfiniteQueryResult<InfiniteData<AuditPage>>;
  me: string;
  about?: boolean;
  /** Completes "Nous n’arrivons pas à charger …". */
  what: string;
  filtered: boolean;
  /** Said when there is nothing at all. */
  empty: string;
  /** Said under the oldest line. */
  end: string;
}) {
  const first = query.data?.pages[0];
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <>
      {query.isPending && <Skeleton says="Chargement de l’historique…" rows={8} />}
      {query.isError && !query.data && (
        <LoadFailed what={what} error={query.error} retry={() => void query.refetch()} />
      )}
      {first && lines.length === 0 && (
        <div className="empty-state">
          <h2>{filtered ? "Rien ne correspond" : "Rien encore"}</h2>
          <p>{filtered ? "Changez ou effacez les filtres." : empty}</p>
        </div>
      )}
      {first && <AuditLog lines={lines} timeZone={first.timeZone} me={me} about={about} />}
      {query.hasNextPage && (
        <p className="list-foot">
          <Button
            look="secondary"
            size="sm"
            busy={query.isFetchingNextPage && "Chargement…"}
            onClick={() => void query.fetchNextPage()}
          >
            Afficher la suite
          </Button>
        </p>
      )}
      {lines.length > 0 && !query.hasNextPage && (
        <p className="mention empty-line">{filtered ? "Fin des lignes trouvées." : end}</p>
      )}
    </>
  );
}
