import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import {
  type MandateState,
  mandateStates,
  type PersonTitle,
  type RepresentativeKind,
  representativeKinds,
  titles,
} from "../../../../shared/mediation/enums.ts";
import { mostRepresentatives, type RepresentativeInput } from "../../../../shared/mediation/registering.ts";
import type { CaseView, PartyView } from "../../../../shared/mediation/schema.ts";
import { ConfirmDialog } from "../../../ui/agent/confirm-dialog.tsx";
import { FormDialog } from "../../../ui/agent/form-dialog.tsx";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { fieldFaults } from "../../../ui/agent/refusal-words.ts";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { keepCase } from "./case-queries.ts";
import { MandateBlock } from "./mandate-block.tsx";
import { removeRepresentative, saveRepresentative } from "./people/people-queries.ts";
import "../../../ui/agent/forms.css";
import "./people/people.css";

const none = ["NONE", "Non précisé"] as const;
const empty = {
  title: "",
  firstName: "",
  lastName: "",
  organisationName: "",
  kind: "",
  mandateState: "NOT_PROVIDED",
  email: "",
  phone: "",
  line1: "",
  line2: "",
  postalCode: "",
  city: "",
};
type Typed = typeof empty;

const toInput = (typed: Typed, withMandate: boolean): RepresentativeInput => {
  const { title, kind, mandateState, lastName, ...rest } = typed;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value.trim() !== ""));
  return {
    ...given,
    lastName,
    kind: kind as RepresentativeKind,
    ...(title ? { title: title as PersonTitle } : {}),
    ...(withMandate ? { mandateState: mandateState as MandateState } : {}),
  };
};

/** A representative's form in a dialog; `save` keeps it in a case, or in the case being registered. */
export function RepresentativeDialog({
  opened,
  save,
  withMandate = false,
  onClose,
}: {
  opened: RepresentativeInput | undefined;
  save: (input: RepresentativeInput) => Promise<unknown>;
  /** Whether their mandate is said here; on a case it is decided apart. */
  withMandate?: boolean;
  onClose: () => void;
}) {
  const id = useId();
  const [typed, setTyped] = useState<Typed>({ ...empty, ...opened });
  const [local, setLocal] = useState<ReadonlyMap<string, string>>(new Map());
  const change = (changed: Partial<Typed>) => setTyped((before) => ({ ...before, ...changed }));
  const saving = useMutation({
    mutationFn: () => save(toInput(typed, withMandate)),
    onSuccess: onClose,
  });
  const faults: Partial<Record<string, string>> = {
    ...Object.fromEntries(local),
    ...fieldFaults(saving.error),
  };
  const submit = () => {
    const missing = new Map<string, string>();
    if (!typed.lastName.trim()) missing.set("lastName", "Écrivez le nom.");
    if (!typed.kind) missing.set("kind", "Choisissez sa qualité.");
    setLocal(missing);
    const [first] = missing.keys();
    if (first) document.getElementById(`${id}-${first}`)?.focus();
    else saving.mutate();
  };
  const field = (name: keyof Typed, label: string, type: "text" | "email" | "tel" = "text") => (
    <Input
      id={`${id}-${name}`}
      label={label}
      type={type}
      value={typed[name]}
      onChange={(value) => change({ [name]: value })}
      error={faults[name]}
      autoComplete="off"
    />
  );
  return (
    <FormDialog
      title={opened ? "Modifier un représentant" : "Ajouter un représentant"}
      subtitle="La personne qui agit pour le requérant. Rien ne lui est envoyé."
      submit={opened ? "Enregistrer le représentant" : "Ajouter le représentant"}
      busy="Enregistrement en cours…"
      sending={saving}
      onSubmit={submit}
      onClose={onClose}
    >
      <Select
        id={`${id}-kind`}
        label="Qualité"
        placeholder="Choisir"
        options={Object.entries(representativeKinds)}
        value={typed.kind}
        onChange={(kind) => change({ kind })}
        error={faults.kind}
      />
      <Select
        id={`${id}-title`}
        label="Civilité (facultatif)"
        placeholder="Choisir"
        options={[...Object.entries(titles), none]}
        value={typed.title || "NONE"}
        onChange={(title) => change({ title: title === "NONE" ? "" : title })}
      />
      {field("firstName", "Prénom (facultatif)")}
      {field("lastName", "Nom")}
      {field("organisationName", "Organisme (facultatif)")}
      {field("email", "E-mail (facultatif)", "email")}
      {field("phone", "Téléphone (facultatif)", "tel")}
      {field("line1", "Adresse (facultatif)")}
      {field("postalCode", "Code postal (facultatif)")}
      {field("city", "Commune (facultatif)")}
      {withMandate && (
        <Select
          id={`${id}-mandate`}
          label="Mandat"
          placeholder="Choisir"
          options={Object.entries(mandateStates)}
          value={typed.mandateState}
          onChange={(mandateState) => change({ mandateState })}
        />
      )}
    </FormDialog>
  );
}

