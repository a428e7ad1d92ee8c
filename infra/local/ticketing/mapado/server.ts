import * as z from "zod/mini";
import { lengthOf, type Part, slice, written } from "../long-list.ts";
import { type RunningVendor, startVendor } from "../vendor-server.ts";
import { type Fields, pick, readFields } from "./fields.ts";
import { MapadoScenario, type Ticket } from "./scenario.ts";

/**
 * Mapado on this machine (declarations.md §10.3): Hydra lists of tickets, dates and ticketings behind a Bearer token,
 * properties chosen by `fields`, ids by `@id`, pages by number that move when tickets come and go, 414 when an address
 * is too long.
 */
export const startMapado = (
  scenario: z.input<typeof MapadoScenario>,
  options: { port: number; host: string },
): Promise<RunningVendor<MapadoScenario>> => {
  let pages = 0;
  return startVendor<MapadoScenario>(
    {
      name: "Mapado",
      contentType: "application/ld+json; charset=utf-8",
      scenario: MapadoScenario.parse(scenario),
      change: (sent) => z.partial(MapadoScenario).parse(sent),
      unauthorized,
      answer: (url, request, now) => {
        if ((request.url ?? "").length > now.longestAddress)
          return {
            status: 414,
            body: "<h1>414 Request-URI Too Large</h1>",
            headers: { "content-type": "text/html" },
          };
        if (request.headers.authorization !== `Bearer ${now.token}`) return unauthorized;
        const asked = url.searchParams;
        if (url.pathname === "/v1/tickets") {
          if (!asked.has("user") && !asked.has("ticketing")) return missingFilter;
          const body = collection(url, ticketParts(now, asked), now.mostPerPage);
          pages += 1;
          change(now, pages);
          return { status: 200, body };
        }
        const records =
          url.pathname === "/v1/event_dates"
            ? dateRecords(now)
            : url.pathname === "/v1/ticketings"
              ? now.ticketings.map(ticketingRecord)
              : undefined;
        if (!records) return { status: 404, body: problem("No route found") };
        const ids = new Set(
          (asked.get("@id") ?? "").split(",").map((id) => id.slice(id.lastIndexOf("/") + 1)),
        );
        const chosen = asked.has("@id") ? records.filter(({ id }) => ids.has(String(id))) : records;
        return { status: 200, body: collection(url, [written(chosen)], Number.MAX_SAFE_INTEGER) };
      },
    },
    options,
  );
};

const unauthorized = {
  status: 401,
  body: { error: "invalid_grant", error_description: "The access token provided is invalid." },
};
const problem = (description: string) => ({
  "@context": "/v1/contexts/Error",
  "@type": "hydra:Error",
  "hydra:title": "An error occurred",
  "hydra:description": description,
});
const missingFilter = { status: 403, body: problem("Access Denied.") };

type Resource = Record<string, unknown>;

/** One page of a list; 30 records when nobody says how many. */
const collection = (url: URL, parts: readonly Part<Resource>[], most: number): Resource => {
  const asked = url.searchParams;
  const size = Math.min(most, Number(asked.get("itemsPerPage") ?? 30));
  const page = Number(asked.get("page") ?? 1);
  const total = lengthOf(parts);
  const fields: Fields | undefined = asked.has("fields") ? readFields(asked.get("fields") ?? "") : undefined;
  const next = new URL(url);
  next.searchParams.set("page", String(page + 1));
  return {
    "@context": `/v1/contexts/${url.pathname.slice(4)}`,
    "@id": url.pathname,
    "@type": "hydra:PagedCollection",
    "hydra:totalItems": total,
    "hydra:itemsPerPage": size,
    ...(page * size < total ? { "hydra:nextPage": `${next.pathname}${next.search}` } : {}),
    "hydra:member": slice(parts, (page - 1) * size, size).map((record) =>
      fields ? pick(record, fields) : record,
    ),
  };
};

type Ticketing = MapadoScenario["ticketings"][number];
type EventDate = Ticketing["dates"][number];

