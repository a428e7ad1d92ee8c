import * as z from "zod/mini";

const Event = z.object({
  id: z.int(),
  name: z.string(),
  startTime: z.nullable(z.string()),
  endTime: z._default(z.nullable(z.string()), null),
  timezone: z._default(z.string(), "Europe/Paris"),
  leftTicketsCount: z._default(z.int(), -1),
  cancelledAt: z._default(z.nullable(z.string()), null),
  deals: z._default(z.array(z.object({ product_id: z.int(), name: z.string(), price: z.number() })), []),
  /** In which of the two lists it is; none for one that only its tickets tell of. */
  list: z._default(z.enum(["future", "past", "none"]), "future"),
});
const Ticket = z.object({
  ticket_id: z.int(),
  event_id: z.int(),
  product_id: z._default(z.int(), 1),
  /** Euros. */
  ticket_price: z.number(),
  /** Fraction. */
  vat_rate: z._default(z.nullable(z.number()), 0.055),
  ticket_title: z._default(z.string(), "Entrée"),
  currency: z._default(z.string(), "eur"),
  ticket_status: z._default(z.string(), "valid"),
  updated_at: z._default(z.string(), "2026-01-15T10:00:00Z"),
  /** What replaces parts of the record, to make it wrong. */
  raw: z.optional(z.record(z.string(), z.unknown())),
});
export type Ticket = z.infer<typeof Ticket>;

export const ShotgunScenario = z.strictObject({
  organiser: z.string(),
  /** A JWT; its date says under which name it must come. */
  token: z.string(),
  events: z.array(Event),
  tickets: z._default(z.array(Ticket), []),
  /** Tickets made up for an event, one of ten free; their ids come after those written down. */
  crowds: z._default(
    z.array(
      z.object({
        event: z.int(),
        firstId: z.int(),
        count: z.int(),
        price: z._default(z.number(), 15),
        rate: z._default(z.number(), 0.055),
        updatedAt: z._default(z.string(), "2026-01-15T10:00:00Z"),
      }),
    ),
    [],
  ),
});
export type ShotgunScenario = z.infer<typeof ShotgunScenario>;
