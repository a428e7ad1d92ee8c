import { answerText } from "./answer-text.ts";
import {
  type Call,
  type Connector,
  ConnectorFault,
  type Credentials,
  type Json,
  type Step,
} from "./contract.ts";
import { mapMapado } from "./map-mapado.ts";
import { alikeOf, eventDateOf, listOf, numberOf, type Page } from "./mapado-pages.ts";
import { readJson } from "./read-json.ts";
import { isRecord, textOf } from "./vendor-record.ts";

/**
 * Mapado (declarations.md §10.3). Lists are Hydra; nothing is told about limits, so calls go one after the other. It
 * gives no stable name of the account: its key is made here.
 */
export const mapado: Connector = {
  provider: "MAPADO",
  baseUrl: () => "https://ticketing.mapado.net",
  limits: [],
  test: async (call, credentials) => {
    await collection(call, credentials, "/v1/tickets", [
      ["user", "me"],
      ["updatedSince", new Date().toISOString()],
      ["itemsPerPage", "1"],
      ["fields", "updatedAt"],
    ]);
    return { accountKey: null, label: null };
  },
  discover: async (call, credentials, since, cursor) => {
    const at = readCursor(cursor);
    const tickets = await ticketsPage(call, credentials, at.page, [
      ["updatedSince", since.toISOString()],
      ["fields", "eventDate,updatedAt"],
    ]);
    const dates = distinct(tickets.members.map((ticket) => isRecord(ticket) && ticket.eventDate));
    const owners = await named(call, credentials, "/v1/event_dates", dates, "ticketing");
    const ids = distinct(owners.map((date) => isRecord(date) && date.ticketing));
    const rows = at.rows + tickets.members.length;
    return {
      found: await datedOnly(call, credentials, ids),
      next: goesOn(tickets, rows) ? { ...at, page: at.page + 1, rows } : null,
    };
  },
  fetchSeries: async (call, credentials, seriesId, cursor) => {
    if (cursor === null) return ticketingPage(call, credentials, seriesId);
    const at = readCursor(cursor);
    const tickets = await ticketsPage(call, credentials, at.page, [
      ["ticketing", `/v1/ticketings/${seriesId}`],
      ["fields", "@id,status,facialValue,ticketPrice,eventDate,isValid,imported"],
    ]);
    const page: Page = { kind: "tickets", total: tickets.total ?? null, alike: alikeOf(tickets.members) };
    return { found: page, next: afterTickets(at, tickets) };
  },
  map: mapMapado,
};

/** Ids of one address: it must stay below what servers take. */
const idsAtOnce = 500;
const ticketsAtOnce = "10000";
/** Pages of tickets, beyond which a list has no end. */
const mostPages = 1000;
/** How often tickets are read again because their pages moved meanwhile. */
const mostTurns = 3;

const ticketingFields = "type,title,eventDateList,currency,venue{countryCode}";
const dateFields =
  "@id,startDate,endDate,startOfEventDay," +
  "ticketPriceList{@id,id,type,name,description,currency,facialValue,tax{rate,countryCode},valueIncvat}";

interface Collection {
  members: readonly unknown[];
  total: number | undefined;
  hasNext: boolean;
}
type Query = readonly (readonly [name: string, value: string])[];

const ask = (call: Call, { secret }: Credentials, path: string, query: Query) =>
  call({ path, query, headers: { authorization: `Bearer ${secret.trim()}`, accept: "application/ld+json" } });

/** A list of Mapado. Its « next » address is never followed: that there is one is all it says here. */
const readCollection = (value: unknown): Collection => {
  if (!isRecord(value) || !Array.isArray(value["hydra:member"]))
    throw new ConnectorFault("unexpected_answer");
  const total = Number(value["hydra:totalItems"] ?? Number.NaN);
  return {
    members: value["hydra:member"],
    total: Number.isSafeInteger(total) && total >= 0 ? total : undefined,
    hasNext: Boolean(value["hydra:nextPage"]),
  };
};

const collection = async (call: Call, credentials: Credentials, path: string, query: Query) =>
  readCollection(readJson(await answerText(await ask(call, credentials, path, query))));

/** One page of tickets. They hold whole cents only, so JSON is read at full speed. */
const ticketsPage = async (call: Call, credentials: Credentials, page: number, query: Query) => {
  if (page > mostPages) throw new ConnectorFault("too_much_data");
  const answer = await ask(call, credentials, "/v1/tickets", [
    ["user", "me"],
    ["itemsPerPage", ticketsAtOnce],
    ["page", String(page)],
    ...query,
  ]);
  return readCollection(parse(await answerText(answer)));
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConnectorFault("unexpected_answer");
  }
};

