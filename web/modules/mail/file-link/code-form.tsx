import { useEffect, useRef, useState } from "react";
import type { FileLinkPage } from "../../../../shared/mail/file-links.ts";
import { codeFailure, failureWords } from "../../../app/failure-words.ts";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Unbroken } from "../../../ui/unbroken.tsx";
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
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<string>();
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const wait = useSecondsUntil(sent?.againAt ?? 0);
  const hasCode = sent !== null;
  useEffect(() => {
    if (hasCode) field.current?.focus();
  }, [hasCode]);

  const refuse = (sentence: string) => {
    setFault(sentence);
    field.current?.focus();
  };
  const ask = () => {
    if (busy) return;
    setBusy(true);
    setFault(undefined);
    askCode()
      .then(
        ({ sentTo, retryAfterSeconds }) => {
          setSent({ to: sentTo, againAt: Date.now() + retryAfterSeconds * 1000 });
          setCode("");
        },
        (error: unknown) => onFailure(error) || setFault(failureWords(error)),
      )
      .finally(() => setBusy(false));
  };
  const submit = () => {
    if (busy) return;
    const digits = code.replaceAll(/\D/g, "");
    if (digits.length !== 6) return refuse("Écrivez les 6 chiffres du code reçu.");
    setBusy(true);
    checkCode(digits)
      .then(onOpened, (error: unknown) => onFailure(error) || refuse(codeFailure(error, undefined)))
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
      <form
        className="form narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <Input
          ref={field}
          label={
            <>
              Code reçu par <Unbroken>e-mail</Unbroken>
            </>
          }
          hint="6 chiffres"
          width="code"
          inputMode="numeric"
          autoComplete="one-time-code"
          value={code}
          onChange={setCode}
          error={fault}
        />
        <div className="actions">
          <Button type="submit" busy={busy ? "Vérification…" : false}>
            Continuer
          </Button>
          {wait > 0 ? (
            <p className="mention">Nouveau code possible dans {wait} secondes</p>
          ) : (
            <button type="button" className="fr-link" onClick={ask}>
              Envoyer un nouveau code
            </button>
          )}
        </div>
      </form>
    </>
  );
};
