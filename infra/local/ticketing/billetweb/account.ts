/** What an account of the local Billetweb holds, as their API writes it. */
import * as z from "zod/mini";

const BilletwebAttendee = z.looseObject({
  ticket_id: z.string(),
  price: z.string(),
  disabled: z._default(z.enum(["0", "1"]), "0"),
  order_payment_type: z._default(z.string(), "web"),
  order_session: z._default(z.string(), "0"),
  order_paid: z.optional(z.enum(["0", "1"])),
  /** When it last changed; every list of changes before that has it. Not in their answers. */
  changedAt: z._default(z.iso.datetime(), "2026-02-01T10:00:00Z"),
});

const BilletwebEvent = z.object({
  event: z.object({
    id: z.string(),
    name: z.string(),
    start: z.string(),
    end: z.string(),
    multiple: z.union([z.enum(["0", "1"]), z.boolean()]),
    tax_rate: z.string(),
  }),
  dates: z._default(z.array(z.object({ id: z.string(), start: z.string(), end: z.string() })), []),
  tickets: z._default(
    z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        price: z.number(),
        description: z._default(z.string(), ""),
        tax: z.string(),
        commission: z.union([z.number(), z.literal(false)]),
      }),
    ),
    [],
  ),
  attendees: z._default(z.array(BilletwebAttendee), []),
  /** So many more tickets, alike in turn those of `attendees`: made as they are sent, never all in memory. */
  more: z._default(z.int(), 0),
  /** In lists of tickets, yet not in the list of events. */
  unlisted: z._default(z.boolean(), false),
});
type BilletwebEvent = z.infer<typeof BilletwebEvent>;

/** What the local Billetweb answers from. */
export const BilletwebScenario = z.object({
  user: z.string(),
  key: z.string(),
  /** The key was made for some events only. */
  limitedRights: z._default(z.boolean(), false),
  events: z.array(BilletwebEvent),
  /** So many records nobody can read at the head of each list of tickets. */
  malformed: z._default(z.int(), 0),
  callsPerMinute: z._default(z.int(), 100),
});
export type BilletwebScenario = z.infer<typeof BilletwebScenario>;

const givenNames = ["Maëlle", "Côme", "Inès", "Élouan", "Zoé"];
const familyNames = ["Tournebise", "Grandpré", "O'Kéfe \"dit l'Aîné\"", "Valbrune", "Dumoulin"];

/** Every ticket of an event, one at a time, with the buyers' fields their API sends and nobody needs. */
export function* attendeesOf({ event, attendees, more }: BilletwebEvent, changedSince?: number) {
  const changed = attendees.map(
    ({ changedAt }) => changedSince === undefined || Date.parse(changedAt) >= changedSince,
  );
  const total = changed.includes(true) ? attendees.length + more : 0;
  for (let at = 0; at < total; at++) {
    const ticket = attendees[at % attendees.length];
    if (!ticket || !changed[at % attendees.length]) continue;
    const { changedAt, ...said } = ticket;
    const [given, family] = [givenNames[at % 5], familyNames[(at >> 3) % 5]];
    yield {
      id: String(5_000_000 + at),
      ext_id: `P${String(at).padStart(9, "0")}`,
      barcode: `${event.id}${String(at).padStart(12, "0")}`,
      used: "0",
      lane: "",
      used_date: "0000-00-00 00:00:00",
      email: `acheteur${at}@courriel.example`,
      firstname: given,
      name: family,
      ticket: "",
      category: "",
      ...said,
      seating_location: "",
      last_update: changedAt.replace("T", " ").replace("Z", ""),
      reduction_code: "",
      authorization_code: "",
      pass: "-1",
      product_management: "0",
      product_download: `https://billetterie.example/download.php?p=${at}&k=0123456789abcdef`,
      order_id: String(3_000_000 + at),
      order_ext_id: `CMD${at}`,
      order_firstname: given,
      order_name: family,
      order_email: `acheteur${at}@courriel.example`,
      order_date: "2026-01-15 18:22:10",
      order_payment_reference: `ref-${at}`,
      custom: { Adresse: `${at} chemin de Halage`, Ville: "Port-Lavergne" },
      custom_order: {},
    };
  }
}
