import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef } from "react";
import type { MyTasks } from "../../../../shared/mediation/tasks.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { capital, dayOf, exactDay } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import { buttonClass } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { maySetMediation } from "../office/rights.ts";
import { CaseLink } from "./case-link.tsx";
import { countsQuery, myCasesQuery } from "./case-queries.ts";
import { myTasksQuery, newsQuery } from "./day/day-queries.ts";
import { MyTaskList, useSettle } from "./day/my-task-list.tsx";
import { TeamBox } from "./day/team-box.tsx";
import { DraftsToResume } from "./drafts-to-resume.tsx";
import { HomeTiles } from "./home-tiles.tsx";
import { mayInMediation } from "./rights.ts";
import { type ToDo, toDo } from "./to-do.ts";
import { UndeliverableBanner } from "./undeliverable-banner.tsx";
import "./agent-home.css";
import "./day/day.css";

const mostShown = 12;
const noTasks: MyTasks["tasks"] = [];

/** Accueil: the first steps of an organisation that has no case and no form yet, then what to do first. */
export function AgentHome({ space }: { space: AgentSpace }) {
  const { data } = useQuery(countsQuery(space.organisation.id));
  if (data && !data.office.begun && maySetMediation(space)) {
    return (
      <Suspense fallback={<Skeleton says="Chargement des étapes…" />}>
        <FirstStepsPage space={space} />
      </Suspense>
    );
  }
  return <UsualHome space={space} />;
}

const FirstStepsPage = lazy(() =>
  import("../office/first-steps-page.tsx").then((screen) => ({ default: screen.FirstStepsPage })),
);

/** In ten seconds, know what to do first. */
function UsualHome({ space }: { space: AgentSpace }) {
  useTitle("Accueil");
  const now = useNow();
  const { organisation, me } = space;
  const counts = useQuery(countsQuery(organisation.id));
  const mine = useQuery(myCasesQuery(organisation.id));
  const tasks = useQuery(myTasksQuery(organisation.id)).data?.tasks ?? noTasks;
  const news = useQuery(newsQuery(organisation.id)).data?.news ?? [];
  const today = dayOf(now);
  const dueToday = tasks.filter(({ dueOn }) => dueOn !== null && dueOn <= today).length;
  const lines = mine.data ? toDo(mine.data.cases, { now }, { tasks, news }) : undefined;
  useNewLines(lines);
  return (
    <div className="agent-page home">
      <header className="agent-head">
        <div className="grow">
          <PageTitle>Bonjour {me.firstName}</PageTitle>
          <p className="mention">
            {capital(exactDay(dayOf(now)))}
            {lines && lines.length > 0 && <> · {waitingWords(lines.length)}</>}
          </p>
        </div>
        {mayInMediation(space, "case.register") && (
          <Link
            to="/espace/$organisation/mediation/nouveau"
            params={{ organisation: space.organisation.slug }}
            className={buttonClass({ size: "sm", icon: "fr-icon-add-line" })}
          >
            Enregistrer un dossier
          </Link>
        )}
      </header>
      <UndeliverableBanner organisationId={organisation.id} />
      <div className="home__tiles">
        {counts.data && (
          <HomeTiles counts={counts.data} tasks={{ all: tasks.length, today: dueToday }} space={space} />
        )}
        {counts.isError && !counts.data && (
          <LoadFailed what="les compteurs" error={counts.error} retry={() => void counts.refetch()} />
        )}
        {counts.isPending && <Skeleton says="Chargement des compteurs…" rows={2} />}
      </div>
      <div className="home__columns">
        <section className="home__now" aria-labelledby="home-now">
          <div className="home__now-head">
            <h2 id="home-now">
              À faire maintenant {lines && lines.length > 0 && <span className="pill">{lines.length}</span>}
            </h2>
            {lines && lines.length > 0 && (
              <p className="key-hints" aria-hidden="true">
                <kbd>J</kbd> <kbd>K</kbd> parcourir · <kbd>↵</kbd> ouvrir
              </p>
            )}
          </div>
          {lines && lines.length > 0 && <ToDoLines lines={lines} space={space} />}
          {lines && lines.length === 0 && (
            <NothingUrgent space={space} unassigned={counts.data?.unassigned ?? 0} />
          )}
          {mine.isError && !mine.data && (
            <LoadFailed what="vos dossiers" error={mine.error} retry={() => void mine.refetch()} />
          )}
          {mine.isPending && <Skeleton says="Chargement de ce qui vous attend…" />}
        </section>
        <div className="home__side">
          <DraftsToResume space={space} />
          {tasks.length > 0 && (
            <aside className="box" aria-labelledby="home-tasks">
              <div className="home__side-head">
                <h2 id="home-tasks">Vos tâches</h2>
                <Link
                  to="/espace/$organisation/mediation/taches"
                  params={{ organisation: organisation.slug }}
                >
                  Tout voir
                </Link>
              </div>
              <MyTaskList tasks={tasks.slice(0, 5)} space={space} />
            </aside>
          )}
          <TeamBox space={space} />
        </div>
      </div>
    </div>
  );
}

