import { eurosWords } from "./amount-words.ts";
import { netOf } from "./money.ts";
import type { TaxedAmount } from "./show.ts";

/** An amount as it is typed: either half may not be written yet. Cents. */
export interface TypedPair {
  gross: number | null;
  net: number | null;
}

/** What is wrong with an amount with and without tax: which half, and a sentence for the person. */
export interface PairFault {
  at: "gross" | "net";
  message: string;
}

/**
 * The pair rule (declarations.md §4.5): both empty or both written, neither negative, net never above gross, and none is
 * zero alone. Equal is right: some amounts bear no tax.
 */
export const faultOfPair = ({ gross, net }: TypedPair): PairFault | undefined => {
  if (gross === null && net === null) return undefined;
  if (gross === null) return { at: "gross", message: "Il manque le TTC." };
  if (net === null) return { at: "net", message: "Il manque le HT." };
  if (gross < 0) return { at: "gross", message: "Le TTC ne peut pas être négatif." };
  if (net < 0) return { at: "net", message: "Le HT ne peut pas être négatif." };
  if (net > 0 && gross === 0) return { at: "gross", message: "Le HT est rempli, le TTC vaut 0." };
  if (gross > 0 && net === 0) return { at: "net", message: "Le TTC est rempli, le HT vaut 0." };
  if (net > gross)
    return { at: "net", message: `Le HT (${eurosWords(net)}) dépasse le TTC (${eurosWords(gross)}).` };
  return undefined;
};

/**
 * Whether a net is another than its rate gives, by more than a cent per line: somebody chose it, and the screen says so
 * (« personnalisé »). Never an error.
 */
export const isOwnNet = ({ gross, net, vat }: TaxedAmount, lines = 1): boolean =>
  vat !== null && Math.abs(net - netOf(gross, vat)) > lines;

/** A show's amounts that have to agree; null = not given. */
export interface ExpenseTotals {
  expenses: TypedPair | null;
  introductionFees: TypedPair | null;
  circusExpenses: TypedPair | null;
}

/**
 * Total expenses hold introduction fees and circus expenses, with tax and without, each by itself (declarations.md
 * §4.5). Undefined where it holds, or where the total is not given yet.
 */
export const faultOfExpenses = ({
  expenses,
  introductionFees,
  circusExpenses,
}: ExpenseTotals): PairFault | undefined => {
  if (!expenses) return undefined;
  for (const [at, words] of [
    ["net", "HT"],
    ["gross", "TTC"],
  ] as const) {
    const held = (introductionFees?.[at] ?? 0) + (circusExpenses?.[at] ?? 0);
    const total = expenses[at];
    if (total !== null && total < held)
      return { at, message: `Les frais d’approche et de cirque dépassent le total des dépenses ${words}.` };
  }
  return undefined;
};
