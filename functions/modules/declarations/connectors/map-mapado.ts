import type { AsideReason } from "../../../../shared/declarations/enums.ts";
import type { AsideRecord, Json, Mapped, Resolution, Resolved } from "./contract.ts";
import { asideBook, centsOf, lineBook, taxRateOf } from "./gathering.ts";
import { type EventDate, Page, type Price } from "./mapado-pages.ts";
import { endAfter, instantOf } from "./vendor-record.ts";

/**
 * The show of a Mapado ticketing: one performance per date, each with its own prices and rates (declarations.md §10.3).
 * A foreign currency is never counted, whatever is decided: cents of it are no cents of ours.
 */
export const mapMapado = (seriesId: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const read = pages.map((page) => Page.parse(page));
  const first = read.find((page) => page.kind === "ticketing");
  if (!first?.ticketing) return { shows: [], aside: [lostSeries(seriesId)] };
  const { ticketing } = first;
  if (ticketing.type !== "dated_events") return { shows: [], aside: [] };

  const { tickets, missing } = distinctTickets(read);
  const refusal = refusedSeries(seriesId, ticketing, tickets, resolved);
  if (refusal) return { shows: [], aside: refusal === "ignored" ? [] : [refusal] };

  const aside = asideBook();
  const lines = lineBook();
  const dates = new Map(ticketing.dates.map((date) => [date.id, datedBy(date, resolved)]));
  for (const date of dates.values()) {
    if (date.startAt) for (const price of date.prices.values()) listPrice(lines, date.id, price);
    else if (!date.ignored) aside.add(date.aside);
  }
  for (const ticket of tickets) {
    const place = placeOf(seriesId, ticket, dates, resolved);
    if (place.kind === "aside") aside.add(place.record);
    if (place.kind !== "date") continue;
    const { date } = place;
    const sale = saleOf(ticket, date, dates);
    if (!date.startAt) {
      if (!date.ignored) aside.add({ ...date.aside, count: ticket.count, amount: amountOf(sale, ticket) });
      continue;
    }
    count(ticket, date, sale, resolved, lines, aside);
  }
  if (missing > 0) aside.add(incomplete(seriesId, missing));
  const { unreadableDates } = ticketing;
  if (unreadableDates > 0)
    aside.add(record("performance", `${seriesId}/-`, "invalid_record", { count: unreadableDates }));

  const performances = [...dates.values()].flatMap(({ id, startAt, endAt }) =>
    startAt
      ? [
          {
            externalId: id,
            startAt,
            endAt,
            cancelled: false,
            capacity: null,
            warnings: [],
            lines: lines.of(id),
          },
        ]
      : [],
  );
  const show = { externalId: seriesId, name: ticketing.title ?? "Sans titre", performances };
  return { shows: performances.length > 0 ? [show] : [], aside: aside.all() };
};

