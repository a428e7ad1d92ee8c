import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { DeclarationLine } from "../../../../../shared/declarations/declaring.ts";
import { transmissionStates } from "../../../../../shared/declarations/transmission.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { dayOf, shortDay } from "../../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { performancesWords, stateLooks } from "./body-words.ts";
import { declarationListQuery } from "./declaring-queries.ts";
import "../../../../ui/agent/list-table.css";
import "./declaring.css";

/** Every declaration of the organisation, the last opened first, with its state at each body. */
export function DeclarationsPage({ space }: { space: AgentSpace }) {
  useTitle("Déclarations");
  const query = useInfiniteQuery(declarationListQuery(space.organisation.id));
  const lines = query.data?.pages.flatMap((page) => page.lines) ?? [];
  return (
    <div className="agent-page telling">
      <header className="agent-head">
        <PageTitle>Déclarations</PageTitle>
      </header>
      {query.isPending && <Skeleton says="Chargement des déclarations…" />}
      {query.isError && !query.data && (
        <LoadFailed what="les déclarations" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && lines.length === 0 && (
        <p>
          Aucune déclaration pour l’instant. Ouvrez un{" "}
          <Link
            to="/espace/$organisation/declarations/spectacles"
            params={{ organisation: space.organisation.slug }}
          >
            spectacle
          </Link>{" "}
          pour le déclarer.
        </p>
      )}
      {lines.length > 0 && (
        <table className="list-table telling-list">
          <caption className="fr-sr-only">Déclarations, de la plus récente à la plus ancienne</caption>
          <thead>
            <tr>
              <th scope="col">Spectacle</th>
              <th scope="col">Numéro</th>
              <th scope="col">Séances</th>
              <th scope="col">Organismes</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <Line key={line.id} line={line} space={space} />
            ))}
          </tbody>
        </table>
      )}
      {query.hasNextPage && (
        <p className="list-foot">
          <Button
            size="sm"
            look="secondary"
            busy={query.isFetchingNextPage && "Chargement…"}
            onClick={() => void query.fetchNextPage()}
          >
            Afficher 25 de plus
          </Button>
        </p>
      )}
    </div>
  );
}

function Line({ line, space }: { line: DeclarationLine; space: AgentSpace }) {
  const day = (at: string) => shortDay(dayOf(new Date(at), "Europe/Paris"));
  return (
    <tr>
      <th scope="row">
        <Link
          className="strong-words"
          data-row
          to="/espace/$organisation/declarations/declarations/$declarationId"
          params={{ organisation: space.organisation.slug, declarationId: line.id }}
        >
          {line.showName}
        </Link>
      </th>
      <td>{line.number}</td>
      <td>
        {performancesWords(line.performanceCount)}
        {line.firstAt && line.lastAt && (
          <span className="small mention second-line">
            {day(line.firstAt) === day(line.lastAt)
              ? day(line.firstAt)
              : `du ${day(line.firstAt)} au ${day(line.lastAt)}`}
          </span>
        )}
      </td>
      <td>
        <ul className="telling-states">
          {line.bodies.map(({ body, state }) => {
            const { icon, tone } = stateLooks[state];
            return (
              <li key={body}>
                <span className="mention">{body}</span>{" "}
                <span className="flag">
                  <Icon name={icon} tone={tone} size="xs" />
                  {transmissionStates[state]}
                </span>
              </li>
            );
          })}
          {line.hasDraft && (
            <li>
              <span className="flag">
                <Icon name="fr-icon-draft-line" tone="mention" size="xs" />
                {line.bodies.length > 0 ? "Nouvelle version en préparation" : "Brouillon"}
              </span>
            </li>
          )}
        </ul>
      </td>
    </tr>
  );
}
