import { eurosWords, rateWords, typedAmount } from "../../../../../shared/declarations/amount-words.ts";
import { netOf } from "../../../../../shared/declarations/money.ts";
import type { TaxedAmount } from "../../../../../shared/declarations/show.ts";

/** An amount with and without tax as it stands in two fields. */
export interface PairText {
  gross: string;
  net: string;
}

/** Two fields read: an amount, nothing, or what is wrong and in which field. */
export type PairRead =
  | { ok: true; amount: TaxedAmount | null }
  | { ok: false; at: keyof PairText; message: string };

const bad = (at: keyof PairText, message: string): PairRead => ({ ok: false, at, message });
const example = "Écrivez un montant, par exemple 120,00.";

const amountOf = (text: string): number | null | undefined => (text.trim() === "" ? null : typedAmount(text));

/** Both or neither, and a net that is not above the gross (declarations.md §4.5, hard case 1). */
export const readPair = (text: PairText, vat: number | null): PairRead => {
  const [gross, net] = [amountOf(text.gross), amountOf(text.net)];
  if (gross === undefined || (gross ?? 0) < 0) return bad("gross", example);
  if (net === undefined || (net ?? 0) < 0) return bad("net", example);
  if (gross === null && net === null) return { ok: true, amount: null };
  if (gross === null) return bad("gross", "Il manque le TTC.");
  if (net === null) return bad("net", "Il manque le HT.");
  if (net > 0 && gross === 0) return bad("net", "Le HT est rempli, le TTC vaut 0.");
  if (gross > 0 && net === 0) return bad("net", "Le TTC est rempli, le HT vaut 0.");
  if (net > gross) return bad("net", `Le HT (${eurosWords(net)}) dépasse le TTC (${eurosWords(gross)}).`);
  return { ok: true, amount: { gross, net, vat } };
};

/** The net that the gross and a rate would give, when it says something else than what is written. */
export const proposedNet = (text: PairText, rate: number): number | undefined => {
  const gross = amountOf(text.gross);
  if (!gross || gross < 0) return undefined;
  const net = netOf(gross, rate);
  return amountOf(text.net) === net ? undefined : net;
};

/** « Avec une TVA de 5,5 %, ce serait 6 000,00 €. » */
export const proposalWords = (net: number, rate: number): string =>
  `Avec une TVA de ${rateWords(rate)}, ce serait ${eurosWords(net)}.`;
