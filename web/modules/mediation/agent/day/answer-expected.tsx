import { useId } from "react";
import { dayIn } from "../../../../../shared/mediation/dates.ts";
import type { CaseView } from "../../../../../shared/mediation/schema.ts";
import { dayOf } from "../../../../ui/agent/relative-dates.ts";
import "./day.css";

/** The day an answer is usually expected by, as the organisation set it. */
export const usualAnswerDay = (
  { timeZone, administrationAnswerDays }: Pick<CaseView, "timeZone" | "administrationAnswerDays">,
  now: Date,
) => dayIn(timeZone, new Date(now.getTime() + administrationAnswerDays * 86_400_000));

/** To the administration: by when its answer is expected. It becomes a task that the answer closes; empty = no task. */
export function AnswerExpected({ day, onChange }: { day: string; onChange: (day: string) => void }) {
  const id = useId();
  return (
    <p className="answer-expected small">
      <label htmlFor={id}>Attendre une réponse avant le</label>
      <input
        id={id}
        type="date"
        className="fr-input"
        value={day}
        min={dayOf(new Date())}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {day && (
        <button type="button" className="text-button small" onClick={() => onChange("")}>
          Ne pas attendre de réponse
        </button>
      )}
    </p>
  );
}
