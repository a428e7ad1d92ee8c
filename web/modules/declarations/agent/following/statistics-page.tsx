import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { countWords, eurosWords, rawAmount } from "../../../../../shared/declarations/amount-words.ts";
import { type PerformanceType, performanceTypes } from "../../../../../shared/declarations/enums.ts";
import {
  freeShareOf,
  type OnTime,
  occupancyOf,
  type Statistics,
  type StatisticsRow,
} from "../../../../../shared/declarations/statistics.ts";
import { monthWords } from "../../../../../shared/mediation/figure-tables.ts";
import { csvOf, saveFile } from "../../../../ui/agent/csv.ts";
import { FilterChoice } from "../../../../ui/agent/filters.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { statisticsQuery } from "./following-queries.ts";
import { type SeasonSearch, seasonOf, seasonsTo } from "./season.ts";
import "../../../../ui/agent/list-table.css";
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
          <Figures figures={query.data} season={season.words} />
        ))}
    </div>
  );
}

function Figures({ figures, season }: { figures: Statistics; season: string }) {
  const { total, months, types, places, declarations } = figures;
  return (
    <>
      <dl className="following-totals">
        <Total label="Entrées" value={countWords(total.paid + total.free)} />
        <Total label="Recette TTC" value={eurosWords(total.gross)} more={`${eurosWords(total.net)} HT`} />
        <Total label="Remplissage" value={shareWords(occupancyOf(total))} more="où la jauge est connue" />
        <Total label="Part de gratuits" value={shareWords(freeShareOf(total))} />
      </dl>
      <Table
        title="Par mois"
        first="Mois"
        rows={months}
        label={({ key }) => monthWords(key ?? "")}
        season={season}
      />
      <Table
        title="Par esthétique"
        first="Esthétique"
        rows={types}
        label={({ key }) => (key ? performanceTypes[key as PerformanceType] : "Non précisée")}
        season={season}
      />
      <Table
        title="Par lieu"
        first="Lieu"
        rows={places}
        label={({ label }) => label ?? "Lieu non précisé"}
        season={season}
      />
      {declarations.length > 0 && <OnTimeTable rows={declarations} />}
    </>
  );
}

const Total = ({ label, value, more }: { label: string; value: string; more?: string }) => (
  <div className="box">
    <dt className="small mention">{label}</dt>
    <dd>
      <strong>{value}</strong>
      {more && <span className="small mention second-line">{more}</span>}
    </dd>
  </div>
);

/** « 62,5 % » of a part per thousand; « inconnu » where nothing can be said. */
const shareWords = (share: number | null): string =>
  share === null ? "inconnu" : `${String(share / 10).replace(".", ",")}\u00a0%`;

const heads = ["Séances", "Payants", "Gratuits", "TTC", "HT", "Remplissage", "Part de gratuits"] as const;

function Table(props: {
  title: string;
  first: string;
  rows: readonly StatisticsRow[];
  label: (row: StatisticsRow) => string;
  season: string;
}) {
  const { title, first, rows, label, season } = props;
  const save = () => {
    const lines = rows.map((row) => [
      label(row),
      row.performances,
      row.paid,
      row.free,
      rawAmount(row.gross),
      rawAmount(row.net),
      shareWords(occupancyOf(row)),
      shareWords(freeShareOf(row)),
    ]);
    saveFile(`${title} - ${season}.csv`, csvOf([[first, ...heads], ...lines]), "text/csv");
  };
  return (
    <section aria-label={title}>
      <div className="row row--wrap following-heading">
        <h2>{title}</h2>
        <Button size="sm" look="tertiary" onClick={save}>
          Enregistrer ce tableau<span className="fr-sr-only"> : {title}</span>
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls is reached by the keyboard. */}
      <section className="following-scroll" tabIndex={0} aria-label={`${title}, tableau`}>
        <table className="list-table following-table">
          <caption className="fr-sr-only">
            {title}, {season}
          </caption>
          <thead>
            <tr>
              <th scope="col">{first}</th>
              {heads.map((head) => (
                <th key={head} scope="col" className="following-number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.key ?? ""}>
                <th scope="row">{label(row)}</th>
                <td className="following-number">{countWords(row.performances)}</td>
                <td className="following-number">{countWords(row.paid)}</td>
                <td className="following-number">{countWords(row.free)}</td>
                <td className="following-number">{eurosWords(row.gross)}</td>
                <td className="following-number">{eurosWords(row.net)}</td>
                <td className="following-number">{shareWords(occupancyOf(row))}</td>
                <td className="following-number">{shareWords(freeShareOf(row))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function OnTimeTable({ rows }: { rows: readonly OnTime[] }) {
  return (
    <section aria-label="Déclarations à l’heure">
      <h2>Déclarations à l’heure</h2>
      <table className="list-table following-table">
        <caption className="fr-sr-only">Spectacles terminés pendant la saison, par organisme</caption>
        <thead>
          <tr>
            <th scope="col">Organisme</th>
            <th scope="col" className="following-number">
              À l’heure
            </th>
            <th scope="col" className="following-number">
              En retard
            </th>
            <th scope="col" className="following-number">
              À faire
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ body, onTime, late, waiting }) => (
            <tr key={body}>
              <th scope="row">{body}</th>
              <td className="following-number">{onTime}</td>
              <td className="following-number">{late}</td>
              <td className="following-number">{waiting}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
