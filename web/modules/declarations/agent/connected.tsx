import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { ConnectionView } from "../../../../shared/declarations/connections.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { buttonClass } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { connectionsQuery } from "./connection-queries.ts";
import { RunProgress, useRunNews } from "./run-progress.tsx";
import { changesOf } from "./run-words.ts";
import { vendors } from "./vendors.tsx";

/** Third step: what was checked, then the first reading, live. It goes on when the page is left. */
export function Connected({ space, connection }: { space: AgentSpace; connection: ConnectionView }) {
  const { organisation } = space;
  const { name } = vendors[connection.provider];
  const query = useQuery(connectionsQuery(organisation.id)).data;
  const live =
    query?.accounts.find((account) => account.connection?.id === connection.id)?.connection ?? connection;
  useRunNews(query?.accounts, query?.runs ?? []);
  const done = query?.runs.find((run) => run.connectionId === connection.id && run.id !== live.openRun?.id);
  const banner = useRef<HTMLDivElement>(null);
  useEffect(() => banner.current?.focus(), []);
  const params = { organisation: organisation.slug };
  return (
    <div className="with-guide">
      <div className="connect-form">
        <div ref={banner} tabIndex={-1} className="banner banner--success" role="status">
          <Icon name="fr-icon-checkbox-circle-fill" tone="success" />
          <div>
            <strong>Connexion réussie</strong>
            <p>
              Le compte {name} «&nbsp;{connection.label}&nbsp;» est relié à {organisation.name}.
            </p>
          </div>
        </div>
        <section className="box" aria-labelledby="verifie">
          <h2 id="verifie">Ce que Guichet a vérifié</h2>
          <ul className="checked-list">
            <li>
              <Icon name="fr-icon-check-line" tone="success" />
              <span>
                <strong>Codes acceptés</strong>
                <span className="small mention">{name} a répondu à une lecture d’essai</span>
              </span>
            </li>
            <li>
              <Icon name="fr-icon-check-line" tone="success" />
              <span>
                <strong>Tous les événements sont visibles</strong>
                <span className="small mention">{name} n’a signalé aucune limite</span>
              </span>
            </li>
            <li>
              <Icon name="fr-icon-check-line" tone="success" />
              <span>
                <strong>Rien ne peut être modifié</strong>
                <span className="small mention">Guichet n’appelle que des pages de lecture</span>
              </span>
            </li>
          </ul>
        </section>
        <section className="box" aria-labelledby="premiere-lecture">
          <h2 id="premiere-lecture">{live.openRun ? "Première lecture en cours" : "Première lecture"}</h2>
          {live.openRun ? (
            <RunProgress run={live.openRun} name={live.label} />
          ) : (
            <p>
              {done?.finishedAt
                ? `${done.seriesDone === 1 ? "1\u00a0spectacle lu" : `${done.seriesDone}\u00a0spectacles lus`}, ${changesOf(done)}.`
                : "Elle commence dans un instant."}
            </p>
          )}
          <p className="small mention">
            Les 13 derniers mois.
            {!done?.finishedAt && <> Vous pouvez quitter cette page&nbsp;: la lecture continue.</>}
          </p>
        </section>
        <p className="row row--wrap">
          <Link to="/espace/$organisation/declarations" params={params} className={buttonClass({})}>
            Aller à l’accueil
          </Link>
          <Link
            to="/espace/$organisation/declarations/connexions/nouvelle"
            params={params}
            className={buttonClass({ look: "secondary" })}
          >
            Connecter une autre billetterie
          </Link>
        </p>
      </div>
      <section className="box" aria-labelledby="et-ensuite">
        <h2 id="et-ensuite">Et ensuite&nbsp;?</h2>
        <ol className="numbered-steps">
          <li>
            <span>Vos spectacles arrivent un par un à l’accueil.</span>
          </li>
          <li>
            <span>Masquez ce qui n’en est pas&nbsp;: abonnements, bons cadeaux, stages.</span>
          </li>
          <li>
            <span>
              Chaque nuit, Guichet relit vos ventes. Les remboursements tardifs sont pris en compte.
            </span>
          </li>
        </ol>
      </section>
    </div>
  );
}
