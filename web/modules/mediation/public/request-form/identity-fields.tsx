import { presenceOf } from "../../../../../shared/mediation/form-rules.ts";
import { titles } from "../../../../../shared/mediation/public-labels.ts";
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
  form: StepProps["form"];
  /** The person is not the one who types: the browser must not offer the typist's own details. */
  other?: boolean;
}

const titleChoices = [
  { value: "FEMALE", label: titles.FEMALE },
  { value: "MALE", label: titles.MALE },
  { value: "NON_BINARY", label: titles.NON_BINARY },
  { value: "NONE", label: "Ne pas préciser" },
] as const;

/** « Ne pas préciser » is no answer where the organisation asks for one, of the person the request is for. */
const TitleField = ({ group, person, change, field, form }: PersonFieldsProps) => {
  const presence = presenceOf(form, "title");
  if (presence === "hidden") return null;
  const required = group === "requester" && presence === "required";
  return (
    <RadioButtons
      legend={required ? "Civilité" : "Civilité (facultatif)"}
      name={fieldId(`${group}.title`)}
      options={required ? titleChoices.filter(({ value }) => value !== "NONE") : titleChoices}
      value={person.title}
      onChange={(title) => change({ title })}
      error={field(`${group}.title`).error}
    />
  );
};

export const IdentityFields = (props: PersonFieldsProps) => {
  const { group, person, change, field, other = false } = props;
  return (
    <>
      <TitleField {...props} />
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
};
