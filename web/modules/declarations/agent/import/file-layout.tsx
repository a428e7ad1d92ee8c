import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ImportView, LayOutImport } from "../../../../../shared/declarations/import.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Select } from "../../../../ui/select.tsx";
import { importQuery, layOutImport } from "./import-queries.ts";

const shown = (cells: readonly string[]) =>
  cells
    .filter((cell) => cell !== "")
    .join(", ")
    .slice(0, 80) || "vide";

/** Which sheet of a workbook, and where its headers are; asked for aloud when no line of headers was recognised. */
export function FileLayout({ view }: { view: ImportView }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const laying = useMutation({
    mutationFn: (input: Omit<LayOutImport, "version">) =>
      layOutImport(view.id, { version: view.version, ...input }),
    onSuccess: (next) => client.setQueryData(importQuery(view.id).queryKey, next),
    onError: (error) => notify(refusalWords(error)),
  });
  const { detected, sheet, headerRow } = view;
  if (!detected) return null;
  const lines = detected.firstRows.map(
    (cells, at) => [String(at + 1), `Ligne ${at + 1}\u00a0: ${shown(cells)}`] as const,
  );
  const header = (
    <Select
      id="import-header"
      label="Ligne d’en-tête"
      options={lines}
      placeholder="Choisissez une ligne"
      value={String(headerRow)}
      onChange={(value) => laying.mutate({ headerRow: Number(value) })}
    />
  );
  const sheets = detected.sheets.length > 1 && (
    <Select
      id="import-sheet"
      label="Feuille"
      options={detected.sheets.map((name) => [name, name] as const)}
      placeholder="Choisissez une feuille"
      value={sheet ?? ""}
      onChange={(name) => laying.mutate({ sheet: name, headerRow: 1 })}
    />
  );
  if (!detected.headerFound)
    return (
      <>
        <div className="banner banner--warning" role="alert">
          <Icon name="fr-icon-question-line" tone="warning" />
          <div className="grow">
            <strong>Aucune ligne d’en-tête trouvée&nbsp;: indiquez-la.</strong>
            <p>C’est la ligne qui nomme les colonnes, par exemple «&nbsp;Spectacle, Date, Tarif&nbsp;».</p>
          </div>
        </div>
        <div className="import-layout">
          {sheets}
          {header}
        </div>
      </>
    );
  return (
    <details className="import-layout" open={sheets !== false}>
      <summary className="small">En-têtes lus à la ligne {headerRow}. Changer</summary>
      {sheets}
      {header}
    </details>
  );
}
