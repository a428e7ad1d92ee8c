import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { dnsRecordNames } from "../../../../shared/mail/dns.ts";
import { type MailOperations, providerNames } from "../../../../shared/mail/operations.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import {
  canaryState,
  circuitState,
  heldLines,
  mailTroubles,
  receivedLines,
  recordAdvice,
  recordState,
  type StateWords,
  sentLines,
  unaccountedState,
} from "./mail-words.ts";
import { PlatformPage } from "./platform-page.tsx";
import { mailQuery } from "./platform-queries.ts";
import { ReprocessDialog } from "./reprocess-dialog.tsx";
import "./mail-page.css";

/** How mail fares: what was counted, what is checked by itself, and what needs somebody. */
export function MailPage() {
  const query = useQuery(mailQuery);
  const [asking, setAsking] = useState(false);
  return (
    <PlatformPage
      title="Courriel"
      line="Des nombres et des causes, relus chaque minute. Aucun courriel ne se lit ici."
      what="l’état du courriel"
      query={query}
      action={
        <Button size="sm" look="secondary" onClick={() => setAsking(true)}>
          Retraiter un courriel
        </Button>
      }
    >
      {(mail) => (
        <>
          <Troubles mail={mail} />
          <Checks mail={mail} />
          <InWork mail={mail} />
          <div className="mail-counts">
            <Counts id="received" title="Reçus" lines={receivedLines(mail)} none="Aucun courriel reçu." />
            <Counts
              id="held"
              title="Retenus, par cause"
              lines={heldLines(mail)}
              none="Aucun courriel retenu."
            />
            <Counts
              id="sent"
              title="Envoyés, par état"
              lines={sentLines(mail)}
              none="Aucun courriel envoyé."
            />
          </div>
          <Providers providers={mail.providers} />
          <Records dns={mail.dns} />
          {asking && <ReprocessDialog onClose={() => setAsking(false)} />}
        </>
      )}
    </PlatformPage>
  );
}

function Troubles({ mail }: { mail: MailOperations }) {
  const troubles = mailTroubles(mail);
  if (troubles.length === 0) return null;
  return (
    <Alert
      announced={false}
      severity="error"
      title={troubles.length === 1 ? "Un point à regarder" : `${troubles.length}\u00a0points à regarder`}
    >
      <ul>
        {troubles.map((trouble) => (
          <li key={trouble}>{trouble}</li>
        ))}
      </ul>
    </Alert>
  );
}

const Flag = ({ tone, icon, words }: StateWords) => (
  <span className={`flag mail-flag tone-${tone}`}>
    <Icon name={icon} size="xs" />
    {words}
  </span>
);

function Section({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="platform-heading">
        {title}
      </h2>
      {children}
    </section>
  );
}

