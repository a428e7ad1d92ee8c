import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { eurosWords, rateWords } from "../../../../../shared/declarations/amount-words.ts";
import type { ImportSummary, ImportView } from "../../../../../shared/declarations/import.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { performancesOf } from "../show-words.ts";
import { AnotherFile } from "./another-file.tsx";
import { DownloadFaulty } from "./download-faulty.tsx";
import { confirmImport, importQuery, type RowFilter } from "./import-queries.ts";
import { linesOf } from "./import-words.ts";
import { PreviewRows } from "./preview-rows.tsx";

/** Third step: every row, what is wrong with it, and what importing would do. Nothing is written yet. */
export function PreviewStep({
  view,
  space,
  onBack,
}: {
  view: ImportView;
  space: AgentSpace;
  onBack: () => void;
}) {
  const client = useQueryClient();
  const alert = useRef<HTMLDivElement>(null);
  const [fault, setFault] = useState<string>();
  const confirming = useMutation({
    mutationFn: () => confirmImport(view.id, view.version),
    onSuccess: (next) => client.setQueryData(importQuery(view.id).queryKey, next),
    onError: (error) => {
      setFault(refusalWords(error));
      requestAnimationFrame(() => alert.current?.focus());
    },
  });
  const { rows, ready, summary } = view;
  const faulty = rows - ready;
  const isSame = summary !== null && ready > 0 && summary.added + summary.changed === 0;
  return (
    <>
      {faulty > 0 && <FaultyBanner view={view} />}
      {isSame && (
        <div className="banner" role="status">
          <Icon name="fr-icon-information-fill" tone="info" />
          <strong>Fichier identique&nbsp;: rien n’a changé.</strong>
        </div>
      )}
      {fault && (
        <div ref={alert} tabIndex={-1} className="banner banner--error" role="alert">
          <Icon name="fr-icon-error-fill" tone="error" />
          <strong>{fault}</strong>
        </div>
      )}
      <Rows view={view} />
      {summary && ready > 0 && <Effect summary={summary} timeZone={view.timeZone} />}
      <div className="row row--wrap import-foot">
        {ready > 0 && !isSame && (
          <Button
            size="sm"
            busy={confirming.isPending && "Import en cours…"}
            onClick={() => confirming.mutate()}
          >
            {ready === 1 ? "Importer la ligne prête" : `Importer les ${ready} lignes prêtes`}
          </Button>
        )}
        {isSame && <AnotherFile space={space} />}
        <Button size="sm" look="secondary" onClick={onBack}>
          Revenir aux colonnes
        </Button>
      </div>
    </>
  );
}

function FaultyBanner({ view: { id, rows, ready, columns, fileName } }: { view: ImportView }) {
  const faulty = rows - ready;
  return (
    <div className="banner banner--error import-faulty">
      <Icon name="fr-icon-error-fill" tone="error" />
      <div className="grow">
        <strong>
          {linesOf(faulty)} {faulty > 1 ? "ne peuvent pas être lues" : "ne peut pas être lue"}
        </strong>
        <p>
          {ready > 0
            ? `Modifiez-${faulty > 1 ? "les" : "la"} ici, ou importez ${ready > 1 ? `les ${ready} autres` : "l’autre"} et reprenez celle${faulty > 1 ? "s" : ""}-ci plus tard.`
            : "Modifiez-les ici, ou corrigez votre fichier et envoyez-le à nouveau."}
        </p>
      </div>
      <DownloadFaulty
        id={id}
        count={faulty}
        headers={columns.map(({ header }) => header)}
        fileName={fileName}
      />
    </div>
  );
}

const filters: ReadonlyArray<readonly [RowFilter, string]> = [
  ["all", "Toutes"],
  ["faulty", "En erreur"],
  ["ready", "Prêtes"],
];

function Rows({ view }: { view: ImportView }) {
  const [filter, setFilter] = useState<RowFilter>("all");
  const counts = { all: view.rows, faulty: view.rows - view.ready, ready: view.ready };
  return (
    <>
      <fieldset className="chips">
        <legend className="fr-sr-only">Lignes montrées</legend>
        {filters.map(([value, name]) => (
          <button
            key={value}
            type="button"
            className={filter === value ? "chip chip--on" : "chip"}
            aria-pressed={filter === value}
            onClick={() => setFilter(value)}
          >
            {name} ({counts[value]})
          </button>
        ))}
      </fieldset>
      <PreviewRows view={view} filter={filter} />
    </>
  );
}

const moment = (at: string, timeZone: string) =>
  new Intl.DateTimeFormat("fr-FR", { timeZone, dateStyle: "full", timeStyle: "short" })
    .format(new Date(at))
    .replace(/(\d\d):(\d\d)$/, "$1\u00a0h\u00a0$2");

function Effect({ summary, timeZone }: { summary: ImportSummary; timeZone: string }) {
  const { list, performances, shows, paid, free, gross, net, rate, added, changed, identical, corrected } =
    summary;
  const [only] = list;
  return (
    <div className="import-effect">
      <section className="box" aria-labelledby="import-effect">
        <h2 id="import-effect">{added + changed > 0 ? "Ce qui sera ajouté" : "Ce que dit ce fichier"}</h2>
        {only && performances === 1 ? (
          <p>
            <strong>{only.name}</strong>, {moment(only.first, timeZone)}
          </p>
        ) : (
          <p>
            {shows === 1 ? <strong>{only?.name}</strong> : <strong>{shows} spectacles</strong>},{" "}
            {performancesOf(performances)}
          </p>
        )}
        <dl className="import-figures">
          <Figure name={paid > 1 ? "payantes" : "payante"} value={String(paid)} />
          <Figure name={free > 1 ? "gratuites" : "gratuite"} value={String(free)} />
          <Figure name="TTC" value={eurosWords(gross)} />
          <Figure
            name={rate === null ? "HT, TVA multiple" : `HT, TVA ${rateWords(rate)}`}
            value={eurosWords(net)}
          />
        </dl>
        {shows > 1 && <ShowNames summary={summary} />}
      </section>
      <section className="box" aria-labelledby="import-known">
        <h2 id="import-known">Déjà dans Guichet&nbsp;?</h2>
        <ul className="import-known">
          <Known count={added} one="séance nouvelle" several="séances nouvelles" />
          <Known count={changed} one="séance changée" several="séances changées" />
          <Known count={identical} one="séance identique" several="séances identiques" />
        </ul>
        {corrected > 0 && (
          <p className="small">
            {performancesOf(corrected)} avec des chiffres corrigés&nbsp;: vos corrections restent.
          </p>
        )}
        {added + changed > 0 && (
          <p className="small mention">L’import peut être annulé tant que rien n’est déclaré.</p>
        )}
      </section>
    </div>
  );
}

const Figure = ({ name, value }: { name: string; value: string }) => (
  <div>
    <dt className="mention">{name}</dt>
    <dd>{value}</dd>
  </div>
);

const Known = ({ count, one, several }: { count: number; one: string; several: string }) => (
  <li className={count === 0 ? "mention" : ""}>
    <strong>{count}</strong> {count > 1 ? several : one}
  </li>
);

const ShowNames = ({ summary: { list, shows } }: { summary: ImportSummary }) => (
  <ul className="import-shows">
    {list.map(({ name, performances, gross }) => (
      <li key={name}>
        <span className="break-anywhere">{name}</span>
        <span className="mention">{performancesOf(performances)}</span>
        <span className="nowrap">{eurosWords(gross)}</span>
      </li>
    ))}
    {shows > list.length && <li className="mention">et {shows - list.length} autres</li>}
  </ul>
);
