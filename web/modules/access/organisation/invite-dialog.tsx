import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { Invite, type MemberPage } from "../../../../shared/access/members.ts";
import { ProblemError } from "../../../app/api.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import type { Organisation } from "../agent/session.ts";
import { invite, refreshMembers } from "./organisation-queries.ts";
import { type ChosenRoles, chosenOf, givenOf } from "./role-choices.ts";
import { RoleFields } from "./role-fields.tsx";
import "../../../ui/agent/forms.css";

/** An address and at least one role; the mail leaves at once, or a known account gets the roles at once. */
export function InviteDialog({
  organisation,
  grantable,
  onClose,
}: {
  organisation: Organisation;
  grantable: MemberPage["grantable"];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [email, setEmail] = useState("");
  const [chosen, setChosen] = useState<ChosenRoles>(() => chosenOf([]));
  const [faults, setFaults] = useState<{ email?: string | undefined; roles?: string | undefined }>({});
  const field = useRef<HTMLInputElement>(null);
  const alert = useRef<HTMLDivElement>(null);
  const id = useId();
  const sending = useMutation({
    mutationFn: (input: Invite) => invite(organisation.id, input),
    onSuccess: ({ state }, { email: address }) => {
      refreshMembers(client, organisation.id);
      notify(
        state === "sent"
          ? `Invitation envoyée à ${address}.`
          : `${address} a déjà un compte\u00a0: ses rôles sont donnés, un e-mail l’en informe.`,
      );
      onClose();
    },
    onError: (error) => {
      const about = emailFault(error);
      setFaults({ email: about });
      requestAnimationFrame(() => (about ? field.current : alert.current)?.focus());
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (sending.isPending) return;
    const input = Invite.safeParse({ email, roles: givenOf(chosen) });
    if (input.success) {
      setFaults({});
      sending.mutate(input.data);
      return;
    }
    const of = (name: string) => input.error.issues.find(({ path }) => path[0] === name)?.message;
    setFaults({ email: of("email"), roles: of("roles") });
    if (of("email")) field.current?.focus();
    else document.getElementById(`${id}-roles`)?.focus();
  };
  return (
    <Modal
      title="Inviter un membre"
      subtitle={organisation.name}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={`${id}-form`} busy={sending.isPending && "Envoi…"}>
            Envoyer l’invitation
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className="dialog-form" onSubmit={submit} noValidate>
        {sending.isError && !faults.email && (
          <Alert ref={alert} severity="error" title={refusalWords(sending.error)} />
        )}
        <Input
          ref={field}
          label="Adresse e-mail professionnelle"
          hint="Cette personne seule pourra ouvrir l’invitation, pendant 14 jours."
          type="email"
          autoComplete="off"
          spellCheck={false}
          value={email}
          error={faults.email}
          onChange={setEmail}
        />
        <RoleFields
          id={`${id}-roles`}
          grantable={grantable}
          chosen={chosen}
          error={faults.roles}
          onChange={setChosen}
        />
      </form>
    </Modal>
  );
}

/** What is wrong with the address itself, when the API said so: it is shown at the field. */
export const emailFault = (error: unknown): string | undefined => {
  if (!(error instanceof ProblemError)) return undefined;
  const { fields, reason, detail } = error.problem;
  const field = fields?.find(({ path }) => path === "email");
  return field?.message ?? (reason === "already_member" ? detail : undefined);
};
