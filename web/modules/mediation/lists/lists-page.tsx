import { useQuery } from "@tanstack/react-query";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { mayInMediation } from "../agent/rights.ts";
import { ListEditor } from "./list-editor.tsx";
import { listItemsQuery } from "./list-queries.ts";
import { TagEditor } from "./tag-editor.tsx";
import "../agent/synthesis/synthesis.css";
import "../../access/organisation/settings.css";

/** Domains, third parties and tags of an organisation: the common ones, and its own. */
export function ListsPage({ space }: { space: AgentSpace }) {
  useTitle("Listes et étiquettes");
  const { id, name } = space.organisation;
  const query = useQuery(listItemsQuery(id));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Listes et étiquettes</PageTitle>
        <p className="mention">
          Les listes communes sont tenues par Guichet. {name} y ajoute les siennes. Un élément utilisé n’est
          jamais supprimé&nbsp;: il cesse d’être proposé.
        </p>
      </header>
      <div className="settings">
        {mayInMediation(space, "tag.write") && <TagEditor organisation={id} />}
        {query.isPending && <Skeleton says="Chargement des listes…" />}
        {query.isError && !query.data && (
          <LoadFailed what="les listes" error={query.error} retry={() => void query.refetch()} />
        )}
        {query.data && <ListEditor owner={id} items={query.data.items} />}
      </div>
    </div>
  );
}
