import { useEffect, useRef, useState } from "react";
import { ProblemError } from "../../../../app/api.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { confirmAddress, confirmNewEmail } from "./follow-up-api.ts";

type State = { is: "asking" | "sending" | "done" } | { is: "refused"; says: string };

const lost =
  "La connexion est coupée. Réessayez dans quelques instants\u00a0: votre lien n’a peut-être pas servi.";

/**
 * Somebody followed the link of a mail: `wanted` when they asked to be written to at that address. One click
 * says that the address is theirs. Programs that open links click nothing.
 */
export const ConfirmAddress = ({ token, wanted = false }: { token: string; wanted?: boolean }) => {
  const [state, setState] = useState<State>({ is: "asking" });
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.is === "done" || state.is === "refused") alert.current?.focus();
  }, [state]);
  const confirm = async () => {
    setState({ is: "sending" });
    try {
      await (wanted ? confirmNewEmail(token) : confirmAddress(token));
      setState({ is: "done" });
    } catch (error) {
      setState({ is: "refused", says: error instanceof ProblemError ? error.problem.detail : lost });
    }
  };
  return (
    <>
      <h1>Confirmer votre adresse e-mail</h1>
      {state.is === "done" ? (
        <Alert ref={alert} severity="success" title="Votre adresse est confirmée">
          <p>
            {wanted
              ? "Nous vous écrirons désormais à cette adresse. Vous pouvez fermer cette page."
              : "Vous pouvez fermer cette page et continuer à répondre à nos e-mails."}
          </p>
        </Alert>
      ) : (
        <>
          {state.is === "refused" && (
            <Alert ref={alert} severity="error" title="Adresse non confirmée">
              <p>{state.says}</p>
            </Alert>
          )}
          <p>Vous avez reçu notre e-mail à cette adresse&nbsp;? Confirmez qu’elle est la vôtre.</p>
          <Button busy={state.is === "sending" && "Confirmation…"} onClick={() => void confirm()}>
            Confirmer mon adresse
          </Button>
        </>
      )}
    </>
  );
};
