import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import { channels, outcomes } from "../../../../shared/mediation/enums.ts";
import type { ListSearch, SortWord } from "../../../../shared/mediation/list-address.ts";
import type { SimilarCase } from "../../../../shared/mediation/people.ts";
import { DueDay, Moment } from "../../../ui/agent/moment.tsx";
import { shortDay } from "../../../ui/agent/relative-dates.ts";
import type { AgentSpace } from "../../access/agent/session.ts";
import { type CaseList, caseLists } from "./addresses.ts";
import { Signals } from "./signals.tsx";
import { Status } from "./status-mark.tsx";
import "../case-tags.css";

export interface CellContext {
  list: CaseList;
  search: ListSearch;
  space: AgentSpace;
  /** Likely doubles of the rows, where a list says them. */
  doubles: ReadonlyMap<string, SimilarCase>;
}

/** One column a list may show, besides the number and the subject. */
interface Column {
  label: string;
  /** How the address says to sort by it. */
  sort?: SortWord;
  cell: (found: CaseSummary, context: CellContext) => ReactNode;
}

const caseColumns = {
  signals: { label: "À signaler", cell: (found) => <Signals found={found} /> },
  domain: { label: "Domaine", cell: ({ domain }) => domain },
  waiting: {
    label: "Attend depuis",
    sort: "reception",
    cell: (found) => (
      <>
        <span className="case-table__card-label">Attend depuis </span>
        <Moment at={found.receivedAt} as="waiting" />
        <span className="small mention case-table__channel">{channels[found.channel]}</span>
      </>
    ),
  },
  received: {
    label: "Reçu",
    sort: "reception",
    cell: ({ receivedAt }) => (
      <>
        <span className="case-table__card-label">Reçu </span>
        <Moment at={receivedAt} />
      </>
    ),
  },
  channel: { label: "Mode de saisine", cell: ({ channel }) => channels[channel] },
  status: { label: "Statut", sort: "statut", cell: ({ status }) => <Status status={status} short /> },
  assignee: {
    label: "En charge",
    cell: (found, context) => <Assignee found={found} {...context} />,
  },
  due: {
    label: "Échéance",
    sort: "echeance",
    cell: ({ status, dueOn }) => (status === "CLOSED" ? null : <DueDay on={dueOn} />),
  },
  last: {
    label: "Dernier échange",
    sort: "dernier-echange",
    cell: ({ lastExchangeAt }) => <Moment at={lastExchangeAt} />,
  },
  tags: {
    label: "Étiquettes",
    cell: ({ tags }) =>
      tags.length > 0 && (
        <span className="case-tags">
          {tags.map(({ id, label, colour }) => (
            <span key={id} className={`case-tag case-tag--${colour}`}>
              {label}
            </span>
          ))}
        </span>
      ),
  },
  outcome: { label: "Type de clôture", cell: ({ outcome }) => outcome && outcomes[outcome] },
  closed: { label: "Clos", cell: ({ closedAt }) => closedAt && <Moment at={closedAt} /> },
  erased: {
    label: "S’efface",
    cell: ({ erasedOn }) =>
      erasedOn && (
        <>
          <span className="case-table__card-label">S’efface le </span>
          <time dateTime={erasedOn}>{shortDay(erasedOn)}</time>
        </>
      ),
  },
} as const satisfies Record<string, Column>;
export type ColumnName = keyof typeof caseColumns;
export const columnOf = (name: ColumnName): Column => caseColumns[name];

/** What each list shows until the reader chooses otherwise, in this order. */
export const usualColumns: Record<CaseList, readonly ColumnName[]> = {
  mine: ["signals", "status", "due", "last"],
  unassigned: ["domain", "waiting"],
  all: ["status", "assignee", "due", "last"],
  watched: ["status", "assignee", "due", "last"],
  closed: ["outcome", "assignee", "closed"],
  deleted: ["status", "assignee", "erased"],
};

/** What may be chosen in a list: never what it has no value for. */
export const offeredColumns = (list: CaseList): ColumnName[] =>
  (Object.keys(caseColumns) as ColumnName[]).filter((name) => {
    if (name === "erased") return list === "deleted";
    if (name === "waiting") return list === "unassigned";
    if (name === "outcome" || name === "closed") return list === "closed" || list === "all";
    return true;
  });

function Assignee({
  found: { assignee, status },
  search,
  space: { me, organisation },
}: CellContext & { found: CaseSummary }) {
  if (!assignee) return <span className="mention">{status === "CLOSED" ? "" : "À prendre"}</span>;
  const isMe = assignee.id === me.id;
  return (
    <Link
      to={caseLists.all.to}
      params={{ organisation: organisation.slug }}
      search={{ ...search, responsable: isMe ? "moi" : assignee.id }}
      title={`Voir les dossiers de ${assignee.name}`}
    >
      {isMe ? "Vous" : assignee.name}
    </Link>
  );
}
