import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import { type ListSearch, type SortWord, sortOf } from "../../../../shared/mediation/list-address.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseLists } from "./addresses.ts";
import { SelectHead } from "./bulk-selection.tsx";
import { type ColumnName, columnOf } from "./case-columns.tsx";
import { CaseRow, type RowAction } from "./case-row.tsx";
import { takeLastOpened } from "./last-opened.ts";
import { useLikelyDoubles } from "./people/likely-double.tsx";

/** The cases as a table, or as cards under 600 px: one markup, the table's cells fold into a card. */
export function CaseRows({
  list,
  search,
  cases,
  columns,
  space,
  action,
}: {
  list: CaseList;
  search: ListSearch;
  cases: readonly CaseSummary[];
  columns: readonly ColumnName[];
  space: AgentSpace;
  action: RowAction | undefined;
}) {
  const table = useRef<HTMLTableElement>(null);
  useRowWalk(table);
  useEffect(() => {
    const opened = takeLastOpened();
    const row = opened && table.current?.querySelector<HTMLElement>(`[data-case="${opened}"] [data-row]`);
    if (row) row.focus();
  }, []);
  useShortcuts({
    p: () => {
      const row = document.activeElement?.closest("[data-case]")?.getAttribute("data-case");
      const found = cases.find(({ id }) => id === row);
      if (list === "unassigned" && found && action?.offered(found)) action.run(found);
    },
  });
  const waiting = list === "unassigned";
  const doubles = useLikelyDoubles(
    space,
    cases.map(({ id }) => id),
    waiting,
  );
  const context = { list, search, space, doubles };
  return (
    <div className="case-table-frame">
      <table ref={table} className={`list-table case-table case-table--${list}`}>
        <caption className="fr-sr-only">{caseLists[list].title}</caption>
        <thead>
          <tr>
            <SelectHead cases={cases} />
            <SortedHead className="case-table__number" label="N°" sort="numero" {...context} />
            <th scope="col">
              {columns.includes("domain") ? "Objet et requérant" : "Objet, requérant, domaine"}
            </th>
            {columns.map((name) => (
              <SortedHead
                key={name}
                className={`case-table__${name}`}
                label={columnOf(name).label}
                sort={columnOf(name).sort}
                {...context}
              />
            ))}
            {action && (
              <th scope="col" className="case-table__action">
                <span className="fr-sr-only">Action</span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {cases.map((found, index) => (
            <CaseRow
              key={found.id}
              found={found}
              first={index === 0}
              columns={columns}
              context={context}
              action={action}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A column's head: a link to the list in its order, the other way when it already is. */
function SortedHead({
  className,
  label,
  sort,
  list,
  search,
  space,
}: {
  className: string;
  label: string;
  sort: SortWord | undefined;
  list: CaseList;
  search: ListSearch;
  space: AgentSpace;
}) {
  const now = shownOrder(list, search);
  if (!sort) {
    return (
      <th scope="col" className={className}>
        {label}
      </th>
    );
  }
  const isSorted = now?.word === sort;
  const wanted = isSorted && !now.descending ? `-${sort}` : sort;
  return (
    <th
      scope="col"
      className={className}
      aria-sort={isSorted ? (now.descending ? "descending" : "ascending") : undefined}
    >
      <Link
        to={caseLists[list].to}
        params={{ organisation: space.organisation.slug }}
        search={{ ...search, tri: wanted }}
        replace
        resetScroll={false}
        className="list-sort"
      >
        {label}
        {isSorted && (
          <Icon name={now.descending ? "fr-icon-arrow-down-line" : "fr-icon-arrow-up-line"} size="xs" />
        )}
      </Link>
    </th>
  );
}

/** The order on screen: the one of the address, else the list's own. */
const shownOrder = (list: CaseList, { tri, q }: ListSearch) =>
  sortOf(tri) ?? (q ? undefined : sortOf(list === "unassigned" ? "reception" : "-reception"));
