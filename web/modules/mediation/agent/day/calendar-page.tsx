import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { CalendarEntry, CalendarView } from "../../../../../shared/mediation/calendar.ts";
import { mondayOf } from "../../../../../shared/mediation/calendar.ts";
import { addDays } from "../../../../../shared/mediation/rules.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { DueDay } from "../../../../ui/agent/moment.tsx";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { capital, exactDay, shortDay } from "../../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { CaseLink } from "../case-link.tsx";
import { CalendarFeed } from "./calendar-feed.tsx";
import type { CalendarSearch } from "./calendar-search.ts";
import { calendarQuery } from "./day-queries.ts";
import "./day.css";

/** Calendrier: one's due days and tasks, a week at a time, and its secret address for other programs. */
export function CalendarPage({ space, search }: { space: AgentSpace; search: CalendarSearch }) {
  useTitle("Calendrier");
  const { organisation } = space;
  const from = search.semaine && mondayOf(search.semaine);
  const query = useQuery(calendarQuery(organisation.id, from));
  const view = query.data;
  return (
    <div className="agent-page calendar">
      <header className="agent-head">
        <div className="grow">
          <PageTitle>Calendrier</PageTitle>
          <p className="mention">Vos tâches et les échéances des dossiers dont vous avez la charge.</p>
        </div>
      </header>
      {query.isPending && <Skeleton says="Chargement de votre calendrier…" rows={5} />}
      {query.isError && !view && (
        <LoadFailed what="votre calendrier" error={query.error} retry={() => void query.refetch()} />
      )}
      {view && (
        <>
          <WeekTurner view={view} slug={organisation.slug} />
          <Week view={view} space={space} />
          <CalendarFeed organisationId={organisation.id} since={view.feedSince} />
        </>
      )}
    </div>
  );
}

function WeekTurner({ view: { from, to, today }, slug }: { view: CalendarView; slug: string }) {
  const isNow = from <= today && today <= to;
  const turn = (days: number) => ({
    to: "/espace/$organisation/mediation/calendrier" as const,
    params: { organisation: slug },
    search: { semaine: addDays(from, days) },
  });
  return (
    <nav className="calendar__turn" aria-label="Semaines">
      <Link {...turn(-7)} className="text-button">
        <Icon name="fr-icon-arrow-left-s-line" /> Semaine précédente
      </Link>
      <h2 aria-live="polite">
        Du {shortDay(from)} au {shortDay(to)}
      </h2>
      <Link {...turn(7)} className="text-button">
        Semaine suivante <Icon name="fr-icon-arrow-right-s-line" />
      </Link>
      {!isNow && (
        <Link
          to="/espace/$organisation/mediation/calendrier"
          params={{ organisation: slug }}
          search={{}}
          className="text-button"
        >
          Cette semaine
        </Link>
      )}
    </nav>
  );
}

function Week({ view, space }: { view: CalendarView; space: AgentSpace }) {
  const days = Array.from({ length: 7 }, (_, index) => addDays(view.from, index));
  // Nothing is due on most Saturdays and Sundays: they are there only when something is.
  const shown = days.filter((day, index) => index < 5 || view.entries.some(({ on }) => on === day));
  return (
    <div className="calendar__week">
      {view.late.length > 0 && (
        <section className="calendar__day calendar__day--late" aria-labelledby="calendar-late">
          <h3 id="calendar-late">En retard d’une semaine passée</h3>
          <Entries entries={view.late} space={space} late />
        </section>
      )}
      {shown.map((day) => {
        const entries = view.entries.filter(({ on }) => on === day);
        const isToday = day === view.today;
        return (
          <section
            key={day}
            className={`calendar__day ${isToday ? "calendar__day--today" : ""}`}
            aria-labelledby={`calendar-${day}`}
          >
            <h3 id={`calendar-${day}`}>
              <time dateTime={day}>
                {isToday && "Aujourd’hui, "}
                {isToday ? exactDay(day) : capital(exactDay(day))}
              </time>
            </h3>
            {entries.length === 0 ? (
              <p className="small mention">Rien</p>
            ) : (
              <Entries entries={entries} space={space} late={day < view.today} />
            )}
          </section>
        );
      })}
    </div>
  );
}

function Entries({
  entries,
  space: { organisation },
  late = false,
}: {
  entries: readonly CalendarEntry[];
  space: AgentSpace;
  late?: boolean;
}) {
  return (
    <ul className="calendar__entries">
      {entries.map(({ id, is, on, title, caseId, caseNumber }) => (
        <li key={`${is}${id}`}>
          <Icon name={is === "case" ? "fr-icon-folder-2-line" : "fr-icon-checkbox-circle-line"} size="xs" />
          <span>
            <span className="small mention">{is === "case" ? "Échéance" : "Tâche"} </span>
            <CaseLink organisation={organisation} id={caseId}>
              {title}
              <span className="fr-sr-only">, dossier</span> {caseNumber}
            </CaseLink>
            {late && (
              <>
                {" "}
                <span className="small">
                  <DueDay on={on} />
                </span>
              </>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