/** Countries whose money and taxes are ours; Mapado also writes « CORSE ». */
const ourCountries = new Set([
  ...["FR", "CORSE"],
  ...["GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "WF", "PF", "NC"],
]);
const isOurs = (country: string | null): boolean => !country || ourCountries.has(country.toUpperCase());
const isEuro = (currency: string | null): boolean => !currency || currency.toUpperCase() === "EUR";

const record = (
  level: AsideRecord["level"],
  externalId: string,
  reason: AsideReason,
  more: Partial<AsideRecord> = {},
): AsideRecord => ({
  level,
  externalId,
  reason,
  performanceExternalId: null,
  count: 0,
  amount: 0,
  excerpt: {},
  ...more,
});

const lostSeries = (seriesId: string) => record("series", seriesId, "invalid_record", { count: 1 });
/** Tickets that were announced and never came, whatever was read again: the figures would lack them. */
const incomplete = (seriesId: string, missing: number) =>
  record("series", seriesId, "invalid_record", { count: missing, excerpt: { missingTickets: missing } });

interface Tickets {
  state: "payed" | "unreadable";
  date: string | null;
  price: string | null;
  cents: number | null;
  imported: boolean;
  count: number;
}

/** Tickets alike with how many, each counted once: the last page that tells of a ticket is right. */
const distinctTickets = (pages: readonly Page[]): { tickets: Tickets[]; missing: number } => {
  const groups = new Map<string, Tickets>();
  const last = new Map<number | string, Tickets | null>();
  let unnamed = 0;
  let total = 0;
  for (const page of pages) {
    if (page.kind !== "tickets") continue;
    total = page.total ?? 0;
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
    missing: Math.max(0, total - last.size - unnamed),
  };
};

const refusedSeries = (
  seriesId: string,
  {
    currency,
    countryCode,
    title,
  }: { currency: string | null; countryCode: string | null; title: string | null },
  tickets: readonly Tickets[],
  resolved: Resolved,
): AsideRecord | "ignored" | undefined => {
  const reason = !isEuro(currency) ? "foreign_currency" : !isOurs(countryCode) ? "foreign_venue" : undefined;
  if (!reason) return undefined;
  const decision = resolved({ level: "series", externalId: seriesId, reason })?.kind;
  if (decision === "ignore") return "ignored";
  if (decision === "count" && reason === "foreign_venue") return undefined;
  return record("series", seriesId, reason, {
    count: tickets.reduce((sum, ticket) => sum + ticket.count, 0),
    amount: tickets.reduce((sum, ticket) => sum + ticket.count * Math.max(0, ticket.cents ?? 0), 0),
    excerpt: { title, currency, country: countryCode },
  });
};

interface Dated {
  id: string;
  startAt: string | null;
  endAt: string | null;
  prices: ReadonlyMap<string, Price>;
  /** What is said of it while it has no start. */
  aside: AsideRecord;
  ignored: boolean;
}

/** When a date is: what it says, else what somebody decided. */
const datedBy = (date: EventDate, resolved: Resolved): Dated => {
  const said = date.startDate ?? date.startOfEventDay;
  const aside = record("performance", date.id, said ? "invalid_record" : "missing_date", {
    performanceExternalId: date.id,
    excerpt: { start: said, end: date.endDate },
  });
  const prices = new Map(date.prices.map((price) => [price.id, price]));
  const own = { id: date.id, prices, aside, ignored: false };
  const startAt = instantOf(said);
  if (startAt) return { ...own, startAt, endAt: endAfter(startAt, date.endDate) };
  const decision = resolved(aside);
  if (decision?.kind === "date") return { ...own, startAt: decision.startAt, endAt: decision.endAt };
  return { ...own, startAt: null, endAt: null, ignored: decision?.kind === "ignore" };
};

const categoryOf = (id: string, price: Price | undefined) => ({
  categoryId: id,
  categoryName: price?.name ?? (id === "-" ? "Sans tarif" : `Tarif ${id}`),
  unitPrice: facialOf(price) ?? null,
  channel: price?.type === "reseller" ? ("external" as const) : ("internal" as const),
});
const facialOf = (price: Price | undefined): number | undefined => {
  const cents = centsOf(price?.facialValue);
  return cents !== undefined && cents >= 0 ? cents : undefined;
};

/** Prices nobody bought are lines of nothing: they say the rate of a date without tickets (§5.3). */
const listPrice = (lines: ReturnType<typeof lineBook>, dateId: string, price: Price): void => {
  const rate = taxRateOf(price.rate);
  if (rate !== undefined && isEuro(price.currency) && isOurs(price.countryCode))
    lines.add(dateId, { ...categoryOf(price.id, price), rate }, 0, 0);
};

type Place = { kind: "date"; date: Dated } | { kind: "aside"; record: AsideRecord } | { kind: "ignored" };

/** The date tickets are for; an unknown one is asked about, once for all its tickets. */
const placeOf = (
  seriesId: string,
  ticket: Tickets,
  dates: ReadonlyMap<string, Dated>,
  resolved: Resolved,
): Place => {
  const unreadable = ticket.state === "unreadable";
  const known = ticket.date === null ? undefined : dates.get(ticket.date);
  if (known && !unreadable) return { kind: "date", date: known };
  const aside = record(
    "ticket",
    `${seriesId}/${ticket.date ?? "-"}`,
    unreadable ? "invalid_record" : "unknown_session",
    {
      count: ticket.count,
      amount: ticket.count * Math.max(0, ticket.cents ?? 0),
      excerpt: { session: ticket.date, category: ticket.price },
    },
  );
  const decision = resolved(aside);
  if (decision?.kind === "ignore") return { kind: "ignored" };
  const chosen =
    decision?.kind === "count_for" && !unreadable ? dates.get(decision.performanceExternalId) : undefined;
  return chosen ? { kind: "date", date: chosen } : { kind: "aside", record: aside };
};

interface Sale {
  price: Price | undefined;
  /** Cents; undefined when neither ticket nor price says. */
  gross: number | undefined;
  rate: number | undefined;
  reason: AsideReason | undefined;
}

const saleOf = (ticket: Tickets, date: Dated, dates: ReadonlyMap<string, Dated>): Sale => {
  const price = priceFor(ticket, date, dates);
  const cents = ticket.cents !== null && ticket.cents >= 0 ? ticket.cents : facialOf(price);
  // A ticket without price that is worth nothing has a value all the same: none.
  const gross = cents ?? (price || (ticket.cents ?? 0) < 0 ? undefined : 0);
  const rate = taxRateOf(price?.rate);
  return { price, gross, rate, reason: reasonOf(ticket, { price, gross, rate }) };
};

/** The price of the ticket's own date; tickets somebody moved to a date keep the price of the one they come from. */
const priceFor = (ticket: Tickets, date: Dated, dates: ReadonlyMap<string, Dated>): Price | undefined => {
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

const amountOf = ({ gross = 0 }: Sale, ticket: Tickets): number => ticket.count * gross;

/** Rate that is counted at: the price's own, or what somebody decided; undefined when it is still a question. */
const rateFor = ({ gross, rate, reason }: Sale, decision: Resolution | undefined): number | undefined => {
  const own = rate ?? (gross === 0 ? 0 : undefined);
  if (!reason) return own;
  if (reason === "foreign_currency") return undefined;
  if (decision?.kind === "count_at_rate") return decision.rate;
  return decision?.kind === "count" ? own : undefined;
};

const count = (
  ticket: Tickets,
  date: Dated,
  sale: Sale,
  resolved: Resolved,
  lines: ReturnType<typeof lineBook>,
  aside: ReturnType<typeof asideBook>,
): void => {
  const id = ticket.price ?? "-";
  const { price, gross, reason } = sale;
  const about = reason && {
    level: "ticket" as const,
    externalId: `${date.id}/${id}`,
    reason,
  };
  const decision = about && resolved(about);
  if (decision?.kind === "ignore") return;
  const rate = rateFor(sale, decision);
  if (gross !== undefined && rate !== undefined)
    return lines.add(date.id, { ...categoryOf(id, price), rate }, ticket.count, gross);
  if (!about) return;
  aside.add({
    ...about,
    performanceExternalId: date.id,
    count: ticket.count,
    amount: amountOf(sale, ticket),
    excerpt: {
      category: price?.name ?? ticket.price,
      unitPrice: gross ?? ticket.cents,
      start: date.startAt,
      currency: price?.currency ?? null,
      country: price?.countryCode ?? null,
      rate: price?.rate ?? null,
    },
  });
};
