import { useState } from "react";
import { emailProblem } from "../../../../../shared/mediation/contact.ts";
import { failureWords } from "../../../../app/failure-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import { askNewLink } from "./follow-up-api.ts";

/** « Recevoir un nouveau lien »: always the same answer, whether the case exists or not. */
export const NewLinkForm = () => {
  const [number, setNumber] = useState("");
  const [email, setEmail] = useState("");
  const [fault, setFault] = useState<string>();
  const [phase, setPhase] = useState<"idle" | "sending" | "sent">("idle");
  const submit = () => {
    if (phase === "sending") return;
    const wrong = emailProblem(email)?.message;
    if (wrong) return setFault(wrong);
    if (!number.trim() || !email.trim())
      return setFault("Écrivez le numéro de dossier et votre adresse e-mail.");
    setFault(undefined);
    setPhase("sending");
    askNewLink(number.trim(), email.trim()).then(
      () => setPhase("sent"),
      (error: unknown) => {
        setPhase("idle");
        setFault(failureWords(error));
      },
    );
  };
  if (phase === "sent") {
    return (
      <Alert severity="info" title="Votre demande de lien est prise en compte">
        <p>Si ce numéro et cette adresse vont ensemble, vous recevrez un lien dans quelques minutes.</p>
      </Alert>
    );
  }
  return (
    <form
      className="form narrow"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Input
        label="Numéro de dossier"
        hint="Exemple : 2027-00042"
        width="medium"
        autoComplete="off"
        value={number}
        onChange={setNumber}
      />
      <Input
        label="Votre adresse e-mail"
        hint="Celle que vous avez donnée dans votre demande"
        width="medium"
        type="email"
        autoComplete="email"
        value={email}
        onChange={setEmail}
        error={fault}
      />
      <div className="actions">
        <Button type="submit" look="secondary" busy={phase === "sending" ? "Envoi en cours…" : false}>
          Recevoir un nouveau lien
        </Button>
      </div>
    </form>
  );
};
