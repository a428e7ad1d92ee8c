import * as z from "zod/mini";
import { rateOfPercent } from "../../../../shared/declarations/money.ts";
import { zonedInstant } from "../../../../shared/declarations/zoned-time.ts";
import { type AsideBook, asideBook } from "./aside-records.ts";
import type { Json, Mapped, ReadPerformance, Resolved } from "./contract.ts";
import { type LineBook, lineBook } from "./sale-lines.ts";

/** Tickets alike: what counting them needs, and nobody's name. */
const AttendeeTally = z.object({
  session: z.string(),
  ticket: z.string(),
  /** Cents, as sold. */
  price: z.int(),
  web: z.boolean(),
  paid: z.boolean(),
  count: z.int(),
});
export type AttendeeTally = z.infer<typeof AttendeeTally>;

const Dates = z.object({ id: z.string(), start: z.string(), end: z.string() });
const Tickets = z.object({
  id: z.string(),
  name: z.string(),
  /** Cents. */
  price: z.nullable(z.int()),
  /** Percent; empty = the event's. */
  tax: z.string(),
  /** Cents. */
  commission: z.int(),
});
const BilletwebPage = z.discriminatedUnion("part", [
  z.object({
    part: z.literal("event"),
    /** Null when their list of events does not have it. */
    event: z.nullable(
      z.object({
        name: z.string(),
        start: z.string(),
        end: z.string(),
        multiple: z.boolean(),
        tax: z.string(),
      }),
    ),
  }),
  z.object({ part: z.literal("dates"), dates: z.array(Dates), unreadable: z.int() }),
  z.object({ part: z.literal("tickets"), tickets: z.array(Tickets), unreadable: z.int() }),
  z.object({ part: z.literal("attendees"), tallies: z.array(AttendeeTally), unreadable: z.int() }),
]);
export type BilletwebPage = z.infer<typeof BilletwebPage>;

const timeZone = "Europe/Paris";
/** The session of tickets that have none. */
const noSession = "0";

/** An event is a show; its dates, or the event itself, are performances (declarations.md §10.1). */
export const mapBilletweb = (eventId: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const read = pages.map((page) => BilletwebPage.parse(page));
  const event = read.flatMap((page) => (page.part === "event" && page.event ? [page.event] : []))[0];
  const dates = read.flatMap((page) => (page.part === "dates" ? page.dates : []));
  const tickets = read.flatMap((page) => (page.part === "tickets" ? page.tickets : []));
  const tallies = read.flatMap((page) => (page.part === "attendees" ? page.tallies : []));
  const aside = asideBook(resolved);
  setUnreadableAside(aside, eventId, read);
  if (!event) {
    aside.decide({ ...series(eventId), reason: "invalid_record", excerpt: {} }, []);
    return { shows: [], aside: aside.records() };
  }
  if (!event.multiple && dates.length > 0)
    aside.decide(
      {
        ...series(eventId),
        reason: "inconsistent_dates",
        excerpt: { event: event.name, dates: dates.length },
      },
      ["count"],
    );

  const fallback = `fallback_${eventId}_0`;
  const opened = new Map<string, Opened>();
  const open = (externalId: string, { start, end }: { start: string; end: string }) =>
    opened.set(externalId, { externalId, start, end, book: lineBook(), count: 0, amount: 0 });
  for (const date of dates) open(date.id, date);
  // Tickets of no session are of the event itself, whatever dates it has.
  if ((dates.length === 0 && !event.multiple) || tallies.some(({ session }) => session === noSession))
    open(fallback, event);

  const categories = new Map(
    tickets.map((ticket) => [ticket.id, { ...ticket, rate: rateOfPercent(ticket.tax || event.tax) }]),
  );
  for (const tally of tallies) {
    const category = categories.get(tally.ticket);
    const retained = tally.web ? Math.max(0, tally.price - (category?.commission ?? 0)) : tally.price;
    const amount = retained * tally.count;
    const told = { tarif: category?.name ?? tally.ticket, prix: tally.price };
    const performance = performanceOf(tally, amount, told);
    if (!performance) continue;
    performance.count += tally.count;
    performance.amount += amount;
    const ticketAside = {
      level: "ticket" as const,
      externalId: `${performance.externalId}/${tally.ticket}`,
      performanceExternalId: performance.externalId,
      count: tally.count,
      amount,
      excerpt: told,
    };
    if (tally.price < 0) {
      aside.decide({ ...ticketAside, reason: "negative_amount" }, []);
      continue;
    }
    let rate = category?.rate;
    if (!category) {
      const decision = aside.decide({ ...ticketAside, reason: "unknown_category" }, ["count_at_rate"]);
      if (decision?.kind !== "count_at_rate") continue;
      rate = decision.rate;
    }
    if (!tally.paid && tally.price > 0) {
      const decision = aside.decide({ ...ticketAside, reason: "unpaid_order" }, ["count"]);
      if (decision?.kind !== "count") continue;
    }
    // What was free has no tax, whatever its rate would be.
    if (rate === undefined && retained === 0) rate = 0;
    if (rate === undefined) {
      const decision = aside.decide({ ...ticketAside, reason: "unknown_vat" }, ["count_at_rate"]);
      if (decision?.kind !== "count_at_rate") continue;
      rate = decision.rate;
    }
    performance.book.add(
      {
        id: tally.ticket,
        name: category?.name ?? `Tarif ${tally.ticket}`,
        unitPrice: category?.price ?? null,
        rate,
      },
      retained,
      tally.count,
    );
  }

  function performanceOf(
    { session, count }: AttendeeTally,
    amount: number,
    excerpt: Record<string, string | number>,
  ): Opened | undefined {
    const known = opened.get(session === noSession ? fallback : session);
    if (known) return known;
    const decision = aside.decide(
      {
        level: "ticket",
        externalId: `${eventId}/${session}`,
        reason: "unknown_session",
        performanceExternalId: null,
        count,
        amount,
        excerpt: { ...excerpt, seance: session },
      },
      ["count_for"],
    );
    return decision?.kind === "count_for" ? opened.get(decision.performanceExternalId) : undefined;
  }

  const priceList = [...categories.values()].flatMap(({ id, name, price, rate }) =>
    rate === undefined ? [] : [{ id, name, unitPrice: price, rate }],
  );
  const performances = [...opened.values()].flatMap((one): ReadPerformance[] => {
    const dated = datesOf(one, aside);
    return dated
      ? [
          {
            externalId: one.externalId,
            ...dated,
            cancelled: false,
            capacity: null,
            lines: one.book.lines(priceList),
          },
        ]
      : [];
  });
  return {
    shows: performances.length > 0 ? [{ externalId: eventId, name: event.name, performances }] : [],
    aside: aside.records(),
  };
};

