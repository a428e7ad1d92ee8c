import { eurosWords, rateWords, typedAmount } from "../../../../../shared/declarations/amount-words.ts";
import { faultOfPair, type PairFault } from "../../../../../shared/declarations/amounts.ts";
import { netOf } from "../../../../../shared/declarations/money.ts";
import type { TaxedAmount } from "../../../../../shared/declarations/show.ts";

/** An amount with and without tax as it stands in two fields. */
export interface PairText {
  gross: string;
  net: string;
}

/** Two fields read: an amount, nothing, or what is wrong and in which field. */
export type PairRead = { ok: true; amount: TaxedAmount | null } | { ok: false; fault: PairFault };

const amountOf = (text: string): number | null | undefined => (text.trim() === "" ? null : typedAmount(text));

/** Reads both fields; what they may hold together is the pair rule's. */
export const readPair = (text: PairText, vat: number | null): PairRead => {
  const [gross, net] = [amountOf(text.gross), amountOf(text.net)];
  if (gross === undefined || net === undefined)
    return {
      ok: false,
      fault: {
        at: gross === undefined ? "gross" : "net",
        message: "Écrivez un montant, par exemple 120,00.",
      },
    };
  const fault = faultOfPair({ gross, net });
  if (fault) return { ok: false, fault };
  return { ok: true, amount: gross === null || net === null ? null : { gross, net, vat } };
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
