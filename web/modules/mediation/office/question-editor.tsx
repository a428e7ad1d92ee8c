import { useRef } from "react";
import { sensitiveSubjects } from "../../../../shared/mediation/form-checks.ts";
import { type QuestionKind, questionKinds } from "../../../../shared/mediation/form-config.ts";
import { conditionAnswers, yesNoWords } from "../../../../shared/mediation/form-rules.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { Button } from "../../../ui/button.tsx";
import { Checkbox } from "../../../ui/checkbox.tsx";
import { Input } from "../../../ui/input.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Select } from "../../../ui/select.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { Faults } from "../../access/organisation/use-section.ts";
import { hasChoices, newQuestion, type QuestionDraft, questionOf } from "./form-input.ts";

/** Questions of one's own, at most (mediation.md §4.13). */
const most = 20;

interface EditorProps {
  id: string;
  questions: readonly QuestionDraft[];
  faults: Faults;
  onChange: (questions: readonly QuestionDraft[]) => void;
}

/** The organisation's questions, in the order they are asked: written, moved and taken away, by keyboard too. */
export function QuestionEditor({ id, questions, faults, onChange }: EditorProps) {
  const list = useRef<HTMLOListElement>(null);
  const { announce } = useNotices();
  const focus = (selector: string) =>
    requestAnimationFrame(() => list.current?.parentElement?.querySelector<HTMLElement>(selector)?.focus());
  const change = (at: number, part: Partial<QuestionDraft>) =>
    onChange(questions.map((question, index) => (index === at ? { ...question, ...part } : question)));
  const move = (at: number, by: -1 | 1) => {
    const moved = questions[at];
    if (!moved) return;
    const others = questions.filter((_, index) => index !== at);
    onChange([...others.slice(0, at + by), moved, ...others.slice(at + by)]);
    announce(`Question ${at + 1} déplacée en position ${at + by + 1}.`);
    // At an end, its own button is off: the other one takes the focus.
    const last = by === -1 ? at + by === 0 : at + by === questions.length - 1;
    focus(`[data-move="${moved.id}${last ? -by : by}"]`);
  };
  const remove = (at: number) => {
    onChange(questions.filter((_, index) => index !== at));
    announce(`Question ${at + 1} retirée.`);
    focus(`#${CSS.escape(`${id}-add`)}`);
  };
  const add = () => {
    const question = newQuestion();
    onChange([...questions, question]);
    focus(`#${CSS.escape(`${id}-${question.id}-label`)}`);
  };
  return (
    <div>
      <ol ref={list} className="questions">
        {questions.map((question, at) => (
          <li key={question.id} className="questions__one">
            <QuestionFields
              id={`${id}-${question.id}`}
              number={at + 1}
              question={question}
              earlier={questions.slice(0, at)}
              faults={faultsAt(faults, at)}
              change={(part) => change(at, part)}
            />
            <p className="row row--wrap">
              <Button
                look="tertiary"
                size="sm"
                icon="fr-icon-arrow-up-line"
                disabled={at === 0}
                data-move={`${question.id}-1`}
                onClick={() => move(at, -1)}
              >
                Monter<span className="fr-sr-only"> la question {at + 1}</span>
              </Button>
              <Button
                look="tertiary"
                size="sm"
                icon="fr-icon-arrow-down-line"
                disabled={at === questions.length - 1}
                data-move={`${question.id}1`}
                onClick={() => move(at, 1)}
              >
                Descendre<span className="fr-sr-only"> la question {at + 1}</span>
              </Button>
              <Button look="quiet" size="sm" icon="fr-icon-delete-line" onClick={() => remove(at)}>
                Retirer<span className="fr-sr-only"> la question {at + 1}</span>
              </Button>
            </p>
          </li>
        ))}
      </ol>
      {questions.length < most ? (
        <Button id={`${id}-add`} size="sm" look="secondary" icon="fr-icon-add-line" onClick={add}>
          Ajouter une question
        </Button>
      ) : (
        <p className="mention">Le formulaire a ses {most}&nbsp;questions.</p>
      )}
    </div>
  );
}

