import { useQuery } from "@tanstack/react-query";
import type { AgentSpace } from "../../access/agent/session.ts";
import { connectionsQuery } from "./connection-queries.ts";
import { mayListShows } from "./rights.ts";
import { showCountsQuery } from "./show-queries.ts";

/** What waits in the service, for the menu; nothing is asked for those who cannot open it. */
export function useDeclarationCounts(space: AgentSpace) {
  const enabled = mayListShows(space);
  const shows = useQuery({ ...showCountsQuery(space.organisation.id), enabled }).data;
  const accounts = useQuery({ ...connectionsQuery(space.organisation.id), enabled }).data?.accounts ?? [];
  const toMend = accounts.filter(({ connection }) => connection?.status === "needs_attention").length;
  return { shows, toMend };
}
