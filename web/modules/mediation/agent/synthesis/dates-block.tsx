import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { Checkbox } from "../../../../ui/checkbox.tsx";
import { Input } from "../../../../ui/input.tsx";
import { drafts } from "./block-drafts.ts";
import { dayWords } from "./block-words.ts";
import { CaseBlock } from "./case-block.tsx";

const days = [
  ["mediationAgreedOn", "Accord des parties pour la médiation"],
  ["firstMeetingOn", "Première rencontre"],
  ["mediationEndedOn", "Fin de la médiation"],
  ["partiesInformedOn", "Information des parties"],
] as const;

/** The dates a mediation counts by; correcting one that was noted asks why. */
export function DatesBlock({ found, may }: { found: CaseView; may: boolean }) {
  const saved = drafts.dates(found);
  return (
    <CaseBlock
      name="dates"
      title="Dates de la médiation"
      found={found}
      may={may}
      asksReason={(draft) => days.some(([key]) => saved[key] !== "" && saved[key] !== draft[key])}
      lines={[
        ...days.map(([key, label]) => ({
          key,
          label,
          words: (draft: typeof saved) =>
            dayWords(draft[key]) ||
            (key === "mediationEndedOn" && <span className="mention">À la clôture</span>),
        })),
        {
          key: "faceToFace",
          label: "Échanges en présentiel",
          words: ({ faceToFace }) => (faceToFace ? "Oui" : "Non"),
        },
      ]}
      form={({ draft, faults, id, set }) => (
        <>
          <div className="case-block__pair">
            {days.map(([key, label]) => (
              <Input
                key={key}
                id={`${id}-${key}`}
                label={label}
                hint="Par exemple 05/03/2027"
                value={draft[key]}
                error={faults[key]}
                onChange={(day) => set({ [key]: day })}
              />
            ))}
          </div>
          <Checkbox
            id={`${id}-faceToFace`}
            label="Échanges en présentiel"
            hint="Les parties se sont rencontrées au moins une fois."
            checked={draft.faceToFace}
            onChange={(faceToFace) => set({ faceToFace })}
          />
        </>
      )}
    />
  );
}
