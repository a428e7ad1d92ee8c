import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { BilletwebScenario } from "../../../../infra/local/ticketing/billetweb/account.ts";
import { startBilletweb } from "../../../../infra/local/ticketing/billetweb/server.ts";
import { figuresOf } from "../../../../shared/declarations/money.ts";
import { billetweb } from "./billetweb.ts";
import type { Call, Json, Resolution, Resolved } from "./contract.ts";
import { httpClient } from "./http-client.ts";

type Account = Parameters<typeof startBilletweb>[0];

const credentials = { accessKey: "u-4711", secret: "k-secret" };
const event = {
  id: "900101",
  name: "Nuit des contes",
  start: "2026-03-07 20:30:00",
  end: "2026-03-07 22:00:00",
  multiple: "0" as const,
  tax_rate: "5.5",
};
const tickets = [
  { id: "77001", name: "Plein", price: 18, tax: "", commission: 0.49 },
  { id: "77002", name: "Réduit", price: 12, tax: "", commission: 0.49 },
  { id: "77003", name: "Livret", price: 5, tax: "20", commission: false as const },
];
/** The worked example of §10.1. */
const nightOfTales = {
  event,
  tickets,
  attendees: [
    { ticket_id: "77001", price: "18.00" },
    { ticket_id: "77001", price: "18.00", order_payment_type: "cash" },
    { ticket_id: "77002", price: "12.00" },
    { ticket_id: "77002", price: "0.40" },
    { ticket_id: "77001", price: "18.00", disabled: "1" as const },
    { ticket_id: "77003", price: "5.00", order_payment_type: "card" },
    { ticket_id: "77001", price: "0.00", order_payment_type: "" },
    { ticket_id: "79999", price: "7.00", order_payment_type: "cash" },
  ],
};
const account = (...events: Account["events"]): Account => ({
  user: credentials.accessKey,
  key: credentials.secret,
  events,
});

let server: Awaited<ReturnType<typeof startBilletweb>>;
let call: Call;
const opened = async (given: Account) => {
  server = await startBilletweb(given, { port: 0, host: "127.0.0.1" });
  call = httpClient({
    place: () => ({ baseUrl: server.url }),
    bodyLimit: 200_000_000,
    now: () => new Date(),
    sleep: () => Promise.resolve(),
    random: () => 0.5,
  });
};
beforeEach(() => opened(account(nightOfTales)));
afterEach(() => server.stop());

const undecided: Resolved = () => undefined;
const pagesOf = async (eventId: string): Promise<Json[]> => {
  const pages: Json[] = [];
  let cursor: Json | null = null;
  do {
    const step = await billetweb.fetchSeries(call, credentials, eventId, cursor);
    // What is kept between two steps has been JSON.
    pages.push(JSON.parse(JSON.stringify(step.found)));
    cursor = step.next;
  } while (cursor !== null);
  return pages;
};
const read = async (eventId = "900101", resolved = undecided) =>
  billetweb.map(eventId, await pagesOf(eventId), resolved);
const given = async (one: Account["events"][number]) => {
  await server.stop();
  await opened(account(one));
  return read(one.event.id);
};