/** Records of these ids, by as many as an address takes; fewer when Mapado says that it is still too long. */
const named = async (
  call: Call,
  credentials: Credentials,
  path: string,
  ids: readonly string[],
  fields: string,
): Promise<unknown[]> => {
  const found: unknown[] = [];
  const chunks = chunksOf(ids, idsAtOnce);
  for (let chunk = chunks.shift(); chunk; chunk = chunks.shift()) {
    const answer = await ask(call, credentials, path, [
      ["@id", chunk.join(",")],
      ["itemsPerPage", "100000000"],
      ["fields", fields],
    ]);
    if ([400, 414].includes(answer.status) && chunk.length > 1)
      chunks.unshift(...chunksOf(chunk, Math.ceil(chunk.length / 2)));
    else found.push(...readCollection(readJson(await answerText(answer))).members);
  }
  return found;
};

const chunksOf = (ids: readonly string[], size: number): (readonly string[])[] =>
  Array.from({ length: Math.ceil(ids.length / size) }, (_, at) => ids.slice(at * size, (at + 1) * size));

/** Numbers of these addresses, each once: looked into only when it is not the same text as one before. */
const distinct = (iris: readonly unknown[]): string[] => [
  ...new Set([...new Set(iris)].flatMap((iri) => numberOf(iri || null) ?? [])),
];

/** Offers and undated events are no shows; a ticketing Mapado does not give is kept, so that it is told. */
const datedOnly = async (call: Call, credentials: Credentials, ids: readonly string[]): Promise<string[]> => {
  const others = (await named(call, credentials, "/v1/ticketings", ids, `@id,${ticketingFields}`)).filter(
    (one) => isRecord(one) && textOf(one.type) !== undefined && one.type !== "dated_events",
  );
  const left = new Set(distinct(others));
  return ids.filter((id) => !left.has(id));
};

/** First step of a series: the ticketing with its dates and prices, in as many calls as dates need. */
const ticketingPage = async (call: Call, credentials: Credentials, seriesId: string): Promise<Step<Json>> => {
  const [ticketing] = await named(call, credentials, "/v1/ticketings", [seriesId], ticketingFields);
  if (!isRecord(ticketing)) return { found: { kind: "ticketing", ticketing: null }, next: null };
  const dated = ticketing.type === "dated_events";
  const ids = dated ? distinct(listOf(ticketing.eventDateList)) : [];
  const records = await named(call, credentials, "/v1/event_dates", ids, dateFields);
  const dates = records.flatMap((record) => eventDateOf(record) ?? []);
  const page: Page = {
    kind: "ticketing",
    ticketing: {
      type: textOf(ticketing.type) ?? null,
      title: textOf(ticketing.title) ?? null,
      currency: textOf(ticketing.currency) ?? null,
      countryCode: isRecord(ticketing.venue) ? (textOf(ticketing.venue.countryCode) ?? null) : null,
      dates,
      unreadableDates: records.length - dates.length,
    },
  };
  return { found: page, next: dated ? firstTickets : null };
};

/** Where reading of tickets is: rows read in this turn, the least total said so far. */
type Cursor = { page: number; rows: number; total: number | null; moved: boolean; turn: number };
const firstTickets: Cursor = { page: 1, rows: 0, total: null, moved: false, turn: 1 };

const readCursor = (cursor: Json | null): Cursor => {
  if (!isRecord(cursor)) return firstTickets;
  const { page, rows, total, moved, turn } = cursor;
  return {
    page: Number(page),
    rows: Number(rows),
    total: typeof total === "number" ? total : null,
    moved: moved === true,
    turn: Number(turn),
  };
};

const goesOn = ({ members, total, hasNext }: Collection, rows: number): boolean =>
  members.length > 0 && (hasNext || rows < (total ?? 0));

/**
 * Pages are no cursors: when the list gets shorter, or ends before its total, tickets slipped from a page not yet read
 * to one that was. Then it is read again; `map` keeps one of each.
 */
const afterTickets = (at: Cursor, tickets: Collection): Cursor | null => {
  const { total = null } = tickets;
  const rows = at.rows + tickets.members.length;
  const moved = at.moved || (at.total !== null && total !== null && total < at.total);
  if (goesOn(tickets, rows)) return { ...at, page: at.page + 1, rows, total, moved };
  const lacking = moved || (total !== null && rows < total);
  return lacking && at.turn < mostTurns ? { ...firstTickets, turn: at.turn + 1 } : null;
};
