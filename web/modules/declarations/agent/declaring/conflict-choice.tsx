import { amountWords, rateWords } from "../../../../../shared/declarations/amount-words.ts";
import type { DeclarationForm } from "../../../../../shared/declarations/declaration.ts";
import { audiences, performanceTypes } from "../../../../../shared/declarations/enums.ts";
import { Icon } from "../../../../ui/agent/icon.tsx";
import { Button } from "../../../../ui/button.tsx";
import { labelOf, partsOf } from "./form-points.ts";
import { type FormPath, valueAt } from "./merge-forms.ts";
import type { FormConflict, FormState } from "./use-declaration-form.ts";

const has = (value: object, key: string): value is Record<typeof key, unknown> => Object.hasOwn(value, key);

/** A value of the form as a person reads it. */
const valueWords = (path: FormPath, value: unknown): string => {
  const { name } = partsOf(`form.${path}`);
  if (value === null || value === undefined || value === "") return "vide";
  if (value === true) return "déclarée";
  if (name === "audience" && typeof value === "string")
    return Object.entries(audiences).find(([code]) => code === value)?.[1] ?? value;
  if (name === "performanceType" && typeof value === "string")
    return Object.entries(performanceTypes).find(([code]) => code === value)?.[1] ?? value;
  if (name === "vat" && typeof value === "number") return rateWords(value);
  if (name === "cessionPrice" && typeof value === "number") return amountWords(value);
  if (Array.isArray(value)) return name === "bodies" ? value.join(", ") : `${value.length}\u00a0lignes`;
  if (typeof value === "object") {
    if (has(value, "gross") && has(value, "net"))
      return `${amountWords(Number(value.gross))} TTC, ${amountWords(Number(value.net))} HT`;
    if (has(value, "name")) return String(value.name);
  }
  return String(value);
};

/** Two people changed the same values: both are shown, and each is kept or replaced (screens §5). */
export function ConflictChoice({
  state,
  conflict,
  who,
  nameOf,
}: {
  state: FormState;
  conflict: FormConflict;
  /** Who saved meanwhile, when it is known. */
  who: string | undefined;
  nameOf: (performanceId: string) => string;
}) {
  const mine = (form: DeclarationForm, path: FormPath) => valueWords(path, valueAt(form, path));
  return (
    <div className="banner banner--warning" role="alert">
      <Icon name="fr-icon-warning-fill" tone="warning" />
      <div className="grow">
        <p>
          <strong>Rien n’est perdu&nbsp;: {who ?? "Quelqu’un"} a changé la même chose que vous.</strong>{" "}
          Choisissez ce qui doit rester&nbsp;; le reste s’est réglé seul.
        </p>
        <ul className="telling-conflicts">
          {conflict.asked.map((path) => {
            const { performanceId } = partsOf(`form.${path}`);
            const label = `${labelOf(`form.${path}`)}${performanceId ? ` ${nameOf(performanceId)}` : ""}`;
            return (
              <li key={path}>
                <span className="strong">{label}</span>
                <span className="row row--wrap">
                  <Button size="sm" onClick={() => state.settle(path, "mine")}>
                    Garder votre valeur&nbsp;: {mine(state.form, path)}
                  </Button>
                  <Button size="sm" look="secondary" onClick={() => state.settle(path, "theirs")}>
                    Prendre la sienne&nbsp;: {mine(conflict.theirs, path)}
                  </Button>
                </span>
              </li>
            );
          })}
        </ul>
      </div>
    </div>
  );
}
