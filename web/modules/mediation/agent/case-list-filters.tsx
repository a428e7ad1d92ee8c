import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { figureWords } from "../../../../shared/mediation/figure-tables.ts";
import { readFigure } from "../../../../shared/mediation/figures.ts";
import {
  type FilterKey,
  filtersOf,
  type ListSearch,
  readListSearch,
  signalFilters,
} from "../../../../shared/mediation/list-address.ts";
import { FilterChoice, FilterField, FilterPanel } from "../../../ui/agent/filters.tsx";
import { Menu } from "../../../ui/agent/menu.tsx";
import { shortDay } from "../../../ui/agent/relative-dates.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseLists } from "./addresses.ts";
import { type OfferedFilter, useOfferedFilters, usualFilters } from "./filter-choices.ts";
import { SaveViewButton } from "./save-view.tsx";

/** Filters of a list: a field, a few choices in sight, the others behind « + Filtre »; all kept in the address. */
export function CaseListFilters({
  list,
  search,
  space,
}: {
  list: CaseList;
  search: ListSearch;
  space: AgentSpace;
}) {
  const navigate = useNavigate();
  const offered = useOfferedFilters(list, space);
  const [added, setAdded] = useState<readonly FilterKey[]>([]);
  const change = (part: Partial<Record<FilterKey, string | undefined>>) =>
    void navigate({
      to: caseLists[list].to,
      params: { organisation: space.organisation.slug },
      search: readListSearch({ ...search, ...part }),
      replace: true,
      resetScroll: false,
    });
  const isOn = (filter: OfferedFilter) =>
    search[filter.key] !== undefined ||
    (filter.is === "period" && filter.to !== undefined && search[filter.to] !== undefined);
  const inSight = (filter: OfferedFilter) =>
    usualFilters[list].includes(filter.key) || added.includes(filter.key) || isOn(filter);
  const others = offered.filter((filter) => !inSight(filter));
  // A list opened from a figure says which one.
  const figure = search.chiffre === undefined ? undefined : readFigure(search.chiffre);
  const active = Object.keys(filtersOf(search)).length;
  return (
    <search className="filters" aria-label={`Filtrer : ${caseLists[list].title}`}>
      <FilterField
        label="Filtrer cette liste par nom, numéro, e-mail, téléphone, ville ou mots d’un texte"
        placeholder="Filtrer cette liste"
        value={search.q ?? ""}
        onChange={(q) => change({ q })}
      />
      {offered.filter(inSight).map((filter) => (
        <OneFilter key={filter.key} filter={filter} search={search} onChange={change} />
      ))}
      {others.length > 0 && (
        <Menu className="filter-more" button="+ Filtre">
          <ul className="filter-more__list">
            {others.map(({ key, label }) => (
              <li key={key}>
                <button type="button" onClick={() => setAdded([...added, key])}>
                  {label}
                </button>
              </li>
            ))}
          </ul>
        </Menu>
      )}
      {figure && <span className="mention small">Chiffre&nbsp;: {figureWords(figure)}</span>}
      {active > 0 && (
        <button
          type="button"
          className="text-button small"
          onClick={() => {
            setAdded([]);
            void navigate({
              to: caseLists[list].to,
              params: { organisation: space.organisation.slug },
              search: search.tri ? { tri: search.tri } : {},
              replace: true,
              resetScroll: false,
            });
          }}
        >
          Effacer les filtres
        </button>
      )}
      <SaveViewButton list={list} search={search} space={space} />
    </search>
  );
}

type Change = (part: Partial<Record<FilterKey, string | undefined>>) => void;

function OneFilter({
  filter,
  search,
  onChange,
}: {
  filter: OfferedFilter;
  search: ListSearch;
  onChange: Change;
}) {
  const value = search[filter.key];
  switch (filter.is) {
    case "choice":
      return (
        <FilterChoice
          label={filter.label}
          value={value}
          choices={withTyped(filter.key, filter.choices, value)}
          onChange={(chosen) => onChange({ [filter.key]: chosen })}
        />
      );
    case "text":
      return (
        <FilterPanel
          label={filter.label}
          value={value && `${filter.label}\u00a0: ${value}`}
          onClear={() => onChange({ [filter.key]: undefined })}
        >
          <label>
            Commence par
            <input
              type="text"
              inputMode="text"
              maxLength={20}
              defaultValue={value}
              onBlur={(event) => onChange({ [filter.key]: event.currentTarget.value.trim() || undefined })}
              onKeyDown={(event) => {
                if (event.key === "Enter")
                  onChange({ [filter.key]: event.currentTarget.value.trim() || undefined });
              }}
            />
          </label>
        </FilterPanel>
      );
    case "period": {
      const { from, to, label } = filter;
      const end = to && search[to];
      return (
        <FilterPanel
          label={label}
          value={periodWords(label, search[from], end)}
          onClear={() => onChange({ [from]: undefined, ...(to ? { [to]: undefined } : {}) })}
        >
          <label>
            {to ? "Du" : "Depuis le"}
            <input
              type="date"
              value={search[from] ?? ""}
              onChange={(event) => onChange({ [from]: event.currentTarget.value || undefined })}
            />
          </label>
          {to && (
            <label>
              Au
              <input
                type="date"
                value={end ?? ""}
                onChange={(event) => onChange({ [to]: event.currentTarget.value || undefined })}
              />
            </label>
          )}
        </FilterPanel>
      );
    }
  }
}

/** What the address says is always in the choices: several signals at once, or an item that is no longer offered. */
function withTyped(
  key: FilterKey,
  choices: readonly { value: string; label: string }[],
  value: string | undefined,
) {
  if (value === undefined || choices.some((choice) => choice.value === value)) return choices;
  const label =
    key === "signal"
      ? value
          .split(",")
          .map((one) => signalFilters[one as keyof typeof signalFilters]?.label ?? one)
          .join(" et ")
      : "Choisi";
  return [...choices, { value, label }];
}

function periodWords(label: string, from: string | undefined, to: string | undefined): string | undefined {
  if (from && to) return `${label}\u00a0: du ${shortDay(from)} au ${shortDay(to)}`;
  if (from) return `${label}\u00a0: depuis le ${shortDay(from)}`;
  if (to) return `${label}\u00a0: jusqu’au ${shortDay(to)}`;
  return undefined;
}
