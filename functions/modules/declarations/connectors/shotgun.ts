import { answerText } from "./answer-text.ts";
import { type Call, type Connector, ConnectorFault, type Credentials, type Json } from "./contract.ts";
import { mapShotgun } from "./map-shotgun.ts";
import { readJson } from "./read-json.ts";
import { eventOf, type Page, ticketsPageOf } from "./shotgun-pages.ts";
import { isRecord, textOf, type VendorRecord } from "./vendor-record.ts";

/** Shotgun (declarations.md §10.4): the access key is the organiser's number, the secret its token (a JWT). */
export const shotgun: Connector = {
  provider: "SHOTGUN",
  baseUrl: () => "https://smartboard-api.shotgun.live/api/shotgun",
  // At least 50 ms between two calls.
  limits: [{ calls: 1, seconds: 0.05 }],
  test: async (call, credentials) => {
    const future = new Date();
    future.setUTCFullYear(future.getUTCFullYear() + 2);
    const at = future.toISOString();
    await list(call, credentials, "/tickets/sold", [["after", at], ["before", at], firstPage]);
    return { accountKey: organiserOf(credentials), label: null };
  },
  discover: async (call, credentials, since, cursor) => {
    const after = ["after", since.toISOString()] as const;
    if (cursor === null) await refuseTooMany(call, credentials, after);
    const { tickets, next } = await readTickets(call, credentials, after, cursor);
    const found = new Set(
      tickets.flatMap((ticket) => (isRecord(ticket) ? (textOf(ticket.event_id) ?? []) : [])),
    );
    return { found: [...found], next };
  },
  fetchSeries: async (call, credentials, eventId, cursor) => {
    if (cursor === null) {
      const event = await findEvent(call, credentials, eventId);
      const page: Page = { kind: "event", event: event ? eventOf(event) : null };
      return { found: page, next: { ticket: null, tickets: 0 } };
    }
    const { tickets, next } = await readTickets(call, credentials, ["event_id", eventId], cursor);
    return { found: ticketsPageOf(tickets), next };
  },
  map: mapShotgun,
};

/** Tickets of an account or an event beyond which a file is proposed instead. */
const mostTickets = 200_000;
const eventsAtOnce = 50;
/** Calls of one step. */
const callsAtOnce = 20;
/** 1 July 2025: tokens made before are given under another name. */
const newTokens = 1_751_320_800;

type Parameter = readonly [name: string, value: string];
const firstPage: Parameter = ["cursor", "true"];

const organiserOf = ({ accessKey }: Credentials): string => accessKey.trim();

/** Name of the token in the address, from its date, which is read without checking who signed it. */
const tokenName = (token: string): "key" | "token" => {
  try {
    const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
    const madeAt = isRecord(payload) ? payload.iat : undefined;
    return typeof madeAt === "number" && madeAt < newTokens ? "token" : "key";
  } catch {
    return "key";
  }
};

interface Listed {
  records: readonly unknown[];
  pagination: VendorRecord;
}

const list = async (
  call: Call,
  credentials: Credentials,
  path: string,
  query: readonly Parameter[],
): Promise<Listed> => {
  const token = credentials.secret.trim();
  const answer = await call({
    path,
    query: [["organizer_id", organiserOf(credentials)], [tokenName(token), token], ...query],
  });
  const value = readJson(await answerText(answer));
  if (!isRecord(value) || !Array.isArray(value.data)) throw new ConnectorFault("unexpected_answer");
  return { records: value.data, pagination: isRecord(value.pagination) ? value.pagination : {} };
};

/** Without a cursor the first page says how many there are: an account beyond measure is refused at once. */
const refuseTooMany = async (call: Call, credentials: Credentials, after: Parameter): Promise<void> => {
  const { pagination } = await list(call, credentials, "/tickets/sold", [after]);
  if (Number(pagination.totalResults) > mostTickets) throw new ConnectorFault("too_much_data");
};

/** As many pages of tickets as a step takes: 50 each, the next one after the last ticket. */
const readTickets = async (
  call: Call,
  credentials: Credentials,
  of: Parameter,
  cursor: Json | null,
): Promise<{ tickets: unknown[]; next: Json | null }> => {
  const before = isRecord(cursor) ? Number(cursor.tickets) : 0;
  let last = isRecord(cursor) ? (textOf(cursor.ticket) ?? null) : null;
  const tickets: unknown[] = [];
  for (let calls = 0; calls < callsAtOnce; calls += 1) {
    const page = await list(call, credentials, "/tickets/sold", [of, last ? ["cursor", last] : firstPage]);
    tickets.push(...page.records);
    const end = page.records.at(-1);
    if (before + tickets.length > mostTickets) throw new ConnectorFault("too_much_data");
    if (!page.pagination.next || end === undefined) return { tickets, next: null };
    const ticket = isRecord(end) ? textOf(end.ticket_id) : undefined;
    if (!ticket || ticket === last) throw new ConnectorFault("unexpected_answer");
    last = ticket;
  }
  return { tickets, next: { ticket: last, tickets: before + tickets.length } };
};

/**
 * Events cannot be asked one by one: their list is read as far as needed, once for all that is read with one `Call`. An
 * event nobody lists is told by its tickets.
 */
const listings = new WeakMap<Call, Listing>();
interface Listing {
  organiser: string;
  known: Map<string, VendorRecord>;
  rest: AsyncGenerator<readonly unknown[]>;
}

const findEvent = async (
  call: Call,
  credentials: Credentials,
  eventId: string,
): Promise<VendorRecord | undefined> => {
  const organiser = organiserOf(credentials);
  let listing = listings.get(call);
  if (listing?.organiser !== organiser)
    listing = { organiser, known: new Map(), rest: eventPages(call, credentials) };
  // Set again only once it was read: after a fault the next search starts anew.
  listings.delete(call);
  while (!listing.known.has(eventId)) {
    const { value, done } = await listing.rest.next();
    if (done) break;
    for (const event of value) {
      const id = isRecord(event) ? textOf(event.id) : undefined;
      if (isRecord(event) && id) listing.known.set(id, event);
    }
  }
  listings.set(call, listing);
  return listing.known.get(eventId);
};

/** Events to come, then past ones, each list from its page 0. Any value of `past_events` asks for past ones. */
async function* eventPages(call: Call, credentials: Credentials): AsyncGenerator<readonly unknown[]> {
  const path = `/organizers/${encodeURIComponent(organiserOf(credentials))}/events`;
  for (const past of [false, true]) {
    let first: string | undefined;
    for (let page = 0; ; page += 1) {
      const { records } = await list(call, credentials, path, [
        ["page", String(page)],
        ["limit", String(eventsAtOnce)],
        ...(past ? [["past_events", "true"] as const] : []),
      ]);
      const [one] = records;
      const start = isRecord(one) ? textOf(one.id) : undefined;
      if (page > 0 && start === first) break;
      first = start;
      yield records;
      if (records.length < eventsAtOnce) break;
    }
  }
}
