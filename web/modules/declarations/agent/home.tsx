import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef } from "react";
import type { Connections } from "../../../../shared/declarations/connections.ts";
import { bodies as bodyNames } from "../../../../shared/declarations/enums.ts";
import type { ShowList } from "../../../../shared/declarations/shows.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { capital, dayOf, exactDay } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { connectionsQuery } from "./connection-queries.ts";
import { FirstSteps } from "./first-steps.tsx";
import { ListNews } from "./list-news.tsx";
import { NextDeadlines } from "./next-deadlines.tsx";
import { useCalmShows } from "./show-news.ts";
import { firstShowsQuery, showCountsQuery } from "./show-queries.ts";
import { TicketingBox } from "./ticketing-box.tsx";
import { ToDeclare } from "./to-declare.tsx";
import { ToSettle } from "./to-settle.tsx";
import "./declarations.css";
import "./home.css";
import "./shows.css";

/** Most shows of « À déclarer »; the others are in the list. */
const mostShown = 12;

const showsOf = ({ shows }: ShowList) => shows;

/** Accueil: what must be declared, to whom and by when; what is stuck; whether figures are fresh. */
export function DeclarationsHome({ space }: { space: AgentSpace }) {
  useTitle("Accueil");
  const now = useNow();
  const { organisation, me } = space;
  const counts = useQuery(showCountsQuery(organisation.id)).data;
  const accounts = useQuery(connectionsQuery(organisation.id));
  const due = useQuery(firstShowsQuery(organisation.id, "to_declare", mostShown));
  const list = useRef<HTMLElement>(null);
  const calm = useCalmShows(due, showsOf, list);
  const begins = counts?.all === 0 && counts.hidden === 0 && accounts.data?.accounts.length === 0;
  return (
    <div className="agent-page">
      <header className="agent-head">
        <div className="grow">
          <PageTitle>Bonjour {me.firstName}</PageTitle>
          <p className="mention">
            {capital(exactDay(dayOf(now)))}
            {counts && counts.to_declare > 0 && <> · {waitingWords(counts.to_declare)}</>}
          </p>
        </div>
      </header>
      {begins ? (
        <FirstSteps space={space} />
      ) : (
        <div className="declare-home">
          <div>
            <section aria-labelledby="a-declarer" ref={list}>
              <h2 id="a-declarer">À déclarer</h2>
              {due.isPending && <Skeleton says="Chargement des échéances…" rows={4} />}
              {due.isError && !due.data && (
                <>
                  <LoadFailed what="les échéances" error={due.error} retry={() => void due.refetch()} />
                  <p className="mention">Vos données ne sont pas touchées.</p>
                </>
              )}
              <ListNews news={calm.news} onTake={calm.take} />
              {calm.shown &&
                (calm.shown.shows.length > 0 ? (
                  <ToDeclare list={calm.shown} space={space} />
                ) : (
                  <NothingDue
                    organisationId={organisation.id}
                    accounts={accounts.data}
                    declared={counts?.declared ?? 0}
                    today={calm.shown.today}
                  />
                ))}
              {counts && counts.to_declare > mostShown && (
                <p className="declare-home__more">
                  <Link
                    to="/espace/$organisation/declarations/spectacles"
                    params={{ organisation: organisation.slug }}
                  >
                    Voir les {counts.to_declare} spectacles à déclarer
                  </Link>
                </p>
              )}
            </section>
            <ToSettle space={space} accounts={accounts.data} aside={counts?.aside ?? 0} />
          </div>
          <div className="declare-home__side">
            <TicketingBox space={space} query={accounts} />
            {due.data && due.data.shows.length > 0 && <NextDeadlines list={due.data} space={space} />}
          </div>
        </div>
      )}
    </div>
  );
}

const waitingWords = (count: number) =>
  count === 1 ? "1\u00a0spectacle à déclarer" : `${count}\u00a0spectacles à déclarer, le plus pressé d’abord`;

/** Nothing is due: all is declared, with what comes next, or nothing has ended yet. */
function NothingDue({
  organisationId,
  accounts,
  declared,
  today,
}: {
  organisationId: string;
  accounts: Connections | undefined;
  declared: number;
  today: string;
}) {
  const upcoming = useQuery(firstShowsQuery(organisationId, "upcoming", mostShown)).data;
  const first = accounts?.accounts.some(({ connection }) => connection?.openRun?.trigger === "first");
  if (declared === 0)
    return (
      <p className="empty-line">
        Aucun spectacle terminé à déclarer.{first && " Votre première lecture est en cours."}
      </p>
    );
  const [next] = (upcoming?.shows ?? [])
    .flatMap(({ bodies }) => bodies)
    .flatMap(({ body, dueOn }) => (dueOn !== null && dueOn >= today ? [{ body, dueOn }] : []))
    .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  return (
    <p className="empty-line">
      Tout est déclaré.
      {next && ` Prochaine échéance\u00a0: ${bodyNames[next.body]}, ${exactDay(next.dueOn)}.`}
    </p>
  );
}
