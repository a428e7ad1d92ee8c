import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useRef, useState } from "react";
import { organisationKinds } from "../../../../shared/access/organisation-kinds.ts";
import { CreateOrganisation } from "../../../../shared/access/platform.ts";
import { Modal } from "../../../ui/agent/modal.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { fieldFaults, refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { checked, type Faults } from "../organisation/use-section.ts";
import { createOrganisation, refresh } from "./platform-queries.ts";
import { ServiceFields } from "./service-fields.tsx";
import { proposedSlug } from "./slug.ts";
import "../../../ui/agent/forms.css";

/** A new organisation and its first administrator, who receives the invitation at once. */
export function CreateOrganisationDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [draft, setDraft] = useState({ name: "", kind: "", administratorEmail: "" });
  // Until someone writes an address of their own, it follows the name.
  const [ownSlug, setOwnSlug] = useState<string>();
  const [on, setOn] = useState<string[]>([]);
  const [faults, setFaults] = useState<Faults>({});
  const alert = useRef<HTMLDivElement>(null);
  const id = useId();
  const slug = ownSlug ?? proposedSlug(draft.name);
  const set = (part: Partial<typeof draft>) => setDraft((current) => ({ ...current, ...part }));
  const fieldOf: Record<string, string> = {
    name: `${id}-name`,
    slug: `${id}-slug`,
    kind: `${id}-kind`,
    administratorEmail: `${id}-email`,
  };
  const show = (wrong: Faults) => {
    setFaults(wrong);
    const first = Object.keys(fieldOf).find((path) => wrong[path]);
    requestAnimationFrame(() =>
      (first ? document.getElementById(fieldOf[first] ?? "") : alert.current)?.focus(),
    );
  };
  const create = useMutation({
    mutationFn: createOrganisation,
    onSuccess: ({ name }, { administratorEmail }) => {
      refresh(client, "organisations", "accounts");
      notify(`${name} est créée. L’invitation est envoyée à ${administratorEmail}.`);
      onClose();
    },
    onError: (error) => show(fieldFaults(error)),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    const read = checked(CreateOrganisation.safeParse({ ...draft, slug, services: on }));
    if (read.ok) {
      setFaults({});
      create.mutate(read.input);
    } else show(read.faults);
  };
  return (
    <Modal
      title="Créer une organisation"
      onClose={onClose}
      footer={
        <>
          <Button type="submit" form={`${id}-form`} busy={create.isPending && "Création…"}>
            Créer et envoyer l’invitation
          </Button>
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <form id={`${id}-form`} className="dialog-form" onSubmit={submit} noValidate>
        {create.isError && Object.keys(faults).length === 0 && (
          <Alert ref={alert} severity="error" title={refusalWords(create.error)} />
        )}
        <Input
          id={`${id}-name`}
          label="Nom"
          hint="En entier, comme le public le connaît."
          autoComplete="off"
          value={draft.name}
          error={faults.name}
          onChange={(name) => set({ name })}
        />
        <Select
          id={`${id}-kind`}
          label="Type"
          placeholder="Choisir un type"
          options={Object.entries(organisationKinds)}
          value={draft.kind}
          error={faults.kind}
          onChange={(kind) => set({ kind })}
        />
        <Input
          id={`${id}-slug`}
          label="Adresse de ses pages"
          hint={
            <>
              Ses pages publiques seront à l’adresse /mediation/<strong>{slug || "…"}</strong>. Elle ne change
              plus ensuite.
            </>
          }
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          value={slug}
          error={faults.slug}
          onChange={setOwnSlug}
        />
        <ServiceFields id={id} on={on} onChange={setOn} />
        <Input
          id={`${id}-email`}
          label="Adresse e-mail du premier administrateur"
          hint="Cette personne reçoit l’invitation et gère ensuite les membres."
          type="email"
          autoComplete="off"
          spellCheck={false}
          value={draft.administratorEmail}
          error={faults.administratorEmail}
          onChange={(administratorEmail) => set({ administratorEmail })}
        />
      </form>
    </Modal>
  );
}
