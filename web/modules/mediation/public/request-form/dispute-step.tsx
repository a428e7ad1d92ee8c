import type { ComponentProps } from "react";
import type { Knowledge } from "../../../../../shared/mediation/enums.ts";
import { limits } from "../../../../../shared/mediation/limits.ts";
import { knowledge } from "../../../../../shared/mediation/public-labels.ts";
import { Input } from "../../../../ui/input.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { answered, type SentFile } from "./answers.ts";
import { OwnQuestions } from "./own-questions.tsx";
import { type StepProps, standardQuestion } from "./step-props.ts";

const answersToKnow = (Object.entries(knowledge) as Array<[Knowledge, string]>).map(([value, label]) => ({
  value,
  label,
}));

const PriorComplaint = ({ answers, change, field, form, words }: StepProps) => {
  const complaint = standardQuestion(form, "priorComplaint");
  const answer = standardQuestion(form, "priorAnswer");
  if (!complaint.asked) return null;
  return (
    <>
      <RadioButtons
        legend={complaint.words("Avez-vous déjà écrit au service concerné ?")}
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
          {answer.asked ? (
            <RadioButtons
              legend={answer.words("Avez-vous reçu une réponse ?")}
              name="priorAnswer"
              options={answersToKnow}
              value={answers.priorAnswer}
              onChange={(priorAnswer) => change({ priorAnswer })}
              error={field("priorAnswer").error}
            />
          ) : null}
        </div>
      ) : null}
      {answers.priorComplaint === "NO" ? (
        <Notice>
          Vous pouvez continuer. {words.The} vous demandera peut-être d’écrire d’abord au service.
        </Notice>
      ) : null}
    </>
  );
};

interface DisputeStepProps extends StepProps {
  /** Files sent or on their way, with the question each answers. */
  files: readonly SentFile[];
  /** How a question that asks for files is answered. */
  questionFiles: ComponentProps<typeof OwnQuestions>["files"];
}

export const DisputeStep = (props: DisputeStepProps) => {
  const { answers, change, field, form, words, files, questionFiles } = props;
  const expectation = standardQuestion(form, "expectation");
  const decision = standardQuestion(form, "contestedDecisionOn");
  const court = standardQuestion(form, "courtPending");
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
      {expectation.asked ? (
        <TextArea
          label={expectation.words("Que demandez-vous ?")}
          hint="Par exemple : annuler une facture, obtenir une réponse, comprendre une décision"
          rows={3}
          limit={{ min: 0, max: limits.expectationMax }}
          value={answers.expectation}
          onChange={(expectation) => change({ expectation })}
          {...field("expectation")}
        />
      ) : null}
      {decision.asked ? (
        <Input
          label={decision.words("Date de la décision ou de la facture contestée")}
          hint="Elle figure souvent en haut du document. Exemple : 05/03/2027"
          width="medium"
          value={answers.contestedDecisionOn}
          onChange={(contestedDecisionOn) => change({ contestedDecisionOn })}
          {...field("contestedDecisionOn")}
        />
      ) : null}
      <PriorComplaint {...props} />
      {court.asked ? (
        <RadioButtons
          legend={court.words("Un tribunal est-il déjà saisi de cette affaire ?")}
          hint={`${words.The} ne peut pas revenir sur un jugement, mais votre demande sera lue.`}
          name="courtPending"
          options={answersToKnow}
          value={answers.courtPending}
          onChange={(courtPending) => change({ courtPending })}
          error={field("courtPending").error}
        />
      ) : null}
      <OwnQuestions
        questions={form.questions}
        answered={answered(answers, files)}
        onAnswer={(question, values) => change({ own: { ...answers.own, [question]: values } })}
        field={field}
        files={questionFiles}
      />
    </>
  );
};
