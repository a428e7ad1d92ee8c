import * as z from "zod/mini";
import { rateOfPercent } from "../../../../shared/declarations/money.ts";
import { zonedInstant } from "../../../../shared/declarations/zoned-time.ts";
import { type Decisions, decisions } from "./aside-records.ts";
import type { AsideRecord, Json, Mapped, ReadPerformance, Resolved } from "./contract.ts";
import { asideRecord, lineBook } from "./gathering.ts";

/** Tickets alike: what counting them needs, and nobody's name. */
const AttendeeTally = z.object({
  session: z.string(),
  ticket: z.string(),
  /** Cents, as sold. */
  price: z.int(),
  /** A third decimal was rounded. */
  rounded: z.boolean(),
  web: z.boolean(),
  paid: z.boolean(),
  count: z.int(),
});
export type AttendeeTally = z.infer<typeof AttendeeTally>;

const Event = z.object({
  name: z.string(),
  start: z.string(),
  end: z.string(),
  multiple: z.boolean(),
  /** Percent. */
  tax: z.string(),
});
const Ticket = z.object({
  id: z.string(),
  name: z.string(),
  /** Cents. */
  price: z.nullable(z.int()),
  /** Percent; empty = the event's. */
  tax: z.string(),
  /** Cents. */
  commission: z.int(),
});
const EventDate = z.object({ id: z.string(), start: z.string(), end: z.string() });

const BilletwebPage = z.discriminatedUnion("part", [
  /** The event is null when their list of events does not have it. */
  z.object({ part: z.literal("event"), event: z.nullable(Event) }),
  z.object({ part: z.literal("dates"), dates: z.array(EventDate), unreadable: z.int() }),
  z.object({ part: z.literal("tickets"), tickets: z.array(Ticket), unreadable: z.int() }),
  z.object({ part: z.literal("attendees"), tallies: z.array(AttendeeTally), unreadable: z.int() }),
]);
export type BilletwebPage = z.infer<typeof BilletwebPage>;

const timeZone = "Europe/Paris";
/** The session of tickets that have none. */
const noSession = "0";

/** An event is a show; its dates, or the event itself, are performances (declarations.md §10.1). */
export const mapBilletweb = (eventId: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const read = pages.map((page) => BilletwebPage.parse(page));
  const decided = decisions(resolved);
  setUnreadableAside(decided, eventId, read);
  const event = read.flatMap((page) => (page.part === "event" && page.event ? [page.event] : []))[0];
  const dates = read.flatMap((page) => (page.part === "dates" ? page.dates : []));
  const tallies = read.flatMap((page) => (page.part === "attendees" ? page.tallies : []));
  if (!event) {
    decided.of(asideRecord("series", eventId, "invalid_record", { count: 1 }), []);
    return { shows: [], aside: decided.aside() };
  }
  if (!event.multiple && dates.length > 0) {
    const excerpt = { title: event.name, dates: dates.length };
    decided.of(asideRecord("series", eventId, "inconsistent_dates", { count: 1, excerpt }), ["count"]);
  }

  const fallback = `fallback_${eventId}_0`;
  const own = { id: fallback, start: event.start, end: event.end };
  // Tickets of no session are of the event itself, whatever dates it has.
  const hasOwn =
    (!event.multiple && dates.length === 0) || tallies.some(({ session }) => session === noSession);
  const opened = new Map((hasOwn ? [...dates, own] : dates).map((date) => [date.id, opening(date)]));

  const prices = read.flatMap((page) => (page.part === "tickets" ? page.tickets : []));
  const categories = new Map(prices.map((price) => [price.id, categoryOf(price, event)]));
  const lines = lineBook();
  for (const { rate, ...category } of categories.values())
    if (rate !== undefined) for (const id of opened.keys()) lines.add(id, { ...category, rate }, 0, 0);

  for (const tally of tallies) {
    const known = categories.get(tally.ticket);
    const category = known ?? unknownCategory(tally.ticket);
    const retained = tally.web ? Math.max(0, tally.price - category.commission) : tally.price;
    const sold = { count: tally.count, amount: retained * tally.count };
    const excerpt = { category: category.categoryName, unitPrice: tally.price };
    const session = tally.session === noSession ? fallback : tally.session;
    const performance = opened.get(session) ?? chosenFor(session, { ...sold, excerpt });
    if (!performance) continue;
    performance.count += sold.count;
    performance.amount += sold.amount;
    const record = (reason: AsideRecord["reason"]) =>
      asideRecord("ticket", `${performance.id}/${tally.ticket}`, reason, {
        ...sold,
        performanceExternalId: performance.id,
        excerpt: { ...excerpt, start: performance.start },
      });
    if (tally.price < 0) {
      decided.of({ ...record("negative_amount"), amount: tally.price * tally.count }, []);
      continue;
    }
    let rate = known?.rate;
    if (!known) {
      const decision = decided.of(record("unknown_category"), ["count_at_rate"]);
      if (decision?.kind !== "count_at_rate") continue;
      rate = decision.rate;
    }
    if (!tally.paid && tally.price > 0) {
      const decision = decided.of(record("unpaid_order"), ["count"]);
      if (decision?.kind !== "count") continue;
    }
    // What was free bears no tax: its rate need not be known.
    if (rate === undefined && retained === 0) rate = 0;
    if (rate === undefined) {
      const decision = decided.of(record("unknown_vat"), ["count_at_rate"]);
      if (decision?.kind !== "count_at_rate") continue;
      rate = decision.rate;
    }
    lines.add(performance.id, { ...category, rate }, tally.count, retained);
    performance.rounded ||= tally.rounded;
  }

  function chosenFor(session: string, more: Partial<AsideRecord>): Opened | undefined {
    const record = asideRecord("ticket", `${eventId}/${session}`, "unknown_session", {
      ...more,
      excerpt: { ...more.excerpt, session },
    });
    const decision = decided.of(record, ["count_for"]);
    return decision?.kind === "count_for" ? opened.get(decision.performanceExternalId) : undefined;
  }

  const performances = [...opened.values()].flatMap((one): ReadPerformance[] => {
    const dated = datesOf(one, decided);
    if (!dated) return [];
    const warnings = one.rounded ? [...dated.warnings, "amount_rounded" as const] : dated.warnings;
    const said = { ...dated, warnings, cancelled: false, capacity: null };
    return [{ externalId: one.id, ...said, lines: lines.of(one.id) }];
  });
  return {
    shows: performances.length > 0 ? [{ externalId: eventId, name: event.name, performances }] : [],
    aside: decided.aside(),
  };
};

