import type { ReactNode } from "react";
import type { CaseSummary } from "../../../../shared/mediation/case-lists.ts";
import { Button } from "../../../ui/button.tsx";
import { SelectCell } from "./bulk-selection.tsx";
import { type CellContext, type ColumnName, columnOf } from "./case-columns.tsx";
import { CaseLink } from "./case-link.tsx";
import { LikelyDouble } from "./people/likely-double.tsx";
import { Signals } from "./signals.tsx";

/** What a row can be asked to do, by the button at its end. */
export interface RowAction {
  words: string;
  /** The whole sentence, for who hears it. */
  label: (found: CaseSummary) => string;
  offered: (found: CaseSummary) => boolean;
  /** Id of the case it is being done to. */
  busy: string | undefined;
  run: (found: CaseSummary) => void;
}

/** One case of a list: its number, its subject over its requester, the chosen columns, and what can be done. */
export function CaseRow({
  found,
  first,
  columns,
  context,
  action,
}: {
  found: CaseSummary;
  first: boolean;
  columns: readonly ColumnName[];
  context: CellContext;
  action: RowAction | undefined;
}) {
  const unread = found.toProcess > 0 || context.list === "unassigned";
  return (
    <tr data-case={found.id} className={unread ? "is-unread" : ""}>
      <SelectCell found={found} />
      <td className="case-table__number">{found.number}</td>
      <CaseSubject found={found} columns={columns} context={context} />
      {columns.map((name) => (
        <td key={name} className={`case-table__${name}`}>
          {columnOf(name).cell(found, context)}
        </td>
      ))}
      {action && (
        <td className="case-table__action">
          {action.offered(found) && (
            <Button
              size="sm"
              look={first && context.list === "unassigned" ? "primary" : "secondary"}
              busy={action.busy === found.id && "Un instant…"}
              aria-label={action.label(found)}
              onClick={() => action.run(found)}
            >
              {action.words}
            </Button>
          )}
        </td>
      )}
    </tr>
  );
}

function CaseSubject({
  found,
  columns,
  context: { space, doubles },
}: {
  found: CaseSummary;
  columns: readonly ColumnName[];
  context: CellContext;
}): ReactNode {
  const double = doubles.get(found.id);
  return (
    <th scope="row" className="case-table__subject">
      <CaseLink organisation={space.organisation} id={found.id} row>
        {found.subject}
      </CaseLink>
      <span className="case-table__about">
        <span className="small mention">
          <span className="case-table__card-label">{found.number} · </span>
          {found.requesterName}
          {found.domain && !columns.includes("domain") && ` · ${found.domain}`}
        </span>
        {!columns.includes("signals") && <Signals found={found} />}
      </span>
      {double && <LikelyDouble caseId={found.id} similar={double} space={space} />}
    </th>
  );
}
