import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { renewReplyAddress } from "./settings-queries.ts";
import "../../../ui/agent/forms.css";

/** Gives a participant another reply address, when the agent wants so or the old one fell into other hands. */
export function RenewAddress({
  caseId,
  participantId,
  name,
}: {
  caseId: string;
  participantId: string;
  name: string;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className="text-button small" onClick={() => setOpen(true)}>
        Changer l’adresse de réponse<span className="fr-sr-only"> de {name}</span>
      </button>
      {isOpen && <Dialog {...{ caseId, participantId, name }} onClose={() => setOpen(false)} />}
    </>
  );
}

function Dialog({
  caseId,
  participantId,
  name,
  onClose,
}: {
  caseId: string;
  participantId: string;
  name: string;
  onClose: () => void;
}) {
  const { notify } = useNotices();
  const [leaked, setLeaked] = useState(false);
  const form = useId();
  const renewing = useMutation({
    mutationFn: () => renewReplyAddress(caseId, participantId, leaked),
    onSuccess: () => {
      notify(`Le prochain message à ${name} portera une nouvelle adresse de réponse.`);
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!renewing.isPending) renewing.mutate();
  };
  return (
    <Modal
      title="Changer l’adresse de réponse"
      subtitle={name}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={form} busy={renewing.isPending && "Un instant…"}>
            Changer l’adresse
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" onSubmit={submit}>
        {renewing.isError && <Alert severity="error" title={refusalWords(renewing.error)} />}
        <p>
          C’est l’adresse de la médiation à laquelle cette personne répond par e-mail. Le prochain message en
          portera une autre. Ce qui arrive encore à l’ancienne est examiné de plus près.
        </p>
        <Checkbox
          id={`${form}-leaked`}
          label="L’ancienne adresse est connue d’autres personnes"
          hint="Les courriels qui y arrivent seront retenus, même ceux de cette personne."
          checked={leaked}
          onChange={setLeaked}
        />
      </form>
    </Modal>
  );
}
