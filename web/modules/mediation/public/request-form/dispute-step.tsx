import { type Knowledge, knowledge } from "../../../../../shared/mediation/enums.ts";
import { limits } from "../../../../../shared/mediation/limits.ts";
import { Input } from "../../../../ui/input.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import type { StepProps } from "./step-props.ts";

const answersToKnow = (Object.entries(knowledge) as Array<[Knowledge, string]>).map(([value, label]) => ({
  value,
  label,
}));

const PriorComplaint = ({ answers, change, field, words }: StepProps) => (
  <>
    <RadioButtons
      legend="Avez-vous déjà écrit au service concerné ? (facultatif)"
      name="priorComplaint"
      options={answersToKnow}
      value={answers.priorComplaint}
      onChange={(priorComplaint) => change({ priorComplaint })}
      error={field("priorComplaint").error}
    />
    {answers.priorComplaint === "YES" ? (
      <div className="follow-up-questions">
        <Input
          label="À quelle date ? (facultatif)"
          hint="Même approximative. Exemple : 08/03/2027"
          width="medium"
          value={answers.priorComplaintOn}
          onChange={(priorComplaintOn) => change({ priorComplaintOn })}
          {...field("priorComplaintOn")}
        />
        <RadioButtons
          legend="Avez-vous reçu une réponse ? (facultatif)"
          name="priorAnswer"
          options={answersToKnow}
          value={answers.priorAnswer}
          onChange={(priorAnswer) => change({ priorAnswer })}
          error={field("priorAnswer").error}
        />
      </div>
    ) : null}
    {answers.priorComplaint === "NO" ? (
      <Notice>
        Vous pouvez continuer. {words.The} vous demandera peut-être d’écrire d’abord au service.
      </Notice>
    ) : null}
  </>
);

export const DisputeStep = (props: StepProps) => {
  const { answers, change, field, words } = props;
  return (
    <>
      <TextArea
        label="Que s’est-il passé ?"
        hint="Racontez avec vos mots : le service concerné, les dates, ce qu’on vous a répondu. Pas besoin de termes juridiques."
        rows={9}
        limit={{ min: limits.descriptionMin, max: limits.descriptionMax }}
        value={answers.description}
        onChange={(description) => change({ description })}
        {...field("description")}
      />
      <TextArea
        label="Que demandez-vous ? (facultatif)"
        hint="Par exemple : annuler une facture, obtenir une réponse, comprendre une décision"
        rows={3}
        limit={{ min: 0, max: limits.expectationMax }}
        value={answers.expectation}
        onChange={(expectation) => change({ expectation })}
        {...field("expectation")}
      />
      <Input
        label="Date de la décision ou de la facture contestée (facultatif)"
        hint="Elle figure souvent en haut du document. Exemple : 05/03/2027"
        width="medium"
        value={answers.contestedDecisionOn}
        onChange={(contestedDecisionOn) => change({ contestedDecisionOn })}
        {...field("contestedDecisionOn")}
      />
      <PriorComplaint {...props} />
      <RadioButtons
        legend="Un tribunal est-il déjà saisi de cette affaire ? (facultatif)"
        hint={`${words.The} ne peut pas revenir sur un jugement, mais votre demande sera lue.`}
        name="courtPending"
        options={answersToKnow}
        value={answers.courtPending}
        onChange={(courtPending) => change({ courtPending })}
        error={field("courtPending").error}
      />
    </>
  );
};
