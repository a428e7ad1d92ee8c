import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { organisationKinds } from "../../../../shared/access/organisation-kinds.ts";
import { ChangeOrganisation, type PlatformOrganisation } from "../../../../shared/access/platform.ts";
import { reasonOf } from "../../../app/api.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { serviceLabel } from "../organisation/role-words.ts";
import { checked, type Faults } from "../organisation/use-section.ts";
import { changeOrganisation, refresh } from "./platform-queries.ts";
import { ServiceFields } from "./service-fields.tsx";
import "../../../ui/agent/forms.css";

/** Name, kind and services of an organisation; what closing a service does is said before it is done. */
export function ChangeOrganisationDialog({
  organisation,
  onClose,
}: {
  organisation: PlatformOrganisation;
  onClose: () => void;
}) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [draft, setDraft] = useState({ name: organisation.name, kind: organisation.kind as string });
  const [on, setOn] = useState<string[]>(organisation.services);
  const [faults, setFaults] = useState<Faults>({});
  const alert = useRef<HTMLDivElement>(null);
  const id = useId();
  const change = useMutation({
    mutationFn: (input: ChangeOrganisation) => changeOrganisation(organisation.id, input),
    onSuccess: ({ name }) => {
      notify(`${name} est modifiée.`);
      onClose();
    },
    // Also after a refusal: someone may have been faster, and the list should say so.
    onSettled: () => refresh(client, "organisations", "accounts"),
  });
  useEffect(() => {
    if (change.isError) alert.current?.focus();
  }, [change.isError]);
  const closing = organisation.services.filter((service) => !on.includes(service));
  const withMembers = (service: string) => {
    const members = organisation.holders.find((held) => held.service === service)?.members ?? 0;
    const words =
      members === 0 ? "aucun membre" : members === 1 ? "1\u00a0membre" : `${members}\u00a0membres`;
    return `${serviceLabel(service)} (${words})`;
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (change.isPending) return;
    const read = checked(
      ChangeOrganisation.safeParse({ ...draft, services: on, version: organisation.version }),
    );
    setFaults(read.ok ? {} : read.faults);
    if (read.ok) change.mutate(read.input);
    else document.getElementById(`${id}-name`)?.focus();
  };
  return (
    <Modal
      title={organisation.name}
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={`${id}-form`} busy={change.isPending && "Enregistrement…"}>
            {closing.length > 0
              ? `Enregistrer et fermer ${closing.map(serviceLabel).join(", ")}`
              : "Enregistrer"}
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className="dialog-form" onSubmit={submit} noValidate>
        {change.isError && (
          <Alert ref={alert} severity="error" title={refusalWords(change.error)}>
            {reasonOf(change.error) === "version_differs" && (
              <p>Fermez cette fenêtre et reprenez avec les valeurs à jour.</p>
            )}
          </Alert>
        )}
        <Input
          id={`${id}-name`}
          label="Nom"
          autoComplete="off"
          value={draft.name}
          error={faults.name}
          onChange={(name) => setDraft({ ...draft, name })}
        />
        <Select
          id={`${id}-kind`}
          label="Type"
          placeholder="Choisir un type"
          options={Object.entries(organisationKinds)}
          value={draft.kind}
          error={faults.kind}
          onChange={(kind) => setDraft({ ...draft, kind })}
        />
        <ServiceFields id={id} on={on} onChange={setOn} />
        <div role="status">
          {closing.length > 0 && (
            <p className="banner banner--warning">
              <Icon name="fr-icon-warning-fill" tone="warning" />
              <span>
                <strong>{closing.map(withMembers).join(", ")}</strong>{" "}
                {closing.length > 1 ? "se ferment" : "se ferme"} tout de suite, pour ces personnes et pour le
                public. Les rôles et les données restent&nbsp;: rouvrir les rend.
              </span>
            </p>
          )}
        </div>
      </form>
    </Modal>
  );
}
