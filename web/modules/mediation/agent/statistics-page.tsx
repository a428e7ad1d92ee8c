import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  breakdowns,
  daysWords,
  dayWords,
  differenceWords,
  numberWords,
  percentWords,
  periodWords,
  shortNumber,
} from "../../../../shared/mediation/figure-tables.ts";
import {
  balanceGap,
  type DurationKind,
  type Figures,
  type PeriodFigures,
  resolutionRate,
} from "../../../../shared/mediation/figures.ts";
import { call } from "../../../app/api.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { dayOf } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button, buttonClass } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { mayListCases, mayReadMailFigures } from "./rights.ts";
import { BreakdownBlock, CasesLink, type StatisticsOf } from "./statistics-block.tsx";
import { saveXlsx } from "./statistics-files.ts";
import { StatisticsFilters } from "./statistics-filters.tsx";
import { askedFigures, periodOf, type StatisticsSearch } from "./statistics-search.ts";
import { allSheets } from "./statistics-sheets.ts";
import { DurationsBlock, LoadBlock, MonthsBlock, SurveyBlock } from "./statistics-tables.tsx";
import "./statistics.css";

const statisticsQuery = (organisation: string, asked: Record<string, string>) =>
  queryOptions({
    queryKey: ["mediation", "figures", organisation, asked],
    queryFn: ({ signal }) =>
      call<Figures>(
        "GET",
        `/api/mediation/figures?${new URLSearchParams({ organisation, ...asked })}`,
        undefined,
        {
          signal,
        },
      ),
    placeholderData: keepPreviousData,
  });

/** A mediation in figures, over a period: each number opens the list of its cases. */
export function StatisticsPage({ space, search }: { space: AgentSpace; search: StatisticsSearch }) {
  useTitle("Statistiques");
  const today = dayOf(new Date(useNow()));
  const { organisation } = space;
  const period = periodOf(search, today);
  const query = useQuery(statisticsQuery(organisation.id, askedFigures(search, period)));
  const figures = query.data;
  const before = figures?.previous ? periodWords(figures.previous) : null;
  const of: StatisticsOf = { organisation, search, period, opensLists: mayListCases(space), before };
  return (
    <div className="agent-page statistics">
      <header className="agent-head statistics__head">
        <PageTitle>Statistiques</PageTitle>
        <div className="row row--wrap">
          {figures && !isEmpty(figures.current) && (
            <Button
              look="secondary"
              icon="fr-icon-download-line"
              onClick={() => void saveXlsx(`statistiques-${period.written}`, allSheets(figures))}
            >
              Exporter (XLSX)
            </Button>
          )}
          <Link
            to="/espace/$organisation/mediation/rapport-annuel"
            params={{ organisation: organisation.slug }}
            className={buttonClass({})}
          >
            Préparer le rapport annuel
          </Link>
        </div>
      </header>
      <StatisticsFilters space={space} search={search} today={today} offered={figures?.choices ?? []} />
      {query.isPending && <Skeleton says="Chargement des chiffres…" rows={12} />}
      {query.isError && !figures && (
        <LoadFailed what="les chiffres" error={query.error} retry={() => void query.refetch()} />
      )}
      {figures && <Shown figures={figures} of={of} space={space} />}
    </div>
  );
}

const isEmpty = ({ balance }: PeriodFigures): boolean =>
  balance.received + balance.closings + balance.reopenings + balance.opening === 0;

function Shown({ figures, of, space }: { figures: Figures; of: StatisticsOf; space: AgentSpace }) {
  const { current } = figures;
  if (isEmpty(current))
    return (
      <div className="empty-state">
        <h2>Aucune saisine sur cette période</h2>
        <p>Choisissez une autre période, ou retirez un filtre.</p>
      </div>
    );
  return (
    <>
      <Tiles figures={figures} of={of} />
      <Balance figures={figures} />
      <MonthsBlock figures={current} of={of} />
      <div className="statistics__blocks">
        {breakdowns(figures).map((breakdown) => (
          <BreakdownBlock
            key={breakdown.id}
            of={of}
            breakdown={breakdown}
            note={
              breakdown.population === "open"
                ? `${numberWords(current.balance.open)} dossiers au ${dayWords(current.at)}`
                : breakdown.population === "closed"
                  ? "Chaque dossier compte une fois, par sa dernière clôture de la période."
                  : undefined
            }
          />
        ))}
      </div>
      <DurationsBlock figures={figures} of={of} />
      {figures.load && <LoadBlock load={figures.load} of={of} />}
      <SurveyBlock survey={current.survey} />
      <p className="small mention">
        {of.opensLists
          ? "Les dossiers restreints sont comptés ici\u00a0; une liste ne montre que ceux que vous pouvez lire. "
          : ""}
        Les dossiers anonymisés restent comptés, sans dossier à ouvrir.
        {mayReadMailFigures(space) && (
          <>
            {" "}
            <Link
              to="/espace/$organisation/mediation/courriels-en-chiffres"
              params={{ organisation: of.organisation.slug }}
            >
              Nombre de courriels reçus et envoyés
            </Link>
          </>
        )}
      </p>
    </>
  );
}

