/**
 * Billetweb (declarations.md §10.1): a key in every address, no pages, times of Paris without a zone. Tickets come as
 * one list, 90 MB for a hundred thousand: they are counted as they come, and no buyer is ever kept.
 */
import * as z from "zod/mini";
import { readAmount } from "../../../../shared/declarations/money.ts";
import { type AttendeeTally, type BilletwebPage, mapBilletweb } from "./billetweb-map.ts";
import { type Answered, type Call, type Connector, ConnectorFault, type Credentials } from "./contract.ts";
import { parsed, readRecords } from "./json-records.ts";
import { isRecord } from "./vendor-record.ts";

export const billetweb: Connector = {
  provider: "BILLETWEB",
  baseUrl: () => "https://www.billetweb.fr/api",
  // They publish 100 a minute; the margin is for their clock and ours.
  limits: [{ calls: 90, seconds: 80 }],

  test: async (call, credentials) => {
    await readList(call, credentials, "/attendees", [["last_update", unixSeconds(new Date())]], () => true);
    return { accountKey: credentials.accessKey, label: null };
  },

  discover: async (call, credentials, since) => {
    const events = new Set<string>();
    await readList(call, credentials, "/attendees", [["last_update", unixSeconds(since)]], (record) => {
      const { success, data } = OfEvent.safeParse(record);
      if (success) events.add(data.event);
      return success;
    });
    return { found: [...events], next: null };
  },

  fetchSeries: async (call, credentials, eventId, cursor) => {
    const part = cursor === null ? "event" : Part.parse(cursor);
    const page = await readPart[part](call, credentials, eventId);
    return { found: page, next: page.part === "event" && !page.event ? null : next[part] };
  },

  map: mapBilletweb,
};

const Part = z.enum(["event", "dates", "tickets", "attendees"]);
type Part = z.infer<typeof Part>;
const next: Record<Part, Part | null> = {
  event: "dates",
  dates: "tickets",
  tickets: "attendees",
  attendees: null,
};

const unixSeconds = (instant: Date) => String(Math.floor(instant.getTime() / 1000));

/** Numbers are texts here: `readJson` keeps what was written. */
const Id = z.string().check(z.minLength(1), z.maxLength(100));
const Text = z.pipe(
  z.nullish(z.string()),
  z.transform((text) => text?.trim() ?? ""),
);
const Flag = z.pipe(
  z.nullish(z.union([z.boolean(), z.enum(["0", "1", ""])])),
  z.transform((flag) => (flag === null || flag === undefined ? null : flag === true || flag === "1")),
);

const OfEvent = z.object({ event: Id });
const Event = z.object({ id: Id, name: Text, start: Text, end: Text, multiple: Flag, tax_rate: Text });
const EventDate = z.object({ id: Id, start: Text, end: Text });
const Ticket = z.object({
  id: Id,
  name: Text,
  price: Text,
  tax: Text,
  commission: z.nullish(z.union([z.string(), z.literal(false)])),
});
const Attendee = z.object({
  ticket_id: Id,
  price: z.string(),
  disabled: Flag,
  order_payment_type: Text,
  order_session: Text,
  order_paid: Flag,
});
const countedParts = Object.keys(Attendee.shape);

type PageOf<P extends Part> = Extract<BilletwebPage, { part: P }>;

