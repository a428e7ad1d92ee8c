import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { type ContactView, contactSides } from "../../../../../shared/mediation/people.ts";
import { ProblemError } from "../../../../app/api.ts";
import { FormDialog } from "../../../../ui/agent/form-dialog.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { fieldFaults } from "../../../../ui/agent/refusal-words.ts";
import { Input } from "../../../../ui/input.tsx";
import { Select } from "../../../../ui/select.tsx";
import type { AgentSpace } from "../../../access/agent/session.ts";
import { addContact, editContact } from "./people-queries.ts";
import "../../../../ui/agent/forms.css";

type Side = keyof typeof contactSides;
const labels = {
  name: "Nom du service ou de la personne",
  department: "Direction ou organisme (facultatif)",
  function: "Fonction (facultatif)",
  email: "E-mail (facultatif)",
  phone: "Téléphone (facultatif)",
} as const;
type Field = keyof typeof labels;

/** A contact's form: a new one, or one that exists. */
export function ContactDialog({
  opened,
  space,
  onClose,
}: {
  opened: ContactView | undefined;
  space: AgentSpace;
  onClose: () => void;
}) {
  const id = useId();
  const client = useQueryClient();
  const { notify } = useNotices();
  const [typed, setTyped] = useState<Record<Field, string>>({
    name: opened?.name ?? "",
    department: opened?.department ?? "",
    function: opened?.function ?? "",
    email: opened?.email ?? "",
    phone: opened?.phone ?? "",
  });
  const [side, setSide] = useState<Side>(opened?.side ?? "ADMINISTRATION");
  const [version, setVersion] = useState(opened?.version ?? 0);
  const saving = useMutation({
    mutationFn: () =>
      opened
        ? editContact(opened.id, { ...typed, side, version })
        : addContact({ ...typed, side, organisation: space.organisation.id }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["mediation", "contacts"] });
      notify(opened ? "Contact modifié." : "Contact ajouté au carnet d’adresses.");
      onClose();
    },
    onError: (error) => {
      // Saving again is a choice made knowing what the contact is now.
      const now = error instanceof ProblemError ? error.problem.facts?.version : undefined;
      if (now) setVersion(Number(now));
    },
  });
  const faults = fieldFaults(saving.error);
  return (
    <FormDialog
      title={opened ? "Modifier le contact" : "Ajouter un contact"}
      submit={opened ? "Enregistrer le contact" : "Ajouter le contact"}
      busy="Enregistrement en cours…"
      sending={saving}
      refusal={<CurrentValues error={saving.error} />}
      onSubmit={() => saving.mutate()}
      onClose={onClose}
    >
      <Select
        id={`${id}-side`}
        label="Côté"
        placeholder="Choisir"
        options={Object.entries(contactSides)}
        value={side}
        onChange={(code) => setSide(code as Side)}
      />
      {(Object.keys(labels) as Field[]).map((field) => (
        <Input
          key={field}
          label={labels[field]}
          type={field === "email" ? "email" : field === "phone" ? "tel" : "text"}
          value={typed[field]}
          onChange={(value) => setTyped((before) => ({ ...before, [field]: value }))}
          error={faults[field]}
          autoComplete="off"
        />
      ))}
    </FormDialog>
  );
}

/** What somebody else made of the contact meanwhile. */
function CurrentValues({ error }: { error: unknown }) {
  const values = error instanceof ProblemError ? error.problem.facts?.values : undefined;
  if (!values) return null;
  const now = JSON.parse(values) as Record<string, string | null>;
  return (
    <p>
      À présent&nbsp;:{" "}
      {Object.entries(now)
        .filter(([key]) => key !== "side")
        .map(([, value]) => value)
        .filter(Boolean)
        .join(", ")}
      .
    </p>
  );
}
