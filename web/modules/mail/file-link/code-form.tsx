import { useState } from "react";
import type { FileLinkPage } from "../../../../shared/mail/file-links.ts";
import { codeFailure, failureWords } from "../../../app/failure-words.ts";
import { SixDigitsForm } from "../../../app/six-digits-form.tsx";
import { Button } from "../../../ui/button.tsx";
import { useSecondsUntil } from "../../../ui/use-seconds-until.ts";
import { askCode, checkCode } from "./file-link-api.ts";

interface CodeFormProps {
  file: FileLinkPage;
  onOpened: (file: FileLinkPage) => void;
  /** Any failure that is not about the code itself; true when it was dealt with. */
  onFailure: (error: unknown) => boolean;
}

/** The code goes to the address the file was sent to; then it opens the download. */
export const CodeForm = ({ file, onOpened, onFailure }: CodeFormProps) => {
  const [sent, setSent] = useState<{ to: string; againAt: number } | null>(null);
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const wait = useSecondsUntil(sent?.againAt ?? 0);
  const ask = () => {
    if (busy) return;
    setBusy(true);
    setFault(undefined);
    askCode()
      .then(
        ({ sentTo, retryAfterSeconds }) =>
          setSent({ to: sentTo, againAt: Date.now() + retryAfterSeconds * 1000 }),
        (error: unknown) => onFailure(error) || setFault(failureWords(error)),
      )
      .finally(() => setBusy(false));
  };

  if (!sent) {
    return (
      <>
        <p className="narrow">
          Pour vérifier que ce fichier est bien pour vous, nous vous envoyons un code à{" "}
          <strong>{file.maskedEmail}</strong>.
        </p>
        {fault ? (
          <p className="fr-message fr-message--error" role="alert">
            {fault}
          </p>
        ) : null}
        <Button onClick={ask} busy={busy ? "Envoi en cours…" : false}>
          Recevoir un code par e-mail
        </Button>
      </>
    );
  }
  return (
    <>
      <p className="narrow">
        Nous avons envoyé un code à <strong>{sent.to}</strong>. Il est valable 10&nbsp;minutes. Vous ne
        recevez rien&nbsp;? Regardez dans les courriers indésirables.
      </p>
      <SixDigitsForm
        // Another code empties the field.
        key={sent.againAt}
        check={checkCode}
        onOpened={onOpened}
        faultOf={(error) => (onFailure(error) ? undefined : codeFailure(error, undefined))}
        fault={fault}
        action="Continuer"
        working="Vérification…"
      >
        {wait > 0 ? (
          <p className="mention">Nouveau code possible dans {wait} secondes</p>
        ) : (
          <button type="button" className="fr-link" onClick={ask}>
            Envoyer un nouveau code
          </button>
        )}
      </SixDigitsForm>
    </>
  );
};
