import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense } from "react";
import { performanceTypes } from "../../../../shared/declarations/enums.ts";
import type { ShowView } from "../../../../shared/declarations/shows.ts";
import { reasonOf } from "../../../app/api.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { ViewName, Views } from "../../../ui/agent/views.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { ShowActions } from "./show-actions.tsx";
import { ShowFigures } from "./show-figures.tsx";
import { showQuery } from "./show-queries.ts";
import { nextVerb, showDates } from "./show-words.ts";
import "../../../ui/agent/list-table.css";
import "./declarations.css";
import "./show.css";

export type ShowTabName = "figures" | "files" | "history";

const ShowFiles = lazy(() => import("./show-files.tsx").then((screen) => ({ default: screen.ShowFiles })));

const ShowHistory = lazy(() =>
  import("./show-history.tsx").then((screen) => ({ default: screen.ShowHistory })),
);

/** One show: where each of its figures comes from, who changed it, and what waits for a decision. */
export function ShowPage({ space, showId, tab }: { space: AgentSpace; showId: string; tab: ShowTabName }) {
  const query = useQuery(showQuery(showId));
  const show = query.data;
  useTitle("Spectacle");
  if (query.isPending) return <Framed>{<Skeleton says="Chargement du spectacle…" rows={8} />}</Framed>;
  if (!show)
    return (
      <Framed>
        {reasonOf(query.error) === "not_found" ? (
          <div className="empty-state">
            <PageTitle>Ce spectacle n’existe pas</PageTitle>
            <p>L’adresse est peut-être incomplète, ou ce spectacle est dans une autre organisation.</p>
            <p>
              <Link
                to="/espace/$organisation/declarations/spectacles"
                params={{ organisation: space.organisation.slug }}
              >
                Voir les spectacles
              </Link>
            </p>
          </div>
        ) : (
          <LoadFailed what="ce spectacle" error={query.error} retry={() => void query.refetch()} />
        )}
      </Framed>
    );
  // The one that waits for a person, else any.
  const declarationId =
    nextVerb(show.bodies)?.declarationId ?? show.bodies.find((one) => one.declarationId)?.declarationId;
  return (
    <Framed>
      <nav className="crumbs small" aria-label="Vous êtes ici">
        <Link
          to="/espace/$organisation/declarations/spectacles"
          params={{ organisation: space.organisation.slug }}
        >
          Spectacles
        </Link>
        <span aria-hidden="true">›</span>
        <span aria-current="page">{show.name}</span>
      </nav>
      <header className="agent-head agent-head--act">
        <div className="grow">
          <PageTitle>{show.name}</PageTitle>
          <p className="mention">{headWords(show)}</p>
        </div>
        <ShowActions show={show} space={space} />
      </header>
      {show.state === "hidden" && (
        <p className="banner show-banner">
          <Icon name="fr-icon-eye-off-line" />
          <span>
            Ce spectacle est masqué&nbsp;: il n’est dans aucune liste ni aucun total. Les lectures le laissent
            masqué.
          </span>
        </p>
      )}
      <Views label="Ce spectacle">
        <li>
          <Link
            to="/espace/$organisation/declarations/spectacles/$showId"
            params={{ organisation: space.organisation.slug, showId }}
            aria-current={tab === "figures" ? "page" : undefined}
            activeOptions={{ exact: true }}
          >
            <ViewName>Chiffres</ViewName>
          </Link>
        </li>
        {declarationId && (
          <li>
            <Link
              to="/espace/$organisation/declarations/declarations/$declarationId"
              params={{ organisation: space.organisation.slug, declarationId }}
            >
              <ViewName>Déclaration</ViewName>
            </Link>
          </li>
        )}
        <li>
          <Link
            to="/espace/$organisation/declarations/spectacles/$showId/pieces"
            params={{ organisation: space.organisation.slug, showId }}
            aria-current={tab === "files" ? "page" : undefined}
          >
            <ViewName count={show.files.length || undefined}>Pièces jointes</ViewName>
          </Link>
        </li>
        <li>
          <Link
            to="/espace/$organisation/declarations/spectacles/$showId/historique"
            params={{ organisation: space.organisation.slug, showId }}
            aria-current={tab === "history" ? "page" : undefined}
          >
            <ViewName>Historique</ViewName>
          </Link>
        </li>
      </Views>
      {tab === "figures" && <ShowFigures show={show} space={space} key={show.id} />}
      {tab === "files" && (
        <Suspense fallback={<Skeleton says="Chargement des pièces jointes…" />}>
          <ShowFiles show={show} />
        </Suspense>
      )}
      {tab === "history" && (
        <Suspense fallback={<Skeleton says="Chargement de l’historique…" />}>
          <ShowHistory show={show} space={space} />
        </Suspense>
      )}
    </Framed>
  );
}

const Framed = ({ children }: { children: ReactNode }) => <div className="agent-page">{children}</div>;

const headWords = ({ performanceType, place, totals, timeZone, producer }: ShowView): string =>
  [
    performanceType && performanceTypes[performanceType],
    place && `${place.name}, ${place.city}`,
    showDates(totals.first, totals.last, timeZone),
    producer?.name,
  ]
    .filter(Boolean)
    .join(" · ");