const faultsAt = (faults: Faults, at: number): Faults => {
  const prefix = `questions.${at}.`;
  return Object.fromEntries(
    Object.entries(faults).flatMap(([path, message]) =>
      path.startsWith(prefix) ? [[path.slice(prefix.length), message]] : [],
    ),
  );
};

const kinds = Object.entries(questionKinds);

function QuestionFields({
  id,
  number,
  question,
  earlier,
  faults,
  change,
}: {
  id: string;
  number: number;
  question: QuestionDraft;
  earlier: readonly QuestionDraft[];
  faults: Faults;
  change: (part: Partial<QuestionDraft>) => void;
}) {
  const subjects = sensitiveSubjects(question.label, question.help, question.choices);
  const choicesFault = Object.entries(faults).find(([path]) => path.startsWith("choices"))?.[1];
  return (
    <fieldset className="questions__fields">
      <legend>Question {number}</legend>
      <Input
        id={`${id}-label`}
        label="Question posée"
        maxLength={200}
        value={question.label}
        error={faults.label}
        onChange={(label) => change({ label })}
      />
      {subjects.length > 0 && (
        <Notice>
          Cette question semble porter sur {subjects.join(" et ")}. Ne demandez que ce dont la médiation a
          besoin, et voyez avec votre délégué à la protection des données.
        </Notice>
      )}
      <Select
        id={`${id}-kind`}
        label="Type de réponse"
        options={kinds}
        placeholder="Choisissez"
        value={question.kind}
        onChange={(kind) => change({ kind: kind as QuestionKind })}
      />
      {hasChoices(question.kind) && (
        <TextArea
          id={`${id}-choices`}
          label="Réponses proposées"
          hint="Une par ligne, deux au moins, trente au plus."
          rows={3}
          value={question.choices}
          error={choicesFault}
          onChange={(choices) => change({ choices })}
        />
      )}
      <Input
        id={`${id}-help`}
        label="Aide"
        hint="Facultatif. Sous la question, par exemple où trouver la réponse."
        maxLength={500}
        value={question.help}
        error={faults.help}
        onChange={(help) => change({ help })}
      />
      <Checkbox
        id={`${id}-required`}
        label="Réponse obligatoire"
        checked={question.required}
        onChange={(required) => change({ required })}
      />
      <Condition id={id} question={question} earlier={earlier} error={faults.onlyIf} change={change} />
    </fieldset>
  );
}

/** A question asked only after some answer to an earlier one. */
function Condition({
  id,
  question,
  earlier,
  error,
  change,
}: {
  id: string;
  question: QuestionDraft;
  earlier: readonly QuestionDraft[];
  error: string | undefined;
  change: (part: Partial<QuestionDraft>) => void;
}) {
  const usable = earlier.filter((one) => conditionAnswers(questionOf(one)).length > 0);
  const chosen = usable.find((one) => one.id === question.onlyIfQuestion);
  if (usable.length === 0 && !question.onlyIfQuestion) return null;
  const answers = chosen ? conditionAnswers(questionOf(chosen)) : [];
  return (
    <>
      <Select
        id={`${id}-condition`}
        label="Quand la poser"
        options={[
          ["always", "Toujours"],
          ...usable.map(
            (one) => [one.id, `Selon «\u00a0${one.label || "question sans texte"}\u00a0»`] as const,
          ),
        ]}
        placeholder="Choisissez"
        value={question.onlyIfQuestion === "" ? "always" : chosen ? chosen.id : ""}
        error={chosen ? undefined : error}
        onChange={(condition) =>
          change({ onlyIfQuestion: condition === "always" ? "" : condition, onlyIfAnswer: "" })
        }
      />
      {chosen && (
        <Select
          id={`${id}-answer`}
          label="Si la réponse est"
          options={answers.map((answer) => [
            answer,
            chosen.kind === "yes_no" ? yesNoWords[answer as keyof typeof yesNoWords] : answer,
          ])}
          placeholder="Choisissez une réponse"
          value={answers.includes(question.onlyIfAnswer) ? question.onlyIfAnswer : ""}
          error={error}
          onChange={(onlyIfAnswer) => change({ onlyIfAnswer })}
        />
      )}
    </>
  );
}
