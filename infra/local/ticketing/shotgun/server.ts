import * as z from "zod/mini";
import { lengthOf, type Part, slice, written } from "../long-list.ts";
import { type RunningVendor, startVendor } from "../vendor-server.ts";
import { ShotgunScenario, type Ticket } from "./scenario.ts";

/**
 * Shotgun on this machine (declarations.md §10.4): sold tickets by 50 with a cursor, or with totals when there is none;
 * events by pages from 0, future ones unless `past_events` has any value at all; a token whose name depends on its age.
 */
export const startShotgun = (
  scenario: z.input<typeof ShotgunScenario>,
  options: { port: number; host: string },
): Promise<RunningVendor<ShotgunScenario>> =>
  startVendor<ShotgunScenario>(
    {
      name: "Shotgun",
      contentType: "application/json; charset=utf-8",
      scenario: ShotgunScenario.parse(scenario),
      change: (sent) => z.partial(ShotgunScenario).parse(sent),
      unauthorized,
      answer: (url, _request, now) => {
        const asked = url.searchParams;
        if (asked.get("organizer_id") !== now.organiser || asked.get(tokenName(now.token)) !== now.token)
          return unauthorized;
        if (url.pathname === `${base}/tickets/sold`) return { status: 200, body: soldTickets(now, asked) };
        if (url.pathname === `${base}/organizers/${now.organiser}/events`)
          return { status: 200, body: eventList(now, asked) };
        return { status: 404, body: { error: "Not Found" } };
      },
    },
    options,
  );

const base = "/api/shotgun";
const unauthorized = { status: 401, body: { error: "Unauthorized", message: "Invalid token" } };
const ticketsPerPage = 50;

const tokenName = (token: string): string => {
  const payload: unknown = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"));
  const madeAt = typeof payload === "object" && payload !== null && "iat" in payload ? payload.iat : 0;
  return Number(madeAt) < 1_751_320_800 ? "token" : "key";
};

/** A token as Shotgun makes them, of that date (seconds); nobody checks its signature here. */
export const shotgunToken = (madeAt: number): string =>
  [{ alg: "HS256", typ: "JWT" }, { organizerId: 4711, iat: madeAt }, "signature"]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");

const eventList = ({ events }: ShotgunScenario, asked: URLSearchParams) => {
  const wanted = asked.has("past_events") ? "past" : "future";
  const limit = Number(asked.get("limit") ?? 10);
  const from = Number(asked.get("page") ?? 0) * limit;
  const found = events.filter(({ list }) => list === wanted).slice(from, from + limit);
  return { data: found.map(({ list: _list, ...event }) => event) };
};

interface Sold {
  id: number;
  record: object;
}

const soldTickets = (scenario: ShotgunScenario, asked: URLSearchParams) => {
  const parts = ticketParts(scenario, asked);
  const total = lengthOf(parts);
  const cursor = asked.get("cursor");
  const page = Number(asked.get("page") ?? 1);
  const from = cursor === null ? (page - 1) * ticketsPerPage : placeAfter(parts, cursor);
  const found = slice(parts, from, ticketsPerPage);
  const data = found.map(({ record }) => record);
  const more = from + data.length < total;
  if (cursor === null) {
    const totalPages = Math.ceil(total / ticketsPerPage);
    return { data, pagination: { page, totalResults: total, totalPages } };
  }
  const last = found.at(-1);
  // The address holds the secrets of whoever asked, as theirs does: it must not be followed, nor kept.
  const next =
    more && last
      ? `${base}/tickets/sold?${new URLSearchParams([...asked, ["cursor", String(last.id)]])}`
      : null;
  return { data, pagination: { next } };
};

/** Where tickets go on after that one; the first page for anything that is none. */
const placeAfter = (parts: readonly Part<Sold>[], cursor: string): number => {
  const wanted = Number(cursor);
  if (Number.isNaN(wanted)) return 0;
  let before = 0;
  for (const part of parts) {
    // Ids grow within a part: halves find the place.
    let [low, high] = [0, part.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (part.at(middle).id <= wanted) low = middle + 1;
      else high = middle;
    }
    if (low < part.length) return before + low;
    before += part.length;
  }
  return before;
};

const ticketParts = (scenario: ShotgunScenario, asked: URLSearchParams): Part<Sold>[] => {
  const after = Date.parse(asked.get("after") ?? "1970-01-01T00:00:00Z");
  const until = Date.parse(asked.get("before") ?? "2999-01-01T00:00:00Z");
  const event = asked.get("event_id");
  const kept = (at: string, of: number) =>
    Date.parse(at) >= after && Date.parse(at) <= until && (event === null || event === String(of));
  const own = scenario.tickets
    .filter((ticket) => kept(ticket.updated_at, ticket.event_id))
    .toSorted((a, b) => a.ticket_id - b.ticket_id)
    .map((ticket) => soldTicket(scenario, ticket));
  const crowds = scenario.crowds
    .filter((crowd) => kept(crowd.updatedAt, crowd.event))
    .map((crowd) => ({
      length: crowd.count,
      at: (index: number) => soldTicket(scenario, oneOf(crowd, index)),
    }));
  return [written(own), ...crowds];
};

const soldTicket = ({ events }: ShotgunScenario, { raw, ...ticket }: Ticket): Sold => {
  const event = events.find(({ id }) => id === ticket.event_id);
  return {
    id: ticket.ticket_id,
    record: {
      ...ticket,
      event_name: event?.name ?? null,
      event_start_time: event?.startTime ?? null,
      event_end_time: event?.endTime ?? null,
      buyer_first_name: "Camille",
      buyer_last_name: "Exemple",
      buyer_email: `acheteur-${ticket.ticket_id}@billets.example`,
      ...raw,
    },
  };
};

const oneOf = (crowd: ShotgunScenario["crowds"][number], index: number): Ticket => ({
  ticket_id: crowd.firstId + index,
  event_id: crowd.event,
  product_id: index % 10 === 9 ? 2 : 1,
  ticket_price: index % 10 === 9 ? 0 : crowd.price,
  vat_rate: index % 10 === 9 ? 0 : crowd.rate,
  ticket_title: index % 10 === 9 ? "Invitation" : "Entrée",
  currency: "eur",
  ticket_status: "valid",
  updated_at: crowd.updatedAt,
});
