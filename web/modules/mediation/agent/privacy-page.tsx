import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import {
  type ErasureView,
  erasureCauses,
  erasureScopes,
  erasureStates,
  type PrivacyView,
} from "../../../../shared/mediation/privacy.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { PageTitle, useTitle } from "../../../ui/agent/page-title.tsx";
import { dayOf, exactDay, shortDay } from "../../../ui/agent/relative-dates.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import type { AgentSpace } from "../../access/agent/session.ts";
import { monthWords } from "./mail-figures.ts";
import { decideErasure, privacyQuery } from "./privacy-queries.ts";
import "../../../ui/agent/list-table.css";
import "./privacy.css";

/** How long the office keeps what people told it, what ends soon, and what was erased with its proof. */
export function PrivacyPage({ space }: { space: AgentSpace }) {
  useTitle("Données personnelles");
  const query = useQuery(privacyQuery(space.organisation.id));
  return (
    <div className="agent-page">
      <header className="agent-head">
        <PageTitle>Données personnelles</PageTitle>
        <p className="mention">
          Ce que la médiation conserve, jusqu’à quand, et ce qui a été effacé avec la preuve que rien n’en
          reste.
        </p>
      </header>
      {query.isPending && <Skeleton says="Chargement des durées de conservation…" />}
      {query.isError && !query.data && (
        <LoadFailed
          what="les durées de conservation"
          error={query.error}
          retry={() => void query.refetch()}
        />
      )}
      {query.data && (
        <>
          <Keeping privacy={query.data} space={space} />
          <Erasures erasures={query.data.erasures} organisation={space.organisation.id} />
        </>
      )}
    </div>
  );
}

const caseCount = (count: number) => (count === 1 ? "1 dossier" : `${count} dossiers`);