describe("the night of tales", () => {
  it("gives the figures of the worked example, to the cent", async () => {
    const { shows, aside } = await read();
    const [performance] = shows[0]?.performances ?? [];
    expect(shows).toHaveLength(1);
    expect(shows[0]).toMatchObject({ externalId: "900101", name: "Nuit des contes" });
    expect(performance).toMatchObject({
      externalId: "fallback_900101_0",
      startAt: "2026-03-07T19:30:00.000Z",
      endAt: "2026-03-07T21:00:00.000Z",
      warnings: [],
    });
    expect(performance?.lines).toMatchObject([
      { categoryId: "77001", unitPrice: 1800, rate: 550, paid: 2, free: 1, gross: 3551 },
      { categoryId: "77002", unitPrice: 1200, rate: 550, paid: 1, free: 1, gross: 1151 },
      { categoryId: "77003", unitPrice: 500, rate: 2000, paid: 1, free: 0, gross: 500 },
    ]);
    expect(figuresOf(performance?.lines ?? [])).toEqual({
      ...{ paid: 4, free: 2, gross: 5202, net: 4874 },
      rate: null,
    });
    expect(aside).toEqual([
      {
        level: "ticket",
        externalId: "fallback_900101_0/79999",
        reason: "unknown_category",
        performanceExternalId: "fallback_900101_0",
        count: 1,
        amount: 700,
        excerpt: { category: "Tarif 79999", unitPrice: 700, start: "2026-03-07 20:30:00" },
      },
    ]);
  });

  it("keeps nothing of buyers", async () => {
    const kept = JSON.stringify(await pagesOf("900101"));
    for (const trace of ["courriel.example", "Tournebise", "Maëlle", "Halage", "CMD", "P00000"])
      expect(kept).not.toContain(trace);
  });

  it("a category somebody gave a rate to is counted, at every reading", async () => {
    const resolved: Resolved = ({ reason, externalId }) =>
      reason === "unknown_category" && externalId === "fallback_900101_0/79999"
        ? { kind: "count_at_rate", rate: 550 }
        : undefined;
    for (let reading = 0; reading < 2; reading++) {
      const { shows, aside } = await read("900101", resolved);
      expect(aside).toEqual([]);
      expect(figuresOf(shows[0]?.performances[0]?.lines ?? [])).toMatchObject({ paid: 5, gross: 5902 });
    }
  });

  it("declarations#4 two readings give the same performance under the same id", async () => {
    const first = await read();
    const renamed = account({ ...nightOfTales, event: { ...event, name: "Autre nom" } });
    server.scenario.events = BilletwebScenario.parse(renamed).events;
    const second = await read();
    expect(second.shows[0]?.name).toBe("Autre nom");
    expect(second.shows[0]?.performances).toEqual(first.shows[0]?.performances);
  });

  it("is found by the changes of its tickets, and no other event is", async () => {
    const since = async (text: string) =>
      (await billetweb.discover(call, credentials, new Date(text), null)).found;
    expect(await since("2026-01-01T00:00:00Z")).toEqual(["900101"]);
    expect(await since("2026-03-01T00:00:00Z")).toEqual([]);
  });

  it("opens with the key, and the account is its user", async () => {
    expect(await billetweb.test(call, credentials)).toEqual({ accountKey: "u-4711", label: null });
    expect(server.asked).toHaveLength(1);
  });
});

