import { ConnectionLost, ProblemError } from "../../../../app/api.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";

/** The page could not be read: what happened, what to do. */
export const Unreachable = ({ error, onRetry }: { error: unknown; onRetry: () => void }) => (
  <>
    <h1>Suivre votre dossier</h1>
    <div className="narrow">
      <Alert
        severity="warning"
        title={
          error instanceof ConnectionLost
            ? "La connexion est coupée"
            : "Le service ne répond pas pour le moment"
        }
      >
        <p>
          {error instanceof ConnectionLost
            ? "Réessayez quand elle revient."
            : "Réessayez dans quelques minutes. Vous pouvez aussi répondre à nos e-mails."}
        </p>
        {error instanceof ProblemError && error.problem.requestId ? (
          <p className="mention fr-mb-2w">Code de la demande : {error.problem.requestId}</p>
        ) : null}
        <Button look="secondary" size="sm" onClick={onRetry}>
          Réessayer
        </Button>
      </Alert>
    </div>
  </>
);
