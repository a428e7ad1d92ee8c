import { amountWords, countWords, rateWords } from "../../../../shared/declarations/amount-words.ts";
import { providers } from "../../../../shared/declarations/enums.ts";
import {
  type CorrectionView,
  correctedFields,
  type PerformanceView,
  type ShowView,
  warningWords,
} from "../../../../shared/declarations/shows.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { useNow } from "../../../ui/agent/now.ts";
import { dayOf, exactInstant, shortWeekday } from "../../../ui/agent/relative-dates.ts";
import { useFigures } from "./use-figures.tsx";

/** A corrected value as it is read in a sentence. */
const valueWords = (field: CorrectionView["field"], value: unknown, timeZone: string): string => {
  if (field === "lines") return "ces tarifs";
  if (typeof value === "string") return exactInstant(value, timeZone);
  if (typeof value !== "number") return "rien";
  if (field === "vat") return rateWords(value);
  return field === "gross" || field === "net" ? amountWords(value) : countWords(value);
};

const isWarning = (code: string): code is keyof typeof warningWords => Object.hasOwn(warningWords, code);

/** What is to know or to decide of a performance: the source moved under a correction, or has it no more. */
export function PerformanceNews({ performance, show }: { performance: PerformanceView; show: ShowView }) {
  const now = useNow();
  const { restore, keep, remove } = useFigures(show);
  const { id, version, source, timeZone } = performance;
  const name = providers[show.source.provider];
  const mayCorrect = show.allowed.includes("figure.correct");
  // Lines hold the totals: one question for both.
  const moved = performance.corrections.filter(({ sourceMoved }) => sourceMoved);
  const said = moved.find(({ field }) => field !== "lines") ?? moved[0];
  const gone = source.state === "missing" && !source.kept;
  const warnings = performance.warnings.filter(isWarning);
  if (!said && !gone && source.state !== "cancelled" && warnings.length === 0) return null;
  return (
    <tr className="performance__wide">
      <td colSpan={6}>
        {source.state === "cancelled" && (
          <p className="performance__news">
            <Icon name="fr-icon-close-circle-line" /> <span>Annulée chez {name}.</span>
          </p>
        )}
        {gone && (
          <p className="performance__news">
            <Icon name="fr-icon-eye-off-line" tone="warning" />
            <span>
              Disparue de {name}
              {source.since &&
                ` le ${shortWeekday(dayOf(new Date(source.since), timeZone), { now, timeZone })}`}
              . Ses chiffres sont gardés.{" "}
              {mayCorrect && (
                <span className="performance__answers">
                  <button type="button" className="text-button" onClick={() => keep.mutate({ id, version })}>
                    Garder
                  </button>{" "}
                  <button
                    type="button"
                    className="text-button"
                    onClick={() => remove.mutate({ id, version })}
                  >
                    Retirer
                  </button>
                </span>
              )}
            </span>
          </p>
        )}
        {said && (
          <p className="performance__news">
            <Icon name="fr-icon-refresh-line" tone="warning" />
            <span>
              {correctedFields[said.field]}&nbsp;: {name} dit maintenant{" "}
              {valueWords(said.field, said.sourceValue, timeZone)}. Votre correction n’a pas bougé.{" "}
              {mayCorrect && (
                <span className="performance__answers">
                  <button type="button" className="text-button" onClick={() => keep.mutate({ id, version })}>
                    Garder {valueWords(said.field, said.value, timeZone)}
                  </button>{" "}
                  <button
                    type="button"
                    className="text-button"
                    onClick={() => restore.mutate({ id, version })}
                  >
                    Reprendre {valueWords(said.field, said.sourceValue, timeZone)}
                  </button>
                </span>
              )}
            </span>
          </p>
        )}
        {warnings.map((code) => (
          <p key={code} className="performance__news">
            <Icon name="fr-icon-warning-line" tone="warning" /> <span>{warningWords[code]}</span>
          </p>
        ))}
      </td>
    </tr>
  );
}
