import { useEffect, useRef, useState } from "react";
import {
  type SurveyAnswers,
  type SurveyQuestion,
  surveyQuestionCodes,
  surveyQuestions,
} from "../../../../../shared/mediation/survey.ts";
import { failureWords } from "../../../../app/failure-words.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { sendOpinion } from "./survey-api.ts";

type Note = "1" | "2" | "3" | "4" | "5" | "none";

const notes = (low: string, high: string): ReadonlyArray<{ value: Note; label: string }> => [
  { value: "1", label: `1 – ${low}` },
  { value: "2", label: "2" },
  { value: "3", label: "3" },
  { value: "4", label: "4" },
  { value: "5", label: `5 – ${high}` },
  { value: "none", label: "Sans avis" },
];

const given = (chosen: Partial<Record<SurveyQuestion, Note>>): SurveyAnswers["answers"] =>
  Object.fromEntries(
    Object.entries(chosen).flatMap(([code, note]) => (note === "none" ? [] : [[code, Number(note)]])),
  );

interface SurveyFormProps {
  token: string;
  /** « Médiation de la ville de … » */
  name: string;
  onSent: () => void;
}

/** One question a line, words at both ends of the scale, nothing compulsory. */
export const SurveyForm = ({ token, name, onSent }: SurveyFormProps) => {
  const [chosen, setChosen] = useState<Partial<Record<SurveyQuestion, Note>>>({});
  const [recommends, setRecommends] = useState<"yes" | "no" | "none">();
  const [comment, setComment] = useState("");
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState("");
  const alert = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (fault) alert.current?.focus();
  }, [fault]);
  const send = () => {
    if (busy) return;
    if (Object.keys(chosen).length === 0 && recommends === undefined && !comment.trim()) {
      return setFault("Répondez à une question au moins, ou écrivez un commentaire.");
    }
    setBusy(true);
    setFault("");
    sendOpinion({
      token,
      answers: given(chosen),
      ...(recommends === "yes" || recommends === "no" ? { recommends: recommends === "yes" } : {}),
      comment: comment.trim(),
    })
      .then(onSent, (error: unknown) => setFault(failureWords(error)))
      .finally(() => setBusy(false));
  };
  return (
    <>
      <h1>Votre avis sur la médiation</h1>
      <form
        className="form narrow survey"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        {fault ? (
          <Alert ref={alert} severity="error" title="Votre avis n’est pas parti">
            <p>{fault}</p>
          </Alert>
        ) : null}
        <div>
          <p>
            {name} souhaite savoir ce que vous avez pensé de la médiation. Vos réponses sont anonymes : elles
            ne sont pas reliées à votre dossier.
          </p>
          <p className="fr-mb-0">Aucune question n’est obligatoire.</p>
        </div>
        {surveyQuestionCodes.map((code) => {
          const { label, low, high } = surveyQuestions[code];
          return (
            <RadioButtons<Note>
              key={code}
              legend={label}
              name={`question-${code}`}
              options={notes(low, high)}
              value={chosen[code]}
              onChange={(note) => setChosen((before) => ({ ...before, [code]: note }))}
            />
          );
        })}
        <RadioButtons<"yes" | "no" | "none">
          legend="Recommanderiez-vous la médiation à quelqu’un d’autre ?"
          name="recommends"
          options={[
            { value: "yes", label: "Oui" },
            { value: "no", label: "Non" },
            { value: "none", label: "Sans avis" },
          ]}
          value={recommends}
          onChange={setRecommends}
        />
        <TextArea
          id="survey-comment"
          label="Un commentaire (facultatif)"
          hint="N’écrivez ni votre nom ni celui d’une autre personne : ce texte sera lu sans savoir qui l’a écrit."
          rows={6}
          value={comment}
          onChange={setComment}
          limit={{ min: 0, max: 1000 }}
        />
        <div className="actions">
          <Button type="submit" busy={busy ? "Envoi en cours…" : false}>
            Envoyer mon avis
          </Button>
        </div>
      </form>
    </>
  );
};