const waitingWords = (count: number) =>
  count === 1 ? "1\u00a0point vous attend" : `${count}\u00a0points vous attendent, le plus urgent d’abord`;

/** Says politely that something came, without moving anything. */
function useNewLines(lines: readonly ToDo[] | undefined) {
  const { announce } = useNotices();
  const known = useRef<Set<string>>(undefined);
  useEffect(() => {
    if (!lines) return;
    const fresh = known.current ? lines.filter(({ key }) => !known.current?.has(key)).length : 0;
    known.current = new Set(lines.map(({ key }) => key));
    if (fresh > 0) announce(fresh === 1 ? "1 nouveau point" : `${fresh} nouveaux points`);
  }, [lines, announce]);
}

function ToDoLines({ lines, space: { organisation } }: { lines: readonly ToDo[]; space: AgentSpace }) {
  const list = useRef<HTMLUListElement>(null);
  const settle = useSettle();
  useRowWalk(list);
  const hidden = lines.length - mostShown;
  return (
    <>
      <ul ref={list} className="to-do">
        {lines.slice(0, mostShown).map(({ key, found, reason, tone, icon, when, verb, taskId }) => (
          <li key={key}>
            <p className={`to-do__why tone-${tone}`}>
              <Icon name={icon} />
              <span>
                {reason}
                <span className="to-do__when small mention">
                  {"at" in when ? <Moment at={when.at} /> : when.words}
                </span>
              </span>
            </p>
            <p className="to-do__what">
              <span className="to-do__subject">{found.subject}</span>
              <span className="to-do__who small mention">
                {found.number} · {found.requesterName}
              </span>
            </p>
            {taskId ? (
              <button
                type="button"
                className="fr-btn fr-btn--sm fr-btn--secondary"
                data-row=""
                onClick={() => settle.done(taskId)}
              >
                {verb}
                <span className="fr-sr-only"> : tâche du dossier {found.number}</span>
              </button>
            ) : (
              <CaseLink
                organisation={organisation}
                id={found.id}
                row
                className="fr-btn fr-btn--sm fr-btn--secondary"
              >
                {verb}
                <span className="fr-sr-only">
                  {" "}
                  le dossier {found.number}, {found.subject}
                </span>
              </CaseLink>
            )}
          </li>
        ))}
      </ul>
      {hidden > 0 && (
        <p className="home__more">
          <Link
            to="/espace/$organisation/mediation/mes-dossiers"
            params={{ organisation: organisation.slug }}
          >
            Voir les {hidden} autres
          </Link>
        </p>
      )}
    </>
  );
}

function NothingUrgent({ space: { organisation }, unassigned }: { space: AgentSpace; unassigned: number }) {
  if (unassigned === 0) return <p className="empty-line">Tout est à jour.</p>;
  return (
    <p className="empty-line">
      Rien d’urgent. {unassigned === 1 ? "1\u00a0dossier attend" : `${unassigned}\u00a0dossiers attendent`} un
      médiateur.{" "}
      <Link to="/espace/$organisation/mediation/a-prendre" params={{ organisation: organisation.slug }}>
        Voir les dossiers à prendre
      </Link>
    </p>
  );
}