/** « 3 de plus qu’en 2025 »; nothing without a period to compare with. */
const compared = (now: number, before: number | undefined, when: string | null): string =>
  before === undefined || when === null
    ? ""
    : `${differenceWords(now, before)} ${/^\d{4}$/.test(when) ? "qu’en" : "que pour"} ${when}`;

function Tiles({ figures: { current, previous }, of }: { figures: Figures; of: StatisticsOf }) {
  const median = (kind: DurationKind) => current.durations[kind]?.median ?? null;
  const moved = (kind: DurationKind) => {
    const [now, before] = [median(kind), previous?.durations[kind]?.median ?? null];
    if (now === null || before === null) return "médiane";
    const change = Math.round((now - before) * 10) / 10;
    return change === 0
      ? "médiane, stable"
      : `médiane, ${daysWords(Math.abs(change))} de ${change > 0 ? "plus" : "moins"}`;
  };
  const rate = resolutionRate(current);
  const before = previous ? resolutionRate(previous).percent : null;
  const points =
    rate.percent === null || before === null ? null : Math.round((rate.percent - before) * 10) / 10;
  const total = (figure: "received" | "closings" | "open", count: number, what: string) => (
    <CasesLink
      of={of}
      cases={{ figure: figure === "closings" ? "closed" : figure, value: null }}
      count={count}
      what={what}
    />
  );
  const { balance, closed } = current;
  const twice = balance.closings - closed;
  const tiles = [
    [
      "Saisines reçues",
      total("received", balance.received, "saisines reçues"),
      compared(balance.received, previous?.balance.received, of.before),
    ],
    [
      "Dossiers clos",
      total("closings", balance.closings, "dossiers clos"),
      `${compared(balance.closings, previous?.balance.closings, of.before)}${twice > 0 ? ` (${numberWords(closed)} dossiers, certains clos plusieurs fois)` : ""}`,
    ],
    [
      `En cours au ${dayWords(current.at)}`,
      total("open", balance.open, "dossiers en cours"),
      compared(balance.open, previous?.balance.open, of.before),
    ],
    ["Première réponse", daysWords(median("firstResponse")), moved("firstResponse")],
    ["Délai de traitement", daysWords(median("processing")), moved("processing")],
    [
      "Taux de résolution",
      percentWords(rate.percent),
      rate.whole === 0
        ? "aucun dossier à compter"
        : `${numberWords(rate.part)} sur ${numberWords(rate.whole)}${points === null ? "" : `, ${points > 0 ? "+" : points < 0 ? "−" : "±"}\u00a0${shortNumber(Math.abs(points))} points`}`,
    ],
  ] as const;
  return (
    <dl className="statistics-tiles">
      {tiles.map(([name, value, note]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="statistics-tiles__value">{value}</dd>
          {note && <dd className="small mention">{note}</dd>}
        </div>
      ))}
    </dl>
  );
}

function Balance({ figures: { current, countedAt } }: { figures: Figures }) {
  const { opening, received, closings, reopenings, open } = current.balance;
  const { gap } = balanceGap(current.balance);
  const [explained, setExplained] = useState(false);
  const at = new Intl.DateTimeFormat("fr-FR", { hour: "numeric", minute: "2-digit" }).format(
    new Date(countedAt),
  );
  if (gap > 0)
    return (
      <Alert severity="error" title="Le compte ne tombe pas juste">
        <p>
          Écart de {numberWords(gap)}&nbsp;: {numberWords(opening)} en cours au {dayWords(current.from)} +{" "}
          {numberWords(received)} reçus − {numberWords(closings)} clos + {numberWords(reopenings)} rouverts ne
          donnent pas {numberWords(open)}. Prévenez l’équipe technique avant de publier ces chiffres.
        </p>
      </Alert>
    );
  return (
    <div className="small statistics__balance">
      <p>
        <span className="fr-icon-check-line fr-icon--sm" aria-hidden="true" /> Compte vérifié&nbsp;:{" "}
        {numberWords(opening)} en cours au {dayWords(current.from)} + {numberWords(received)} reçus −{" "}
        {numberWords(closings)} clos + {numberWords(reopenings)} rouverts = {numberWords(open)} en cours au{" "}
        {dayWords(current.at)}.{" "}
        <Button size="sm" look="quiet" aria-expanded={explained} onClick={() => setExplained(!explained)}>
          Comment c’est calculé
        </Button>{" "}
        · chiffres de {at}
      </p>
      {explained && (
        <ul>
          <li>Un dossier compte au jour où la demande est arrivée, même s’il a été enregistré plus tard.</li>
          <li>
            Une clôture et une réouverture comptent au jour où elles ont eu lieu&nbsp;: rouvrir un dossier ne
            change pas le passé.
          </li>
          <li>Les dossiers fusionnés, supprimés et d’essai ne comptent pas.</li>
          <li>
            Les délais sont en jours du calendrier, le même jour comptant 0. La médiane partage les dossiers
            en deux moitiés&nbsp;; neuf dossiers sur dix ont pris au plus le 9<sup>e</sup> décile.
          </li>
          <li>
            Taux de résolution&nbsp;: droit à l’usager, entier ou partiel, sur les dossiers où il a été donné
            droit à l’un ou à l’autre.
          </li>
        </ul>
      )}
    </div>
  );
}
