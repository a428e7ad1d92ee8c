import { useNavigate } from "@tanstack/react-router";
import {
  admissibilities,
  channels,
  originators,
  requesterTypes,
} from "../../../../shared/mediation/enums.ts";
import { periodWords } from "../../../../shared/mediation/figure-tables.ts";
import type { Figures } from "../../../../shared/mediation/figures.ts";
import { FilterChoice } from "../../../ui/agent/filters.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { departmentChoices, itemChoices } from "./filter-choices.ts";
import { offeredPeriods, periodOf, type StatisticsSearch } from "./statistics-search.ts";

const choices = (words: Readonly<Record<string, string>>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }));

/** The period, what it is compared with, and which cases count; all in the address. */
export function StatisticsFilters({
  space,
  search,
  today,
  offered,
}: {
  space: AgentSpace;
  search: StatisticsSearch;
  today: string;
  offered: Figures["choices"];
}) {
  const navigate = useNavigate();
  const go = (next: StatisticsSearch) =>
    void navigate({
      to: "/espace/$organisation/mediation/statistiques",
      params: { organisation: space.organisation.slug },
      search: Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)),
      replace: true,
      resetScroll: false,
    });
  const { written, from, to } = periodOf(search, today);
  const periods = offeredPeriods(today);
  const typed = written.includes("_");
  const known = periods.some(({ value }) => value === written);
  const period = [
    ...periods,
    ...(known ? [] : [{ value: written, label: periodWords({ from, to }) }]),
    ...(typed ? [] : [{ value: `${from}_${to}`, label: "Autres dates…" }]),
  ];
  const filter = (
    key: keyof StatisticsSearch,
    label: string,
    among: readonly { value: string; label: string }[],
  ) => (
    <FilterChoice
      label={label}
      value={search[key]}
      choices={among}
      onChange={(value) => go({ ...search, [key]: value })}
    />
  );
  return (
    <section className="filters statistics__filters" aria-label="Période et filtres">
      <FilterChoice
        label={`Année\u00a0${today.slice(0, 4)}`}
        value={written === today.slice(0, 4) ? undefined : written}
        choices={period.filter(({ value }) => value !== today.slice(0, 4))}
        onChange={(value) => go({ ...search, periode: value })}
      />
      {typed && (
        <>
          <label className="statistics__day">
            Du
            <input
              type="date"
              value={from}
              max={to}
              onChange={({ currentTarget: { value } }) =>
                value && go({ ...search, periode: `${value}_${to < value ? value : to}` })
              }
            />
          </label>
          <label className="statistics__day">
            au
            <input
              type="date"
              value={to}
              min={from}
              onChange={({ currentTarget: { value } }) =>
                value && go({ ...search, periode: `${from > value ? value : from}_${value}` })
              }
            />
          </label>
        </>
      )}
      <FilterChoice
        label="Comparée à l’année d’avant"
        value={search.comparee}
        choices={[
          { value: "avant", label: "Comparée à la période d’avant" },
          { value: "aucune", label: "Sans comparaison" },
        ]}
        onChange={(value) =>
          go({ ...search, comparee: value === "avant" || value === "aucune" ? value : undefined })
        }
      />
      {filter("domaine", "Domaine", [
        ...itemChoices(offered, "domain"),
        { value: "aucun", label: "Sans domaine" },
      ])}
      {filter("departement", "Département", departmentChoices)}
      {filter("mode", "Mode de saisine", choices(channels))}
      {filter("type", "Type de requérant", choices({ ...requesterTypes, aucun: "Non précisé" }))}
      {filter("origine", "Origine", choices({ ...originators, aucune: "Non précisée" }))}
      {filter("recevabilite", "Recevabilité", choices(admissibilities))}
      {filter(
        "competence",
        "Compétence",
        choices({ oui: "Compétent", non: "Non compétent", "a-decider": "À examiner" }),
      )}
      {filter("tiers", "Tiers compétent", [
        ...itemChoices(offered, "third_party"),
        { value: "aucun", label: "Sans tiers compétent" },
      ])}
    </section>
  );
}
