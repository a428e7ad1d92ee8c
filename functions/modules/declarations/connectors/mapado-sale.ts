/** What Mapado's tickets alike are worth on their date, or the question they raise (declarations.md §10.3). */
import type { AsideReason } from "../../../../shared/declarations/enums.ts";
import type { Resolution } from "./contract.ts";
import { centsOf, taxRateOf } from "./gathering.ts";
import type { Page, Price } from "./mapado-pages.ts";

/** Countries whose money and taxes are ours; Mapado also writes « CORSE ». */
const ourCountries = new Set([
  ...["FR", "CORSE"],
  ...["GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC"],
]);
export const isOurs = (country: string | null): boolean =>
  !country || ourCountries.has(country.toUpperCase());
export const isEuro = (currency: string | null): boolean => !currency || currency.toUpperCase() === "EUR";

/** Tickets alike, each counted once. */
export interface Tickets {
  state: "payed" | "unreadable";
  date: string | null;
  price: string | null;
  cents: number | null;
  imported: boolean;
  count: number;
}

/** Tickets alike with how many, each counted once: the last page that tells of a ticket is right. */
export const distinctTickets = (pages: readonly Page[]): { tickets: Tickets[]; missing: number } => {
  const groups = new Map<string, Tickets>();
  const last = new Map<number | string, Tickets | null>();
  let unnamed = 0;
  // Tickets sold while pages were read are for the next synchronisation.
  let total = Number.POSITIVE_INFINITY;
  for (const page of pages) {
    if (page.kind !== "tickets") continue;
    total = Math.min(total, page.total ?? 0);
    for (const { ids, unnamed: nameless, state, ...alike } of page.alike) {
      const key = JSON.stringify([state, alike.date, alike.price, alike.cents, alike.imported]);
      const group = state === "other" ? null : (groups.get(key) ?? { ...alike, state, count: 0 });
      if (group) {
        groups.set(key, group);
        group.count += nameless;
      }
      unnamed += nameless;
      for (const id of ids) last.set(id, group);
    }
  }
  for (const group of last.values()) if (group) group.count += 1;
  return {
    tickets: [...groups.values()].filter(({ count: many }) => many > 0),
    missing: Number.isFinite(total) ? Math.max(0, total - last.size - unnamed) : 0,
  };
};

/** The category of a line, at a price or without any. */
export const categoryOf = (id: string, price: Price | undefined) => ({
  categoryId: id,
  categoryName: price?.name ?? (id === "-" ? "Sans tarif" : `Tarif ${id}`),
  unitPrice: facialOf(price) ?? null,
  channel: price?.type === "reseller" ? ("external" as const) : ("internal" as const),
});
const facialOf = (price: Price | undefined): number | undefined => {
  const cents = centsOf(price?.facialValue);
  return cents !== undefined && cents >= 0 ? cents : undefined;
};

/** A date as far as its prices go. */
interface PricedDate {
  id: string;
  prices: ReadonlyMap<string, Price>;
}

export interface Sale {
  price: Price | undefined;
  /** Cents; undefined when neither ticket nor price says. */
  gross: number | undefined;
  rate: number | undefined;
  reason: AsideReason | undefined;
}

/** What tickets are worth on a date; its prices are its own. */
export const saleOf = (ticket: Tickets, date: PricedDate, dates: ReadonlyMap<string, PricedDate>): Sale => {
  const price = priceFor(ticket, date, dates);
  const cents = ticket.cents !== null && ticket.cents >= 0 ? ticket.cents : facialOf(price);
  // A ticket without price that is worth nothing has a value all the same: none.
  const gross = cents ?? (price || (ticket.cents ?? 0) < 0 ? undefined : 0);
  const rate = taxRateOf(price?.rate);
  return { price, gross, rate, reason: reasonOf(ticket, { price, gross, rate }) };
};

/** The price of the ticket's own date; tickets somebody moved to a date keep the price of the one they come from. */
const priceFor = (
  ticket: Tickets,
  date: PricedDate,
  dates: ReadonlyMap<string, PricedDate>,
): Price | undefined => {
  if (ticket.price === null) return undefined;
  const own = date.prices.get(ticket.price);
  if (own || ticket.date === date.id) return own;
  for (const { prices } of dates.values()) {
    const price = prices.get(ticket.price);
    if (price) return price;
  }
  return undefined;
};

const reasonOf = (ticket: Tickets, { price, gross, rate }: Omit<Sale, "reason">): AsideReason | undefined => {
  if (ticket.price === null) return ticket.imported ? "imported_without_price" : "missing_category";
  if (!price) return "unknown_category";
  if (!isEuro(price.currency)) return "foreign_currency";
  if (!isOurs(price.countryCode)) return "foreign_vat";
  if (gross === undefined) return ticket.cents === null ? "invalid_record" : "negative_amount";
  if (gross > 0 && rate === undefined) return "unknown_vat";
  return undefined;
};

export const amountOf = ({ gross = 0 }: Sale, ticket: Tickets): number => ticket.count * gross;

/** Rate that is counted at: the price's own, or what somebody decided; undefined when it is still a question. */
export const rateFor = (
  { gross, rate, reason }: Sale,
  decision: Resolution | undefined,
): number | undefined => {
  const own = rate ?? (gross === 0 ? 0 : undefined);
  if (!reason) return own;
  if (reason === "foreign_currency") return undefined;
  if (decision?.kind === "count_at_rate") return decision.rate;
  return decision?.kind === "count" ? own : undefined;
};