/** A performance, with the tickets that are for it. */
interface Opened {
  id: string;
  start: string;
  end: string;
  count: number;
  amount: number;
  /** Some amount counted had a third decimal. */
  rounded: boolean;
}
const opening = ({ id, start, end }: z.infer<typeof EventDate>): Opened => ({
  ...{ id, start, end },
  ...{ count: 0, amount: 0, rounded: false },
});

const categoryOf = (
  { id, name, price, tax, commission }: z.infer<typeof Ticket>,
  event: z.infer<typeof Event>,
) => ({
  categoryId: id,
  categoryName: name,
  unitPrice: price,
  channel: "internal" as const,
  commission,
  rate: rateOfPercent(tax || event.tax),
});

const unknownCategory = (id: string) => ({
  categoryId: id,
  categoryName: `Tarif ${id}`,
  unitPrice: null,
  channel: "internal" as const,
  commission: 0,
});

const setUnreadableAside = (decided: Decisions, eventId: string, pages: readonly BilletwebPage[]) => {
  for (const page of pages) {
    if (page.part === "event" || page.unreadable === 0) continue;
    const level = page.part === "attendees" ? "ticket" : "series";
    decided.of(
      asideRecord(level, `${eventId}/${page.part}`, "invalid_record", { count: page.unreadable }),
      [],
    );
  }
};

type Dated = Pick<ReadPerformance, "startAt" | "endAt" | "warnings">;

/** When it is, or undefined when nobody knows: then it is set aside with all its tickets. */
const datesOf = ({ id, start, end, count, amount }: Opened, decided: Decisions): Dated | undefined => {
  const more = { performanceExternalId: id, count, amount, excerpt: { start, end } };
  const starts = zonedInstant(start, timeZone);
  const ends = zonedInstant(end, timeZone);
  if (!starts) {
    const decision = decided.of(asideRecord("performance", id, "missing_date", more), ["date"]);
    return decision?.kind === "date" ? datedBy(decision) : undefined;
  }
  const startAt = starts.at.toISOString();
  const exist = starts.exists && (ends?.exists ?? true);
  const warnings = exist ? [] : (["hour_does_not_exist"] as const);
  if (!ends || ends.at >= starts.at) return { startAt, endAt: ends?.at.toISOString() ?? null, warnings };
  const decision = decided.of(asideRecord("performance", id, "inconsistent_dates", more), ["date", "count"]);
  return decision?.kind === "date" ? datedBy(decision) : { startAt, endAt: null, warnings };
};

const datedBy = ({ startAt, endAt }: { startAt: string; endAt: string | null }): Dated => ({
  startAt,
  endAt,
  warnings: [],
});
