/** What is kept of Mapado's answers: no buyer, texts as they came, tickets as ids of those alike (declarations.md §10.3). */
import * as z from "zod/mini";
import { isRecord, textOf } from "./vendor-record.ts";

const Text = z._default(z.nullable(z.string()), null);
const Price = z.object({
  id: z.string(),
  name: Text,
  type: Text,
  currency: Text,
  /** Cents, source text. */
  facialValue: Text,
  /** Fraction, source text. */
  rate: Text,
  countryCode: Text,
});
export type Price = z.infer<typeof Price>;
const EventDate = z.object({
  id: z.string(),
  startDate: Text,
  endDate: Text,
  startOfEventDay: Text,
  prices: z.array(Price),
});
export type EventDate = z.infer<typeof EventDate>;
const Ticketing = z.object({
  type: Text,
  title: Text,
  currency: Text,
  countryCode: Text,
  dates: z.array(EventDate),
  /** Dates that could not be read. */
  unreadableDates: z.number(),
});

/** Tickets alike. Their ids are kept because pages overlap: the same ticket comes twice, or has changed meanwhile. */
const Alike = z.object({
  /** Only `payed` ones count; the others replace what an earlier page said of them. */
  state: z.enum(["payed", "other", "unreadable"]),
  date: z.nullable(z.string()),
  price: z.nullable(z.string()),
  cents: z.nullable(z.number()),
  imported: z.boolean(),
  ids: z.array(z.union([z.number(), z.string()])),
  /** Those without any id. */
  unnamed: z.number(),
});
type Alike = z.infer<typeof Alike>;

export const Page = z.discriminatedUnion("kind", [
  /** Null when Mapado does not know it any more. */
  z.object({ kind: z.literal("ticketing"), ticketing: z.nullable(Ticketing) }),
  /** `total`: how many tickets Mapado says there are. */
  z.object({ kind: z.literal("tickets"), total: z.nullable(z.number()), alike: z.array(Alike) }),
]);
export type Page = z.infer<typeof Page>;

/** Last part of an IRI, given as it is, as an object with `@id`, or bare. */
export const numberOf = (value: unknown): string | null => {
  if (isRecord(value)) return numberOf(value["@id"]);
  if (typeof value === "number") return String(value);
  const text = textOf(value);
  return text ? text.slice(text.lastIndexOf("/") + 1) || null : null;
};

const orNull = (value: unknown): string | null => textOf(value) ?? null;
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** A date of a show with its price list, from JSON whose numbers are texts; undefined when it has no id. */
export const eventDateOf = (value: unknown): EventDate | undefined => {
  const id = numberOf(value);
  if (!isRecord(value) || !id) return undefined;
  return {
    id,
    startDate: orNull(value.startDate),
    endDate: orNull(value.endDate),
    startOfEventDay: orNull(value.startOfEventDay),
    prices: listOf(value.ticketPriceList).flatMap(priceOf),
  };
};

const priceOf = (value: unknown): Price[] => {
  const id = isRecord(value) ? (numberOf(value["@id"]) ?? numberOf(value.id)) : null;
  if (!isRecord(value) || !id) return [];
  const tax = isRecord(value.tax) ? value.tax : {};
  return [
    {
      id,
      name: orNull(value.name),
      type: orNull(value.type),
      currency: orNull(value.currency),
      facialValue: orNull(value.facialValue),
      rate: orNull(tax.rate),
      countryCode: orNull(tax.countryCode),
    },
  ];
};

/** Tickets of one page, put together where they are alike. Their amounts are whole cents: JSON's numbers hold them. */
export const alikeOf = (tickets: readonly unknown[]): Alike[] => {
  const groups = new Map<string, Alike>();
  for (const value of tickets) {
    const ticket = ticketOf(value);
    const key = `${ticket.state} ${ticket.date} ${ticket.price} ${ticket.cents} ${ticket.imported}`;
    const group = groups.get(key) ?? { ...ticket, ids: [], unnamed: 0 };
    if (group.unnamed + group.ids.length === 0) groups.set(key, group);
    const id = isRecord(value) ? numberOf(value["@id"]) : null;
    if (id === null) group.unnamed += 1;
    else group.ids.push(/^[1-9]\d{0,14}$/.test(id) ? Number(id) : id);
  }
  return [...groups.values()];
};

const nothing = { date: null, price: null, cents: null, imported: false };

const ticketOf = (value: unknown): Omit<Alike, "ids" | "unnamed"> => {
  const unreadable = { ...nothing, state: "unreadable" } as const;
  if (!isRecord(value) || typeof value.status !== "string" || numberOf(value) === null) return unreadable;
  if (value.status !== "payed") return { ...nothing, state: "other" };
  const cents = value.facialValue ?? null;
  if (cents !== null && !Number.isSafeInteger(cents)) return unreadable;
  return {
    state: "payed",
    date: numberOf(value.eventDate),
    price: numberOf(value.ticketPrice),
    cents: typeof cents === "number" ? cents : null,
    imported: Boolean(value.imported),
  };
};
