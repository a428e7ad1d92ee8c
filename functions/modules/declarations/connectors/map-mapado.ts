import type { AsideRecord, Json, Mapped, Resolved } from "./contract.ts";
import { asideBook, asideRecord, lineBook, taxRateOf } from "./gathering.ts";
import { type EventDate, Page, type Price } from "./mapado-pages.ts";
import {
  amountOf,
  categoryOf,
  distinctTickets,
  isEuro,
  isOurs,
  rateFor,
  type Sale,
  saleOf,
  type Tickets,
} from "./mapado-sale.ts";
import { endAfter, instantOf } from "./vendor-record.ts";

/**
 * The show of a Mapado ticketing: one performance per date, each with its own prices and rates (declarations.md §10.3).
 * A foreign currency is never counted, whatever is decided: cents of it are no cents of ours.
 */
export const mapMapado = (seriesId: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const { shows, aside } = mapped(seriesId, pages, resolved);
  return { shows, aside: aside.filter((one) => resolved(one)?.kind !== "ignore") };
};

const mapped = (seriesId: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const read = pages.map((page) => Page.parse(page));
  const first = read.find((page) => page.kind === "ticketing");
  if (!first?.ticketing) return { shows: [], aside: [lostSeries(seriesId)] };
  const { ticketing } = first;
  if (ticketing.type !== "dated_events") return { shows: [], aside: [] };

  const { tickets, missing } = distinctTickets(read);
  const refusal = refusedSeries(seriesId, ticketing, tickets, resolved);
  if (refusal) return { shows: [], aside: [refusal] };

  const aside = asideBook();
  const lines = lineBook();
  const dates = new Map(ticketing.dates.map((date) => [date.id, datedBy(date, resolved)]));
  for (const date of dates.values()) {
    if (date.startAt) for (const price of date.prices.values()) listPrice(lines, date.id, price);
    else aside.add(date.aside);
  }
  for (const ticket of tickets) {
    const date = dateFor(seriesId, ticket, dates, resolved);
    if ("reason" in date) {
      aside.add(date);
      continue;
    }
    const sale = saleOf(ticket, date, dates);
    if (!date.startAt) {
      aside.add({ ...date.aside, count: ticket.count, amount: amountOf(sale, ticket) });
      continue;
    }
    count(ticket, date, sale, resolved, lines, aside);
  }
  if (missing > 0) aside.add(incomplete(seriesId, missing));
  const { unreadableDates } = ticketing;
  if (unreadableDates > 0)
    aside.add(asideRecord("performance", `${seriesId}/-`, "invalid_record", { count: unreadableDates }));

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

const lostSeries = (seriesId: string) => asideRecord("series", seriesId, "invalid_record", { count: 1 });
/** Tickets that were announced and never came, whatever was read again: the figures would lack them. */
const incomplete = (seriesId: string, missing: number) =>
  asideRecord("series", seriesId, "invalid_record", { count: missing, excerpt: { missingTickets: missing } });

const refusedSeries = (
  seriesId: string,
  {
    currency,
    countryCode,
    title,
  }: { currency: string | null; countryCode: string | null; title: string | null },
  tickets: readonly Tickets[],
  resolved: Resolved,
): AsideRecord | undefined => {
  const reason = !isEuro(currency) ? "foreign_currency" : !isOurs(countryCode) ? "foreign_venue" : undefined;
  if (!reason) return undefined;
  const decision = resolved({ level: "series", externalId: seriesId, reason });
  if (decision?.kind === "count" && reason === "foreign_venue") return undefined;
  return asideRecord("series", seriesId, reason, {
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
}

/** When a date is: what it says, else what somebody decided. */
const datedBy = (date: EventDate, resolved: Resolved): Dated => {
  const said = date.startDate ?? date.startOfEventDay;
  const aside = asideRecord("performance", date.id, said ? "invalid_record" : "missing_date", {
    performanceExternalId: date.id,
    excerpt: { start: said, end: date.endDate },
  });
  const prices = new Map(date.prices.map((price) => [price.id, price]));
  const own = { id: date.id, prices, aside };
  const startAt = instantOf(said);
  if (startAt) return { ...own, startAt, endAt: endAfter(startAt, date.endDate) };
  const decision = resolved(aside);
  if (decision?.kind === "date") return { ...own, startAt: decision.startAt, endAt: decision.endAt };
  return { ...own, startAt: null, endAt: null };
};

/** Prices nobody bought are lines of nothing: they say the rate of a date without tickets (§5.3). */
const listPrice = (lines: ReturnType<typeof lineBook>, dateId: string, price: Price): void => {
  const rate = taxRateOf(price.rate);
  if (rate !== undefined && isEuro(price.currency) && isOurs(price.countryCode))
    lines.add(dateId, { ...categoryOf(price.id, price), rate }, 0, 0);
};

/** The date tickets are for; an unknown one is asked about, once for all its tickets. */
const dateFor = (
  seriesId: string,
  ticket: Tickets,
  dates: ReadonlyMap<string, Dated>,
  resolved: Resolved,
): Dated | AsideRecord => {
  const unreadable = ticket.state === "unreadable";
  const known = ticket.date === null ? undefined : dates.get(ticket.date);
  if (known && !unreadable) return known;
  const aside = asideRecord(
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
  const chosen =
    decision?.kind === "count_for" && !unreadable ? dates.get(decision.performanceExternalId) : undefined;
  return chosen ?? aside;
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
  const rate = rateFor(sale, decision);
  const known = gross !== undefined && rate !== undefined;
  if (known) lines.add(date.id, { ...categoryOf(id, price), rate }, ticket.count, gross);
  else if (about)
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
