import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import type { ChangeRoles, Member, MemberPage } from "../../../../shared/access/members.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import type { Organisation } from "../agent/session.ts";
import { casesGoWords } from "./member-words.ts";
import { changeRoles, refreshMembers } from "./organisation-queries.ts";
import { type ChosenRoles, chosenOf, givenOf, losesCases } from "./role-choices.ts";
import { RoleFields } from "./role-fields.tsx";
import { keeperLabel } from "./role-words.ts";
import "../../../ui/agent/forms.css";

/** Somebody's roles, with what they lose said before it is lost. Roles one may not give stay as they are. */
export function ChangeRolesDialog({
  member,
  organisation,
  grantable,
  onClose,
}: {
  member: Member;
  organisation: Organisation;
  grantable: MemberPage["grantable"];
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const before = chosenOf(member.roles);
  const [chosen, setChosen] = useState<ChosenRoles>(before);
  const [error, setError] = useState<string>();
  const alert = useRef<HTMLDivElement>(null);
  const id = useId();
  const name = `${member.firstName} ${member.lastName}`;
  const fixed = [...before].filter((held) => !chosenOf(grantable).has(held));
  const change = useMutation({
    mutationFn: (input: ChangeRoles) => changeRoles(organisation.id, member.userId, input),
    onSuccess: () => {
      refreshMembers(client, organisation.id);
      notify(`Rôles de ${name} changés. Ils valent dès maintenant.`);
      onClose();
    },
    onError: () => requestAnimationFrame(() => alert.current?.focus()),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    if (chosen.size === 0) {
      setError("Laissez au moins un rôle. Pour que cette personne n’ait plus rien, retirez-la.");
      document.getElementById(`${id}-roles`)?.focus();
      return;
    }
    setError(undefined);
    change.mutate({ roles: givenOf(chosen) });
  };
  const casesGo = losesCases(before, chosen) ? casesGoWords(member) : undefined;
  return (
    <Modal
      title={`Rôles de ${name}`}
      subtitle={member.email}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={`${id}-form`} busy={change.isPending && "Un instant…"}>
            Changer les rôles
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className="dialog-form" onSubmit={submit} noValidate>
        {change.isError && <Alert ref={alert} severity="error" title={refusalWords(change.error)} />}
        <RoleFields
          id={`${id}-roles`}
          grantable={grantable}
          kept={member.lastKeeperOf}
          chosen={chosen}
          error={error}
          onChange={setChosen}
        />
        {fixed.length > 0 && (
          <p className="mention">Vous ne pouvez pas changer&nbsp;: {fixed.map(keeperLabel).join(", ")}.</p>
        )}
        <div role="status">
          {casesGo && (
            <p className="banner banner--warning">
              <Icon name="fr-icon-warning-fill" tone="warning" />
              <span>{casesGo}</span>
            </p>
          )}
        </div>
      </form>
    </Modal>
  );
}
