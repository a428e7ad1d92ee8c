import { titles } from "../../../../../shared/mediation/enums.ts";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import type { PersonAnswers } from "./answers.ts";
import type { StepProps } from "./step-props.ts";
import { fieldId } from "./steps.ts";

export interface PersonFieldsProps {
  group: "requester" | "representative";
  person: PersonAnswers;
  change: (patch: Partial<PersonAnswers>) => void;
  field: StepProps["field"];
  /** The person is not the one who types: the browser must not offer the typist's own details. */
  other?: boolean;
}

const titleChoices = [
  { value: "FEMALE", label: titles.FEMALE },
  { value: "MALE", label: titles.MALE },
  { value: "NON_BINARY", label: titles.NON_BINARY },
  { value: "NONE", label: "Ne pas préciser" },
] as const;

export const IdentityFields = ({ group, person, change, field, other = false }: PersonFieldsProps) => (
  <>
    <RadioButtons
      legend="Civilité (facultatif)"
      name={fieldId(`${group}.title`)}
      options={titleChoices}
      value={person.title}
      onChange={(title) => change({ title })}
    />
    <div className="side-by-side">
      <Input
        label="Prénom (facultatif)"
        autoComplete={other ? "off" : "given-name"}
        value={person.firstName}
        onChange={(firstName) => change({ firstName })}
        {...field(`${group}.firstName`)}
      />
      <Input
        label="Nom"
        autoComplete={other ? "off" : "family-name"}
        value={person.lastName}
        onChange={(lastName) => change({ lastName })}
        {...field(`${group}.lastName`)}
      />
    </div>
  </>
);
