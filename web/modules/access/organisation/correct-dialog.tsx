import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { CorrectInvitation, type InvitationView } from "../../../../shared/access/members.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import type { Organisation } from "../agent/session.ts";
import { emailFault } from "./invite-dialog.tsx";
import { correctInvitation, refreshMembers } from "./organisation-queries.ts";
import "../../../ui/agent/forms.css";

/** The address of an invitation that did not arrive, put right; a new mail leaves at once. */
export function CorrectDialog({
  invitation,
  organisation,
  onClose,
}: {
  invitation: InvitationView;
  organisation: Organisation;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [email, setEmail] = useState(invitation.email);
  const [fault, setFault] = useState<string>();
  const field = useRef<HTMLInputElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const form = useId();
  const sending = useMutation({
    mutationFn: (address: string) => correctInvitation(invitation.id, address),
    onSuccess: () => {
      refreshMembers(client, organisation.id);
      notify(`Invitation envoyée à ${email.trim()}.`);
      onClose();
    },
    onError: (error) => {
      const about = emailFault(error);
      setFault(about);
      requestAnimationFrame(() => (about ? field.current : alert.current)?.focus());
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sending.isPending) return;
    const input = CorrectInvitation.safeParse({ email });
    setFault(input.error?.issues[0]?.message);
    if (input.success) sending.mutate(input.data.email);
    else field.current?.focus();
  };
  return (
    <Modal
      title="Corriger l’adresse"
      subtitle={invitation.cause}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={form} busy={sending.isPending && "Envoi…"}>
            Envoyer l’invitation
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={form} className="dialog-form" onSubmit={submit} noValidate>
        {sending.isError && !fault && (
          <Alert ref={alert} severity="error" title={refusalWords(sending.error)} />
        )}
        <Input
          ref={field}
          label="Adresse e-mail professionnelle"
          type="email"
          autoComplete="off"
          spellCheck={false}
          value={email}
          error={fault}
          onChange={setEmail}
        />
      </form>
    </Modal>
  );
}
