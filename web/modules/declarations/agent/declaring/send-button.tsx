import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { eurosWords } from "../../../../../shared/declarations/amount-words.ts";
import type { BodyView, DeclarationView, Preview } from "../../../../../shared/declarations/declaring.ts";
import { transmissionStates } from "../../../../../shared/declarations/transmission.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Modal } from "../../../../ui/agent/modal.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { bodyWords, isSentTo, performancesWords } from "./body-words.ts";
import { keepDeclaration, transmit } from "./declaring-queries.ts";

/** The only act of the preview; where it cannot be, the reason stands in its place (screens §6). */
export function SendButton({
  found,
  view,
  preview,
  space,
}: {
  found: DeclarationView;
  view: BodyView;
  preview: Preview;
  space: AgentSpace;
}) {
  const { body, transmission } = view;
  const [asking, setAsking] = useState(false);
  const params = { organisation: space.organisation.slug, declarationId: found.id };
  if (transmission && transmission.versionNumber === found.current.number)
    return (
      <p className="row row--wrap">
        <span>
          {transmissionStates[transmission.state]}, version {transmission.versionNumber}.
        </span>
        <Link to="/espace/$organisation/declarations/declarations/$declarationId/envois" params={params}>
          Voir ce qui s’est passé
        </Link>
      </p>
    );
  const hindrances = [
    ...preview.missing.map(({ label }) => `Il manque\u00a0: ${label}.`),
    ...preview.blockers.map(({ message }) => message),
    ...(found.allowed.includes("declaration.transmit") || !found.siretVerified
      ? []
      : ["Seul un déclarant peut envoyer."]),
  ];
  if (hindrances.length > 0)
    return (
      <>
        <ul className="telling-hindrances">
          {hindrances.map((words) => (
            <li key={words}>
              <Icon name="fr-icon-lock-line" tone="warning" />
              <span>{words}</span>
            </li>
          ))}
        </ul>
        {preview.missing.length > 0 && (
          <Link to="/espace/$organisation/declarations/declarations/$declarationId" params={params}>
            Compléter la déclaration
          </Link>
        )}
      </>
    );
  return (
    <>
      <Button
        icon={isSentTo(body) ? "fr-icon-send-plane-line" : "fr-icon-check-line"}
        onClick={() => setAsking(true)}
      >
        {isSentTo(body) ? `Envoyer ${bodyWords[body].to}` : "Figer ces chiffres"}
      </Button>
      <p className="small mention">
        {isSentTo(body)
          ? `${body === "SACEM" ? "Une copie vous est envoyée. " : ""}Chaque organisme est indépendant\u00a0: un refus de l’un n’arrête pas l’autre.`
          : "Ils ne bougeront plus, et vous pourrez noter le dépôt quand vous les aurez recopiés."}
      </p>
      {asking && (
        <Confirm
          found={found}
          view={view}
          preview={preview}
          params={params}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}

function Confirm({
  found,
  view: { body },
  preview,
  params,
  onClose,
}: {
  found: DeclarationView;
  view: BodyView;
  preview: Preview;
  params: { organisation: string; declarationId: string };
  onClose: () => void;
}) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const sending = useMutation({
    mutationFn: () => transmit(found.id, { body, version: found.current.version }),
    onSuccess: (saved) => {
      keepDeclaration(client, saved);
      void navigate({
        to: "/espace/$organisation/declarations/declarations/$declarationId/envois",
        params,
      });
    },
  });
  const what = `${performancesWords(preview.performanceCount)}, ${eurosWords(preview.gross)} TTC`;
  return (
    <Modal
      title={
        isSentTo(body)
          ? `Envoyer ${what}, ${bodyWords[body].to}\u00a0?`
          : `Figer ${what}, pour ${bodyWords[body].the}\u00a0?`
      }
      onClose={onClose}
      footer={
        <>
          <Button
            busy={sending.isPending && (isSentTo(body) ? "Envoi en cours…" : "Un instant…")}
            onClick={() => !sending.isPending && sending.mutate()}
          >
            {isSentTo(body) ? "Envoyer" : "Figer"}
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      {sending.isError && (
        <Alert severity="error" title={refusalWords(sending.error)}>
          <p>Rien n’est parti, et votre déclaration est gardée.</p>
        </Alert>
      )}
      <p>
        {isSentTo(body)
          ? "Ce que vous venez de relire part tel quel et sera conservé dix ans. Quitter cette page n’arrête pas l’envoi."
          : "Guichet n’envoie rien\u00a0: c’est vous qui les recopiez sur leur portail."}
      </p>
    </Modal>
  );
}
