import { Link } from "@tanstack/react-router";
import { filtersOf } from "../../../../shared/mediation/list-address.ts";
import type { Organisation } from "../../access/agent/session.ts";
import { type CaseList, caseLists, type ListSearch } from "./addresses.ts";

const empty: Record<CaseList, { title: string; text: string }> = {
  unassigned: {
    title: "Tout est pris",
    text: "Aucun dossier n’attend de médiateur. Les nouvelles saisines s’afficheront ici.",
  },
  mine: { title: "Aucun dossier en charge", text: "Les dossiers que vous prenez s’affichent ici." },
  all: { title: "Aucun dossier", text: "Les saisines de votre organisation s’afficheront ici." },
  watched: {
    title: "Aucun abonnement",
    text: "Les dossiers que vous suivez sans en avoir la charge s’affichent ici.",
  },
  deleted: {
    title: "La corbeille est vide",
    text: "Un dossier supprimé y reste 30\u00a0jours, puis il est effacé pour de bon.",
  },
  closed: {
    title: "Aucun dossier clos",
    text: "Les dossiers dont la médiation est terminée s’afficheront ici.",
  },
};

/** Nothing to show: because there is nothing, or because the filters keep everything out. */
export function CaseListEmpty({
  list,
  search,
  organisation,
}: {
  list: CaseList;
  search: ListSearch;
  organisation: Organisation;
}) {
  const filters = Object.keys(filtersOf(search)).length;
  const { title, text } = filters > 0 ? noResult(filters) : empty[list];
  return (
    <div className="empty-state">
      <h2>{title}</h2>
      <p>{text}</p>
      {filters > 0 && (
        <Link
          className="fr-btn fr-btn--sm fr-btn--secondary"
          to={caseLists[list].to}
          params={{ organisation: organisation.slug }}
          search={{}}
        >
          Effacer les filtres
        </Link>
      )}
    </div>
  );
}

const noResult = (filters: number) => ({
  title: "Aucun dossier ne correspond",
  text: filters === 1 ? "1\u00a0filtre est actif." : `${filters}\u00a0filtres sont actifs.`,
});