/** A performance whose tickets are being counted. */
interface Opened {
  externalId: string;
  start: string;
  end: string;
  book: LineBook;
  count: number;
  amount: number;
}

const series = (eventId: string) => ({
  level: "series" as const,
  externalId: eventId,
  performanceExternalId: null,
  count: 1,
  amount: 0,
});

const setUnreadableAside = (aside: AsideBook, eventId: string, pages: readonly BilletwebPage[]) => {
  for (const page of pages)
    if (page.part !== "event" && page.unreadable > 0)
      aside.decide(
        {
          level: page.part === "attendees" ? "ticket" : "series",
          externalId: `${eventId}/${page.part}`,
          reason: "invalid_record",
          performanceExternalId: null,
          count: page.unreadable,
          amount: 0,
          excerpt: {},
        },
        [],
      );
};

type Dated = Pick<ReadPerformance, "startAt" | "endAt" | "warnings">;

/** When it is, or undefined when nobody knows: then it is set aside with all its tickets. */
const datesOf = ({ externalId, start, end, count, amount }: Opened, aside: AsideBook): Dated | undefined => {
  const record = {
    level: "performance" as const,
    externalId,
    performanceExternalId: externalId,
    count,
    amount,
    excerpt: { debut: start, fin: end },
  };
  const starts = zonedInstant(start, timeZone);
  const ends = zonedInstant(end, timeZone);
  if (!starts) {
    const decision = aside.decide({ ...record, reason: "missing_date" }, ["date"]);
    return decision?.kind === "date"
      ? { startAt: decision.startAt, endAt: decision.endAt, warnings: [] }
      : undefined;
  }
  const warnings: Dated["warnings"] = starts.exists && (ends?.exists ?? true) ? [] : ["hour_does_not_exist"];
  const startAt = starts.at.toISOString();
  if (ends && ends.at < starts.at) {
    const decision = aside.decide({ ...record, reason: "inconsistent_dates" }, ["date", "count"]);
    return decision?.kind === "date"
      ? { startAt: decision.startAt, endAt: decision.endAt, warnings: [] }
      : { startAt, endAt: null, warnings };
  }
  return { startAt, endAt: ends?.at.toISOString() ?? null, warnings };
};
