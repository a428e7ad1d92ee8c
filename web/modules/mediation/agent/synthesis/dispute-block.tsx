import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { Input } from "../../../../ui/input.tsx";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { CustomAnswers } from "../filed-request.tsx";
import { dayWords, knowledgeOptions, knowledgeWords, labelOf } from "./block-words.ts";
import { CaseBlock } from "./case-block.tsx";

/** What the person told: the facts, what they ask, what was tried before. */
export function DisputeBlock({ found, may }: { found: CaseView; may: boolean }) {
  return (
    <CaseBlock
      name="dispute"
      title="Différend"
      found={found}
      may={may}
      lines={[
        { key: "subject", label: "Objet", words: ({ subject }) => subject },
        {
          key: "description",
          label: "Les faits",
          words: ({ description }) => <span className="case-block__text">{description}</span>,
        },
        {
          key: "expectation",
          label: "Ce que la personne demande",
          words: ({ expectation }) => expectation && <span className="case-block__text">{expectation}</span>,
        },
        {
          key: "contestedDecisionOn",
          label: "Décision contestée",
          words: ({ contestedDecisionOn }) => dayWords(contestedDecisionOn),
        },
        {
          key: "priorComplaint",
          label: "Première démarche",
          words: ({ priorComplaint }) => labelOf(knowledgeWords, priorComplaint),
        },
        {
          key: "priorComplaintOn",
          label: "Date de la démarche",
          words: ({ priorComplaint, priorComplaintOn }) =>
            priorComplaint === "YES" ? dayWords(priorComplaintOn) : null,
        },
        {
          key: "priorAnswer",
          label: "Réponse reçue",
          words: ({ priorComplaint, priorAnswer }) =>
            priorComplaint === "YES" ? labelOf(knowledgeWords, priorAnswer) : null,
        },
        {
          key: "courtPending",
          label: "Tribunal déjà saisi",
          words: ({ courtPending }) => labelOf(knowledgeWords, courtPending),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <Input
            id={`${id}-subject`}
            label="Objet"
            maxLength={150}
            value={draft.subject}
            error={faults.subject}
            onChange={(subject) => set({ subject })}
          />
          <TextArea
            id={`${id}-description`}
            label="Les faits"
            rows={6}
            value={draft.description}
            error={faults.description}
            onChange={(description) => set({ description })}
          />
          <TextArea
            id={`${id}-expectation`}
            label="Ce que la personne demande"
            rows={3}
            value={draft.expectation}
            error={faults.expectation}
            onChange={(expectation) => set({ expectation })}
          />
          <div className="case-block__pair">
            <Input
              id={`${id}-contestedDecisionOn`}
              label="Date de la décision contestée"
              hint="Par exemple 05/03/2027"
              value={draft.contestedDecisionOn}
              error={faults.contestedDecisionOn}
              onChange={(contestedDecisionOn) => set({ contestedDecisionOn })}
            />
            <RadioButtons
              name={`${id}-courtPending`}
              legend="Tribunal déjà saisi"
              options={knowledgeOptions}
              value={draft.courtPending || undefined}
              error={faults.courtPending}
              onChange={(courtPending) => set({ courtPending })}
            />
          </div>
          <RadioButtons
            name={`${id}-priorComplaint`}
            legend="Première démarche auprès du service"
            options={knowledgeOptions}
            value={draft.priorComplaint || undefined}
            error={faults.priorComplaint}
            onChange={(priorComplaint) =>
              set({
                priorComplaint,
                ...(priorComplaint === "YES" ? {} : { priorComplaintOn: "", priorAnswer: "" }),
              })
            }
          />
          {draft.priorComplaint === "YES" && (
            <div className="case-block__pair">
              <Input
                id={`${id}-priorComplaintOn`}
                label="Date de cette démarche"
                hint="Par exemple 05/03/2027"
                value={draft.priorComplaintOn}
                error={faults.priorComplaintOn}
                onChange={(priorComplaintOn) => set({ priorComplaintOn })}
              />
              <RadioButtons
                name={`${id}-priorAnswer`}
                legend="Réponse reçue du service"
                options={knowledgeOptions}
                value={draft.priorAnswer || undefined}
                error={faults.priorAnswer}
                onChange={(priorAnswer) => set({ priorAnswer })}
              />
            </div>
          )}
        </>
      )}
    >
      {found.customAnswers.length > 0 && (
        <>
          <h3 className="case-block__sub">Autres réponses</h3>
          <dl className="facts case-block__facts case-block__facts--answers">
            <CustomAnswers found={found} />
          </dl>
        </>
      )}
    </CaseBlock>
  );
}
