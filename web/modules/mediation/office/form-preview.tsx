import { useState } from "react";
import { formFaults } from "../../../../shared/mediation/form-checks.ts";
import type { FormConfig } from "../../../../shared/mediation/form-config.ts";
import type { mediatorWords } from "../../../../shared/mediation/mediator-words.ts";
import { Alert } from "../../../ui/alert.tsx";
import { noAnswers } from "../public/request-form/answers.ts";
import { DisputeStep } from "../public/request-form/dispute-step.tsx";
import "../public/request-form/own-questions.css";
import { fieldId } from "../public/request-form/steps.ts";

/** The step of the dispute as the public will fill it: answers may be tried, nothing is kept or sent. */
export function FormPreview({
  config,
  words,
}: {
  config: FormConfig;
  words: ReturnType<typeof mediatorWords>;
}) {
  const [answers, setAnswers] = useState(noAnswers);
  const faults = formFaults(config);
  return (
    <>
      {faults.length > 0 && (
        <Alert severity="error" title="À corriger avant de publier">
          <ul>
            {faults.map(({ path, message }) => (
              <li key={path}>
                Question {Number(path.split(".")[1]) + 1}&nbsp;: {message}
              </li>
            ))}
          </ul>
        </Alert>
      )}
      <p className="mention">
        Essayez&nbsp;: les questions apparaissent selon vos réponses. Rien n’est enregistré.
      </p>
      <div className="form-preview">
        <DisputeStep
          answers={answers}
          change={(patch) => setAnswers((before) => ({ ...before, ...patch }))}
          form={{ ...config, version: 0, fileMegabytes: 20 }}
          words={words}
          files={[]}
          questionFiles={(question, asked) => (
            <p key={question.id} className="form-preview__file">
              {asked}
              <span className="mention small">Un bouton ouvre ici le choix d’un fichier.</span>
            </p>
          )}
          field={(path) => ({ id: `preview-${fieldId(path)}`, error: undefined, onBlur: () => {} })}
        />
      </div>
      {config.confirmation && (
        <>
          <h3 className="fr-h6 fr-mt-4w">Après l’envoi</h3>
          <p className="settings-lines">{config.confirmation}</p>
        </>
      )}
    </>
  );
}
