import {
  amountWords,
  countWords,
  typedAmount,
  typedCount,
} from "../../../../../shared/declarations/amount-words.ts";
import type { LivePerformance } from "../../../../../shared/declarations/declaring.ts";
import { netOf } from "../../../../../shared/declarations/money.ts";
import type { TaxedAmount } from "../../../../../shared/declarations/show.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Modal } from "../../../../ui/agent/modal.tsx";
import { useNow } from "../../../../ui/agent/now.ts";
import { Button } from "../../../../ui/button.tsx";
import { withOwn } from "./form-defaults.ts";
import { amountNames } from "./form-points.ts";
import type { PastedColumn } from "./grid-keys.ts";
import { valueAt, withValueAt } from "./merge-forms.ts";
import { readPair } from "./pair-words.ts";
import { performanceWords } from "./performance-words.ts";
import { revenueRates } from "./revenues.ts";
import type { FormState } from "./use-declaration-form.ts";

const isRevenue = (name: string): name is keyof typeof revenueRates => Object.hasOwn(revenueRates, name);

/** A column of a spreadsheet fills performances down, once the person has seen which value goes where. */
export function PasteDialog({
  pasted,
  state,
  performances,
  timeZone,
  onClose,
}: {
  pasted: PastedColumn;
  state: FormState;
  /** Those that are told, by start. */
  performances: readonly LivePerformance[];
  timeZone: string;
  onClose: () => void;
}) {
  const now = useNow();
  const [name = "", half] = pasted.column.split(".");
  const from = performances.findIndex(({ id }) => id === pasted.line);
  const targets = performances.slice(from, from + pasted.values.length).map((live, at) => {
    const text = pasted.values[at] ?? "";
    const value = half ? typedAmount(text) : typedCount(text);
    const { day, hour } = performanceWords(live.startAt, timeZone, now);
    return { id: live.id, when: `${day} ${hour}`, text, value };
  });
  const good = targets.filter(({ value }) => value !== undefined);
  const fill = () => {
    let { form } = state;
    const texts: Record<string, string | undefined> = {};
    for (const { id, value } of good) {
      if (value === undefined) continue;
      if (!half) {
        form = withOwn(form, id, "capacity", value || null);
        continue;
      }
      const path = `performances.${id}.${name}`;
      const rate = isRevenue(name) ? revenueRates[name] : 2000;
      const before = valueAt(form, path) as TaxedAmount | null;
      // Without a net of its own, an amount takes the one of its rate: the dialog says so.
      const gross = half === "gross" ? value : (before?.gross ?? 0);
      const net = half === "net" ? value : (before?.net ?? netOf(value, rate));
      const read = readPair({ gross: amountWords(gross), net: amountWords(net) }, rate);
      if (read.ok) form = withValueAt(form, path, read.amount);
      texts[`form.${path}.gross`] = read.ok ? undefined : amountWords(gross);
      texts[`form.${path}.net`] = read.ok ? undefined : amountWords(net);
    }
    state.type(texts, form);
    onClose();
  };
  const column = `${amountNames[name] ?? name}${half ? (half === "gross" ? ", TTC" : ", HT") : ""}`;
  return (
    <Modal
      title={`Coller ${good.length} valeur${good.length > 1 ? "s" : ""} dans «\u00a0${column}\u00a0»\u00a0?`}
      onClose={onClose}
      footer={
        <>
          {good.length > 0 && <Button onClick={fill}>Coller</Button>}
          <Button look="secondary" onClick={onClose}>
            Annuler
          </Button>
        </>
      }
    >
      <table className="telling-paste">
        <thead>
          <tr>
            <th scope="col">Séance</th>
            <th scope="col" className="figures">
              {column}
            </th>
          </tr>
        </thead>
        <tbody>
          {targets.map(({ id, when, text, value }) => (
            <tr key={id}>
              <th scope="row">{when}</th>
              <td className="figures">
                {value === undefined ? (
                  <span className="tone-error">
                    <Icon name="fr-icon-error-fill" size="xs" />
                    {text === "" ? "vide" : `«\u00a0${text}\u00a0»`}&nbsp;: laissé
                  </span>
                ) : half ? (
                  amountWords(value)
                ) : (
                  countWords(value)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {half === "gross" && (
        <p className="small mention">Là où le HT est vide, il sera calculé avec le taux habituel.</p>
      )}
      {pasted.values.length > targets.length && (
        <p className="small mention">
          {pasted.values.length - targets.length} valeur(s) de trop, sans séance en face&nbsp;: elles ne sont
          pas prises.
        </p>
      )}
    </Modal>
  );
}
