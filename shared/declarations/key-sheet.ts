import { amountWords, countWords, rateWords, rawAmount, wholeEuros } from "./amount-words.ts";
import type { DeclarationForm, DeclaredPerformance } from "./declaration.ts";
import type { KeySheet } from "./declaring.ts";
import type { Body } from "./enums.ts";
import { ticketsByRate, totalsOf } from "./freeze.ts";

/** Where figures are typed, for bodies without a way in (declarations.md §6.3). */
export const portals = {
  ASTP: "https://dectanet.astp.asso.fr/mon-espace-declarant/declarer-mes-recettes",
  CNM: "https://monespacepro.cnm.fr/taxe/declarations",
  SIBIL:
    "https://www.culture.gouv.fr/Thematiques/theatre-spectacles/pour-les-professionnels/Sibil-Systeme-d-information-billetterie",
} as const;
export type PortalBody = keyof typeof portals;
export const isPortalBody = (body: Body): body is PortalBody => Object.hasOwn(portals, body);

/** Quotient of two whole numbers, halves up; null when there is nothing to divide by. */
const share = (whole: number, parts: number): number | null =>
  parts === 0 ? null : Math.floor((2 * whole + parts) / (2 * parts));

/** The tax on shows: 3.5 % of its net base, halves up. An estimate (declarations.md §5.8). */
export const estimatedTax = (netBase: number): number => Math.floor((netBase * 350 * 2 + 10_000) / 20_000);

/** Figures to type into a portal; a free show is taxed on the price of its sale of rights. */
export const keySheet = (
  body: PortalBody,
  form: Pick<DeclarationForm, "cessionPrice">,
  performances: readonly DeclaredPerformance[],
  period: string,
): KeySheet => {
  const totals = totalsOf(performances);
  const rates = ticketsByRate(performances).map(({ vat }) => vat);
  const isFree = totals.gross === 0;
  const base = isFree ? (form.cessionPrice ?? 0) : totals.net;
  const entries = totals.paid + totals.free;
  const amount = (key: string, label: string, cents: number, note: string | null = null) => ({
    ...{ key, label, value: amountWords(cents), copy: rawAmount(cents), whole: wholeEuros(cents), note },
  });
  // A price is typed with its cents.
  const price = (key: string, label: string, cents: number, note: string) => ({
    ...amount(key, label, cents, note),
    whole: null,
  });
  const count = (key: string, label: string, value: number, note: string | null = null) => ({
    ...{ key, label, value: countWords(value), copy: String(value), whole: null, note },
  });
  const [averageOfAll, averageOfPaid] = [share(totals.gross, entries), share(totals.gross, totals.paid)];
  const figures = [
    amount("net", "Recette HT", totals.net),
    amount("gross", "Recette TTC", totals.gross),
    amount(
      "vat",
      "Montant de TVA",
      totals.gross - totals.net,
      rates.length === 0 ? null : rates.map((rate) => `taux ${rateWords(rate)}`).join(", "),
    ),
    count("paid", "Billets vendus", totals.paid),
    count("free", "Billets gratuits", totals.free),
    count("entries", "Total des entrées", entries),
    count("performances", "Représentations", performances.length, period),
    ...(averageOfAll === null ? [] : [price("average", "Prix moyen TTC", averageOfAll, "gratuits compris")]),
    ...(averageOfPaid === null || totals.free === 0
      ? []
      : [price("averagePaid", "Prix moyen TTC des payants", averageOfPaid, "gratuits exclus")]),
    ...(isFree && form.cessionPrice !== null
      ? [amount("cession", "Prix de cession HT", form.cessionPrice, "spectacle gratuit")]
      : []),
    ...(body === "SIBIL"
      ? []
      : [
          amount(
            "tax",
            "Taxe estimée",
            estimatedTax(base),
            isFree ? "3,5 % du prix de cession, à vérifier" : "3,5 % du HT, à vérifier",
          ),
        ]),
  ];
  return {
    ...{ body, portal: portals[body], figures },
    table: figures.map(({ label, copy }) => `${label}\t${copy}`).join("\n"),
  };
};
