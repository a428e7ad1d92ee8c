import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import type {
  DeclarationView,
  TransmissionAct,
  TransmissionView,
} from "../../../../../shared/declarations/declaring.ts";
import { transmissionStates } from "../../../../../shared/declarations/transmission.ts";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Moment } from "../../../../ui/agent/moment.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { bodyWords, stateLooks } from "./body-words.ts";
import { DeadlineFlag } from "./deadline-flag.tsx";
import { actOn, keepDeclaration, openVersion, type PlainAct, sheetQuery } from "./declaring-queries.ts";
import { DepositDialog } from "./deposit-dialog.tsx";
import { KeyFigures } from "./key-figures.tsx";
import { RecordDialog } from "./record-dialog.tsx";
import { Rejected } from "./rejected.tsx";
import { Uncertain } from "./uncertain.tsx";

interface CardProps {
  found: DeclarationView;
  one: TransmissionView;
  space: AgentSpace;
}

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
        <Story found={found} one={one} space={space} />
        {one.attachments === "failed" && (
          <p className="banner banner--warning">
            <span className="grow">
              <strong>La déclaration est acceptée. Les pièces ne sont pas parties.</strong> Rien n’est à
              déclarer de nouveau.
            </span>
          </p>
        )}
        {one.warnings.length > 0 && (
          <ul className="telling-warnings">
            {one.warnings.map(({ message, field, performanceId }) => (
              <li key={`${field}-${performanceId}-${message}`}>
                <Icon name="fr-icon-warning-line" tone="warning" />
                <span>
                  Remarque {bodyWords[body].of}&nbsp;: «&nbsp;{message}&nbsp;»
                  {field && (
                    <>
                      {" "}
                      <code>{field}</code>
                    </>
                  )}
                </span>
              </li>
            ))}
          </ul>
        )}
        <Acts found={found} one={one} space={space} />
      </div>
    </section>
  );
}

function Story({ found, one, space }: CardProps): ReactNode {
  const words = bodyWords[one.body];
  switch (one.state) {
    case "rejected":
      return <Rejected found={found} one={one} space={space} />;
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
      {one.sentAt && (
        <>
          <dt>Envoyée</dt>
          <dd className="break-anywhere">
            <Moment at={one.sentAt} as="thread" />
            {one.agencyEmail && `, à ${one.agencyEmail}`}
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

const plainWords: Partial<Record<TransmissionAct, { words: string; act: PlainAct }>> = {
  retry: { words: "Renvoyer", act: "retry" },
  resend_files: { words: "Renvoyer les pièces seules", act: "files" },
};

/** Acts of the state that are not already in its story. */
function Acts({ found, one, space }: CardProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { notify } = useNotices();
  const [dialog, setDialog] = useState<"accepted" | "deposit" | "cancel">();
  const acting = useMutation({
    mutationFn: (act: PlainAct) => actOn(one.id, act, one.version),
    onSuccess: (saved) => keepDeclaration(client, saved),
    onError: (error) => notify(refusalWords(error)),
  });
  const opening = useMutation({
    mutationFn: (why: "edit" | "rectify") => openVersion(found.id, { why, bodies: [one.body] }),
    onSuccess: (saved) => {
      keepDeclaration(client, saved);
      void navigate({
        to: "/espace/$organisation/declarations/declarations/$declarationId",
        params: { organisation: space.organisation.slug, declarationId: found.id },
      });
    },
    onError: (error) => notify(refusalWords(error)),
  });
  const may = (act: TransmissionAct) => one.acts.includes(act);
  const close = () => setDialog(undefined);
  const done = (saved: DeclarationView) => {
    keepDeclaration(client, saved);
    close();
  };
  const inStory = one.state === "uncertain";
  return (
    <>
      <p className="row row--wrap telling-acts">
        {(["retry", "resend_files"] as const).map((act) => {
          const known = plainWords[act];
          return (
            may(act) &&
            known && (
              <Button
                key={act}
                size="sm"
                busy={acting.isPending && "Envoi en cours…"}
                onClick={() => !acting.isPending && acting.mutate(known.act)}
              >
                {known.words}
              </Button>
            )
          );
        })}
        {may("record_accepted") && !inStory && (
          <Button size="sm" look="secondary" onClick={() => setDialog("accepted")}>
            Noter la réponse {one.body === "SACEM" ? "de la délégation" : bodyWords[one.body].of}
          </Button>
        )}
        {may("record_deposit") && (
          <Button size="sm" onClick={() => setDialog("deposit")}>
            C’est déposé…
          </Button>
        )}
        {may("edit") && one.state === "failed" && (
          <Button
            size="sm"
            look="secondary"
            busy={opening.isPending && "Un instant…"}
            onClick={() => opening.mutate("edit")}
          >
            Corriger d’abord
          </Button>
        )}
        {may("rectify") && (
          <Button
            size="sm"
            look="tertiary"
            busy={opening.isPending && "Un instant…"}
            onClick={() => opening.mutate("rectify")}
          >
            Rectifier…
          </Button>
        )}
        {may("cancel") && (
          <Button size="sm" look="quiet" onClick={() => setDialog("cancel")}>
            Abandonner
          </Button>
        )}
      </p>
      {dialog === "accepted" && <RecordDialog one={one} onDone={done} onClose={close} />}
      {dialog === "deposit" && <DepositDialog found={found} one={one} onDone={done} onClose={close} />}
      {dialog === "cancel" && (
        <ConfirmDialog
          title={`Abandonner la déclaration ${bodyWords[one.body].to}\u00a0?`}
          confirm="Abandonner"
          busy="Un instant…"
          act={() => actOn(one.id, "cancel", one.version)}
          onDone={done}
          onClose={close}
        >
          <p>Les autres organismes ne changent pas. L’échéance reste, et vous pourrez recommencer.</p>
        </ConfirmDialog>
      )}
    </>
  );
}
