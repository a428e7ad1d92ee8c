import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { type Side, sides } from "../../../../../shared/mediation/enums.ts";
import { contactSides } from "../../../../../shared/mediation/people.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { FormDialog } from "../../../../ui/agent/form-dialog.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { fieldFaults } from "../../../../ui/agent/refusal-words.ts";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { Select } from "../../../../ui/select.tsx";
import { keepCase } from "../case-queries.ts";
import { addParticipant, contactsQuery } from "./people-queries.ts";
import "../../../../ui/agent/forms.css";

/** Adds somebody to write to: from the address book, or a new address with its side. Nothing is sent to them. */
export function ParticipantDialog({
  found,
  onAdded,
  onClose,
}: {
  found: CaseView;
  /** Their participant's id, to choose them at once. */
  onAdded?: (participantId: string) => void;
  onClose: () => void;
}) {
  const id = useId();
  const client = useQueryClient();
  const { notify } = useNotices();
  const [from, setFrom] = useState<"book" | "new">("book");
  const [q, setQ] = useState("");
  const [contactId, setContactId] = useState<string>();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [side, setSide] = useState("");
  const [keep, setKeep] = useState(false);
  const book = useInfiniteQuery(contactsQuery(found.organisationId, useDeferredValue(q.trim())));
  const contacts = (book.data?.pages[0]?.contacts ?? []).filter((one) => one.email).slice(0, 10);
  const adding = useMutation({
    mutationFn: () =>
      addParticipant(
        found.id,
        from === "book"
          ? { ...(contactId ? { contactId } : {}) }
          : { name, email, keep, ...(side ? { side: side as Side } : {}) },
      ),
    onSuccess: (after) => {
      keepCase(client, after);
      const before = new Set(found.participants.map((one) => one.id));
      const added = after.participants.find((one) => !before.has(one.id));
      notify(added ? `${added.name} participe au dossier.` : "Cette adresse participe déjà au dossier.");
      if (added) onAdded?.(added.id);
      onClose();
    },
  });
  const faults = fieldFaults(adding.error);
  return (
    <FormDialog
      title="Ajouter un participant"
      subtitle="Il pourra recevoir les messages de ce dossier. Rien ne lui est envoyé maintenant."
      submit="Ajouter au dossier"
      busy="Ajout en cours…"
      sending={adding}
      onSubmit={() => {
        if (from === "book" && !contactId) document.getElementById(`${id}-q`)?.focus();
        else adding.mutate();
      }}
      onClose={onClose}
    >
      <RadioButtons
        name={`${id}-from`}
        legend="D’où vient l’adresse ?"
        options={[
          { value: "book", label: "Du carnet d’adresses" },
          { value: "new", label: "Nouvelle adresse" },
        ]}
        value={from}
        onChange={setFrom}
      />
      {from === "book" ? (
        <>
          <Input
            id={`${id}-q`}
            label="Chercher dans le carnet"
            value={q}
            onChange={(value) => {
              setQ(value);
              setContactId(undefined);
            }}
            error={faults.contactId}
            autoComplete="off"
          />
          {contacts.length === 0 ? (
            <p className="mention">
              {book.isPending ? "Recherche…" : "Aucun contact avec une adresse e-mail ne correspond."}
            </p>
          ) : (
            <RadioButtons
              name={`${id}-contact`}
              legend="Contacts"
              options={contacts.map((one) => ({
                value: one.id,
                label: one.name,
                hint: `${contactSides[one.side]} · ${one.email}`,
              }))}
              value={contactId}
              onChange={setContactId}
              inline={false}
            />
          )}
        </>
      ) : (
        <>
          <Select
            id={`${id}-side`}
            label="Côté"
            placeholder="Choisir"
            options={Object.entries(sides)}
            value={side}
            onChange={setSide}
            error={faults.side}
          />
          <Input label="Nom" value={name} onChange={setName} error={faults.name} autoComplete="off" />
          <Input
            label="E-mail"
            type="email"
            value={email}
            onChange={setEmail}
            error={faults.email}
            autoComplete="off"
          />
          {side !== "REQUESTER" && (
            <Checkbox
              id={`${id}-keep`}
              label="Garder aussi dans le carnet d’adresses"
              checked={keep}
              onChange={setKeep}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
