import { type Knowledge, knowledge } from "../../../../../shared/mediation/enums.ts";
import { limits } from "../../../../../shared/mediation/limits.ts";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import type { FieldsProps } from "./requester-fields.tsx";

const answers = Object.entries(knowledge).map(([value, label]) => ({ value: value as Knowledge, label }));

/** What it is about: the description alone is required. */
export function DisputeFields({ typed, change, faults }: FieldsProps) {
  return (
    <fieldset className="register__block">
      <legend>Différend</legend>
      <Input
        id="subject"
        label="Objet (facultatif)"
        hint="Sans objet, le début de la description en tient lieu."
        value={typed.subject}
        onChange={(subject) => change({ subject })}
        error={faults.get("subject")}
        maxLength={150}
        autoComplete="off"
      />
      <TextArea
        id="description"
        label="Description"
        value={typed.description}
        onChange={(description) => change({ description })}
        error={faults.get("description")}
        rows={6}
        limit={{ min: 0, max: limits.descriptionMax }}
      />
      <TextArea
        id="expectation"
        label="Ce que la personne demande (facultatif)"
        value={typed.expectation}
        onChange={(expectation) => change({ expectation })}
        error={faults.get("expectation")}
        rows={3}
      />
      <Input
        id="contestedDecisionOn"
        label="Date de la décision contestée (facultatif)"
        type="date"
        value={typed.contestedDecisionOn}
        onChange={(contestedDecisionOn) => change({ contestedDecisionOn })}
        error={faults.get("contestedDecisionOn")}
        width="medium"
      />
      <RadioButtons
        name="register-complaint"
        legend="Démarche préalable auprès du service (facultatif)"
        options={answers}
        value={typed.priorComplaint || undefined}
        onChange={(priorComplaint) => change({ priorComplaint })}
      />
      {typed.priorComplaint === "YES" && (
        <RadioButtons
          name="register-answer"
          legend="Le service a-t-il répondu ? (facultatif)"
          options={answers}
          value={typed.priorAnswer || undefined}
          onChange={(priorAnswer) => change({ priorAnswer })}
        />
      )}
      <RadioButtons
        name="register-court"
        legend="Tribunal déjà saisi (facultatif)"
        options={answers}
        value={typed.courtPending || undefined}
        onChange={(courtPending) => change({ courtPending })}
      />
    </fieldset>
  );
}
