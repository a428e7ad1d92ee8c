import { useEffect, useRef, useState } from "react";
import { failureWords } from "../../../../app/failure-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { objectTo } from "./follow-up-api.ts";

/** Somebody filed in the reader's name, who says that they did not ask for it. */
export const Objection = ({ token }: { token: string }) => {
  const [reason, setReason] = useState("");
  const [state, setState] = useState<{ is: "asking" | "sending" | "done" } | { is: "refused"; says: string }>(
    { is: "asking" },
  );
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (state.is === "done" || state.is === "refused") alert.current?.focus();
  }, [state]);
  const send = () => {
    if (state.is === "sending") return;
    setState({ is: "sending" });
    objectTo(token, reason.trim()).then(
      () => setState({ is: "done" }),
      (error: unknown) => setState({ is: "refused", says: failureWords(error) }),
    );
  };
  return (
    <>
      <h1>Une demande a été faite en votre nom</h1>
      {state.is === "done" ? (
        <Alert ref={alert} severity="success" title="C’est noté">
          <p>
            Le service de médiation est prévenu et ne fera rien sans vous. La personne qui a écrit n’en saura
            rien. Vous pouvez fermer cette page.
          </p>
        </Alert>
      ) : (
        <form
          className="form narrow"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          {state.is === "refused" ? (
            <Alert ref={alert} severity="error" title="Ce n’est pas enregistré">
              <p>{state.says}</p>
            </Alert>
          ) : null}
          <p className="fr-mb-0">
            Vous n’avez pas demandé cette médiation, ou vous n’êtes pas d’accord pour que cette personne
            agisse pour vous ? Dites-le ici. Rien n’est effacé : le service de médiation vérifiera avec vous.
          </p>
          <TextArea
            id="objection-reason"
            label="Ce que vous voulez dire (facultatif)"
            hint="Seul le service de médiation le lira."
            rows={3}
            value={reason}
            onChange={setReason}
            limit={reason.length > 1800 ? { min: 0, max: 2000 } : undefined}
          />
          <div className="actions">
            <Button type="submit" busy={state.is === "sending" ? "Envoi en cours…" : false}>
              Je ne suis pas d’accord
            </Button>
          </div>
        </form>
      )}
    </>
  );
};
