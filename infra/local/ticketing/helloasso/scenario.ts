/** What the local HelloAsso answers from. */
import * as z from "zod/mini";

const HelloAssoItem = z.object({
  id: z.int(),
  tierId: z.nullable(z.int()),
  /** Cents after discount, without options. */
  amount: z.int(),
  state: z._default(
    z.enum([
      "Waiting",
      "Processed",
      "Registered",
      "Deleted",
      "Refunded",
      "Unknown",
      "Canceled",
      "Contested",
      "Refused",
      "Abandoned",
    ]),
    "Processed",
  ),
  /** Of its order, and of its last change. */
  date: z._default(z.string(), "2026-02-01T11:20:55.8062172+01:00"),
});
export type HelloAssoItem = z.infer<typeof HelloAssoItem>;

const HelloAssoForm = z.object({
  formSlug: z.string(),
  title: z.string(),
  startDate: z.nullable(z.string()),
  endDate: z.nullable(z.string()),
  currency: z._default(z.string(), "EUR"),
  tiers: z.array(
    z.looseObject({
      id: z.int(),
      tierType: z._default(z.string(), "Registration"),
      price: z.nullable(z.int()),
      vatRate: z.optional(z.nullable(z.number())),
    }),
  ),
  items: z._default(z.array(HelloAssoItem), []),
  /** So many more items, alike in turn those of `items`: made when they are asked for. */
  more: z._default(z.int(), 0),
  /** The form was taken away, its orders stay. */
  gone: z._default(z.boolean(), false),
});
export type HelloAssoForm = z.infer<typeof HelloAssoForm>;

export const HelloAssoScenario = z.object({
  clientId: z.string(),
  clientSecret: z.string(),
  organizations: z.array(z.object({ organizationSlug: z.string(), name: z.string() })),
  /** Privileges of the client do not let it read orders. */
  limitedRights: z._default(z.boolean(), false),
  forms: z.array(HelloAssoForm),
  /** Seconds an access token lasts. */
  expiresIn: z._default(z.int(), 1799),
  limits: z._default(z.array(z.object({ calls: z.int(), seconds: z.number() })), [
    { calls: 10, seconds: 10 },
    { calls: 10, seconds: 600 },
    { calls: 50, seconds: 3600 },
  ]),
  /** What counts of pages tell: what remains, or nothing (-1). */
  counts: z._default(z.enum(["remaining", "none"]), "remaining"),
  /** After the last page: an empty one with yet another token, or the last one again with the same. */
  ending: z._default(z.enum(["empty", "repeated"]), "empty"),
  /** Items that come in between the first page of a form and the next. */
  arriving: z._default(z.int(), 0),
  /** So many items nobody can read at the head of each page. */
  malformed: z._default(z.int(), 0),
});
export type HelloAssoScenario = z.infer<typeof HelloAssoScenario>;
