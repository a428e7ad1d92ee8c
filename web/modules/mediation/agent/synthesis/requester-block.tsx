import { contactMeans, requesterTypes, titles } from "../../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { labelOf, optionsOf } from "./block-words.ts";
import { CaseBlock } from "./case-block.tsx";
import { Choice } from "./choice.tsx";

/** In whose name the case is opened, and how they are reached. */
export function RequesterBlock({ found, may }: { found: CaseView; may: boolean }) {
  return (
    <CaseBlock
      name="requester"
      title="Requérant"
      found={found}
      may={may}
      lines={[
        {
          key: "legalName",
          label: "Dénomination",
          words: ({ kind, legalName }) => (kind === "LEGAL" ? legalName : null),
        },
        {
          key: "siret",
          label: "SIRET",
          words: ({ kind, siret }) => (kind === "LEGAL" ? siret : null),
        },
        { key: "title", label: "Civilité", words: ({ title }) => labelOf(titles, title) || "Non précisée" },
        { key: "firstName", label: "Prénom", words: ({ firstName }) => firstName },
        { key: "lastName", label: "Nom", words: ({ lastName }) => lastName },
        {
          key: "requesterType",
          label: "Type de requérant",
          words: ({ requesterType }) => labelOf(requesterTypes, requesterType),
        },
        {
          key: "email",
          label: "E-mail",
          words: ({ email }) => email && <span className="break-anywhere">{email}</span>,
        },
        { key: "phone", label: "Téléphone", words: ({ phone }) => phone },
        { key: "line1", label: "Adresse", words: ({ line1 }) => line1 },
        { key: "line2", label: "Complément", words: ({ line2 }) => line2 || null },
        { key: "postalCode", label: "Code postal", words: ({ postalCode }) => postalCode },
        { key: "city", label: "Ville", words: ({ city }) => city },
        { key: "country", label: "Pays", words: ({ country }) => (country === "FR" ? null : country) },
        {
          key: "preferredContact",
          label: "Préfère être joint",
          words: ({ preferredContact }) => contactMeans[preferredContact].toLowerCase(),
        },
        { key: "language", label: "Langue", words: ({ language }) => language || null },
        {
          key: "accessibilityNeeds",
          label: "Besoins particuliers",
          words: ({ accessibilityNeeds }) => accessibilityNeeds || null,
        },
        {
          key: "deceased",
          label: "Décès",
          words: ({ deceased }) => (deceased ? "Personne décédée\u00a0: aucun message automatique" : null),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <RadioButtons
            name={`${id}-kind`}
            legend="Le requérant est"
            options={[
              { value: "NATURAL", label: "Une personne" },
              { value: "LEGAL", label: "Un organisme" },
            ]}
            value={draft.kind}
            onChange={(kind) => set({ kind })}
          />
          {draft.kind === "LEGAL" && (
            <div className="case-block__pair">
              <Input
                id={`${id}-legalName`}
                label="Dénomination"
                value={draft.legalName}
                error={faults.legalName}
                onChange={(legalName) => set({ legalName })}
              />
              <Input
                id={`${id}-siret`}
                label="SIRET"
                hint="14 chiffres, facultatif"
                inputMode="numeric"
                value={draft.siret}
                error={faults.siret}
                onChange={(siret) => set({ siret })}
              />
            </div>
          )}
          <div className="case-block__pair">
            <Choice
              id={`${id}-title`}
              label="Civilité"
              options={optionsOf(titles, "Non précisée")}
              value={draft.title}
              onChange={(title) => set({ title: title as typeof draft.title })}
            />
            <Choice
              id={`${id}-requesterType`}
              label="Type de requérant"
              options={optionsOf(requesterTypes, "Non renseigné")}
              value={draft.requesterType}
              onChange={(requesterType) =>
                set({ requesterType: requesterType as typeof draft.requesterType })
              }
            />
            <Input
              id={`${id}-firstName`}
              label="Prénom"
              value={draft.firstName}
              error={faults.firstName}
              onChange={(firstName) => set({ firstName })}
            />
            <Input
              id={`${id}-lastName`}
              label="Nom"
              value={draft.lastName}
              error={faults.lastName}
              onChange={(lastName) => set({ lastName })}
            />
            <Input
              id={`${id}-email`}
              label="E-mail"
              type="email"
              value={draft.email}
              error={faults.email}
              onChange={(email) => set({ email })}
            />
            <Input
              id={`${id}-phone`}
              label="Téléphone"
              type="tel"
              value={draft.phone}
              error={faults.phone}
              onChange={(phone) => set({ phone })}
            />
            <Input
              id={`${id}-line1`}
              label="Adresse"
              value={draft.line1}
              error={faults.line1}
              onChange={(line1) => set({ line1 })}
            />
            <Input
              id={`${id}-line2`}
              label="Complément d’adresse"
              value={draft.line2}
              error={faults.line2}
              onChange={(line2) => set({ line2 })}
            />
            <Input
              id={`${id}-postalCode`}
              label="Code postal"
              value={draft.postalCode}
              error={faults.postalCode}
              onChange={(postalCode) => set({ postalCode })}
            />
            <Input
              id={`${id}-city`}
              label="Ville"
              value={draft.city}
              error={faults.city}
              onChange={(city) => set({ city })}
            />
            <Choice
              id={`${id}-preferredContact`}
              label="Préfère être joint"
              options={optionsOf(contactMeans)}
              value={draft.preferredContact}
              error={faults.preferredContact}
              onChange={(means) => set({ preferredContact: means as typeof draft.preferredContact })}
            />
            <Input
              id={`${id}-language`}
              label="Langue"
              hint="Si ce n’est pas le français"
              value={draft.language}
              error={faults.language}
              onChange={(language) => set({ language })}
            />
          </div>
          <TextArea
            id={`${id}-accessibilityNeeds`}
            label="Besoins particuliers"
            hint="Ce qui aide la personne à échanger avec vous"
            rows={3}
            value={draft.accessibilityNeeds}
            error={faults.accessibilityNeeds}
            onChange={(accessibilityNeeds) => set({ accessibilityNeeds })}
          />
          <Checkbox
            id={`${id}-deceased`}
            label="La personne est décédée"
            hint="Plus aucun message ne lui est envoyé automatiquement."
            checked={draft.deceased}
            onChange={(deceased) => set({ deceased })}
          />
        </>
      )}
    />
  );
}
