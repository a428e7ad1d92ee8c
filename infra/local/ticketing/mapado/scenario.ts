import * as z from "zod/mini";

const Text = z._default(z.nullable(z.string()), null);
const Amount = z._default(z.nullable(z.number()), null);

const Price = z.object({
  id: z.int(),
  name: z.string(),
  type: z._default(z.string(), "full_price"),
  currency: z._default(z.string(), "EUR"),
  /** Cents. */
  facialValue: Amount,
  /** Fraction. */
  rate: Amount,
  countryCode: z._default(z.nullable(z.string()), "FR"),
});
const EventDate = z.object({
  id: z.int(),
  startDate: Text,
  endDate: Text,
  startOfEventDay: Text,
  prices: z.array(Price),
});
const Ticketing = z.object({
  id: z.int(),
  title: z.string(),
  type: z._default(z.enum(["dated_events", "undated_event", "offer"]), "dated_events"),
  currency: z._default(z.string(), "EUR"),
  countryCode: z._default(z.nullable(z.string()), "FR"),
  dates: z.array(EventDate),
});
const Ticket = z.object({
  id: z.int(),
  ticketing: z.int(),
  date: z.nullable(z.int()),
  price: z._default(z.nullable(z.int()), null),
  facialValue: Amount,
  status: z._default(z.string(), "payed"),
  imported: z._default(z.boolean(), false),
  updatedAt: z._default(z.string(), "2026-03-01T10:00:00+00:00"),
  /** What replaces parts of the record, to make it wrong. */
  raw: z.optional(z.record(z.string(), z.unknown())),
});
export type Ticket = z.infer<typeof Ticket>;

export const MapadoScenario = z.strictObject({
  token: z.string(),
  ticketings: z.array(Ticketing),
  tickets: z._default(z.array(Ticket), []),
  /** Tickets made up for all dates and prices of a ticketing; one of twenty is refunded. */
  crowds: z._default(
    z.array(
      z.object({
        ticketing: z.int(),
        firstId: z.int(),
        count: z.int(),
        updatedAt: z._default(z.string(), "2026-03-01T10:00:00+00:00"),
      }),
    ),
    [],
  ),
  /** What happens once so many pages of tickets were served since the start. */
  changes: z._default(
    z.array(
      z.object({
        afterPages: z.int(),
        insert: z._default(z.array(Ticket), []),
        remove: z._default(z.array(z.int()), []),
      }),
    ),
    [],
  ),
  /** Tickets a page holds whatever is asked. */
  mostPerPage: z._default(z.int(), 10_000),
  /** Characters an address may have; beyond, 414. */
  longestAddress: z._default(z.int(), 8000),
});
export type MapadoScenario = z.infer<typeof MapadoScenario>;
