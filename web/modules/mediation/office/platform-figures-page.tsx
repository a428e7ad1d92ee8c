import { queryOptions, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { numberWords, percentWords, valueWords } from "../../../../shared/mediation/figure-tables.ts";
import { FigureName, percent } from "../../../../shared/mediation/figures.ts";
import type { PlatformFigures } from "../../../../shared/mediation/platform-figures.ts";
import { call } from "../../../app/api.ts";
import { BarChart } from "../../../ui/agent/bar-chart.tsx";
import { FilterChoice } from "../../../ui/agent/filters.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { FigureTable } from "../agent/statistics-block.tsx";
import "../agent/statistics.css";

const platformFiguresQuery = (year: number) =>
  queryOptions({
    queryKey: ["platform", "figures", year],
    queryFn: ({ signal }) =>
      call<PlatformFigures>("GET", `/api/mediation/platform-figures?year=${year}`, undefined, { signal }),
  });

const totals = {
  received: "Saisines reçues",
  closed: "Dossiers clos",
  open: "En cours à la fin de l’année",
} as const;
const breakdowns = {
  "received.domain": "Saisines par domaine",
  "received.channel": "Saisines par mode",
  "received.originator": "Saisines par origine",
  "received.requesterType": "Saisines par type de requérant",
  "received.admissibility": "Recevabilité",
  "received.thirdParty": "Compétence et réorientations",
  "closed.outcome": "Dossiers clos par type de clôture",
  "open.age": "Ancienneté des dossiers en cours",
} as const;

/** Mediations of the whole platform in figures: sums over the organisations that share theirs, never one of them. */
export function PlatformFiguresPage() {
  useTitle("Chiffres de la médiation");
  const thisYear = new Date(useNow()).getUTCFullYear();
  const [year, setYear] = useState(thisYear);
  const query = useQuery(platformFiguresQuery(year));
  const { data } = query;
  return (
    <>
      <header className="agent-head statistics__head">
        <div>
          <PageTitle>Chiffres de la médiation</PageTitle>
          <p className="mention">
            {data
              ? `${numberWords(data.sharing)} ${data.sharing > 1 ? "organisations partagent leurs" : "organisation partage ses"} chiffres. `
              : ""}
            Chaque nombre réunit au moins trois organisations ; ce qui n’en réunit pas autant est regroupé.
          </p>
        </div>
        <FilterChoice
          label={`Année ${thisYear}`}
          value={year === thisYear ? undefined : String(year)}
          choices={[1, 2, 3, 4].map((back) => ({
            value: String(thisYear - back),
            label: `Année ${thisYear - back}`,
          }))}
          onChange={(value) => setYear(value ? Number(value) : thisYear)}
        />
      </header>
      {query.isPending && <Skeleton says="Chargement des chiffres…" rows={8} />}
      {query.isError && !data && (
        <LoadFailed what="les chiffres" error={query.error} retry={() => void query.refetch()} />
      )}
      {data && data.counts.length === 0 && (
        <div className="empty-state">
          <h2>Pas encore de chiffres à montrer</h2>
          <p>
            Il faut au moins trois organisations qui partagent leurs chiffres et ont des dossiers dans
            l’année. Chacune le décide dans les réglages de sa médiation.
          </p>
        </div>
      )}
      {data && data.counts.length > 0 && <Counts counts={data.counts} />}
    </>
  );
}

function Counts({ counts }: { counts: PlatformFigures["counts"] }) {
  return (
    <>
      <dl className="statistics-tiles">
        {Object.entries(totals).map(([figure, name]) => {
          const found = counts.find((one) => one.figure === figure);
          return (
            <div key={figure}>
              <dt>{name}</dt>
              <dd className="statistics-tiles__value">{found ? numberWords(found.cases) : "–"}</dd>
              {found && <dd className="small mention">{numberWords(found.organisations)} organisations</dd>}
            </div>
          );
        })}
      </dl>
      <div className="statistics__blocks">
        {Object.entries(breakdowns).map(([figure, title]) => (
          <Block key={figure} title={title} rows={counts.filter((one) => one.figure === figure)} />
        ))}
      </div>
    </>
  );
}

const special: Readonly<Record<string, string>> = {
  GROUPED: "Autres, regroupés",
  OWN: "Listes propres aux organisations",
  COMPETENT: "Compétent",
  UNDECIDED: "Compétence à examiner",
};
const labelOf = ({ figure, value, label }: PlatformFigures["counts"][number]): string => {
  const name = FigureName.safeParse(figure);
  const known = name.success ? valueWords(name.data, value) : undefined;
  return label ?? (value === null ? undefined : special[value]) ?? known ?? "Non précisé";
};

function Block({ title, rows }: { title: string; rows: PlatformFigures["counts"] }) {
  if (rows.length === 0) return null;
  const total = rows.reduce((all, { cases }) => all + cases, 0);
  const bars = rows.slice(0, 10);
  return (
    <section className="statistics-block">
      <div className="statistics-block__head">
        <h2>{title}</h2>
      </div>
      <BarChart
        title={title}
        conclusion={bars.map((row) => `${labelOf(row)} ${row.cases}`).join(", ")}
        groups={bars.map((row) => ({
          label: labelOf(row),
          bars: [{ value: row.cases, words: numberWords(row.cases), hatched: row.value === "GROUPED" }],
        }))}
      />
      <FigureTable title={title} head={["", "Dossiers", "Part", "Organisations"]}>
        {rows.map((row) => (
          <tr key={row.value ?? ""}>
            <th scope="row">{labelOf(row)}</th>
            <td>{numberWords(row.cases)}</td>
            <td>{percentWords(percent(row.cases, total))}</td>
            <td>{numberWords(row.organisations)}</td>
          </tr>
        ))}
      </FigureTable>
    </section>
  );
}
