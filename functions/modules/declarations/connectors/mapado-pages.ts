/** What is kept of Mapado's answers: no buyer, texts as they came, tickets as ids of those alike (declarations.md §10.3). */
import * as z from "zod/mini";
import { isRecord, textOf, type VendorRecord } from "./vendor-record.ts";

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
  if (typeof value === "string") return value.slice(value.lastIndexOf("/") + 1).trim() || null;
  if (typeof value === "number") return String(value);
  return isRecord(value) ? numberOf(value["@id"]) : null;
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

/**
 * Tickets of one page, put together where they are alike. Their amounts are whole cents: JSON's numbers hold them. A
 * ticket is only looked into when it is the first of its kind, because there are a hundred thousand.
 */
export const alikeOf = (tickets: readonly unknown[]): Alike[] => {
  const groups = new Map<string, Alike>();
  for (const ticket of tickets) {
    const id = isRecord(ticket) ? ticketId(ticket["@id"]) : null;
    const kind = isRecord(ticket) && id !== null ? kindOf(ticket) : "";
    let group = groups.get(kind);
    if (!group) {
      group = { ...(kind && isRecord(ticket) ? ticketOf(ticket) : unreadable), ids: [], unnamed: 0 };
      groups.set(kind, group);
    }
    if (id === null) group.unnamed += 1;
    else group.ids.push(id);
  }
  return [...groups.values()];
};

/** Numbers take less room than texts. */
const ticketId = (iri: unknown): number | string | null => {
  const id = numberOf(iri);
  return id !== null && /^[1-9]\d{0,14}$/.test(id) ? Number(id) : id;
};

/** The parts that make tickets alike, as they came. */
const kindOf = ({ status, facialValue, ticketPrice, eventDate, imported }: VendorRecord): string =>
  status === "payed"
    ? `${rawIri(eventDate)} ${rawIri(ticketPrice)} ${facialValue} ${imported}`
    : typeof status === "string"
      ? "other"
      : "unreadable";
const rawIri = (value: unknown): string | null => (typeof value === "string" ? value : numberOf(value));

const nothing = { date: null, price: null, cents: null, imported: false };
const unreadable = { ...nothing, state: "unreadable" } as const;

const ticketOf = (ticket: VendorRecord): Omit<Alike, "ids" | "unnamed"> => {
  if (typeof ticket.status !== "string") return unreadable;
  if (ticket.status !== "payed") return { ...nothing, state: "other" };
  const cents = ticket.facialValue ?? null;
  if (cents !== null && !Number.isSafeInteger(cents)) return unreadable;
  return {
    state: "payed",
    date: numberOf(ticket.eventDate),
    price: numberOf(ticket.ticketPrice),
    cents: typeof cents === "number" ? cents : null,
    imported: Boolean(ticket.imported),
  };
};
