import { eurosWords, rateWords } from "./amount-words.ts";
import type { AsideAnswer, AsideView, Resolution, ResolutionKind } from "./asides.ts";
import { type AsideReason, type Provider, providers } from "./enums.ts";
import { netOf } from "./money.ts";

/** Questions about what a reading set aside, in words, and the answers it takes (screens §4). Pure. */

/** A record set aside, as far as words go. */
export interface AskedRecord {
  reason: AsideReason;
  level: AsideView["level"];
  provider: Provider;
  count: number;
  /** Cents. */
  amount: number;
  excerpt: AsideView["excerpt"];
}

const atRate: readonly AsideReason[] = [
  "deleted_tier",
  "unknown_category",
  "unknown_vat",
  "missing_category",
  "foreign_vat",
  "imported_without_price",
];
const asItIs: readonly AsideReason[] = ["unpaid_order", "foreign_vat", "foreign_venue", "inconsistent_dates"];
const refunds: readonly AsideReason[] = ["partial_refund", "negative_amount"];

/** Decisions a record takes; what the connectors would not apply is not offered. */
export const acceptedKinds = ({
  reason,
  level,
  provider,
}: Pick<AskedRecord, "reason" | "level" | "provider">): ResolutionKind[] => {
  const isStatement = provider === "SUPERSONIKS" || provider === "SOTICKET";
  const refund = isStatement && refunds.includes(reason);
  const dateless =
    level === "performance" && ["missing_date", "inconsistent_dates", "invalid_record"].includes(reason);
  return [
    ...(atRate.includes(reason) ? (["count_at_rate"] as const) : []),
    ...(asItIs.includes(reason) || refund ? (["count"] as const) : []),
    ...(reason === "unknown_session" ? (["count_for"] as const) : []),
    ...(dateless ? (["date"] as const) : []),
    "ignore",
  ];
};

const text = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;
const many = (count: number, one: string, several = `${one}s`) => `${count} ${count > 1 ? several : one}`;

/** One question, in words: « 8 billets du tarif « Early », 96,00 €. Ce tarif n’existe plus chez HelloAsso. » */
export const questionOf = ({ reason, count, amount, excerpt, provider }: AskedRecord): string => {
  const vendor = providers[provider];
  const category = text(excerpt.category);
  const unitPrice = excerpt.unitPrice;
  const price = typeof unitPrice === "number" ? ` à ${eurosWords(unitPrice)}` : "";
  const of = category ? `, tarif «\u00a0${category}\u00a0»` : "";
  const tickets = `${many(count, "billet")}${price}${of}`;
  const total = count > 1 && amount !== 0 ? ` (${eurosWords(amount)} en tout)` : "";
  const theirs = count > 1 ? "Leur" : "Son";
  const currency = text(excerpt.currency) ?? "une autre monnaie";
  const sentences: Record<AsideReason, string> = {
    deleted_tier: `${tickets}${total}. ${theirs} tarif n’existe plus chez ${vendor}.`,
    unknown_category: `${tickets}${total}. ${theirs} tarif n’existe plus chez ${vendor}.`,
    missing_category: `${many(count, "billet")}${price}${total}, sans tarif chez ${vendor}.`,
    unknown_vat: `${tickets}${total}. ${vendor} ne donne pas ${theirs.toLowerCase()} taux de TVA.`,
    foreign_vat: `${tickets}${total}, avec une TVA étrangère${text(excerpt.country) ? ` (${excerpt.country})` : ""}.`,
    foreign_currency: `${many(count, "billet")} en ${currency}\u00a0: Guichet ne compte que des euros.`,
    foreign_venue: `Ce spectacle a lieu hors de France${text(excerpt.country) ? ` (${excerpt.country})` : ""}, d’après ${vendor}.`,
    unknown_session: `${many(count, "billet")}${total} pour une séance que ${vendor} ne connaît plus.`,
    missing_date: `Une séance sans date chez ${vendor}${count > 0 ? `, avec ${many(count, "billet")}` : ""}.`,
    inconsistent_dates: `Les dates de ${vendor} se contredisent${text(excerpt.title) ? ` pour «\u00a0${excerpt.title}\u00a0»` : ""}.`,
    negative_amount: `${many(count, "billet")} à un montant négatif (${eurosWords(amount)}).`,
    partial_refund: `Un remboursement partiel de ${eurosWords(Math.abs(amount))}${of}.`,
    unpaid_order: `${many(count, "réservation")}${price}${total} non ${count > 1 ? "réglées" : "réglée"}. ${vendor} n’a pas reçu le paiement.`,
    imported_without_price: `${many(count, "billet importé", "billets importés")} sans prix. ${count > 1 ? "Ils ne sont" : "Il n’est"} dans aucun total.`,
    invalid_record: `${many(Math.max(1, count), "donnée")} que Guichet n’a pas su lire chez ${vendor}.`,
  };
  return sentences[reason];
};

/** What figures a decision would change: lines of the performance it counts for. */
export interface KnownLine {
  categoryName: string;
  unitPrice: number | null;
  rate: number;
  gross: number;
}

const signed = (record: AskedRecord): number =>
  record.reason === "unpaid_order" || record.amount >= 0 ? record.count : 0;

