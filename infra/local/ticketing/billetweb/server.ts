/**
 * Billetweb on this machine (declarations.md §10.1): key in every address, refusals at status 200, no pages, a hundred
 * calls a minute, times of Paris without a zone.
 */
import * as z from "zod/mini";
import { callWindows } from "../call-windows.ts";
import { type RunningVendor, type Said, startVendor } from "../vendor-server.ts";
import { attendeesOf, BilletwebScenario } from "./account.ts";

const unauthorized = {
  status: 200,
  body: { error: "unauthorized", description: "Invalid user, key or version" },
};
const limitedRights = {
  status: 200,
  body: {
    error: "unauthorized",
    description: "This key has limited rights to specific events and cannot list all of them",
  },
};
const limited = { status: 200, body: '{"error" : "rate_limiting"}' };
const notFound = { status: 404, body: { error: "not_found" } };

export const startBilletweb = (
  scenario: z.input<typeof BilletwebScenario>,
  options: { port: number; host: string; now?: () => number },
): Promise<RunningVendor<BilletwebScenario>> => {
  const { now = Date.now } = options;
  const windows = callWindows(now);
  return startVendor<BilletwebScenario>(
    {
      name: "Billetweb",
      contentType: "application/json; charset=utf-8",
      scenario: BilletwebScenario.parse(scenario),
      change: (sent) => z.partial(BilletwebScenario).parse(sent),
      unauthorized,
      limited,
      answer: ({ pathname, searchParams: query }, request, account) => {
        if (request.method !== "GET") return notFound;
        if (
          query.get("user") !== account.user ||
          query.get("key") !== account.key ||
          query.get("version") !== "1"
        )
          return unauthorized;
        if (windows.take([{ calls: account.callsPerMinute, seconds: 60 }]) > 0) return limited;
        return pathname.startsWith("/event/")
          ? ofEvent(pathname, query, account, now())
          : ofAccount(pathname, query, account, now());
      },
    },
    options,
  );
};

/** Dates that are over are only in a list that asks for them. */
const isShown = ({ start }: { start: string }, query: URLSearchParams, now: number): boolean =>
  query.get("past") === "1" || Date.parse(`${start.replace(" ", "T")}Z`) > now;

const ofAccount = (path: string, query: URLSearchParams, account: BilletwebScenario, now: number): Said => {
  if (account.limitedRights) return limitedRights;
  if (path === "/attendees")
    return ticketsOf(account, account.events, Number(query.get("last_update")) * 1000);
  if (path !== "/events") return notFound;
  const events = account.events.filter(({ event, unlisted }) => !unlisted && isShown(event, query, now));
  const told = { place: "Halle aux grains", entrance: "Oui", cover: "" };
  return { status: 200, body: events.map(({ event }) => ({ ...event, ...told })) };
};

const ofEvent = (path: string, query: URLSearchParams, account: BilletwebScenario, now: number): Said => {
  const [, id, list] = /^\/event\/([^/]+)\/(dates|tickets|attendees)$/.exec(path) ?? [];
  const found = account.events.find(({ event }) => event.id === id);
  if (!found || !list) return notFound;
  if (list === "attendees") return ticketsOf(account, [found], undefined);
  const records =
    list === "tickets" ? found.tickets : found.dates.filter((date) => isShown(date, query, now));
  return { status: 200, body: records };
};

/** A list of all events says of each ticket whose it is. */
const ticketsOf = (
  { malformed }: BilletwebScenario,
  events: BilletwebScenario["events"],
  changedSince: number | undefined,
): Said => {
  const records = function* () {
    for (let at = 0; at < malformed; at++) yield '{"ticket_id":"77001","price": , "event":"x"}';
    for (const event of events)
      for (const attendee of attendeesOf(event, changedSince))
        yield JSON.stringify(changedSince === undefined ? attendee : { ...attendee, event: event.event.id });
  };
  return { status: 200, body: listOf(records()) };
};

/** A JSON list written some records at a time. */
function* listOf(records: Iterable<string>): Generator<string> {
  let piece = "[";
  let separator = "";
  for (const record of records) {
    piece += separator + record;
    separator = ",";
    if (piece.length < 65_536) continue;
    yield piece;
    piece = "";
  }
  yield `${piece}]`;
}