describe("money", () => {
  it("declarations#3 a price below the commission is free; cash bears no commission", async () => {
    const { shows } = await given({
      event,
      tickets,
      attendees: [
        { ticket_id: "77001", price: "0.40" },
        { ticket_id: "77001", price: "0.40", order_payment_type: "cash" },
      ],
    });
    expect(shows[0]?.performances[0]?.lines[0]).toMatchObject({ paid: 1, free: 1, gross: 40 });
  });

  it("what is not paid yet waits, until somebody says that it was", async () => {
    const unpaid = {
      event,
      tickets,
      attendees: [
        { ticket_id: "77001", price: "18.00", order_payment_type: "check", order_paid: "0" as const },
        { ticket_id: "77001", price: "18.00", order_payment_type: "check", order_paid: "1" as const },
        { ticket_id: "77001", price: "0", order_payment_type: "", order_paid: "0" as const },
      ],
    };
    const { shows, aside } = await given(unpaid);
    expect(figuresOf(shows[0]?.performances[0]?.lines ?? [])).toMatchObject({
      paid: 1,
      free: 1,
      gross: 1800,
    });
    expect(aside).toMatchObject([{ reason: "unpaid_order", count: 1, amount: 1800 }]);
    const decided = await read("900101", () => ({ kind: "count" }));
    expect(figuresOf(decided.shows[0]?.performances[0]?.lines ?? [])).toMatchObject({ paid: 2, gross: 3600 });
    const ignored = await read("900101", () => ({ kind: "ignore" }));
    expect(ignored.aside).toEqual([]);
    expect(figuresOf(ignored.shows[0]?.performances[0]?.lines ?? [])).toMatchObject({ paid: 1, gross: 1800 });
  });

  it("a third decimal is rounded, and told", async () => {
    const { shows } = await given({ event, tickets, attendees: [{ ticket_id: "77003", price: "5.005" }] });
    expect(shows[0]?.performances[0]).toMatchObject({ warnings: ["amount_rounded"] });
    expect(figuresOf(shows[0]?.performances[0]?.lines ?? []).gross).toBe(501);
  });

  it("a rate nobody wrote is asked for, not guessed; a negative price is nobody's sale", async () => {
    const { shows, aside } = await given({
      event: { ...event, tax_rate: "" },
      tickets,
      attendees: [
        { ticket_id: "77001", price: "18.00" },
        { ticket_id: "77001", price: "0.00" },
        { ticket_id: "77003", price: "-5.00" },
      ],
    });
    expect(figuresOf(shows[0]?.performances[0]?.lines ?? [])).toMatchObject({ paid: 0, free: 1, gross: 0 });
    expect(aside.map(({ reason, amount }) => [reason, amount])).toEqual([
      ["unknown_vat", 1751],
      ["negative_amount", -500],
    ]);
  });

  it("without any ticket, the price list tells the rate", async () => {
    const { shows } = await given({ event, tickets: tickets.slice(0, 2), attendees: [] });
    const lines = shows[0]?.performances[0]?.lines ?? [];
    expect(figuresOf(lines, lines)).toEqual({ paid: 0, free: 0, gross: 0, net: 0, rate: 550 });
  });

  it("agrees with an exact computation of its own, whatever prices, rates, fees and cancellations", () => {
    const price = fc.integer({ min: 0, max: 20_000 });
    const decimal = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
    fc.assert(
      fc.property(
        fc.array(
          fc.record({ rate: fc.constantFrom(0, 210, 550, 1000, 2000), commission: fc.nat(200), price }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        fc.array(
          fc.record({
            category: fc.nat(4),
            price,
            web: fc.boolean(),
            count: fc.integer({ min: 1, max: 900 }),
          }),
          { maxLength: 25 },
        ),
        (prices, sold) => {
          const pages: Json[] = [
            {
              part: "event",
              event: { name: "x", start: event.start, end: event.end, multiple: false, tax: "99" },
            },
            { part: "dates", dates: [], unreadable: 0 },
            {
              part: "tickets",
              unreadable: 0,
              tickets: prices.map(({ rate, commission, price: cents }, at) => ({
                ...{ id: String(at), name: "", price: cents, commission },
                tax: decimal(rate),
              })),
            },
            {
              part: "attendees",
              unreadable: 0,
              tallies: sold.map(({ category, ...tally }) => ({
                ...tally,
                ...{ session: "0", ticket: String(category), paid: true, rounded: false },
              })),
            },
          ];
          const { shows, aside } = billetweb.map("1", pages, undecided);
          const figures = figuresOf(shows[0]?.performances[0]?.lines ?? []);
          const gross = new Map<number, bigint>();
          let [paid, free, lost] = [0, 0, 0];
          for (const { category, price: cents, web, count } of sold) {
            const listed = prices[category];
            if (!listed) {
              lost += count;
              continue;
            }
            const kept = web && cents < listed.commission ? 0 : cents - (web ? listed.commission : 0);
            if (kept > 0) paid += count;
            else free += count;
            gross.set(listed.rate, (gross.get(listed.rate) ?? 0n) + BigInt(kept) * BigInt(count));
          }
          // Nearest cent of gross × 10000 / (10000 + rate), by the remainder.
          const net = [...gross].reduce((sum, [rate, cents]) => {
            const [whole, rest] = [
              (cents * 10_000n) / BigInt(10_000 + rate),
              (cents * 10_000n) % BigInt(10_000 + rate),
            ];
            return sum + whole + (2n * rest >= BigInt(10_000 + rate) ? 1n : 0n);
          }, 0n);
          expect([figures.paid, figures.free, BigInt(figures.gross), BigInt(figures.net)]).toEqual([
            paid,
            free,
            [...gross.values()].reduce((sum, cents) => sum + cents, 0n),
            net,
          ]);
          expect(aside.reduce((sum, { count }) => sum + count, 0)).toBe(lost);
        },
      ),
    );
  });
});

describe("dates", () => {
  const dates = [
    { id: "501", start: "2026-03-28 20:30:00", end: "2026-03-28 22:00:00" },
    { id: "502", start: "2026-03-29 02:30:00", end: "2026-03-29 04:00:00" },
  ];
  const attendees = [
    { ticket_id: "77001", price: "18.00", order_session: "501" },
    { ticket_id: "77001", price: "18.00", order_session: "502" },
  ];

  it("declarations#3 an hour the clocks skip is the next instant there is, and is told", async () => {
    const { shows, aside } = await given({ event: { ...event, multiple: "1" }, dates, tickets, attendees });
    expect(shows[0]?.performances).toMatchObject([
      { externalId: "501", startAt: "2026-03-28T19:30:00.000Z", warnings: [] },
      {
        externalId: "502",
        startAt: "2026-03-29T01:00:00.000Z",
        endAt: "2026-03-29T02:00:00.000Z",
        warnings: ["hour_does_not_exist"],
      },
    ]);
    expect(aside).toEqual([]);
  });

  it("tickets of no session of an event with dates are of the event itself", async () => {
    const { shows } = await given({
      event: { ...event, multiple: true },
      ...{ dates, tickets },
      attendees: [...attendees, { ticket_id: "77002", price: "12.00", order_session: "0" }],
    });
    expect(shows[0]?.performances.map(({ externalId }) => externalId)).toEqual([
      "501",
      "502",
      "fallback_900101_0",
    ]);
  });

  it("dates of an event that says it has none are used, and told", async () => {
    const { shows, aside } = await given({ event, dates, tickets, attendees });
    expect(shows[0]?.performances.map(({ externalId }) => externalId)).toEqual(["501", "502"]);
    expect(aside).toMatchObject([{ level: "series", externalId: "900101", reason: "inconsistent_dates" }]);
  });

  it("an event without a start waits with its tickets, until somebody dates it", async () => {
    const undated = { ...nightOfTales, event: { ...event, start: "0000-00-00 00:00:00" } };
    const { shows, aside } = await given(undated);
    expect(shows).toEqual([]);
    expect(aside.find(({ reason }) => reason === "missing_date")).toMatchObject({
      level: "performance",
      externalId: "fallback_900101_0",
      ...{ count: 7, amount: 5902 },
    });
    const date: Resolution = { kind: "date", startAt: "2026-05-01T18:00:00.000Z", endAt: null };
    const decided = await read("900101", ({ reason }) => (reason === "missing_date" ? date : undefined));
    expect(decided.shows[0]?.performances[0]).toMatchObject({ startAt: date.startAt, endAt: null });
    expect(figuresOf(decided.shows[0]?.performances[0]?.lines ?? []).gross).toBe(5202);
  });

  it("no end is no end; an end before the start is told and left out", async () => {
    const open = await given({ event: { ...event, end: "0000-00-00 00:00:00" }, tickets });
    expect(open).toMatchObject({ shows: [{ performances: [{ endAt: null }] }], aside: [] });
    const before = await given({ event: { ...event, end: "2026-03-07 19:00:00" }, tickets });
    expect(before).toMatchObject({
      shows: [{ performances: [{ endAt: null }] }],
      aside: [{ level: "performance", reason: "inconsistent_dates" }],
    });
  });
});

describe("records nobody can count", () => {
  it("declarations#5 one unknown session among 3 000 tickets: 2 999 are counted", async () => {
    const sold = { ticket_id: "77001", price: "18.00", order_session: "501" };
    const { shows, aside } = await given({
      event: { ...event, multiple: "1" },
      dates: [{ id: "501", start: event.start, end: event.end }],
      tickets,
      attendees: [...Array.from({ length: 2999 }, () => sold), { ...sold, order_session: "999" }],
    });
    expect(figuresOf(shows[0]?.performances[0]?.lines ?? [])).toMatchObject({ paid: 2999 });
    expect(aside).toEqual([
      {
        level: "ticket",
        externalId: "900101/999",
        reason: "unknown_session",
        performanceExternalId: null,
        ...{ count: 1, amount: 1751 },
        excerpt: { category: "Plein", unitPrice: 1800, session: "999" },
      },
    ]);
    const moved = await read("900101", () => ({ kind: "count_for", performanceExternalId: "501" }));
    expect(figuresOf(moved.shows[0]?.performances[0]?.lines ?? [])).toMatchObject({ paid: 3000 });
  });

  it("broken records are told, and every other one is counted", async () => {
    server.scenario.malformed = 2;
    const { shows, aside } = await read();
    expect(figuresOf(shows[0]?.performances[0]?.lines ?? []).gross).toBe(5202);
    expect(aside.find(({ reason }) => reason === "invalid_record")).toMatchObject({
      level: "ticket",
      externalId: "900101/attendees",
      count: 2,
    });
    expect((await billetweb.discover(call, credentials, new Date(0), null)).found).toContain("900101");
  });

  it("an event its account does not list is told, and gives no show", async () => {
    const { shows, aside } = await given({ ...nightOfTales, unlisted: true });
    expect(shows).toEqual([]);
    expect(aside).toMatchObject([{ level: "series", externalId: "900101", reason: "invalid_record" }]);
  });
});

describe("refusals", () => {
  test.each([
    ["firewall", "firewall"],
    ["error500", "unreachable_host"],
    ["cut", "unreachable_host"],
    ["malformed", "unexpected_answer"],
    // They say it at status 200.
    ["limited", "firewall"],
    ["wrong_credentials", "invalid_credentials"],
  ] as const)("%s is %s", async (fault, code) => {
    server.fail({ fault });
    await expect(read()).rejects.toMatchObject({ code });
  });

  it("a wrong key, and a key for some events only", async () => {
    const wrong = { ...credentials, secret: "k-other" };
    await expect(billetweb.test(call, wrong)).rejects.toMatchObject({ code: "invalid_credentials" });
    server.scenario.limitedRights = true;
    await expect(billetweb.test(call, credentials)).rejects.toMatchObject({ code: "insufficient_rights" });
  });

  it("more than a hundred calls a minute", async () => {
    server.scenario.callsPerMinute = 3;
    await expect(read()).rejects.toMatchObject({ code: "firewall" });
    expect(server.asked).toHaveLength(4);
  });
});

it("a hundred thousand tickets are counted with little memory", async () => {
  await server.stop();
  const [first] = nightOfTales.attendees;
  await opened(account({ event, tickets, attendees: first ? [first] : [], more: 99_999 }));
  const before = process.memoryUsage.rss();
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss() - before);
  }, 10);
  const pages = await pagesOf("900101");
  clearInterval(watch);
  expect(JSON.stringify(pages).length).toBeLessThan(2000);
  expect(
    figuresOf(billetweb.map("900101", pages, undecided).shows[0]?.performances[0]?.lines ?? []),
  ).toMatchObject({ paid: 100_000, gross: 175_100_000 });
  // The list weighs 90 MB; the server that makes it is in this process too.
  expect(most).toBeLessThan(80_000_000);
});
