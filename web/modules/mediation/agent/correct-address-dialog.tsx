import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { canonicalAddress } from "../../../../shared/mail/address.ts";
import type { CaseView } from "../../../../shared/mediation/schema.ts";
import type { RecipientView } from "../../../../shared/mediation/thread.ts";
import { ProblemError } from "../../../app/api.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { correctAddress } from "./sending-queries.ts";

/** Corrects the address of somebody whom a message did not reach, and sends it to the new one. */
export function CorrectAddressDialog({
  recipient,
  number,
  onDone,
  onClose,
}: {
  recipient: RecipientView;
  number: string;
  onDone: (answer: CaseView, email: string) => void;
  onClose: () => void;
}) {
  const [email, setEmail] = useState(recipient.address);
  const [wrong, setWrong] = useState<string>();
  const [refusal, setRefusal] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const form = useId();
  const say = (message: string) => {
    setWrong(message);
    requestAnimationFrame(() => field.current?.focus());
  };
  const correct = useMutation({
    mutationFn: () => correctAddress(recipient.id, { email: email.trim() }),
    onSuccess: (answer) => onDone(answer, email.trim()),
    onError: (error) => {
      const atField =
        error instanceof ProblemError
          ? error.problem.fields?.find(({ path }) => path === "email")
          : undefined;
      if (atField) return say(atField.message);
      setRefusal(refusalWords(error));
      requestAnimationFrame(() => alert.current?.focus());
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (correct.isPending) return;
    setRefusal(undefined);
    setWrong(undefined);
    const address = canonicalAddress(email.trim());
    if (address === undefined) return say("Saisissez une adresse e-mail complète, comme nom@exemple.fr.");
    if (address === recipient.address) return say("C’est l’adresse qui n’a pas fonctionné.");
    correct.mutate();
  };
  const who = recipient.name ?? recipient.address;
  return (
    <Modal
      title="Corriger l’adresse et renvoyer"
      subtitle={`Dossier ${number} · ${who}`}
      onClose={onClose}
      footer={
        <>
          <Button look="tertiary" onClick={onClose}>
            Annuler
          </Button>
          <Button type="submit" form={form} busy={correct.isPending && "Envoi en cours…"}>
            Corriger et renvoyer
          </Button>
        </>
      }
    >
      <form id={form} noValidate onSubmit={submit} className="form">
        {refusal && <Alert ref={alert} severity="error" title={refusal} />}
        <p>
          La nouvelle adresse remplace l’ancienne sur ce dossier. Les réponses envoyées depuis l’ancienne
          seront retenues.
        </p>
        <Input
          ref={field}
          label="Adresse e-mail"
          hint={"Exemple\u00a0: nom@exemple.fr"}
          type="email"
          autoComplete="off"
          spellCheck={false}
          required
          value={email}
          error={wrong}
          onChange={setEmail}
        />
      </form>
    </Modal>
  );
}
