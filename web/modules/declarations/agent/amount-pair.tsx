import { amountWords, eurosWords } from "../../../../shared/declarations/amount-words.ts";
import type { PairFault } from "../../../../shared/declarations/amounts.ts";
import type { TaxedAmount } from "../../../../shared/declarations/show.ts";
import { Input } from "../../../ui/input.tsx";
import { type PairText, proposalWords, proposedNet } from "./declaring/pair-words.ts";

/** An amount as it stands in two fields. */
export const pairText = (amount: TaxedAmount | null): PairText =>
  amount ? { gross: amountWords(amount.gross), net: amountWords(amount.net) } : { gross: "", net: "" };

/** An amount with and without tax; the net that the rate gives is proposed, never written by itself. */
export function AmountPair({
  label,
  hint,
  quiet = false,
  rate,
  value,
  onChange,
  fault,
}: {
  label: string;
  hint?: string;
  /** Its label stands beside it already. */
  quiet?: boolean;
  /** Basis points. */
  rate: number;
  value: PairText;
  onChange: (value: PairText) => void;
  fault: PairFault | undefined;
}) {
  const proposal = value.net.trim() === "" || fault?.at === "net" ? proposedNet(value, rate) : undefined;
  return (
    <fieldset className="amount-pair">
      <legend className={quiet ? "fr-sr-only" : "amount-pair__legend"}>
        {label}
        {hint && <span className="small mention second-line">{hint}</span>}
      </legend>
      <Input
        label="TTC"
        inputMode="decimal"
        autoComplete="off"
        value={value.gross}
        onChange={(gross) => onChange({ ...value, gross })}
        error={fault?.at === "gross" ? fault.message : undefined}
      />
      <Input
        label="HT"
        inputMode="decimal"
        autoComplete="off"
        value={value.net}
        onChange={(net) => onChange({ ...value, net })}
        error={fault?.at === "net" ? fault.message : undefined}
        suggestion={
          proposal !== undefined && (
            <p className="small mention">
              {proposalWords(proposal, rate)}{" "}
              <button
                type="button"
                className="text-button"
                onClick={() => onChange({ ...value, net: amountWords(proposal) })}
              >
                Reprendre<span className="fr-sr-only"> {eurosWords(proposal)}</span>
              </button>
            </p>
          )
        }
      />
    </fieldset>
  );
}