/** A representative as the form shows them; what is not known stays empty. */
const inputOf = ({ parts, representation, email, phone }: PartyView): RepresentativeInput => {
  const known = { ...parts, email, phone, organisationName: representation?.organisationName ?? null };
  const given = Object.fromEntries(Object.entries(known).filter(([, value]) => value !== null));
  const kind = Object.keys(representativeKinds).find((code) => code === representation?.kind) ?? "OTHER";
  return { lastName: parts?.lastName ?? "", ...given, kind: kind as RepresentativeKind };
};

/** The representatives of a case, three at most: added, corrected, taken off. */
export function Representatives({ found }: { found: CaseView }) {
  const client = useQueryClient();
  const title = useId();
  const { notify } = useNotices();
  const [opened, setOpened] = useState<PartyView | "new">();
  const [leaving, setLeaving] = useState<PartyView>();
  const mayEdit = found.allowed.includes("case.edit");
  const held = found.parties.filter(({ role }) => role === "REPRESENTATIVE");
  return (
    <section className="box case-block" aria-labelledby={title}>
      <header className="case-block__head">
        <h2 id={title}>Représentants</h2>
        {mayEdit && held.length < mostRepresentatives && (
          <button type="button" className="text-button small" onClick={() => setOpened("new")}>
            Ajouter<span className="fr-sr-only"> un représentant</span>
          </button>
        )}
      </header>
      <div>
        {held.length === 0 && <p className="mention">Personne n’agit pour le requérant.</p>}
        <ul className="links__lines">
          {held.map((party) => (
            <li key={party.id} className="links__line">
              <div className="break-anywhere">
                <p className="strong">{party.name}</p>
                <p className="mention small">
                  {[party.email, party.phone, ...party.address].filter(Boolean).join(" · ")}
                </p>
                <MandateBlock found={found} party={party} />
              </div>
              {mayEdit && (
                <div className="links__acts small">
                  <button type="button" className="text-button" onClick={() => setOpened(party)}>
                    Modifier<span className="fr-sr-only"> {party.name}</span>
                  </button>
                  <button type="button" className="text-button" onClick={() => setLeaving(party)}>
                    Retirer…<span className="fr-sr-only"> {party.name}</span>
                  </button>
                </div>
              )}
            </li>
          ))}
        </ul>
      </div>
      {opened && (
        <RepresentativeDialog
          opened={opened === "new" ? undefined : inputOf(opened)}
          save={async (input) => {
            keepCase(
              client,
              await saveRepresentative(found.id, opened === "new" ? undefined : opened.id, input),
            );
            notify(opened === "new" ? "Représentant ajouté." : "Représentant modifié.");
          }}
          onClose={() => setOpened(undefined)}
        />
      )}
      {leaving && (
        <ConfirmDialog
          title={`Retirer ${leaving.name}\u00a0?`}
          confirm="Retirer du dossier"
          busy="Retrait en cours…"
          act={() => removeRepresentative(found.id, leaving.id)}
          onDone={(after) => {
            keepCase(client, after);
            setLeaving(undefined);
            notify("Représentant retiré. Sa page de suivi est fermée.");
          }}
          onClose={() => setLeaving(undefined)}
        >
          <p>Sa page de suivi se ferme tout de suite. Ses messages restent dans le dossier.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}
