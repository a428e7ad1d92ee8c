import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { DeclarationView, TransmissionView } from "../../../../../shared/declarations/declaring.ts";
import { transmissionStates } from "../../../../../shared/declarations/transmission.ts";
import { EmailAddress } from "../../../../ui/agent/email-address.tsx";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { bodyWords, isSentTo, stateLooks } from "./body-words.ts";
import { DeadlineFlag } from "./deadline-flag.tsx";
import { sheetQuery } from "./declaring-queries.ts";
import { KeyFigures } from "./key-figures.tsx";
import { Rejected } from "./rejected.tsx";
import { type CardProps, TransmissionActs } from "./transmission-acts.tsx";
import { Uncertain } from "./uncertain.tsx";

/** One body: what became of what was sent, in words, and what may be done now. */
export function TransmissionCard({ found, one, space }: CardProps) {
  const { body, state } = one;
  const { icon, tone } = stateLooks[state];
  const view = found.bodies.find((known) => known.body === body);
  return (
    <section className={`telling-result telling-result--${tone}`} aria-labelledby={`envoi-${body}`}>
      <header>
        <h2 id={`envoi-${body}`}>{body}</h2>
        <span className="flag strong">
          <Icon name={icon} tone={tone} />
          {transmissionStates[state]}
        </span>
        <span className="grow" />
        <span className="small mention">
          {state === "to_deposit" ? (
            <DeadlineFlag on={view?.deadline ?? null} />
          ) : (
            <Moment at={one.updatedAt} as="thread" />
          )}
        </span>
      </header>
      <div className="telling-result__in">
        {one.state === "rejected" ? (
          <Rejected found={found} one={one} space={space} remarks={<Remarks one={one} />} />
        ) : (
          <>
            <Story found={found} one={one} />
            {one.attachments === "failed" && (
              <p className="banner banner--warning">
                <span className="grow">
                  <strong>La déclaration est acceptée. Les pièces ne sont pas parties.</strong> Rien n’est à
                  déclarer de nouveau.
                </span>
              </p>
            )}
            <Remarks one={one} />
            <TransmissionActs found={found} one={one} space={space} />
          </>
        )}
      </div>
    </section>
  );
}

/** What a body noticed without refusing anything. */
function Remarks({ one: { body, warnings } }: Pick<CardProps, "one">): ReactNode {
  return (
    warnings.length > 0 && (
      <ul className="telling-warnings">
        {warnings.map(({ message, field, performanceId }) => (
          <li key={`${field}-${performanceId}-${message}`}>
            <Icon name="fr-icon-warning-line" tone="warning" />
            <span>
              Remarque {bodyWords[body].of}&nbsp;: «&nbsp;{message}&nbsp;» {field && <code>{field}</code>}
            </span>
          </li>
        ))}
      </ul>
    )
  );
}

function Story({ found, one }: Pick<CardProps, "found" | "one">): ReactNode {
  const words = bodyWords[one.body];
  switch (one.state) {
    case "uncertain":
      return <Uncertain found={found} one={one} />;
    case "failed":
      return (
        <p>
          <strong>Rien n’est parti.</strong> {words.the.replace(/^l/, "L")} n’a rien reçu&nbsp;: vous pouvez
          renvoyer la même déclaration sans risque de doublon.
        </p>
      );
    case "queued":
      return (
        <p>L’envoi est en cours. Vous pouvez quitter cette page&nbsp;: il continue, et vous serez prévenu.</p>
      );
    case "to_deposit":
      return <ToDeposit found={found} one={one} />;
    default:
      return <Facts one={one} />;
  }
}

/** What is known of what was sent. */
function Facts({ one }: { one: TransmissionView }) {
  const { body } = one;
  return (
    <dl className="facts">
      {one.sentAt && isSentTo(body) && (
        <>
          <dt>Envoyée</dt>
          <dd className="break-anywhere">
            <Moment at={one.sentAt} as="thread" />
            {one.agencyEmail && (
              <>
                , à <EmailAddress address={one.agencyEmail} />
              </>
            )}
            {one.agencyLabel && <span className="small mention">{one.agencyLabel}</span>}
          </dd>
        </>
      )}
      {one.delivery?.state === "delivered" && (
        <>
          <dt>Distribuée</dt>
          <dd>
            <Moment at={one.delivery.at} as="thread" />, par leur serveur de messagerie
          </dd>
        </>
      )}
      {one.depositedOn && (
        <>
          <dt>Déposée le</dt>
          <dd>{one.depositedOn.split("-").reverse().join("/")}</dd>
        </>
      )}
      {one.state === "sent" && (
        <>
          <dt>Réponse</dt>
          <dd>
            {bodyWords[body].the.replace(/^l/, "L")} ne répond pas par machine. Notez ici sa réponse quand
            vous l’avez.
          </dd>
        </>
      )}
      {one.bodyReference && (
        <>
          <dt>Référence {body}</dt>
          <dd className="break-anywhere">{one.bodyReference}</dd>
        </>
      )}
      {one.state === "corrected" && (
        <>
          <dt>Suite</dt>
          <dd>une version plus récente la remplace</dd>
        </>
      )}
      <dt>Version</dt>
      <dd>{one.versionNumber}</dd>
    </dl>
  );
}

function ToDeposit({ found, one }: { found: DeclarationView; one: TransmissionView }) {
  const query = useQuery(sheetQuery(found.id, one.body));
  return query.data ? (
    <KeyFigures sheet={query.data} declarationId={found.id} />
  ) : (
    <p className="mention">Les chiffres se préparent…</p>
  );
}
