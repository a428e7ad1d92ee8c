import type { FocusEvent, ReactNode } from "react";
import { eurosWords, rateWords } from "../../../../../shared/declarations/amount-words.ts";
import { classes } from "../../../../ui/classes.ts";
import { Input } from "../../../../ui/input.tsx";
import type { FormPath } from "./merge-forms.ts";
import { proposalWords } from "./pair-words.ts";
import type { FormState } from "./use-declaration-form.ts";
import { type Pair, usePair } from "./use-pair.ts";

interface PairProps {
  state: FormState;
  path: FormPath;
  /** Basis points that a net is proposed with. */
  rate: number;
  disabled: boolean;
}

const leaves = (event: FocusEvent<HTMLElement>) =>
  !(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget));

/** Two ordinary fields of the form: TTC, then HT. */
export function PairFields({
  state,
  path,
  rate,
  disabled,
  label,
  hints,
  className,
}: PairProps & { label: string; hints: Record<"gross" | "net", string>; className: string | undefined }) {
  const pair = usePair(state, path, rate);
  const field = (half: "gross" | "net") => (
    <Input
      id={pair.idOf(half)}
      label={`${label}, ${half === "gross" ? "TTC" : "HT"}`}
      hint={hints[half]}
      inputMode="decimal"
      autoComplete="off"
      placeholder="À compléter"
      disabled={disabled}
      value={pair.text[half]}
      error={pair.fault?.at === half ? pair.fault.message : undefined}
      onChange={(typed) => pair.write(half, typed)}
      suggestion={half === "net" && !disabled && <Proposal pair={pair} rate={rate} />}
    />
  );
  return (
    <fieldset className={classes("telling-pair", className)} onBlur={(event) => pair.leave(leaves(event))}>
      <legend className="fr-sr-only">{label}</legend>
      {field("gross")}
      {field("net")}
    </fieldset>
  );
}

/** The same, small, in the detail of a performance. */
export function PairCells({ state, path, rate, disabled, legend }: PairProps & { legend: ReactNode }) {
  const pair = usePair(state, path, rate);
  const column = path.split(".").at(-1);
  const cell = (half: "gross" | "net") => (
    <label htmlFor={pair.idOf(half)}>
      <span className="small mention">{half === "gross" ? "TTC" : "HT"}</span>
      <input
        id={pair.idOf(half)}
        className={classes("telling-cell", pair.fault?.at === half && "telling-cell--wrong")}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        data-column={`${column}.${half}`}
        disabled={disabled}
        value={pair.text[half]}
        aria-invalid={pair.fault?.at === half || undefined}
        aria-describedby={`${pair.idOf("net")}-messages`}
        onChange={(event) => pair.write(half, event.currentTarget.value)}
      />
    </label>
  );
  return (
    <fieldset className="telling-cells" onBlur={(event) => pair.leave(leaves(event))}>
      <legend>
        {legend} <span className="small mention">TVA&nbsp;{rateWords(rate)}</span>
      </legend>
      <div className="telling-cells__two">
        {cell("gross")}
        {cell("net")}
      </div>
      <div id={`${pair.idOf("net")}-messages`} aria-live="polite">
        {pair.fault && (
          <p className="telling-fault small">
            <span className="fr-icon-error-fill fr-icon--xs" aria-hidden="true" />
            <span>{pair.fault.message}</span>
          </p>
        )}
        {!disabled && <Proposal pair={pair} rate={rate} />}
      </div>
    </fieldset>
  );
}

/** « Avec une TVA de 5,5 %, ce serait 6 000,00 €. Reprendre » */
function Proposal({ pair, rate }: { pair: Pair; rate: number }) {
  const { proposal } = pair;
  if (proposal === undefined) return null;
  return (
    <p className="small mention">
      {proposalWords(proposal, rate)}{" "}
      <button
        type="button"
        className="text-button"
        onClick={() => {
          pair.take(proposal);
          document.getElementById(pair.idOf("net"))?.focus();
        }}
      >
        Reprendre<span className="fr-sr-only"> {eurosWords(proposal)}</span>
      </button>
    </p>
  );
}
