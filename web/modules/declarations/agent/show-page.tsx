import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { performanceTypes, providers } from "../../../../shared/declarations/enums.ts";
import type { ShowView } from "../../../../shared/declarations/shows.ts";
import { reasonOf } from "../../../app/api.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { ViewName, Views } from "../../../ui/agent/views.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { AddPerformanceDialog } from "./add-performance-dialog.tsx";
import { DeclareButton } from "./declare-button.tsx";
import { DefaultsDialog } from "./defaults-dialog.tsx";
import { ShowFigures } from "./show-figures.tsx";
import { deleteShow, showQuery } from "./show-queries.ts";
import { nextVerb, showDates } from "./show-words.ts";
import { useExportNow } from "./use-export-now.tsx";
import { useHideShow } from "./use-hide-show.tsx";
import { useReadNow } from "./use-read-now.ts";
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

type Asked = "defaults" | "performance" | "delete";

function ShowActions({ show, space }: { show: ShowView; space: AgentSpace }) {
  const [asked, setAsked] = useState<Asked>();
  const close = () => setAsked(undefined);
  const read = useReadNow();
  const hide = useHideShow();
  const { connectionId, provider } = show.source;
  const next = show.allowed.includes("declaration.draft") ? nextVerb(show.bodies) : undefined;
  const exporting = useExportNow(space);
  const mayEdit = show.allowed.includes("show.edit");
  return (
    <div className="row row--wrap show-actions">
      {connectionId !== null && show.allowed.includes("sync.start") && (
        <Button
          size="sm"
          look="quiet"
          icon="fr-icon-refresh-line"
          busy={read.isPending && "Lecture demandée…"}
          onClick={() => read.mutate({ connectionId, showId: show.id })}
        >
          Relire {providers[provider]}
        </Button>
      )}
      {next && (
        <DeclareButton
          space={space}
          show={show}
          {...next}
          verb={`${next.verb} la déclaration`}
          look="primary"
        />
      )}
      <Menu align="right" label="Autres actions" button={<Icon name="fr-icon-more-line" />}>
        <ul>
          {mayEdit && (
            <li>
              <button type="button" onClick={() => setAsked("defaults")}>
                Lieu, jauge, public, TVA…
              </button>
            </li>
          )}
          {mayEdit && show.ownShow && (
            <li>
              <button type="button" onClick={() => setAsked("performance")}>
                Ajouter une séance…
              </button>
            </li>
          )}
          <li>
            <button type="button" onClick={() => exporting.mutate({ format: "xlsx", showId: show.id })}>
              Exporter les chiffres (XLSX)
            </button>
          </li>
          {mayEdit && (
            <li>
              <button type="button" onClick={() => hide.mutate(show)}>
                {show.state === "hidden" ? "Ne plus masquer" : "Masquer ce spectacle"}
              </button>
            </li>
          )}
          {show.allowed.includes("show.delete") && (
            <li>
              <button type="button" onClick={() => setAsked("delete")}>
                Supprimer…
              </button>
            </li>
          )}
        </ul>
      </Menu>
      {asked === "defaults" && <DefaultsDialog show={show} onClose={close} />}
      {asked === "performance" && <AddPerformanceDialog show={show} onClose={close} />}
      {asked === "delete" && <DeleteDialog show={show} space={space} onClose={close} />}
    </div>
  );
}

function DeleteDialog({
  show,
  space: { organisation },
  onClose,
}: {
  show: ShowView;
  space: AgentSpace;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  return (
    <ConfirmDialog
      title={`Supprimer «\u00a0${show.name}\u00a0»\u00a0?`}
      confirm="Supprimer ce spectacle"
      busy="Suppression…"
      act={() => deleteShow(show.id, show.version)}
      onDone={() => {
        void client.invalidateQueries({ queryKey: ["declarations"] });
        notify(`«\u00a0${show.name}\u00a0» est supprimé.`);
        void navigate({
          to: "/espace/$organisation/declarations/spectacles",
          params: { organisation: organisation.slug },
        });
      }}
      onClose={onClose}
    >
      <p>
        Ses séances et ses chiffres disparaissent des listes et des totaux. Rien n’a été déclaré pour ce
        spectacle.
      </p>
    </ConfirmDialog>
  );
}
