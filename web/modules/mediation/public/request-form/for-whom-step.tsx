import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import type { StepProps } from "./step-props.ts";

const choices = [
  { value: "SELF", label: "Pour moi" },
  {
    value: "PERSON",
    label: "Pour une autre personne",
    hint: "Un proche, une personne que vous accompagnez ou que vous représentez",
  },
  { value: "ORGANISATION", label: "Pour un organisme", hint: "Une association, une entreprise, un commerce" },
] as const;

export const ForWhomStep = ({ answers, change, field }: StepProps) => (
  <RadioButtons
    legend="Pour qui faites-vous cette demande ?"
    name="onBehalf"
    inline={false}
    options={choices}
    value={answers.onBehalf}
    onChange={(onBehalf) => change({ onBehalf })}
    error={field("onBehalf").error}
  />
);
