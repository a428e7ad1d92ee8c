import { requesterTypes, titles } from "../../../../../shared/mediation/enums.ts";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { Select } from "../../../../ui/select.tsx";
import { StreetInput } from "../../address-inputs.tsx";
import "../../../../ui/combobox.css";
import type { Typed } from "./registering-input.ts";

export interface FieldsProps {
  typed: Typed;
  change: (changed: Partial<Typed>) => void;
  /** What is wrong, by the API's path. */
  faults: ReadonlyMap<string, string>;
}

const kinds = [
  { value: "NATURAL", label: "Une personne" },
  { value: "LEGAL", label: "Un organisme" },
] as const;
const none = ["NONE", "Non précisé"] as const;

/** Who asks: a name, or that nobody knows it, and how to reach them. */
export function RequesterFields({ typed, change, faults }: FieldsProps) {
  const at = (name: string) => faults.get(`requester.${name}`);
  const isBody = typed.kind === "LEGAL";
  return (
    <fieldset className="register__block">
      <legend>Requérant</legend>
      <RadioButtons
        name="register-kind"
        legend="Qui demande la médiation ?"
        options={kinds}
        value={typed.kind}
        onChange={(kind) => change({ kind })}
      />
      <Checkbox
        id="register-unknown"
        label="Nom inconnu pour l’instant"
        checked={typed.unknown}
        onChange={(unknown) => change({ unknown })}
      />
      {!typed.unknown && isBody && (
        <div className="register__pair">
          <Input
            id="requester.legalName"
            label="Nom de l’organisme"
            value={typed.legalName}
            onChange={(legalName) => change({ legalName })}
            error={at("legalName")}
            autoComplete="off"
          />
          <Input
            id="requester.siret"
            label="SIRET (facultatif)"
            value={typed.siret}
            onChange={(siret) => change({ siret })}
            error={at("siret")}
            inputMode="numeric"
            autoComplete="off"
          />
        </div>
      )}
      {!typed.unknown && (
        <>
          <Select
            id="register-title"
            label="Civilité (facultatif)"
            placeholder="Choisir"
            options={[...Object.entries(titles), none]}
            value={typed.title || "NONE"}
            onChange={(title) => change({ title: title === "NONE" ? "" : title })}
          />
          <div className="register__pair">
            <Input
              id="requester.firstName"
              label={isBody ? "Prénom du contact (facultatif)" : "Prénom (facultatif)"}
              value={typed.firstName}
              onChange={(firstName) => change({ firstName })}
              error={at("firstName")}
              autoComplete="off"
            />
            <Input
              id="requester.lastName"
              label={isBody ? "Nom du contact (facultatif)" : "Nom"}
              value={typed.lastName}
              onChange={(lastName) => change({ lastName })}
              error={at("lastName")}
              autoComplete="off"
            />
          </div>
        </>
      )}
      <div className="register__pair">
        <Input
          id="requester.email"
          label="E-mail (facultatif)"
          type="email"
          value={typed.email}
          onChange={(email) => change({ email })}
          error={at("email")}
          autoComplete="off"
        />
        <Input
          id="requester.phone"
          label="Téléphone (facultatif)"
          type="tel"
          value={typed.phone}
          onChange={(phone) => change({ phone })}
          error={at("phone")}
          autoComplete="off"
        />
      </div>
      <StreetInput
        id="requester.line1"
        label="Adresse (facultatif)"
        value={typed.line1}
        onChange={(line1) => change({ line1 })}
        onPick={({ line1, postalCode, city }) => change({ line1, postalCode, city })}
        autoComplete="off"
      />
      <div className="register__pair">
        <Input
          id="requester.postalCode"
          label="Code postal (facultatif)"
          value={typed.postalCode}
          onChange={(postalCode) => change({ postalCode })}
          width="code"
          autoComplete="off"
        />
        <Input
          id="requester.city"
          label="Commune (facultatif)"
          value={typed.city}
          onChange={(city) => change({ city })}
          autoComplete="off"
        />
      </div>
      <Select
        id="register-type"
        label="Type de requérant (facultatif)"
        placeholder="Choisir"
        options={[...Object.entries(requesterTypes), none]}
        value={typed.requesterType || "NONE"}
        onChange={(type) => change({ requesterType: type === "NONE" ? "" : type })}
      />
    </fieldset>
  );
}
