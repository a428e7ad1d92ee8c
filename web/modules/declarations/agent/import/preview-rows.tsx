import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, useState } from "react";
import type { ImportRowView, ImportView } from "../../../../../shared/declarations/import.ts";
import { type ImportField, importFields } from "../../../../../shared/declarations/import-fields.ts";
import { type ImportFault, importWarnings } from "../../../../../shared/declarations/import-rows.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../../ui/agent/waiting.tsx";
import { Button } from "../../../../ui/button.tsx";
import { editImportRow, importQuery, type RowFilter, rowsQuery } from "./import-queries.ts";
import { faultWords, isNumber } from "./import-words.ts";
import "../../../../ui/agent/list-table.css";

interface Column {
  at: number;
  field: ImportField;
}

/** The rows of the file; a wrong cell is marked, said under its row, and mended in place. */
export function PreviewRows({ view, filter }: { view: ImportView; filter: RowFilter }) {
  const query = useInfiniteQuery(rowsQuery(view.id, view.version, filter));
  const columns = view.columns.flatMap(({ field }, at): Column[] => (field ? [{ at, field }] : []));
  if (query.isError && !query.data)
    return <LoadFailed what="les lignes" error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Skeleton says="Chargement des lignes…" />;
  const rows = query.data.pages.flatMap((page) => page.rows);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by the keyboard */}
      <section className="import-scroll" aria-label="Aperçu des lignes" tabIndex={0}>
        <table className="list-table import-rows">
          <caption className="fr-sr-only">Aperçu des lignes</caption>
          <thead>
            <tr>
              <th scope="col">Ligne</th>
              {columns.map(({ at, field }) => (
                <th key={at} scope="col" className={isNumber(field) ? "import-rows__number" : ""}>
                  {importFields[field]}
                </th>
              ))}
              <th scope="col">État</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.number} row={row} columns={columns} view={view} />
            ))}
          </tbody>
        </table>
      </section>
      {query.hasNextPage && (
        <p className="import-more">
          <Button
            size="sm"
            look="tertiary"
            busy={query.isFetchingNextPage && "Chargement…"}
            onClick={() => void query.fetchNextPage()}
          >
            Afficher 50 lignes de plus
          </Button>
        </p>
      )}
    </>
  );
}

function Row({ row, columns, view }: { row: ImportRowView; columns: readonly Column[]; view: ImportView }) {
  const [editing, setEditing] = useState<number>();
  const wrong = new Map(row.faults.map((fault) => [fault.column, fault]));
  const isReady = row.faults.length === 0;
  return (
    <>
      <tr>
        <td className="mention">
          <span className="card-label">Ligne </span>
          {row.number}
        </td>
        {columns.map(({ at, field }) => (
          <td
            key={at}
            className={[isNumber(field) && "import-rows__number", wrong.has(field) && "import-rows__wrong"]
              .filter(Boolean)
              .join(" ")}
          >
            <span className="card-label small mention">{importFields[field]}&nbsp;: </span>
            {editing === at ? (
              <Cell row={row} at={at} field={field} view={view} onDone={() => setEditing(undefined)} />
            ) : (
              <>
                {wrong.has(field) && <Icon name="fr-icon-error-fill" />} {row.cells[at] ?? ""}
              </>
            )}
          </td>
        ))}
        <td className="nowrap">
          {isReady ? (
            <span className="flag tone-success">
              <Icon name="fr-icon-check-line" /> Prête
            </span>
          ) : (
            <span className="flag tone-error">
              <Icon name="fr-icon-error-fill" /> En erreur
            </span>
          )}
        </td>
      </tr>
      {(!isReady || row.warnings.length > 0) && (
        <tr className="import-rows__says">
          <td colSpan={columns.length + 2}>
            {row.faults.map((fault) => (
              <Fault
                key={`${fault.column}-${fault.code}`}
                row={row}
                fault={fault}
                onEdit={columnOf(columns, fault, setEditing)}
              />
            ))}
            {row.warnings.map(({ column, code }) => (
              <p key={`${column}-${code}`} className="mention">
                Ligne {row.number}, {importFields[column]}&nbsp;: {importWarnings[code]}
              </p>
            ))}
          </td>
        </tr>
      )}
    </>
  );
}

/** Opens the cell of a fault; undefined when the file has no such column. */
const columnOf = (columns: readonly Column[], { column }: ImportFault, open: (at: number) => void) => {
  const found = columns.find(({ field }) => field === column);
  return found && (() => open(found.at));
};

function Fault({
  row,
  fault,
  onEdit,
}: {
  row: ImportRowView;
  fault: ImportFault;
  onEdit: (() => void) | undefined;
}) {
  return (
    <p>
      <span className="tone-error strong">{faultWords(row.number, fault)}</span>{" "}
      {onEdit && (
        <button type="button" className="text-button" onClick={onEdit}>
          Modifier la cellule
          <span className="fr-sr-only">
            {" "}
            {importFields[fault.column]}, ligne {row.number}
          </span>
        </button>
      )}
    </p>
  );
}

function Cell({
  row,
  at,
  field,
  view,
  onDone,
}: {
  row: ImportRowView;
  at: number;
  field: ImportField;
  view: ImportView;
  onDone: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [value, setValue] = useState(row.cells[at] ?? "");
  const saving = useMutation({
    mutationFn: () => {
      const width = Math.max(row.cells.length, at + 1);
      const cells = Array.from({ length: width }, (_, index) =>
        index === at ? value : (row.cells[index] ?? ""),
      );
      return editImportRow(view.id, row.number, { version: view.version, cells });
    },
    onSuccess: (next) => {
      client.setQueryData(importQuery(view.id).queryKey, next);
      onDone();
    },
    // What was typed stays in the cell.
    onError: (error) => {
      notify(refusalWords(error));
      void client.invalidateQueries({ queryKey: importQuery(view.id).queryKey });
    },
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !saving.isPending) saving.mutate();
    if (event.key === "Escape") onDone();
  };
  return (
    <span className="import-cell">
      <input
        // biome-ignore lint/a11y/noAutofocus: the person just asked to write here
        autoFocus
        className="fr-input"
        aria-label={`${importFields[field]}, ligne ${row.number}`}
        aria-keyshortcuts="Enter Escape"
        value={value}
        maxLength={1000}
        onChange={(event) => setValue(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Button size="sm" busy={saving.isPending && "…"} onClick={() => saving.mutate()}>
        Enregistrer
      </Button>
    </span>
  );
}