const ticketingRecord = (ticketing: Ticketing): Resource => ({
  "@id": `/v1/ticketings/${ticketing.id}`,
  "@type": "Ticketing",
  id: ticketing.id,
  type: ticketing.type,
  title: ticketing.title,
  currency: ticketing.currency,
  venue:
    ticketing.countryCode === null ? null : { "@id": "/v1/venues/1", countryCode: ticketing.countryCode },
  eventDateList: ticketing.dates.map(({ id }) => ({ "@id": `/v1/event_dates/${id}` })),
});

const dateRecords = ({ ticketings }: MapadoScenario): Resource[] =>
  ticketings.flatMap((ticketing) => ticketing.dates.map((date) => dateRecord(ticketing.id, date)));

const dateRecord = (ticketing: number, { prices, ...date }: EventDate): Resource => ({
  "@id": `/v1/event_dates/${date.id}`,
  "@type": "EventDate",
  ...date,
  ticketing: { "@id": `/v1/ticketings/${ticketing}` },
  ticketPriceList: prices.map(({ rate, countryCode, ...price }) => ({
    "@id": `/v1/ticket_prices/${price.id}`,
    "@type": "TicketPrice",
    ...price,
    description: null,
    tax: rate === null ? null : { "@id": "/v1/taxes/1", rate, countryCode },
    valueIncvat: price.facialValue,
  })),
});

const iri = (kind: string, id: number | null) => (id === null ? null : { "@id": `/v1/${kind}/${id}` });

const ticketRecord = (ticket: Ticket): Resource => ({
  "@id": `/v1/tickets/${ticket.id}`,
  "@type": "Ticket",
  status: ticket.status,
  facialValue: ticket.facialValue,
  ticketPrice: iri("ticket_prices", ticket.price),
  eventDate: iri("event_dates", ticket.date),
  isValid: ticket.status === "payed",
  imported: ticket.imported,
  updatedAt: ticket.updatedAt,
  firstname: "Camille",
  lastname: "Exemple",
  email: `acheteur-${ticket.id}@billets.example`,
  ...ticket.raw,
});

/** Tickets of the filters asked, those written down first. */
const ticketParts = (scenario: MapadoScenario, asked: URLSearchParams): Part<Resource>[] => {
  const wanted = asked.get("ticketing");
  const since = Date.parse(asked.get("updatedSince") ?? "1970-01-01T00:00:00Z");
  const kept = ({ ticketing, updatedAt }: { ticketing: number; updatedAt: string }) =>
    (wanted === null || wanted === `/v1/ticketings/${ticketing}`) && Date.parse(updatedAt) >= since;
  const crowds = scenario.crowds.filter(kept).map((crowd) => {
    const dates = scenario.ticketings.find(({ id }) => id === crowd.ticketing)?.dates ?? [];
    return { length: crowd.count, at: (index: number) => ticketRecord(oneOf(crowd, dates, index)) };
  });
  const own = written(scenario.tickets.filter(kept));
  return [{ length: own.length, at: (index) => ticketRecord(own.at(index)) }, ...crowds];
};

const oneOf = (
  crowd: MapadoScenario["crowds"][number],
  dates: readonly EventDate[],
  index: number,
): Ticket => {
  const date = dates[index % dates.length];
  const price = date?.prices[Math.floor(index / dates.length) % date.prices.length];
  return {
    id: crowd.firstId + index,
    ticketing: crowd.ticketing,
    date: date?.id ?? null,
    price: price?.id ?? null,
    facialValue: price?.facialValue ?? null,
    status: index % 20 === 19 ? "refunded" : "payed",
    imported: false,
    updatedAt: crowd.updatedAt,
  };
};

/** Tickets come first in the list and go from it, so that every page after them moves. */
const change = (scenario: MapadoScenario, pages: number): void => {
  for (const { afterPages, insert, remove } of scenario.changes)
    if (afterPages === pages)
      scenario.tickets = [...insert, ...scenario.tickets.filter(({ id }) => !remove.includes(id))];
};
