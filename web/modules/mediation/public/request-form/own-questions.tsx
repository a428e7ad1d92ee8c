import { type ReactNode, useId } from "react";
import type { CustomQuestion } from "../../../../../shared/mediation/form-config.ts";
import {
  type Answered,
  answerLimits,
  askedQuestions,
  yesNoWords,
} from "../../../../../shared/mediation/form-rules.ts";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import { classes } from "../../../../ui/classes.ts";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";

interface OwnQuestionsProps {
  questions: readonly CustomQuestion[];
  answered: Answered;
  onAnswer: (question: string, values: readonly string[]) => void;
  /** Id, error and leaving of the field of a question. */
  field: (path: string) => { id: string; error: string | undefined; onBlur: () => void };
  /** The files of a question, where there is a way to send some. */
  files: (question: CustomQuestion, words: ReactNode) => ReactNode;
}

/** The organisation's own questions that these answers lead to; those that depend on another follow it, indented. */
export const OwnQuestions = ({ questions, answered, ...props }: OwnQuestionsProps) =>
  askedQuestions(questions, answered).map((question) => {
    const asked = (
      <OwnQuestion key={question.id} question={question} given={answered[question.id] ?? []} {...props} />
    );
    return question.onlyIf ? (
      <div key={question.id} className="follow-up-questions">
        {asked}
      </div>
    ) : (
      asked
    );
  });

const yesNo = (Object.entries(yesNoWords) as [keyof typeof yesNoWords, string][]).map(([value, label]) => ({
  value,
  label,
}));

const OwnQuestion = ({
  question,
  given,
  onAnswer,
  field,
  files,
}: Pick<OwnQuestionsProps, "onAnswer" | "field" | "files"> & {
  question: CustomQuestion;
  given: readonly string[];
}) => {
  const { id, kind, help, choices = [] } = question;
  const words = question.required ? question.label : `${question.label} (facultatif)`;
  const bound = field(`answers.${id}`);
  const typed = given[0] ?? "";
  const answer = (value: string) => onAnswer(id, value === "" ? [] : [value]);
  switch (kind) {
    case "short_text":
      return <Input label={words} hint={help} value={typed} onChange={answer} {...bound} />;
    case "long_text":
      return (
        <TextArea
          label={words}
          hint={help}
          rows={3}
          limit={{ min: 0, max: answerLimits.long_text }}
          value={typed}
          onChange={answer}
          {...bound}
        />
      );
    case "number":
      return (
        <Input
          label={words}
          hint={help}
          width="medium"
          inputMode="decimal"
          value={typed}
          onChange={answer}
          {...bound}
        />
      );
    case "date":
      return (
        <Input
          label={words}
          hint={help ?? "Exemple : 08/03/2027"}
          width="medium"
          value={typed}
          onChange={answer}
          {...bound}
        />
      );
    case "yes_no":
      return (
        <RadioButtons
          legend={words}
          hint={help}
          name={bound.id}
          options={yesNo}
          value={yesNo.find(({ value }) => value === typed)?.value}
          onChange={answer}
          error={bound.error}
        />
      );
    case "single":
      return (
        <RadioButtons
          legend={words}
          hint={help}
          name={bound.id}
          inline={false}
          options={choices.map((choice) => ({ value: choice, label: choice }))}
          value={choices.find((choice) => choice === typed)}
          onChange={answer}
          error={bound.error}
        />
      );
    case "multiple":
      return (
        <Choices
          id={bound.id}
          legend={words}
          hint={help}
          choices={choices}
          given={given}
          error={bound.error}
          onChange={(values) => onAnswer(id, values)}
        />
      );
    case "file":
      return files(question, words);
  }
};

const Choices = (props: {
  id: string;
  legend: string;
  hint: string | undefined;
  choices: readonly string[];
  given: readonly string[];
  error: string | undefined;
  onChange: (values: readonly string[]) => void;
}) => {
  const { id, legend, hint, choices, given, error, onChange } = props;
  const own = useId();
  return (
    <fieldset
      id={id}
      tabIndex={-1}
      className={classes("fr-fieldset", error && "fr-fieldset--error")}
      aria-labelledby={`${own}-legend ${own}-messages`}
    >
      <legend className="fr-fieldset__legend fr-fieldset__legend--regular" id={`${own}-legend`}>
        {legend}
        {hint ? <span className="fr-hint-text">{hint}</span> : null}
      </legend>
      {choices.map((choice, place) => (
        <div key={choice} className="fr-fieldset__element">
          <Checkbox
            id={`${id}-${place}`}
            label={choice}
            checked={given.includes(choice)}
            onChange={(checked) =>
              onChange(checked ? [...given, choice] : given.filter((value) => value !== choice))
            }
          />
        </div>
      ))}
      <div className="fr-messages-group" id={`${own}-messages`} aria-live="polite">
        {error ? <p className="fr-message fr-message--error">{error}</p> : null}
      </div>
    </fieldset>
  );
};