/** Entries and gross a decision adds; null when only the next reading can tell. */
export const effectOf = (record: AskedRecord, { kind }: Resolution): AsideAnswer["effect"] => {
  if (kind === "ignore") return { entries: 0, gross: 0 };
  if (kind === "date" || record.level === "series" || record.level === "connection") return null;
  return { entries: signed(record), gross: record.amount };
};

/** The net that `amount` at a rate adds to lines: one rounding per rate, as the totals have it (declarations.md §5.2). */
export const addedNet = (lines: readonly KnownLine[], rate: number, amount: number): number => {
  const gross = lines.reduce((total, line) => total + (line.rate === rate ? line.gross : 0), 0);
  return netOf(gross + amount, rate) - netOf(gross, rate);
};

/** The rate a decision counts at, when it is known beforehand. */
export const rateOfDecision = (
  { excerpt }: AskedRecord,
  decision: Resolution,
  lines: readonly KnownLine[],
): number | undefined => {
  if (decision.kind === "count_at_rate") return decision.rate;
  const proposed = excerpt.proposedRate;
  if (typeof proposed === "number") return proposed;
  const rates = new Set(lines.filter(({ gross }) => gross > 0).map(({ rate }) => rate));
  const [only] = rates;
  return rates.size === 1 ? only : undefined;
};

/** Rates worth proposing: that of a category of the same price, then those of the lines, then what is proposed. */
const likelyRates = ({ excerpt }: AskedRecord, lines: readonly KnownLine[]) => {
  const same = lines.find(
    ({ unitPrice, rate }) =>
      unitPrice !== null && unitPrice === excerpt.unitPrice && (rate > 0 || unitPrice > 0),
  );
  const proposed = excerpt.proposedRate;
  const others = lines
    .filter(({ rate, unitPrice }) => rate > 0 || (unitPrice ?? 0) > 0)
    .map(({ rate }) => rate);
  const all = [...(same ? [same.rate] : []), ...(typeof proposed === "number" ? [proposed] : []), ...others];
  const rates = [...new Set(all)];
  return (rates.length > 0 ? rates : [550]).slice(0, 3).map((rate) => ({
    rate,
    hint: same?.rate === rate ? `même prix que «\u00a0${same.categoryName}\u00a0»` : null,
  }));
};

/** Performances a ticket of an unknown session may be for. */
export interface KnownPerformance {
  externalId: string;
  /** Ready to read: « 28 févr., 16 h 00 ». */
  label: string;
}

/** Answers to choose from, the likeliest first; nothing is decided alone. */
export const answersOf = (
  record: AskedRecord,
  lines: readonly KnownLine[],
  performances: readonly KnownPerformance[],
): AsideAnswer[] => {
  const kinds = acceptedKinds(record);
  const count =
    record.count > 1 ? "Les compter" : record.reason === "unpaid_order" ? "La compter" : "Le compter";
  const answer = (resolution: Resolution, label: string, hint: string | null = null): AsideAnswer => ({
    resolution,
    label,
    hint,
    effect: effectOf(record, resolution),
  });
  const counted: Partial<Record<AsideReason, [label: string, hint: string | null]>> = {
    unpaid_order: [
      `${count}\u00a0: ${record.count > 1 ? "elles ont été réglées" : "elle a été réglée"} à l’entrée`,
      null,
    ],
    foreign_venue: ["Compter ce spectacle", "s’il a bien lieu en France"],
    inconsistent_dates: ["Garder les dates lues", null],
    partial_refund: ["Retirer ce remboursement de la recette", null],
    negative_amount: ["Retirer ce montant de la recette", null],
  };
  const answers = kinds.flatMap((kind): AsideAnswer[] => {
    if (kind === "count_at_rate")
      return likelyRates(record, lines).map(({ rate, hint }) =>
        answer({ kind, rate }, `${count}, TVA ${rateWords(rate)}`, hint),
      );
    if (kind === "count") {
      const [label, hint] = counted[record.reason] ?? [`${count} ainsi`, null];
      return [answer({ kind }, label, hint)];
    }
    if (kind === "count_for")
      return performances.map(({ externalId, label }) =>
        answer({ kind, performanceExternalId: externalId }, `${count} pour la séance du ${label}`),
      );
    return [];
  });
  const later = record.reason === "unpaid_order" ? "si elle est payée un jour, elle comptera seule" : null;
  const refused = answer({ kind: "ignore" }, ignoreWords(record), later);
  // What was not paid is most likely not to be counted.
  return record.reason === "unpaid_order" ? [refused, ...answers] : [...answers, refused];
};

const ignoreWords = ({ reason, count, level }: AskedRecord): string => {
  if (refunds.includes(reason)) return "Ne pas en tenir compte";
  if (level === "series" || level === "performance") return "Laisser de côté";
  return `Ne pas ${count > 1 ? "les" : reason === "unpaid_order" ? "la" : "le"} compter`;
};

/** A decision, as the journal keeps it. */
export const decisionWords = (decision: Resolution | null): string => {
  if (decision === null) return "À décider";
  if (decision.kind === "count_at_rate") return `Compter, TVA ${rateWords(decision.rate)}`;
  if (decision.kind === "date") return "Dater";
  if (decision.kind === "count_for") return "Compter pour une séance";
  return decision.kind === "count" ? "Compter" : "Ne pas compter";
};