function Keeping({ privacy, space }: { privacy: PrivacyView; space: AgentSpace }) {
  const { anonymiseAfterMonths, coming, recycleBin, held, idle } = privacy;
  return (
    <div className="privacy__cards">
      <section className="box" aria-labelledby="privacy-coming">
        <h2 id="privacy-coming">Bientôt anonymisés</h2>
        <p>
          Un dossier clos perd noms, messages et pièces {anonymiseAfterMonths} mois après sa clôture. Il reste
          compté dans les statistiques.
        </p>
        {coming.length === 0 ? (
          <p className="mention">Aucun dans les six mois à venir.</p>
        ) : (
          <ul>
            {coming.map(({ month, cases }) => (
              <li key={month}>
                {monthWords(month)}&nbsp;: {caseCount(cases)}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="box" aria-labelledby="privacy-held">
        <h2 id="privacy-held">Retenus légalement</h2>
        <p>Rien n’en est effacé tant que la retenue n’est pas levée. À revoir chaque année.</p>
        {held.length === 0 ? (
          <p className="mention">Aucun.</p>
        ) : (
          <ul>
            {held.map(({ id, number, since }) => (
              <li key={id}>
                <Link
                  to="/espace/$organisation/mediation/dossiers/$caseId"
                  params={{ organisation: space.organisation.slug, caseId: id }}
                >
                  {number}
                </Link>
                {since && `, depuis le ${exactDay(dayOf(new Date(since)))}`}
                {since && isOld(since) && <strong>, à revoir</strong>}
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="box" aria-labelledby="privacy-others">
        <h2 id="privacy-others">Autres fins</h2>
        <ul>
          <li>Corbeille, vidée après 30 jours&nbsp;: {caseCount(recycleBin)}</li>
          <li>Ouverts et sans échange depuis longtemps&nbsp;: {caseCount(idle)}</li>
        </ul>
      </section>
    </div>
  );
}

const isOld = (since: string) => Date.now() - Date.parse(since) > 365 * 86_400_000;

function Erasures({ erasures, organisation }: { erasures: readonly ErasureView[]; organisation: string }) {
  const [deciding, setDeciding] = useState<{ erasure: ErasureView; confirm: boolean }>();
  return (
    <section aria-labelledby="privacy-erasures">
      <h2 id="privacy-erasures">Effacements</h2>
      {erasures.length === 0 ? (
        <div className="empty-state">
          <p>
            Aucun effacement. Pour répondre à la demande d’une personne, ouvrez un de ses dossiers clos, puis
            «&nbsp;Autres actions&nbsp;», «&nbsp;Effacer les données…&nbsp;».
          </p>
        </div>
      ) : (
        <ul className="privacy__erasures">
          {erasures.map((erasure) => (
            <li key={erasure.id} className="box">
              <Erasure erasure={erasure} onDecide={(confirm) => setDeciding({ erasure, confirm })} />
            </li>
          ))}
        </ul>
      )}
      {deciding && (
        <Decide {...deciding} organisation={organisation} onClose={() => setDeciding(undefined)} />
      )}
    </section>
  );
}

function Erasure({ erasure, onDecide }: { erasure: ErasureView; onDecide: (confirm: boolean) => void }) {
  const { scope, cause, state, reason, askedBy, at, finishedAt, counts, remains, elsewhere } = erasure;
  const left = Object.values(remains).reduce((sum, count) => sum + count, 0);
  return (
    <>
      <p>
        <strong>{erasureStates[state]}</strong>
        {", "}
        {erasureScopes[scope].toLowerCase()}, {shortDay(dayOf(new Date(at)))}
      </p>
      <p className="small mention">
        {erasureCauses[cause]}
        {askedBy && `, par ${askedBy}`}
        {reason && `\u00a0: «\u00a0${reason}\u00a0»`}
      </p>
      {finishedAt && (
        <p className="small">
          {countWords(counts)}.{" "}
          {left === 0
            ? "Recherche dans toutes les données\u00a0: rien n’en reste."
            : `Recherche dans toutes les données\u00a0: ${left === 1 ? "une ligne les nomme" : `${left} lignes les nomment`} encore.`}
          {elsewhere > 0 &&
            ` D’autres dossiers en cours citent ces coordonnées (${elsewhere} lignes)\u00a0: elles leur appartiennent.`}
        </p>
      )}
      {state === "failed" && (
        <Alert severity="warning" title="À vérifier avec l’équipe technique">
          Où&nbsp;:{" "}
          {Object.entries(remains)
            .map(([place, count]) => `${placeWords[place] ?? place} (${count})`)
            .join(", ")}
          .
        </Alert>
      )}
      {state === "prepared" && (
        <div className="row row--wrap">
          <Button size="sm" onClick={() => onDecide(true)}>
            Confirmer l’effacement…
          </Button>
          <Button size="sm" look="tertiary" onClick={() => onDecide(false)}>
            Abandonner
          </Button>
        </div>
      )}
      {(state === "asked" || state === "running") && (
        <p className="small">L’effacement se fait dans l’heure. Vous pouvez quitter cette page.</p>
      )}
    </>
  );
}

/** Where something was still found, for a person. */
const placeWords: Readonly<Record<string, string>> = {
  saved_view: "vues enregistrées",
  audit_event: "journal",
  person: "fiches de personnes",
  contact: "carnet d’adresses",
  quarantine: "courriels retenus",
  inbound_mail: "courriels reçus",
  outgoing_message: "courriels envoyés",
  outgoing_recipient: "destinataires",
  registration_draft: "brouillons",
  message_draft: "brouillons",
  annual_report: "rapports annuels",
  files: "fichiers",
  exports: "fichiers préparés",
};

const countNames: Readonly<Record<string, [one: string, several: string]>> = {
  cases: ["dossier effacé", "dossiers effacés"],
  entries: ["échange", "échanges"],
  files: ["fichier", "fichiers"],
  heldMails: ["courriel retenu", "courriels retenus"],
};

const countWords = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .flatMap(([kind, count]) => {
      const names = countNames[kind];
      return names && count > 0 ? [`${count} ${count === 1 ? names[0] : names[1]}`] : [];
    })
    .join(", ") || "Rien n’était plus là";

function Decide({
  erasure,
  confirm,
  organisation,
  onClose,
}: {
  erasure: ErasureView;
  confirm: boolean;
  organisation: string;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const done = () => {
    void client.invalidateQueries({ queryKey: privacyQuery(organisation).queryKey });
    notify(
      confirm
        ? "Effacement confirmé. Il se fait dans l’heure."
        : "Effacement abandonné\u00a0: rien n’a été effacé.",
    );
    onClose();
  };
  return (
    <ConfirmDialog
      title={confirm ? "Confirmer l’effacement" : "Abandonner l’effacement"}
      confirm={confirm ? "Effacer définitivement" : "Abandonner"}
      busy="Un instant…"
      act={() => decideErasure(erasure.id, confirm)}
      onDone={done}
      onClose={onClose}
      {...(confirm
        ? {
            typed: {
              label: "Écrivez EFFACER pour continuer",
              expected: "effacer",
              error: "Écrivez EFFACER.",
            },
          }
        : {})}
    >
      <p>
        {confirm
          ? "Les noms, messages, pièces et courriels seront effacés définitivement. Personne ne pourra les retrouver."
          : "Rien ne sera effacé. Vous pourrez préparer un nouvel effacement depuis le dossier."}
      </p>
    </ConfirmDialog>
  );
}
