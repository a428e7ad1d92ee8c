import type { AsideReason } from "../../../../shared/declarations/enums.ts";
import { readAmount } from "../../../../shared/declarations/money.ts";
import type { AsideRecord, Json, Mapped, Resolved } from "./contract.ts";
import { asideBook, asideRecord, lineBook, taxRateOf } from "./gathering.ts";
import { type Alike, type Event, Page } from "./shotgun-pages.ts";
import { endAfter, instantOf } from "./vendor-record.ts";

/**
 * The show of a Shotgun event, with its one performance (declarations.md §10.4). Only valid tickets count: a resold one
 * has its replacement. A foreign currency and a negative price are never counted, whatever is decided.
 */
export const mapShotgun = (eventId: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const { shows, aside } = mapped(eventId, pages, resolved);
  return { shows, aside: aside.filter((one) => resolved(one)?.kind !== "ignore") };
};

const mapped = (eventId: string, pages: readonly Json[], resolved: Resolved): Mapped => {
  const { event, said, alike } = gathered(pages);
  if (!event && alike.length === 0)
    return { shows: [], aside: [asideRecord("series", eventId, "invalid_record", { count: 1 })] };

  const aside = asideBook();
  const lines = lineBook();
  const prices = new Map(event?.deals.map(({ category, price }) => [category, price]));
  for (const tickets of alike) {
    const line = lineOf(eventId, tickets, prices, resolved);
    if ("reason" in line) aside.add(line);
    else lines.add(eventId, line.category, line.count, line.gross);
  }

  const when = whenOf(eventId, event, said, resolved);
  if ("reason" in when) {
    const waiting = lines.of(eventId);
    const count = waiting.reduce((sum, { paid, free }) => sum + paid + free, 0);
    const amount = waiting.reduce((sum, { gross }) => sum + gross, 0);
    return { shows: [], aside: [...aside.all(), { ...when, count, amount }] };
  }
  const performance = {
    externalId: eventId,
    ...when,
    cancelled: event?.cancelled ?? false,
    capacity: null,
    warnings: [],
    lines: lines.of(eventId),
  };
  const name = event?.name ?? said?.name ?? "Sans titre";
  return { shows: [{ externalId: eventId, name, performances: [performance] }], aside: aside.all() };
};

interface Said {
  name: string | null;
  startTime: string | null;
  endTime: string | null;
}

const gathered = (pages: readonly Json[]) => {
  let event: Event | null = null;
  let said: Said | null = null;
  const alike: Alike[] = [];
  for (const page of pages.map((one) => Page.parse(one))) {
    if (page.kind === "event") event = page.event;
    else {
      said ??= page.said;
      alike.push(...page.alike);
    }
  }
  return { event, said, alike };
};

/** When it is: what the event says, else its tickets, else what somebody decided. */
const whenOf = (
  eventId: string,
  event: Event | null,
  said: Said | null,
  resolved: Resolved,
): { startAt: string; endAt: string | null } | AsideRecord => {
  const startAt = instantOf(event?.startTime) ?? instantOf(said?.startTime);
  if (startAt) return { startAt, endAt: endAfter(startAt, event?.endTime ?? said?.endTime) };
  const aside = asideRecord("performance", eventId, "missing_date", {
    performanceExternalId: eventId,
    excerpt: { name: event?.name ?? said?.name ?? null },
  });
  const decision = resolved(aside);
  return decision?.kind === "date" ? { startAt: decision.startAt, endAt: decision.endAt } : aside;
};

interface Line {
  category: Parameters<ReturnType<typeof lineBook>["add"]>[1];
  count: number;
  /** Cents of one ticket. */
  gross: number;
}

/** The line tickets count on, or the question they raise. Those that do not count only say their category's rate. */
const lineOf = (
  eventId: string,
  tickets: Alike,
  prices: ReadonlyMap<string, string | null>,
  resolved: Resolved,
): Line | AsideRecord => {
  const gross = tickets.price === null ? undefined : readAmount(tickets.price)?.cents;
  const own = taxRateOf(tickets.rate) ?? (gross === 0 ? 0 : undefined);
  const id = tickets.category ?? "-";
  const displayed = readAmount(prices.get(id) ?? "")?.cents;
  const category = {
    categoryId: id,
    categoryName: tickets.title ?? "Sans tarif",
    unitPrice: displayed !== undefined && displayed >= 0 ? displayed : null,
    channel: "internal" as const,
  };
  if (tickets.state === "other") return { category: { ...category, rate: own ?? 0 }, count: 0, gross: 0 };

  const reason = reasonOf(tickets, gross, own);
  const aside =
    reason &&
    asideRecord("ticket", externalIdOf(eventId, tickets, reason), reason, {
      performanceExternalId: eventId,
      count: tickets.count,
      amount: tickets.count * (gross ?? 0),
      excerpt: {
        category: tickets.title ?? tickets.category,
        unitPrice: gross ?? null,
        currency: tickets.currency,
        rate: tickets.rate,
      },
    });
  const decision = aside?.reason === "unknown_vat" ? resolved(aside) : undefined;
  const rate = decision?.kind === "count_at_rate" ? decision.rate : own;
  if (aside && (aside.reason !== "unknown_vat" || rate === undefined)) return aside;
  return { category: { ...category, rate: rate ?? 0 }, count: tickets.count, gross: gross ?? 0 };
};

const isEuro = (currency: string | null): boolean => !currency || currency.toLowerCase() === "eur";

const reasonOf = (
  { state, currency }: Alike,
  gross: number | undefined,
  rate: number | undefined,
): AsideReason | undefined => {
  if (state === "unreadable") return "invalid_record";
  if (!isEuro(currency)) return "foreign_currency";
  if (gross === undefined) return "invalid_record";
  if (gross < 0) return "negative_amount";
  return rate === undefined ? "unknown_vat" : undefined;
};

const externalIdOf = (eventId: string, { category, currency }: Alike, reason: AsideReason): string =>
  [eventId, category ?? "-", ...(reason === "foreign_currency" ? [currency ?? "-"] : [])].join("/");
