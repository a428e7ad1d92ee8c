import { amountWords, countWords, rateWords } from "../../../../shared/declarations/amount-words.ts";
import { usualRates } from "../../../../shared/declarations/territory.ts";
import { Button } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { Select } from "../../../ui/select.tsx";
import { useVatLists } from "../../access/platform/body-settings-queries.ts";
import { anotherLine, type LineText, type PerformanceText, totalsOf } from "./typed-performances.ts";

/** One performance: when, then its tariffs, then what they add up to. */
export function TypedPerformanceFields({
  number,
  value,
  faults,
  onChange,
  onRemove,
}: {
  number: number;
  value: PerformanceText;
  faults: Readonly<Record<string, string>>;
  onChange: (value: PerformanceText) => void;
  onRemove: (() => void) | undefined;
}) {
  const { key, day, time, lines } = value;
  const vatLists = useVatLists();
  const totals = totalsOf(lines);
  const change = (changed: LineText) =>
    onChange({ ...value, lines: lines.map((line) => (line.key === changed.key ? changed : line)) });
  return (
    <section className="box dialog-form" aria-labelledby={`seance-${key}`}>
      <div className="new-show__head">
        <h2 id={`seance-${key}`}>Séance {number}</h2>
        {onRemove && (
          <button type="button" className="text-button" onClick={onRemove}>
            Retirer<span className="fr-sr-only"> la séance {number}</span>
          </button>
        )}
      </div>
      <div className="new-show__when">
        <Input
          label="Date"
          type="date"
          min="2000-01-01"
          max="2099-12-31"
          value={day}
          onChange={(changed) => onChange({ ...value, day: changed })}
          error={faults[`${key}.day`]}
        />
        <Input
          label="Heure de début"
          type="time"
          value={time}
          onChange={(changed) => onChange({ ...value, time: changed })}
          error={faults[`${key}.time`]}
        />
      </div>
      {lines.map((line, index) => (
        <fieldset key={line.key} className="new-show__line">
          <legend className="fr-sr-only">Tarif {index + 1}</legend>
          <Input
            label="Tarif"
            value={line.category}
            onChange={(category) => change({ ...line, category })}
            error={faults[`${key}.${line.key}.category`]}
            maxLength={200}
            autoComplete="off"
          />
          <Input
            label="Prix TTC"
            value={line.price}
            onChange={(price) => change({ ...line, price })}
            error={faults[`${key}.${line.key}.price`]}
            inputMode="decimal"
          />
          <Input
            label="Payants"
            value={line.paid}
            onChange={(paid) => change({ ...line, paid })}
            error={faults[`${key}.${line.key}.paid`]}
            inputMode="numeric"
          />
          <Input
            label="Gratuits"
            value={line.free}
            onChange={(free) => change({ ...line, free })}
            error={faults[`${key}.${line.key}.free`]}
            inputMode="numeric"
          />
          <Select
            id={`tva-${key}-${line.key}`}
            label="TVA"
            placeholder="Taux"
            value={line.vat}
            onChange={(vat) => change({ ...line, vat })}
            options={[...new Set([...usualRates(vatLists, undefined), Number(line.vat)])].map((rate) => [
              String(rate),
              rateWords(rate),
            ])}
          />
          {lines.length > 1 && (
            <button
              type="button"
              className="text-button new-show__remove"
              onClick={() => onChange({ ...value, lines: lines.filter((one) => one.key !== line.key) })}
            >
              Retirer<span className="fr-sr-only"> le tarif {line.category || index + 1}</span>
            </button>
          )}
        </fieldset>
      ))}
      <div className="new-show__foot">
        <Button
          size="sm"
          look="quiet"
          icon="fr-icon-add-line"
          onClick={() => onChange({ ...value, lines: [...lines, anotherLine(lines)] })}
        >
          Ajouter un tarif
        </Button>
        <p aria-live="polite">
          {countWords(totals.paid)} payantes, {countWords(totals.free)} gratuites ·{" "}
          <strong>{amountWords(totals.gross)}&nbsp;€ TTC</strong>, {amountWords(totals.net)}&nbsp;€ HT
        </p>
      </div>
    </section>
  );
}
