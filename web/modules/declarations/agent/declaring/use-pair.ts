import { useState } from "react";
import { amountWords, typedAmount } from "../../../../../shared/declarations/amount-words.ts";
import type { TaxedAmount } from "../../../../../shared/declarations/show.ts";
import { type FormPath, valueAt, withValueAt } from "./merge-forms.ts";
import { type PairText, proposedNet, readPair } from "./pair-words.ts";
import type { FormState } from "./use-declaration-form.ts";

/**
 * An amount in two fields. What is typed becomes the form's value as soon as both halves hold together; until then it
 * stays as text, and the form keeps the last value that was right. `path`: of the amount in the form.
 */
export const usePair = (state: FormState, path: FormPath, rate: number) => {
  const stored = valueAt(state.form, path) as TaxedAmount | null | undefined;
  const at = (half: keyof PairText) => `form.${path}.${half}`;
  const shown = (half: keyof PairText) => state.texts[at(half)] ?? (stored ? amountWords(stored[half]) : "");
  const text: PairText = { gross: shown("gross"), net: shown("net") };
  const isPending = state.texts[at("gross")] !== undefined || state.texts[at("net")] !== undefined;
  const read = readPair(text, rate);
  const [left, setLeft] = useState(isPending);
  const refused = state.faults[at("gross")] ?? state.faults[at("net")];
  const fault = read.ok
    ? refused
      ? { at: state.faults[at("gross")] ? ("gross" as const) : ("net" as const), message: refused }
      : undefined
    : left
      ? read.fault
      : undefined;
  const proposal =
    fault?.at === "net" || (text.net.trim() === "" && text.gross.trim() !== "")
      ? proposedNet(text, rate)
      : undefined;
  return {
    text,
    fault,
    /** A net to take instead, cents. */
    proposal,
    idOf: (half: keyof PairText) => `champ-${at(half)}`,
    write: (half: keyof PairText, typed: string) => {
      const next = { ...text, [half]: typed };
      const now = readPair(next, rate);
      state.type(
        { [at("gross")]: next.gross, [at("net")]: next.net },
        now.ok ? withValueAt(state.form, path, now.amount) : state.form,
      );
    },
    /** The field is left; `whole`: the other half too. A value that is right is written as the house writes it. */
    leave: (whole: boolean) => {
      if (!isPending) return;
      if (read.ok) state.type({ [at("gross")]: undefined, [at("net")]: undefined });
      setLeft(whole || (text.gross.trim() !== "" && text.net.trim() !== ""));
    },
    take: (net: number) =>
      state.type(
        { [at("gross")]: undefined, [at("net")]: undefined },
        withValueAt(state.form, path, { gross: typedAmount(text.gross) ?? 0, net, vat: rate }),
      ),
  };
};
export type Pair = ReturnType<typeof usePair>;
