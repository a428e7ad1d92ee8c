import * as z from "zod/mini";

/** Euros, as these vendors write amounts. */
const Price = z.object({
  title: z.string(),
  amount: z.number(),
  quantity: z.int(),
  /** `amount` × `quantity` when left out. */
  revenue: z.optional(z.number()),
});
export type Price = z.infer<typeof Price>;

const Session = z.object({
  id: z.int(),
  title: z.string(),
  multisession: z._default(z.nullable(z.object({ id: z.int(), title: z.string() })), null),
  /** Seconds since 1970; 0 = none. */
  start: z.int(),
  end: z._default(z.int(), 0),
  /** Minutes. */
  duration: z._default(z.nullable(z.int()), null),
  /** Fraction. */
  rate: z._default(z.nullable(z.number()), 0.055),
  entityType: z._default(z.string(), "event"),
  gauge: z._default(z.nullable(z.int()), 200),
  /** Its sale is closed: shown only to who asks for closed ones. */
  closed: z._default(z.boolean(), false),
  internals: z._default(z.array(Price), []),
  externals: z._default(z.array(Price), []),
  /** What replaces parts of the statement, and of its session, to make them wrong. */
  raw: z.optional(z.record(z.string(), z.unknown())),
  rawSession: z.optional(z.record(z.string(), z.unknown())),
});
export type Session = z.infer<typeof Session>;

export const ShopScenario = z.strictObject({
  token: z.string(),
  sessions: z._default(z.array(Session), []),
  /** Sessions made up one after the other, each with its own sales. */
  seasons: z._default(
    z.array(
      z.object({
        firstId: z.int(),
        count: z.int(),
        firstStart: z.int(),
        everySeconds: z.int(),
        prices: z._default(z.int(), 4),
      }),
    ),
    [],
  ),
  /** Addresses that are not known to them are refused as if the token were wrong, at this status. */
  refusal: z._default(z.enum(["status401", "status200"]), "status401"),
  knowsOurAddress: z._default(z.boolean(), true),
});
export type ShopScenario = z.infer<typeof ShopScenario>;
