/** What is kept of Shotgun's answers: no buyer, texts as they came, tickets as counts of those alike (declarations.md §10.4). */
import * as z from "zod/mini";
import { isRecord, textOf, type VendorRecord } from "./vendor-record.ts";

const Text = z.nullable(z.string());
const Event = z.object({
  name: Text,
  startTime: Text,
  endTime: Text,
  cancelled: z.boolean(),
  /** Displayed prices in euros, source text, by category. */
  deals: z.array(z.object({ category: z.string(), price: Text })),
});
export type Event = z.infer<typeof Event>;
const Alike = z.object({
  state: z.enum(["valid", "other", "unreadable"]),
  category: Text,
  title: Text,
  /** Euros, source text. */
  price: Text,
  /** Fraction, source text. */
  rate: Text,
  currency: Text,
  count: z.number(),
});
export type Alike = z.infer<typeof Alike>;
/** What tickets themselves say of their event. */
const Said = z.object({ name: Text, startTime: Text, endTime: Text });

export const Page = z.discriminatedUnion("kind", [
  /** Null when it is in no list of the organiser. */
  z.object({ kind: z.literal("event"), event: z.nullable(Event) }),
  z.object({ kind: z.literal("tickets"), said: z.nullable(Said), alike: z.array(Alike) }),
]);
export type Page = z.infer<typeof Page>;

const orNull = (value: unknown): string | null => textOf(value) ?? null;

export const eventOf = (event: VendorRecord): Event => ({
  name: orNull(event.name),
  startTime: orNull(event.startTime),
  endTime: orNull(event.endTime),
  cancelled: textOf(event.cancelledAt) !== undefined,
  deals: (Array.isArray(event.deals) ? event.deals : []).flatMap((deal) => {
    const category = isRecord(deal) ? textOf(deal.product_id) : undefined;
    return isRecord(deal) && category ? [{ category, price: orNull(deal.price) }] : [];
  }),
});

/** Pages of tickets put together: how many there are of each kind. */
export const ticketsPageOf = (tickets: readonly unknown[]): Page => {
  const groups = new Map<string, Alike>();
  for (const value of tickets) {
    const ticket = ticketOf(value);
    const key = JSON.stringify(ticket);
    const group = groups.get(key) ?? { ...ticket, count: 0 };
    group.count += 1;
    groups.set(key, group);
  }
  const told = tickets.find((ticket) => isRecord(ticket) && textOf(ticket.event_start_time));
  const said = isRecord(told)
    ? {
        name: orNull(told.event_name),
        startTime: orNull(told.event_start_time),
        endTime: orNull(told.event_end_time),
      }
    : null;
  return { kind: "tickets", said, alike: [...groups.values()] };
};

const ticketOf = (value: unknown): Omit<Alike, "count"> => {
  const status = isRecord(value) ? textOf(value.ticket_status) : undefined;
  if (!isRecord(value) || !status)
    return { state: "unreadable", category: null, title: null, price: null, rate: null, currency: null };
  return {
    state: status === "valid" ? "valid" : "other",
    category: orNull(value.product_id),
    title: orNull(value.ticket_title),
    price: orNull(value.ticket_price),
    rate: orNull(value.vat_rate),
    currency: orNull(value.currency),
  };
};
