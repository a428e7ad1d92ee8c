import type { ComponentProps } from "react";
import { preferredContact } from "../../../../../shared/mediation/contact.ts";
import { likelyEmail } from "../../../../../shared/mediation/likely-email.ts";
import { Button } from "../../../../ui/button.tsx";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { Select } from "../../../../ui/select.tsx";
import { Unbroken } from "../../../../ui/unbroken.tsx";
import { StreetInput, TownInput } from "../../address-inputs.tsx";
import { contactOf } from "./answers.ts";
import { countries } from "./countries.ts";
import type { PersonFieldsProps } from "./identity-fields.tsx";
import { fieldId } from "./steps.ts";

const meansChoices = [
  { value: "EMAIL", label: <Unbroken>E-mail</Unbroken> },
  { value: "PHONE", label: "Téléphone" },
  { value: "POST", label: "Courrier" },
] as const;

/** « Vouliez-vous écrire … ? »: an offer under the field, which the person may ignore. */
const LikelyEmail = ({ email, onTake }: { email: string; onTake: (email: string) => void }) => {
  const meant = likelyEmail(email);
  return meant ? (
    <p className="suggestion">
      Vouliez-vous écrire <strong>{meant}</strong> ?{" "}
      <Button look="tertiary" size="sm" onClick={() => onTake(meant)}>
        Corriger
      </Button>
    </p>
  ) : null;
};

/** The town's code or name; abroad there is nothing to suggest. */
const TownField = ({
  abroad,
  onPick,
  ...props
}: Omit<ComponentProps<typeof TownInput>, "onPick"> & {
  abroad: boolean;
  onPick: (town: { postalCode: string; city: string; inseeCode: string }) => void;
}) =>
  abroad ? (
    <Input {...props} />
  ) : (
    <TownInput
      {...props}
      onPick={({ postalCode, city, inseeCode }) => onPick({ postalCode, city, inseeCode })}
    />
  );

const AddressFields = ({ group, person, change, field, other = false }: PersonFieldsProps) => {
  const complete = (token: string) => (other ? "off" : token);
  return (
    <fieldset className="address" aria-labelledby={`${group}-address`}>
      <legend className="address__legend" id={`${group}-address`}>
        Adresse postale
        {person.abroad ? null : (
          <span className="fr-hint-text">
            Commencez à écrire : nous proposons des adresses. Vous pouvez aussi tout écrire vous-même.
          </span>
        )}
      </legend>
      {person.abroad ? (
        <Input
          label="Numéro et rue"
          autoComplete={complete("address-line1")}
          value={person.line1}
          onChange={(line1) => change({ line1 })}
          {...field(`${group}.line1`)}
        />
      ) : (
        <StreetInput
          label="Numéro et rue"
          autoComplete={complete("address-line1")}
          value={person.line1}
          onChange={(line1) => change({ line1 })}
          onPick={({ line1, ...town }) => change({ line1, ...town })}
          {...field(`${group}.line1`)}
        />
      )}
      <Input
        label="Complément (facultatif)"
        hint="Bâtiment, étage, chez…"
        autoComplete={complete("address-line2")}
        value={person.line2}
        onChange={(line2) => change({ line2 })}
        {...field(`${group}.line2`)}
      />
      <div className="postal-code-and-town">
        <TownField
          label={person.abroad ? "Code postal (facultatif)" : "Code postal"}
          autoComplete={complete("postal-code")}
          value={person.postalCode}
          onChange={(postalCode) => change({ postalCode, inseeCode: "" })}
          abroad={person.abroad}
          onPick={change}
          {...field(`${group}.postalCode`)}
        />
        <TownField
          label={person.abroad ? "Ville" : "Commune"}
          autoComplete={complete("address-level2")}
          value={person.city}
          onChange={(city) => change({ city, inseeCode: "" })}
          abroad={person.abroad}
          onPick={change}
          {...field(`${group}.city`)}
        />
      </div>
      {person.abroad ? (
        <Select
          label="Pays"
          options={countries()}
          placeholder="Choisissez un pays"
          value={person.country}
          onChange={(country) => change({ country })}
          autoComplete={complete("country")}
          {...field(`${group}.country`)}
        />
      ) : null}
      <p>
        <button
          type="button"
          className="fr-link"
          onClick={() => change({ abroad: !person.abroad, country: "" })}
          aria-expanded={person.abroad}
        >
          {other
            ? person.abroad
              ? "Cette personne habite en France"
              : "Cette personne habite hors de France"
            : person.abroad
              ? "J’habite en France"
              : "J’habite hors de France"}
        </button>
      </p>
    </fieldset>
  );
};

/** E-mail, phone, address and the preferred means; at least one way to be reached. */
export const ContactFields = (props: PersonFieldsProps & { title: string }) => {
  const { group, person, change, field, title, other = false } = props;
  const missing = field(`${group}.contact`).error;
  return (
    <>
      <h2 className="fr-h5">{title}</h2>
      <div>
        <p className="fr-mb-0">
          Indiquez au moins un moyen : <Unbroken>e-mail</Unbroken>, téléphone ou adresse complète.
        </p>
        {missing ? <p className="fr-message fr-message--error">{missing}</p> : null}
      </div>
      <Input
        label={
          <>
            Adresse <Unbroken>e-mail</Unbroken>
          </>
        }
        hint={
          other
            ? "Exemple : nom@domaine.fr"
            : "Pour recevoir le récépissé et les réponses. Exemple : nom@domaine.fr"
        }
        width="medium"
        type="email"
        autoComplete={other ? "off" : "email"}
        spellCheck={false}
        autoCapitalize="none"
        value={person.email}
        onChange={(email) => change({ email })}
        suggestion={<LikelyEmail email={person.email} onTake={(email) => change({ email })} />}
        {...field(`${group}.email`)}
      />
      <Input
        label="Téléphone"
        hint="Exemples : 01 22 33 44 55, +32 2 555 12 12"
        width="medium"
        type="tel"
        autoComplete={other ? "off" : "tel"}
        value={person.phone}
        onChange={(phone) => change({ phone })}
        {...field(`${group}.phone`)}
      />
      <AddressFields {...props} />
      <RadioButtons
        legend={
          other
            ? "Par quel moyen préfère-t-elle recevoir les réponses ?"
            : "Par quel moyen préférez-vous recevoir les réponses ?"
        }
        name={fieldId(`${group}.preferredContact`)}
        options={meansChoices}
        value={preferredContact(contactOf(person))}
        onChange={(chosen) => change({ preferredContact: chosen })}
        error={field(`${group}.preferredContact`).error}
      />
    </>
  );
};
