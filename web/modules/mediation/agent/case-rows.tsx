import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { channels } from "../../../../shared/mediation/enums.ts";
import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import { DueDay, Moment } from "../../../ui/agent/moment.tsx";
import { useShortcuts } from "../../../ui/agent/shortcuts.ts";
import { useRowWalk } from "../../../ui/agent/walk-rows.ts";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseLists, type ListSearch } from "./addresses.ts";
import { CaseLink } from "./case-link.tsx";
import { takeLastOpened } from "./last-opened.ts";
import { Signals } from "./signals.tsx";
import { Status } from "./status-mark.tsx";

interface Rows {
  list: CaseList;
  search: ListSearch;
  cases: readonly CaseSummary[];
  space: AgentSpace;
  /** Id of the case being taken. */
  taking: string | undefined;
  onTake: (found: CaseSummary) => void;
}

/** The cases as a table, or as cards under 600 px: one markup, the table's cells fold into a card. */
export function CaseRows(props: Rows) {
  const { list, cases, onTake } = props;
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
      if (found?.allowed.includes("case.take")) onTake(found);
    },
  });
  const waiting = list === "unassigned";
  return (
    <table ref={table} className={`list-table case-table case-table--${list}`}>
      <caption className="fr-sr-only">{caseLists[list].title}</caption>
      <thead>
        <tr>
          <th scope="col" className="case-table__number">
            N°
          </th>
          <th scope="col">Objet et requérant</th>
          {list === "mine" && (
            <th scope="col" className="case-table__signals">
              À signaler
            </th>
          )}
          {waiting ? (
            <th scope="col" className="case-table__waiting">
              Attend depuis
            </th>
          ) : (
            <>
              <th scope="col" className="case-table__status">
                Statut
              </th>
              {list === "all" && (
                <th scope="col" className="case-table__assignee">
                  En charge
                </th>
              )}
              {list !== "closed" && (
                <th scope="col" className="case-table__due">
                  Échéance
                </th>
              )}
              <th scope="col" className="case-table__last">
                Dernier échange
              </th>
            </>
          )}
          {waiting && (
            <th scope="col" className="case-table__action">
              <span className="fr-sr-only">Action</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {cases.map((found, index) => (
          <CaseRow key={found.id} {...props} found={found} first={index === 0} />
        ))}
      </tbody>
    </table>
  );
}

function CaseRow({
  found,
  first,
  list,
  search,
  space,
  taking,
  onTake,
}: Rows & { found: CaseSummary; first: boolean }) {
  const { organisation } = space;
  const waiting = list === "unassigned";
  return (
    <tr data-case={found.id} className={found.toProcess > 0 || waiting ? "is-unread" : ""}>
      <td className="case-table__number">{found.number}</td>
      <th scope="row" className="case-table__subject">
        <CaseLink organisation={organisation} id={found.id} row>
          {found.subject}
        </CaseLink>
        <span className="case-table__about">
          <span className="small mention">
            <span className="case-table__card-label">{found.number} · </span>
            {found.requesterName}
          </span>
          {list !== "mine" && <Signals found={found} />}
        </span>
      </th>
      {list === "mine" && (
        <td className="case-table__signals">
          <Signals found={found} />
        </td>
      )}
      {waiting ? (
        <>
          <td className="case-table__waiting">
            <span className="case-table__card-label">Attend depuis </span>
            <Moment at={found.receivedAt} as="waiting" />
            <span className="small mention case-table__channel">{channels[found.channel]}</span>
          </td>
          <td className="case-table__action">
            {found.allowed.includes("case.take") && (
              <Button
                size="sm"
                look={first ? "primary" : "secondary"}
                busy={taking === found.id && "Un instant…"}
                aria-label={`Prendre le dossier ${found.number}, ${found.subject}`}
                onClick={() => onTake(found)}
              >
                Prendre
              </Button>
            )}
          </td>
        </>
      ) : (
        <>
          <td className="case-table__status">
            <Status status={found.status} short />
          </td>
          {list === "all" && (
            <td className="case-table__assignee">
              {found.assignee ? (
                <Link
                  to={caseLists.all.to}
                  params={{ organisation: organisation.slug }}
                  search={{
                    ...search,
                    responsable: found.assignee.id === space.me.id ? "moi" : found.assignee.id,
                  }}
                  title={`Voir les dossiers de ${found.assignee.name}`}
                >
                  {found.assignee.id === space.me.id ? "Vous" : found.assignee.name}
                </Link>
              ) : (
                <span className="mention">{found.status === "CLOSED" ? "" : "À prendre"}</span>
              )}
            </td>
          )}
          {list !== "closed" && (
            <td className="case-table__due">
              {found.status === "CLOSED" ? null : <DueDay on={found.dueOn} />}
            </td>
          )}
          <td className="case-table__last mention">
            <Moment at={found.lastExchangeAt} />
          </td>
        </>
      )}
    </tr>
  );
}
