import { useEffect, useRef, useState } from "react";
import type { MediatorWords } from "../../../../../shared/mediation/mediator-words.ts";
import type { FollowUpView } from "../../../../../shared/mediation/schema.ts";
import { ProblemError } from "../../../../app/api.ts";
import { failureWords } from "../../../../app/failure-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { withdraw } from "./follow-up-api.ts";

interface WithdrawPageProps {
  view: FollowUpView;
  words: MediatorWords;
  onKeep: () => void;
  onWithdrawn: (view: FollowUpView) => void;
  onExpired: () => void;
}

/** A page, not a pop-up: what will happen, a reason if one wants, then one of two clear buttons. */
export const WithdrawPage = ({ view, words, onKeep, onWithdrawn, onExpired }: WithdrawPageProps) => {
  const heading = useRef<HTMLHeadingElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const [reason, setReason] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  useEffect(() => {
    scrollTo({ top: 0 });
    heading.current?.focus();
  }, []);
  useEffect(() => {
    if (fault) alert.current?.focus();
  }, [fault]);
  const confirm = () => {
    if (busy) return;
    setBusy(true);
    setFault("");
    withdraw(reason.trim()).then(onWithdrawn, (error: unknown) => {
      setBusy(false);
      const ended = error instanceof ProblemError && error.problem.reason === "link_closed";
      if (ended) onExpired();
      else setFault(failureWords(error));
    });
  };
  return (
    <div className="page">
      <div className="fr-container">
        <p>
          <button
            type="button"
            className="fr-link fr-icon-arrow-left-line fr-link--icon-left"
            onClick={onKeep}
          >
            Revenir à mon dossier
          </button>
        </p>
        <h1 tabIndex={-1} ref={heading}>
          Retirer votre demande
        </h1>
        <form
          className="form narrow"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            confirm();
          }}
        >
          {fault ? (
            <Alert ref={alert} severity="warning" title="Votre demande n’est pas retirée">
              <p>{fault}</p>
            </Alert>
          ) : null}
          <div>
            <h2 className="fr-h5">Ce qui va se passer</h2>
            <ul>
              <li>
                {words.The} ne fera plus de démarche pour le dossier{" "}
                <strong className="figures">{view.link.number}</strong> et le clora.
              </li>
              <li>Vous recevrez la preuve datée de ce retrait.</li>
              <li>Vos échanges restent lisibles ici pendant un an.</li>
              <li>Tant que le dossier n’est pas clos, vous pouvez changer d’avis en écrivant.</li>
            </ul>
          </div>
          <TextArea
            id="withdrawal-reason"
            label="Pourquoi (facultatif)"
            hint={`Seules ${words.the} et son équipe le liront.`}
            rows={3}
            value={reason}
            onChange={setReason}
            limit={reason.length > 1800 ? { min: 0, max: 2000 } : undefined}
          />
          <div className="actions">
            <Button onClick={onKeep}>Garder ma demande</Button>
            <Button type="submit" look="secondary" busy={busy ? "Retrait en cours…" : false}>
              Confirmer le retrait
            </Button>
          </div>
        </form>
      </div>
    </div>
  );
};
