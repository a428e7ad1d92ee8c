import { useId } from "react";
import { countWords, rateWords, typedCount } from "../../../../../shared/declarations/amount-words.ts";
import type { DeclaredPlace, FormPerformance } from "../../../../../shared/declarations/declaration.ts";
import { Audience, audiences } from "../../../../../shared/declarations/enums.ts";
import { withOwn } from "./form-defaults.ts";
import { PairCells } from "./pair-fields.tsx";
import { revenueNames, revenueRates, revenues } from "./revenues.ts";
import type { FormState } from "./use-declaration-form.ts";

/** What one performance has of its own: other revenues, and values that are not the show's. */
export function PerformanceDetail({
  state,
  own,
  places,
  rates,
  withRevenues,
  disabled,
}: {
  state: FormState;
  own: FormPerformance;
  places: readonly DeclaredPlace[];
  rates: readonly number[];
  withRevenues: boolean;
  disabled: boolean;
}) {
  const { form } = state;
  const base = `performances.${own.performanceId}`;
  // A rate that left the list stays offered where it was chosen.
  const offered = [...new Set([...rates, ...[form.vat, own.vat].flatMap((rate) => rate ?? [])])];
  return (
    <div className="telling-detail">
      {withRevenues && (
        <div className="telling-four">
          {revenues.map((name) => (
            <PairCells
              key={name}
              state={state}
              path={`${base}.${name}`}
              rate={revenueRates[name]}
              legend={revenueNames[name]}
              disabled={disabled}
            />
          ))}
        </div>
      )}
      <div className="telling-four">
        <OwnChoice
          label="Public"
          path={`form.${base}.audience`}
          disabled={disabled}
          options={Object.entries(audiences)}
          value={own.audience}
          byDefault={form.audience}
          onChange={(value) =>
            state.change(
              withOwn(form, own.performanceId, "audience", value === null ? null : Audience.parse(value)),
            )
          }
        />
        <OwnChoice
          label="TVA"
          path={`form.${base}.vat`}
          disabled={disabled}
          options={offered.map((rate) => [String(rate), rateWords(rate)] as const)}
          value={own.vat === null ? null : String(own.vat)}
          byDefault={form.vat === null ? null : String(form.vat)}
          onChange={(value) =>
            state.change(withOwn(form, own.performanceId, "vat", value === null ? null : Number(value)))
          }
        />
        <OwnCapacity state={state} own={own} disabled={disabled} />
        <OwnChoice
          label="Lieu"
          path={`form.${base}.place`}
          disabled={disabled}
          options={places.map((place) => [place.id ?? "", place.name] as const)}
          value={own.place ? (own.place.id ?? "") : null}
          byDefault={form.place?.id ?? null}
          onChange={(value) =>
            state.change(
              withOwn(form, own.performanceId, "place", places.find(({ id }) => id === value) ?? null),
            )
          }
        />
      </div>
    </div>
  );
}

const inherited = "";

/** A list whose first choice is the show's own value. */
function OwnChoice({
  label,
  path,
  options,
  value,
  byDefault,
  disabled,
  onChange,
}: {
  label: string;
  path: string;
  options: readonly (readonly [value: string, words: string])[];
  /** Null = the show's. */
  value: string | null;
  byDefault: string | null;
  disabled: boolean;
  onChange: (value: string | null) => void;
}) {
  const shown = options.find(([code]) => code === byDefault)?.[1] ?? "non renseigné";
  return (
    <div className="fr-select-group">
      <label className="fr-label" htmlFor={`champ-${path}`}>
        {label}
      </label>
      <select
        id={`champ-${path}`}
        className={`fr-select ${value === null ? "" : "telling-own-field"}`}
        disabled={disabled}
        value={value ?? inherited}
        onChange={(event) =>
          onChange(event.currentTarget.value === inherited ? null : event.currentTarget.value)
        }
      >
        <option value={inherited}>{shown} (par défaut)</option>
        {options
          .filter(([code]) => code !== byDefault)
          .map(([code, words]) => (
            <option key={code} value={code}>
              {words}
            </option>
          ))}
      </select>
      {value !== null && (
        <p className="small">
          <span className="telling-own">Propre à cette séance</span> ·{" "}
          <button type="button" className="text-button" disabled={disabled} onClick={() => onChange(null)}>
            Revenir à {shown}
          </button>
        </p>
      )}
    </div>
  );
}

function OwnCapacity({
  state,
  own,
  disabled,
}: {
  state: FormState;
  own: FormPerformance;
  disabled: boolean;
}) {
  const messages = useId();
  const { form } = state;
  const path = `form.performances.${own.performanceId}.capacity`;
  const typed = state.texts[path];
  const stored = own.capacity ?? form.capacity;
  const wrong = typed !== undefined && typed.trim() !== "" && !typedCount(typed);
  const write = (text: string) => {
    const count = typedCount(text);
    const value = text.trim() === "" ? null : count || undefined;
    state.type(
      { [path]: text },
      value === undefined ? form : withOwn(form, own.performanceId, "capacity", value),
    );
  };
  return (
    <div className={`fr-input-group ${wrong ? "fr-input-group--error" : ""}`}>
      <label className="fr-label" htmlFor={`champ-${path}`}>
        Jauge
      </label>
      <input
        id={`champ-${path}`}
        className={`fr-input ${own.capacity === null ? "" : "telling-own-field"}`}
        type="text"
        inputMode="numeric"
        autoComplete="off"
        data-column="capacity"
        disabled={disabled}
        value={typed ?? (stored === null ? "" : countWords(stored))}
        aria-invalid={wrong || undefined}
        aria-describedby={messages}
        onChange={(event) => write(event.currentTarget.value)}
        onBlur={() => !wrong && typed !== undefined && state.type({ [path]: undefined })}
      />
      <div id={messages} aria-live="polite" className="small">
        {wrong && (
          <p className="fr-message fr-message--error">Écrivez un nombre de places, par exemple 180.</p>
        )}
        {own.capacity !== null && form.capacity !== null && (
          <p>
            <span className="telling-own">Propre à cette séance</span> ·{" "}
            <button
              type="button"
              className="text-button"
              disabled={disabled}
              onClick={() =>
                state.type({ [path]: undefined }, withOwn(form, own.performanceId, "capacity", null))
              }
            >
              Revenir à {countWords(form.capacity)}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}