const readPart: {
  [P in Part]: (call: Call, credentials: Credentials, eventId: string) => Promise<PageOf<P>>;
} = {
  event: async (call, credentials, eventId) => {
    const page: PageOf<"event"> = { part: "event", event: null };
    await readList(call, credentials, "/events", [["past", "1"]], (record) => {
      const { success, data } = Event.safeParse(record);
      if (success && data.id === eventId)
        page.event = {
          name: data.name,
          start: data.start,
          end: data.end,
          multiple: data.multiple === true,
          tax: data.tax_rate,
        };
      return success;
    });
    return page;
  },

  dates: async (call, credentials, eventId) => {
    const dates: PageOf<"dates">["dates"] = [];
    const unreadable = await readList(
      call,
      credentials,
      pathOf(eventId, "dates"),
      [["past", "1"]],
      (record) => {
        const { success, data } = EventDate.safeParse(record);
        if (success) dates.push(data);
        return success;
      },
    );
    return { part: "dates", dates, unreadable };
  },

  tickets: async (call, credentials, eventId) => {
    const tickets: PageOf<"tickets">["tickets"] = [];
    const unreadable = await readList(call, credentials, pathOf(eventId, "tickets"), [], (record) => {
      const { success, data } = Ticket.safeParse(record);
      const commission = success ? readAmount(data.commission || "0")?.cents : undefined;
      if (!success || commission === undefined) return false;
      const { id, name, tax } = data;
      tickets.push({ id, name, price: readAmount(data.price)?.cents ?? null, tax, commission });
      return true;
    });
    return { part: "tickets", tickets, unreadable };
  },

  attendees: async (call, credentials, eventId) => {
    const tallies = new Map<string, AttendeeTally>();
    // There are a hundred thousand: only the first of those written alike is looked into.
    const known = new Map<string, AttendeeTally | null>();
    const unreadable = await readList(call, credentials, pathOf(eventId, "attendees"), [], (record) => {
      const written = isRecord(record) ? JSON.stringify(countedParts.map((name) => record[name])) : "";
      let tally = known.get(written);
      if (tally === undefined) {
        const alike = alikeOf(record);
        if (alike === undefined) return false;
        const key = JSON.stringify(alike);
        tally = alike && (tallies.get(key) ?? { ...alike, count: 0 });
        if (tally) tallies.set(key, tally);
        known.set(written, tally);
      }
      if (tally) tally.count += 1;
      return true;
    });
    return { part: "attendees", tallies: [...tallies.values()], unreadable };
  },
};

/** What counting a ticket needs; null when it does not count, undefined when nobody can read it. */
const alikeOf = (record: unknown): Omit<AttendeeTally, "count"> | null | undefined => {
  const { success, data } = Attendee.safeParse(record);
  const price = success ? readAmount(data.price) : undefined;
  if (!success || !price) return undefined;
  if (data.disabled) return null;
  return {
    session: data.order_session || "0",
    ticket: data.ticket_id,
    price: price.cents,
    rounded: price.rounded,
    web: data.order_payment_type === "web",
    // An order that does not say is paid (§10.1).
    paid: data.order_paid !== false,
  };
};

const pathOf = (eventId: string, list: string) => `/event/${encodeURIComponent(eventId)}/${list}`;

/** Reads a list to its end; gives how many records nobody could read (`take` refuses them, or they are no JSON). */
const readList = async (
  call: Call,
  { accessKey, secret }: Credentials,
  path: string,
  query: readonly (readonly [string, string])[],
  take: (record: unknown) => boolean,
): Promise<number> => {
  const answered = await call({
    path,
    query: [["user", accessKey], ["key", secret], ["version", "1"], ...query],
  });
  if (answered.status !== 200) throw faultOf(answered.status, await textOf(answered));
  const read = await readRecords(answered.stream(), take);
  if (!read.whole) throw faultOf(answered.status, read.head);
  return read.unreadable;
};

const textOf = async (answered: Answered): Promise<string> => {
  const read = await readRecords(answered.stream(), () => true);
  return read.whole ? "" : read.head;
};

const Refusal = z.object({ error: z.string(), description: z.optional(z.string()) });

/** A firewall takes us for a robot: its page, or an error of theirs with any spacing. */
const isFirewall = (body: string): boolean =>
  body.includes("cdn-cgi/challenge-platform") || /"error"\s*:\s*"rate_limiting"/.test(body);

/** Their refusals come with any status, 200 included. */
const faultOf = (status: number, body: string): ConnectorFault => {
  if (isFirewall(body)) return new ConnectorFault("firewall");
  const { success, data } = Refusal.safeParse(parsed(body, JSON.parse));
  if (success && data.error === "unauthorized")
    return new ConnectorFault(
      data.description?.includes("limited rights") ? "insufficient_rights" : "invalid_credentials",
    );
  if (status === 401 || status === 403) return new ConnectorFault("invalid_credentials");
  if (status >= 500) return new ConnectorFault("unreachable_host");
  return new ConnectorFault("unexpected_answer");
};
