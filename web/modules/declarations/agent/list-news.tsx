import { Button } from "../../../ui/button.tsx";

/** « 2 spectacles mis à jour. Actualiser »: rows move when the person asks. */
export function ListNews({ news, onTake }: { news: number; onTake: () => void }) {
  return (
    <div role="status" className="show-news">
      {news > 0 && (
        <Button size="sm" look="secondary" icon="fr-icon-refresh-line" onClick={onTake}>
          {news === 1
            ? "1\u00a0spectacle mis à jour. Actualiser"
            : `${news}\u00a0spectacles mis à jour. Actualiser`}
        </Button>
      )}
    </div>
  );
}
