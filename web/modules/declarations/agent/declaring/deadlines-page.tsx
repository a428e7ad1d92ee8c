import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { bodyStates } from "../../../../../shared/declarations/shows.ts";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { capital, exactDay } from "../../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { showListQuery } from "../show-queries.ts";
import { DeadlineFlag } from "./deadline-flag.tsx";
import { type Deadline, deadlinesByMonth, sibilQuarters } from "./deadlines.ts";
import "../../../../ui/agent/list-table.css";
import "./declaring.css";

const monthName = new Intl.DateTimeFormat("fr-FR", { timeZone: "UTC", month: "long", year: "numeric" });

/** Until when each body wants to be told of each show: reminders, never a block (declarations.md §5.7). */
export function DeadlinesPage({ space }: { space: AgentSpace }) {
  useTitle("Échéances");
  const query = useInfiniteQuery(showListQuery(space.organisation.id, "to_declare", {}));
  const shows = query.data?.pages.flatMap((page) => page.shows) ?? [];
  const months = deadlinesByMonth(shows);
  const quarters = sibilQuarters(shows);
  const params = { organisation: space.organisation.slug };
  return (
    <div className="agent-page telling">
      <header className="agent-head">
        <PageTitle>Échéances</PageTitle>
        <p className="mention">Les dates sont des rappels&nbsp;: Guichet ne bloque jamais un envoi tardif.</p>
      </header>
      {query.isPending && <Skeleton says="Chargement des échéances…" />}
      {query.isError && !query.data && (
        <LoadFailed what="les échéances" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data && months.length === 0 && quarters.length === 0 && (
        <p>Tout est déclaré&nbsp;: aucune échéance n’attend.</p>
      )}
      {months.map(([month, deadlines]) => (
        <section key={month} className="telling-month" aria-labelledby={`mois-${month}`}>
          <h2 id={`mois-${month}`}>{capital(monthName.format(new Date(`${month}-01T00:00Z`)))}</h2>
          <ul>
            {deadlines.map((deadline) => (
              <Row key={`${deadline.show.id}-${deadline.body.body}`} deadline={deadline} space={space} />
            ))}
          </ul>
        </section>
      ))}
      {quarters.length > 0 && (
        <section className="telling-month" aria-labelledby="sibil">
          <h2 id="sibil">SIBIL, une feuille par trimestre</h2>
          <ul>
            {quarters.map(({ on, year, quarter }) => (
              <li key={on}>
                <span className="telling-month__day">{exactDay(on)}</span>
                <span className="grow">
                  <strong>SIBIL</strong> · {ordinal(quarter)} trimestre {year}
                  <span className="second-line">
                    <DeadlineFlag on={on} />
                  </span>
                </span>
                <Link
                  className={buttonClass({ look: "secondary", size: "sm" })}
                  to="/espace/$organisation/declarations/sibil"
                  params={params}
                  search={{ annee: String(year), trimestre: String(quarter) }}
                >
                  Voir la feuille
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      {query.hasNextPage && (
        <p className="list-foot">
          <Button
            size="sm"
            look="secondary"
            busy={query.isFetchingNextPage && "Chargement…"}
            onClick={() => void query.fetchNextPage()}
          >
            Afficher la suite
          </Button>
        </p>
      )}
    </div>
  );
}

const ordinal = (quarter: number) => (quarter === 1 ? "1er" : `${quarter}e`);

function Row({ deadline: { show, body, on }, space }: { deadline: Deadline; space: AgentSpace }) {
  const params = { organisation: space.organisation.slug };
  return (
    <li>
      <span className="telling-month__day">{exactDay(on)}</span>
      <span className="grow">
        <strong>{body.body}</strong> · {show.name}
        <span className="second-line">
          <DeadlineFlag on={on} /> <span className="small mention">{bodyStates[body.state]}</span>
        </span>
      </span>
      {body.declarationId ? (
        <Link
          className={buttonClass({ look: "secondary", size: "sm" })}
          to="/espace/$organisation/declarations/declarations/$declarationId"
          params={{ ...params, declarationId: body.declarationId }}
        >
          Continuer<span className="fr-sr-only"> {show.name}</span>
        </Link>
      ) : (
        <Link
          className={buttonClass({ look: "secondary", size: "sm" })}
          to="/espace/$organisation/declarations/spectacles/$showId/declarer"
          params={{ ...params, showId: show.id }}
        >
          Préparer<span className="fr-sr-only"> {show.name}</span>
        </Link>
      )}
    </li>
  );
}
