import { agreements, recommendationFollowups } from "../../../../../shared/mediation/enums.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { RadioButtons } from "../../../../ui/radio-buttons.tsx";
import { TextArea } from "../../../../ui/text-area.tsx";
import { labelOf, optionsOf } from "./block-words.ts";
import { CaseBlock } from "./case-block.tsx";
import { Choice } from "./choice.tsx";

/** Oui, Non, Non renseigné. */
export const agreementOptions = [
  { value: "YES", label: agreements.YES },
  { value: "NO", label: agreements.NO },
  { value: "NONE", label: "Non renseigné" },
] as const;
export const agreementOf = (value: "YES" | "NO" | "NONE"): "YES" | "NO" | "" =>
  value === "NONE" ? "" : value;

/** What came of it: for the office, never sent. */
export function ConclusionBlock({ found, may }: { found: CaseView; may: boolean }) {
  return (
    <CaseBlock
      name="conclusion"
      title="Conclusion"
      found={found}
      may={may}
      lines={[
        {
          key: "partiesAgreement",
          label: "Accord des parties",
          words: ({ partiesAgreement }) => labelOf(agreements, partiesAgreement),
        },
        {
          key: "courtFollowup",
          label: "Suite devant le tribunal administratif",
          words: ({ courtFollowup }) => labelOf(agreements, courtFollowup),
        },
        {
          key: "finalConclusion",
          label: "Conclusion interne",
          words: ({ finalConclusion }) =>
            finalConclusion && <span className="case-block__text">{finalConclusion}</span>,
        },
        {
          key: "recommendation",
          label: "Recommandation",
          words: ({ recommendation }) =>
            recommendation && <span className="case-block__text">{recommendation}</span>,
        },
        {
          key: "recommendationFollowup",
          label: "Suite donnée",
          words: ({ recommendation, recommendationFollowup }) =>
            recommendation ? labelOf(recommendationFollowups, recommendationFollowup) : null,
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <div className="case-block__pair">
            <RadioButtons
              name={`${id}-partiesAgreement`}
              legend="Accord des parties"
              options={agreementOptions}
              value={draft.partiesAgreement || "NONE"}
              onChange={(value) => set({ partiesAgreement: agreementOf(value) })}
            />
            <RadioButtons
              name={`${id}-courtFollowup`}
              legend="Suite devant le tribunal administratif"
              options={agreementOptions}
              value={draft.courtFollowup || "NONE"}
              onChange={(value) => set({ courtFollowup: agreementOf(value) })}
            />
          </div>
          <TextArea
            id={`${id}-finalConclusion`}
            label="Conclusion interne"
            hint="Lue par vos collègues seulement. Elle n’est jamais envoyée."
            rows={6}
            value={draft.finalConclusion}
            error={faults.finalConclusion}
            onChange={(finalConclusion) => set({ finalConclusion })}
          />
          <TextArea
            id={`${id}-recommendation`}
            label="Recommandation à l’administration"
            rows={3}
            value={draft.recommendation}
            error={faults.recommendation}
            onChange={(recommendation) => set({ recommendation })}
          />
          {draft.recommendation.trim() !== "" && (
            <Choice
              id={`${id}-recommendationFollowup`}
              label="Suite donnée"
              options={optionsOf(recommendationFollowups)}
              value={draft.recommendationFollowup || "PENDING"}
              error={faults.recommendationFollowup}
              onChange={(followup) =>
                set({ recommendationFollowup: followup as typeof draft.recommendationFollowup })
              }
            />
          )}
        </>
      )}
    />
  );
}
