import { useQuery } from "@tanstack/react-query";
import { PlatformPage } from "../../access/platform/platform-page.tsx";
import { ListEditor } from "./list-editor.tsx";
import { listItemsQuery } from "./list-queries.ts";
import "../../access/organisation/settings.css";

/** The lists every mediation shares; changing one changes what every organisation reads. */
export function PlatformListsPage() {
  const query = useQuery(listItemsQuery(null));
  return (
    <PlatformPage
      title="Listes de la médiation"
      line="Communes à toutes les organisations. Un nouveau libellé se voit partout, sauf dans les rapports arrêtés."
      what="les listes"
      query={query}
    >
      {({ items }) => (
        <div className="settings">
          <ListEditor owner={null} items={items} />
        </div>
      )}
    </PlatformPage>
  );
}
