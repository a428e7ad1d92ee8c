import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { eurosWords } from "../../../../../shared/declarations/amount-words.ts";
import {
  type ImportSummary,
  type ImportView,
  importErrors,
} from "../../../../../shared/declarations/import.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Button, buttonClass } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { performancesOf } from "../show-words.ts";
import { DownloadFaulty } from "./download-faulty.tsx";
import { importQuery, undoImport } from "./import-queries.ts";
import { linesOf } from "./import-words.ts";

/** Last step: how far the writing is, then what was written, and the way back while nothing was sent. */
export function DoneStep({ view, space }: { view: ImportView; space: AgentSpace }) {
  const params = { organisation: space.organisation.slug };
  if (view.state === "applying" || view.state === "undoing") return <Going view={view} />;
  const faulty = view.rows - view.ready;
  return (
    <>
      {view.state === "undone" ? <Undone view={view} /> : <Done view={view} />}
      {view.state === "done" && view.summary && <Written summary={view.summary} space={space} />}
      {view.error && <p className="tone-error">{importErrors[view.error]}</p>}
      <div className="row row--wrap import-foot">
        <Link to="/espace/$organisation/declarations" params={params} className={buttonClass({ size: "sm" })}>
          Aller à l’accueil
        </Link>
        <Link
          to="/espace/$organisation/declarations/importer"
          params={params}
          className={buttonClass({ look: "secondary", size: "sm" })}
        >
          Importer un autre fichier
        </Link>
        {view.state === "done" && faulty > 0 && (
          <DownloadFaulty
            id={view.id}
            count={faulty}
            headers={view.columns.map(({ header }) => header)}
            fileName={view.fileName}
          />
        )}
        {view.undoable && <Undo view={view} />}
      </div>
      {view.undoRefusal && <p className="small mention">{view.undoRefusal}</p>}
    </>
  );
}

function Going({ view: { state, made, summary } }: { view: ImportView }) {
  const shows = summary?.shows ?? 0;
  const words =
    state === "undoing"
      ? { what: "Annulation", goesOn: "l’annulation continue", bar: "Spectacles remis comme avant" }
      : { what: "Import", goesOn: "l’import continue", bar: "Spectacles importés" };
  return (
    <div className="import-waiting">
      <p role="status">
        {words.what} en cours… {made} sur {shows} {shows > 1 ? "spectacles" : "spectacle"}. Vous pouvez
        quitter cette page&nbsp;: {words.goesOn}.
      </p>
      <progress className="import-progress" aria-label={words.bar} value={made} max={Math.max(1, shows)} />
    </div>
  );
}

const effects = ({ added, changed, identical }: ImportSummary): string =>
  [
    added > 0 && `${performancesOf(added)} ${added > 1 ? "nouvelles" : "nouvelle"}`,
    changed > 0 && `${performancesOf(changed)} ${changed > 1 ? "changées" : "changée"}`,
    identical > 0 && `${performancesOf(identical)} ${identical > 1 ? "identiques" : "identique"}`,
  ]
    .filter(Boolean)
    .join(", ");

function Done({ view: { ready, rows, summary } }: { view: ImportView }) {
  const faulty = rows - ready;
  return (
    <div className="banner banner--success">
      <Icon name="fr-icon-checkbox-circle-fill" tone="success" />
      <div>
        <strong>
          {linesOf(ready)} {ready > 1 ? "importées" : "importée"}
        </strong>
        {summary && <p>{effects(summary)}.</p>}
        {faulty > 0 && (
          <p>
            {linesOf(faulty)} en erreur {faulty > 1 ? "n’ont pas été importées" : "n’a pas été importée"}.
          </p>
        )}
      </div>
    </div>
  );
}

function Undone({ view: { summary } }: { view: ImportView }) {
  return (
    <div className="banner">
      <Icon name="fr-icon-information-fill" tone="info" />
      <div>
        <strong>Cet import a été annulé</strong>
        {summary && summary.added > 0 && (
          <p>Ses séances sont retirées&nbsp;; elles peuvent être rétablies pendant 30&nbsp;jours.</p>
        )}
      </div>
    </div>
  );
}

function Written({ summary, space }: { summary: ImportSummary; space: AgentSpace }) {
  return (
    <section className="box" aria-labelledby="import-written">
      <h2 id="import-written">Dans vos spectacles</h2>
      <ul className="import-shows">
        {summary.list.map(({ id, name, performances, gross, net }) => (
          <li key={id ?? name}>
            {id ? (
              <Link
                to="/espace/$organisation/declarations/spectacles/$showId"
                params={{ organisation: space.organisation.slug, showId: id }}
                className="break-anywhere"
              >
                {name}
              </Link>
            ) : (
              name
            )}
            <span className="mention">{performancesOf(performances)}</span>
            <span className="nowrap">
              {eurosWords(gross)} TTC, {eurosWords(net)} HT
            </span>
          </li>
        ))}
        {summary.shows > summary.list.length && (
          <li className="mention">et {summary.shows - summary.list.length} autres</li>
        )}
      </ul>
    </section>
  );
}

function Undo({ view }: { view: ImportView }) {
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button size="sm" look="tertiary" onClick={() => setAsking(true)}>
        Annuler cet import…
      </Button>
      {asking && (
        <ConfirmDialog
          title="Annuler cet import"
          confirm="Annuler l’import"
          busy="Annulation en cours…"
          act={() => undoImport(view.id, view.version)}
          onDone={(next) => {
            client.setQueryData(importQuery(view.id).queryKey, next);
            setAsking(false);
          }}
          onClose={() => setAsking(false)}
        >
          <p>
            Les séances ajoutées par ce fichier seront retirées, et les chiffres qu’il a changés redeviendront
            ce qu’ils étaient. Les séances retirées peuvent être rétablies pendant 30&nbsp;jours.
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}