function Checks({ mail: { canary, unaccounted } }: { mail: MailOperations }) {
  const rows = [
    {
      name: "Essai d’aller et retour",
      does: "Un courriel de la plateforme part et revient, toutes les quinze minutes.",
      state: canaryState(canary),
      at: canary?.at,
    },
    {
      name: "Courriels sans suite",
      does: "Chaque original gardé a sa ligne, toutes les dix minutes.",
      state: unaccountedState(unaccounted),
      at: unaccounted?.at,
    },
  ];
  return (
    <Section id="checks" title="Contrôles">
      <table className="list-table platform-table">
        <caption className="fr-sr-only">Contrôles du courriel</caption>
        <thead>
          <tr>
            <th scope="col">Contrôle</th>
            <th scope="col" className="platform-table__state">
              État
            </th>
            <th scope="col" className="platform-table__date">
              Vérifié
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, does, state, at }) => (
            <tr key={name}>
              <th scope="row">
                <span className="strong-words">{name}</span>
                <span className="small mention second-line">{does}</span>
              </th>
              <td>
                <Flag {...state} />
              </td>
              <td className="mention">
                <span className="card-label">Vérifié&nbsp;: </span>
                {at ? <Moment at={at} /> : "Jamais"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function InWork({ mail }: { mail: MailOperations }) {
  const { unfinished, oldestUnfinishedAt, due, uncertain, scanPending, deadLetters } = mail;
  return (
    <Section id="in-work" title="En cours">
      <dl className="mail-figures">
        <div>
          <dt>Courriels reçus en traitement</dt>
          <dd>
            {unfinished}
            {oldestUnfinishedAt && (
              <span className="small mention">
                {" "}
                · le plus ancien <Moment at={oldestUnfinishedAt} />
              </span>
            )}
          </dd>
        </div>
        <div>
          <dt>Envois à faire</dt>
          <dd>{due}</dd>
        </div>
        <div>
          <dt>Envois à vérifier</dt>
          <dd>{uncertain}</dd>
        </div>
        <div>
          <dt>Fichiers à analyser</dt>
          <dd>{scanPending}</dd>
        </div>
        <div>
          <dt>Messages en échec</dt>
          <dd>
            {deadLetters === 0 ? (
              0
            ) : (
              <Link to="/plateforme/travaux" hash="dead-letters">
                {deadLetters}
                <span className="fr-sr-only"> messages en échec, à relancer</span>
              </Link>
            )}
          </dd>
        </div>
      </dl>
    </Section>
  );
}

function Counts({
  id,
  title,
  lines,
  none,
}: {
  id: string;
  title: string;
  lines: ReadonlyArray<{ code: string; label: string; count: number }>;
  none: string;
}) {
  return (
    <Section id={id} title={title}>
      {lines.length === 0 ? (
        <p className="empty-line">{none}</p>
      ) : (
        <table className="list-table platform-table platform-table--short">
          <caption className="fr-sr-only">{title}, dernières 24 heures</caption>
          <thead>
            <tr>
              <th scope="col">Dernières 24 heures</th>
              <th scope="col" className="platform-table__number">
                Nombre
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map(({ code, label, count }) => (
              <tr key={code}>
                <th scope="row">{label}</th>
                <td className="platform-table__number">{count}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Providers({ providers }: Pick<MailOperations, "providers">) {
  return (
    <Section id="providers" title="Fournisseurs d’envoi">
      {providers.length === 0 ? (
        <p className="empty-line">Aucun envoi n’a encore été fait.</p>
      ) : (
        <table className="list-table platform-table">
          <caption className="fr-sr-only">Fournisseurs d’envoi</caption>
          <thead>
            <tr>
              <th scope="col">Fournisseur</th>
              <th scope="col" className="platform-table__state">
                État
              </th>
              <th scope="col" className="platform-table__wide">
                Derniers envois
              </th>
            </tr>
          </thead>
          <tbody>
            {providers.map((provider) => (
              <tr key={provider.provider}>
                <th scope="row">{providerNames[provider.provider]}</th>
                <td>
                  <Flag {...circuitState(provider)} />
                  {provider.circuit === "open" && provider.openUntil && (
                    <span className="small mention second-line">
                      Nouvel essai <Moment at={provider.openUntil} />
                    </span>
                  )}
                </td>
                <td className="mention">
                  <span className="card-label">Derniers envois&nbsp;: </span>
                  {provider.failures === 0
                    ? "aucun échec"
                    : `${provider.failures} échec${provider.failures > 1 ? "s" : ""}`}{" "}
                  sur {provider.handedOver}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Section>
  );
}

function Records({ dns }: Pick<MailOperations, "dns">) {
  return (
    <Section id="dns" title="Domaine de courriel (DNS)">
      {dns === null ? (
        <p className="empty-line">Pas encore vérifié.</p>
      ) : (
        <>
          <p className="mention">
            Vérifié <Moment at={dns.at} />, puis chaque heure.
          </p>
          <table className="list-table platform-table">
            <caption className="fr-sr-only">Enregistrements du domaine de courriel</caption>
            <thead>
              <tr>
                <th scope="col">Enregistrement</th>
                <th scope="col" className="mail-records__state">
                  État
                </th>
              </tr>
            </thead>
            <tbody>
              {dns.records.map((finding) => {
                const advice = recordAdvice(finding);
                return (
                  <tr key={finding.record}>
                    <th scope="row">
                      <span className="strong-words">{dnsRecordNames[finding.record]}</span>
                      <span className="small mention second-line mail-value">
                        {finding.name} {finding.type}
                      </span>
                    </th>
                    <td>
                      <Flag {...recordState(finding)} />
                      <Value label="Attendu" value={finding.expected} />
                      {finding.found.map((value) => (
                        <Value key={value} label="Publié" value={value} />
                      ))}
                      {advice && <span className="second-line">{advice}</span>}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </>
      )}
    </Section>
  );
}

const Value = ({ label, value }: { label: string; value: string }) => (
  <span className="small second-line mail-value">
    {label}&nbsp;: <code>{value}</code>
  </span>
);
