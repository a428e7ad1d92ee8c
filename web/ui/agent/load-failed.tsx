import { ConnectionLost, ProblemError } from "../../app/api.ts";
import { Button } from "../button.tsx";
import { Icon } from "./icon.tsx";
import "./waiting.css";

/** What could not be read, what to do, and the code to give to whoever helps. */
export function LoadFailed({
  what,
  error,
  retry,
  page = false,
}: {
  /** Completes "Nous n’arrivons pas à charger …". */
  what: string;
  error: unknown;
  retry: () => void;
  /** Stands alone, without the shell around it. */
  page?: boolean;
}) {
  const lost = error instanceof ConnectionLost;
  return (
    <div className={page ? "page" : ""}>
      <div className="load-failed" role="alert">
        <Icon name="fr-icon-error-warning-fill" tone="error" />
        <div>
          <p>
            <strong>Nous n’arrivons pas à charger {what}.</strong>{" "}
            {lost
              ? "Vérifiez votre connexion, puis réessayez."
              : "Le service ne répond pas comme prévu. Réessayez dans un instant."}{" "}
            Rien n’a été modifié.
          </p>
          <div className="row row--wrap">
            <Button size="sm" onClick={retry}>
              Réessayer
            </Button>
            {error instanceof ProblemError && error.problem.requestId !== "" && (
              <span className="small mention">Code à donner au support : {error.problem.requestId}</span>
            )}
          </div>
        </div>
      </div>
    </div>
  );
}
