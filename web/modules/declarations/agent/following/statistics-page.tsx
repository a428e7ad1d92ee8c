import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { countWords, eurosWords } from "../../../../../shared/declarations/amount-words.ts";
import { type PerformanceType, performanceTypes } from "../../../../../shared/declarations/enums.ts";
import { averagePerEntry, averagePerPaid } from "../../../../../shared/declarations/key-figures.ts";
import {
  freeShareOf,
  occupancyOf,
  type Statistics,
  type StatisticsRow,
} from "../../../../../shared/declarations/statistics.ts";
import { FilterChoice } from "../../../../ui/agent/filters.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { statisticsQuery } from "./following-queries.ts";
import { type SeasonSearch, seasonOf, seasonsTo } from "./season.ts";
import { MonthsBlock, OnTimeBlock, RevenueBlock, shareWords } from "./statistics-blocks.tsx";
import "../../../mediation/agent/statistics.css";
import "./following.css";

/** Statistiques: a season in figures, by month, type and place, and whether declarations keep their dates. */
export function StatisticsPage({ space, search }: { space: AgentSpace; search: SeasonSearch }) {
  useTitle("Statistiques");
  const navigate = useNavigate();
  const { organisation } = space;
  const now = new Date(useNow());
  const season = seasonOf(now, search);
  const query = useQuery(statisticsQuery(organisation.id, season));
  const here = { organisation: organisation.slug };
  return (
    <div className="agent-page">
      <header className="agent-head agent-head--act">
        <div className="grow">
          <PageTitle>Statistiques</PageTitle>
          <p className="mention">
            {season.words}, d’après les chiffres retenus. Les spectacles masqués n’y sont pas.
          </p>
        </div>
        <Link
          to="/espace/$organisation/declarations/fichiers"
          params={here}
          className={buttonClass({ look: "secondary", size: "sm", icon: "fr-icon-download-line" })}
        >
          Exporter
        </Link>
      </header>
      <div className="row row--wrap">
        <FilterChoice
          label={seasonOf(now).words}
          value={search.saison}
          choices={seasonsTo(now)
            .slice(1)
            .map(({ year, words }) => ({ value: String(year), label: words }))}
          onChange={(saison) =>
            void navigate({
              to: "/espace/$organisation/declarations/statistiques",
              params: here,
              search: saison ? { saison } : {},
              replace: true,
            })
          }
        />
      </div>
      {query.isPending && <Skeleton says="Chargement des chiffres…" />}
      {query.isError && !query.data && (
        <LoadFailed what="les chiffres" error={query.error} retry={() => void query.refetch()} />
      )}
      {query.data &&
        (query.data.total.performances === 0 ? (
          <div className="empty-state">
            <h2>Aucune séance pendant cette saison</h2>
            <p>Choisissez une autre saison, ou connectez une billetterie.</p>
          </div>
        ) : (
          <Figures figures={query.data} />
        ))}
    </div>
  );
}

function Figures({ figures }: { figures: Statistics }) {
  const { total, months, types, places, declarations } = figures;
  return (
    <>
      <Totals of={total} />
      <MonthsBlock months={months} />
      <div className="statistics__blocks">
        <RevenueBlock
          title="Recette par esthétique"
          id="esthetiques"
          first="Esthétique"
          rows={types}
          // Keys are codes of this list, or null.
          label={({ key }) => (key ? performanceTypes[key as PerformanceType] : "Non précisée")}
        />
        <RevenueBlock
          title="Recette par lieu"
          id="lieux"
          first="Lieu"
          rows={places}
          label={({ label }) => label ?? "Lieu non précisé"}
        />
      </div>
      {declarations.length > 0 && <OnTimeBlock rows={declarations} />}
    </>
  );
}

function Totals({ of }: { of: StatisticsRow }) {
  const { performances, paid, free, gross, net } = of;
  const [perEntry, perPaid] = [averagePerEntry(gross, paid, free), averagePerPaid(gross, paid)];
  return (
    <dl className="statistics-tiles">
      <Total label="Séances" value={countWords(performances)} />
      <Total
        label="Entrées"
        value={countWords(paid + free)}
        more={`${countWords(paid)} payantes, ${countWords(free)} gratuites`}
      />
      <Total label="Recette TTC" value={eurosWords(gross)} more={`${eurosWords(net)} HT`} />
      <Total
        label="Prix moyen par entrée"
        value={perEntry === null ? "inconnu" : eurosWords(perEntry)}
        more={perPaid === null ? undefined : `${eurosWords(perPaid)} par entrée payante`}
      />
      <Total label="Remplissage" value={shareWords(occupancyOf(of))} more="où la jauge est connue" />
      <Total label="Part de gratuits" value={shareWords(freeShareOf(of))} />
    </dl>
  );
}

const Total = ({ label, value, more }: { label: string; value: string; more?: string | undefined }) => (
  <div>
    <dt>{label}</dt>
    <dd className="statistics-tiles__value nowrap">{value}</dd>
    {more && <dd className="small mention">{more}</dd>}
  </div>
);
