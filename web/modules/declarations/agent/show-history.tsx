import { useInfiniteQuery } from "@tanstack/react-query";
import type { ShowView } from "../../../../shared/declarations/shows.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AuditTrail } from "../../access/organisation/audit-trail.tsx";
import { showHistoryQuery } from "./show-queries.ts";

/** Everything that happened to the show, readings included, newest first. */
export function ShowHistory({ show, space }: { show: ShowView; space: AgentSpace }) {
  const query = useInfiniteQuery(showHistoryQuery(show.id));
  return (
    <AuditTrail
      query={query}
      me={space.me.id}
      what="l’historique"
      filtered={false}
      empty="Ce que chacun change dans ce spectacle s’affichera ici."
      end="Début du spectacle."
    />
  );
}
