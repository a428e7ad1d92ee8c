import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { ImportView } from "../../../../../shared/declarations/import.ts";
import {
  type ImportField,
  type ImportMode,
  importFieldNames,
  importFields,
  mappingFault,
} from "../../../../../shared/declarations/import-fields.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { FileLayout } from "./file-layout.tsx";
import { importQuery, mapImport } from "./import-queries.ts";
import "../../../../ui/agent/list-table.css";

type Columns = Readonly<Record<string, ImportField>>;

/** Second step: what each column is. What the names say is proposed; a doubt is asked. */
export function ColumnsStep({
  view,
  space,
  onMapped,
}: {
  view: ImportView;
  space: AgentSpace;
  onMapped: () => void;
}) {
  const client = useQueryClient();
  const alert = useRef<HTMLDivElement>(null);
  const [columns, setColumns] = useState<Columns>(() =>
    Object.fromEntries(
      view.columns.flatMap(({ field }, at) => (field ? [[String(at), field] as const] : [])),
    ),
  );
  const [mode, setMode] = useState<ImportMode>(view.mode);
  const [fault, setFault] = useState<string>();
  const mapping = useMutation({
    mutationFn: () => mapImport(view.id, { version: view.version, mode, columns }),
    onSuccess: (next) => {
      client.setQueryData(importQuery(view.id).queryKey, next);
      onMapped();
    },
    onError: (error) => say(refusalWords(error)),
  });
  const say = (words: string) => {
    setFault(words);
    requestAnimationFrame(() => alert.current?.focus());
  };
  const go = () => {
    const missing = mappingFault({ mode, columns });
    if (missing) say(missing);
    else mapping.mutate();
  };
  const choose = (at: number, field: string) =>
    setColumns((before) => {
      const others = Object.entries(before).filter(([column]) => column !== String(at));
      const chosen = importFieldNames.find((name) => name === field);
      return Object.fromEntries(chosen ? [...others, [String(at), chosen] as const] : others);
    });
  return (
    <>
      <FileLayout view={view} />
      {fault && (
        <div ref={alert} tabIndex={-1} className="banner banner--error" role="alert">
          <Icon name="fr-icon-error-fill" tone="error" />
          <strong>{fault}</strong>
        </div>
      )}
      <p>
        {view.detected?.remembered
          ? "Guichet a repris les colonnes de votre dernier fichier de même forme."
          : "Dites à quoi correspond chaque colonne. Guichet s’en souviendra pour les fichiers de même forme."}
      </p>
      <table className="list-table import-columns">
        <caption className="fr-sr-only">Correspondance des colonnes</caption>
        <thead>
          <tr>
            <th scope="col">Dans votre fichier</th>
            <th scope="col">Exemples</th>
            <th scope="col">Dans Guichet</th>
            <th scope="col">
              <span className="fr-sr-only">État</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {view.columns.map(({ header, examples, field, doubt }, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns of a file have no other name
            <tr key={at}>
              <th scope="row" className="strong break-anywhere">
                {header || `Colonne ${at + 1}`}
              </th>
              <td className="mention break-anywhere">{examples.join(", ")}</td>
              <td>
                <select
                  className="fr-select"
                  aria-label={`Colonne ${header || at + 1}`}
                  value={columns[at] ?? ""}
                  onChange={(event) => choose(at, event.currentTarget.value)}
                >
                  <option value="">Ne pas importer</option>
                  {importFieldNames.map((name) => (
                    <option key={name} value={name}>
                      {importFields[name]}
                    </option>
                  ))}
                </select>
              </td>
              <td className="small">
                <ColumnState header={header} chosen={columns[at]} proposed={field} doubt={doubt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <ModeChoice mode={mode} onChange={setMode} />
      <div className="row row--wrap import-foot">
        <Button size="sm" busy={mapping.isPending && "Vérification des lignes…"} onClick={go}>
          Voir l’aperçu
        </Button>
        <Link
          to="/espace/$organisation/declarations/importer"
          params={{ organisation: space.organisation.slug }}
          className={buttonClass({ look: "secondary", size: "sm" })}
        >
          Changer de fichier
        </Link>
        <p className="small mention grow import-foot__say">
          Rien n’est ajouté à vos spectacles avant votre accord.
        </p>
      </div>
    </>
  );
}

function ColumnState({
  header,
  chosen,
  proposed,
  doubt,
}: {
  header: string;
  chosen: ImportField | undefined;
  proposed: ImportField | null;
  doubt: string | null;
}) {
  if (!chosen) return <span className="mention">Ignorée</span>;
  if (chosen !== proposed) return <span className="mention">Choisie par vous</span>;
  return doubt ? (
    <span className="flag tone-warning">
      <Icon name="fr-icon-question-line" /> Vérifiez&nbsp;: «&nbsp;{header}&nbsp;» peut être {doubt}
    </span>
  ) : (
    <span className="flag tone-success">
      <Icon name="fr-icon-check-line" /> Reconnu
    </span>
  );
}

const modes: ReadonlyArray<readonly [ImportMode, string, string]> = [
  ["category", "Une ligne = un tarif", "avec un nombre de billets vendus"],
  ["ticket", "Une ligne = un billet", "Guichet compte les lignes"],
];

function ModeChoice({ mode, onChange }: { mode: ImportMode; onChange: (mode: ImportMode) => void }) {
  return (
    <fieldset className="import-modes">
      <legend className="fr-sr-only">Contenu d’une ligne</legend>
      {modes.map(([value, name, hint]) => (
        <label key={value} className={mode === value ? "import-mode import-mode--on" : "import-mode"}>
          <input type="radio" name="contenu" checked={mode === value} onChange={() => onChange(value)} />
          <span>
            <strong>{name}</strong>
            <span className="small mention">{hint}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
