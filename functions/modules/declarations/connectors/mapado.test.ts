import * as fc from "fast-check";
import { afterEach, describe, expect, it, test } from "vitest";
import { startMapado } from "../../../../infra/local/ticketing/mapado/server.ts";
import { figuresOf } from "../../../../shared/declarations/money.ts";
import { type AsideRecord, ConnectorFault, type Mapped, type Resolution, type Resolved } from "./contract.ts";
import { mapado } from "./mapado.ts";
import { callAt, discoverAll, nothingDecided, pagesOf } from "./read-account.ts";

type Account = Parameters<typeof startMapado>[0];
type Ticketing = Account["ticketings"][number];

const credentials = { accessKey: "", secret: "a-token" };
const full = { id: 8, name: "Plein", type: "full_price", facialValue: 1200, rate: 0.055 };
const exempted = { id: 9, name: "Exonéré", type: "exempted", facialValue: 0, rate: 0 };
/** The worked example of §10.3. */
const circus: Ticketing = {
  id: 31,
  title: "Cirque d'hiver",
  dates: [
    { id: 77, startDate: "2026-04-02T20:30:00+02:00", prices: [full, exempted] },
    { id: 78, startDate: "2026-04-03T20:30:00+02:00", prices: [full, exempted] },
  ],
};
const of77 = { ticketing: 31, date: 77 };
const circusTickets: NonNullable<Account["tickets"]> = [
  { id: 1, ...of77, price: 8, facialValue: 1200 },
  { id: 2, ...of77, price: 8, facialValue: null },
  { id: 3, ...of77, price: 8, facialValue: -300 },
  { id: 4, ...of77, price: 8, facialValue: 1200, status: "refunded" },
  { id: 5, ...of77, price: 9, facialValue: 0 },
  { id: 6, ...of77, price: null, facialValue: null, imported: true },
  { id: 7, ...of77, price: 8, facialValue: 1200, status: "booked" },
  { id: 8, ticketing: 31, date: 78, price: 8, facialValue: 900 },
];

let server: Awaited<ReturnType<typeof startMapado>> | undefined;
const opened = async (account: Partial<Account>) => {
  server = await startMapado(
    { token: "a-token", ticketings: [circus], tickets: circusTickets, ...account },
    { port: 0, host: "127.0.0.1" },
  );
  return { call: callAt(server.url), asked: server.asked, fail: server.fail };
};
afterEach(() => server?.stop());

const read = async (account: Partial<Account>, series = "31", resolved: Resolved = nothingDecided) => {
  const { call } = await opened(account);
  return mapado.map(series, await pagesOf(mapado, call, credentials, series), resolved);
};
const figures = ({ shows }: Mapped) =>
  Object.fromEntries(
    shows.flatMap(({ performances }) =>
      performances.map((one) => [one.externalId, figuresOf(one.lines, one.lines)]),
    ),
  );
const decided =
  (reason: AsideRecord["reason"], resolution: Resolution): Resolved =>
  (record) =>
    record.reason === reason ? resolution : undefined;
const ticket = (id: number, more: object = {}) => ({ id, ...of77, price: 8, facialValue: 1000, ...more });

test("the worked example of Mapado comes out to the cent", async () => {
  const mapped = await read({});
  expect(mapped.shows).toMatchObject([
    {
      externalId: "31",
      name: "Cirque d'hiver",
      performances: [
        { externalId: "77", startAt: "2026-04-02T18:30:00.000Z", endAt: null, cancelled: false },
        { externalId: "78", startAt: "2026-04-03T18:30:00.000Z", endAt: null, cancelled: false },
      ],
    },
  ]);
  expect(figures(mapped)).toEqual({
    77: { paid: 3, free: 1, gross: 3600, net: 3412, rate: 550 },
    78: { paid: 1, free: 0, gross: 900, net: 853, rate: 550 },
  });
  expect(mapped.aside).toMatchObject([
    {
      level: "ticket",
      reason: "imported_without_price",
      performanceExternalId: "77",
      count: 1,
      amount: 0,
    },
  ]);
});

const manyDates = (count: number): Ticketing => ({
  id: 40,
  title: "Chaque soir",
  dates: Array.from({ length: count }, (_, at) => ({
    id: 5000 + at,
    startDate: at === 7 ? null : new Date(Date.UTC(2026, 0, 1 + at, 19)).toISOString(),
    prices: [{ id: 90_000 + at, name: "Plein", facialValue: 1500, rate: at === 1 ? 0.2 : 0.055 }],
  })),
});

test("declarations#8 1,200 dates are asked in 3 chunks, one without date does not drop the show, each date has its own rate", async () => {
  const tickets = [5000, 5001, 5007].map((date, at) => ({
    id: at + 1,
    ticketing: 40,
    date,
    price: 85_000 + date,
    facialValue: 1500,
  }));
  const { call, asked } = await opened({ ticketings: [manyDates(1200)], tickets });
  const mapped = mapado.map("40", await pagesOf(mapado, call, credentials, "40"), nothingDecided);
  expect(asked.filter((path) => path.startsWith("/v1/event_dates"))).toHaveLength(3);
  expect(mapped.shows[0]?.performances).toHaveLength(1199);
  expect(figures(mapped)).toMatchObject({
    5000: { paid: 1, gross: 1500, net: 1422, rate: 550 },
    5001: { paid: 1, gross: 1500, net: 1250, rate: 2000 },
    5002: { paid: 0, gross: 0, net: 0, rate: 550 },
  });
  expect(mapped.aside).toMatchObject([
    { level: "performance", externalId: "5007", reason: "missing_date", count: 1, amount: 1500 },
  ]);
});

test("declarations#8 a date somebody gave is the one of the performance, at each reading", async () => {
  const given = { kind: "date", startAt: "2026-01-08T19:00:00Z", endAt: null } as const;
  const mapped = await read({ ticketings: [manyDates(10)] }, "40", decided("missing_date", given));
  expect(mapped.shows[0]?.performances).toHaveLength(10);
  expect(mapped.aside).toEqual([]);
});

test("an address still too long is asked again in halves", async () => {
  const { call, asked } = await opened({ ticketings: [manyDates(300)], longestAddress: 1500 });
  const mapped = mapado.map("40", await pagesOf(mapado, call, credentials, "40"), nothingDecided);
  expect(mapped.shows[0]?.performances).toHaveLength(299);
  expect(asked.filter((path) => path.startsWith("/v1/event_dates")).length).toBeGreaterThan(1);
});

describe("pages that move", () => {
  const crowd = (count: number) => Array.from({ length: count }, (_, at) => ticket(100 + at));

  it("count a ticket once when others came before it", async () => {
    const mapped = await read({
      tickets: crowd(25),
      mostPerPage: 10,
      changes: [{ afterPages: 1, insert: [ticket(900), ticket(901)] }],
    });
    expect(figures(mapped)[77]).toMatchObject({ paid: 25, gross: 25_000 });
    expect(mapped.aside).toEqual([]);
  });

  it("are read again when tickets went, so that none slips through", async () => {
    const mapped = await read({
      tickets: crowd(25),
      mostPerPage: 10,
      changes: [{ afterPages: 1, remove: [100, 101] }],
    });
    // The two that went were read before: the next synchronisation no longer finds them.
    expect(figures(mapped)[77]).toMatchObject({ paid: 25, gross: 25_000 });
    expect(mapped.aside).toEqual([]);
  });

  it("are believed in what they said last", async () => {
    const { call } = await opened({ tickets: crowd(3) });
    const [show, before] = await pagesOf(mapado, call, credentials, "31");
    if (server)
      server.scenario.tickets = server.scenario.tickets.map((one) => ({ ...one, status: "refunded" }));
    const [, after] = await pagesOf(mapado, call, credentials, "31");
    if (!show || !before || !after) throw new Error("a page is missing");
    expect(figures(mapado.map("31", [show, before, after], nothingDecided))[77]).toMatchObject({ paid: 0 });
    expect(figures(mapado.map("31", [show, after, before], nothingDecided))[77]).toMatchObject({ paid: 3 });
  });

  it("that never give a ticket they announce make the show incomplete, and say so", async () => {
    const { call } = await opened({ tickets: crowd(3) });
    const [show] = await pagesOf(mapado, call, credentials, "31");
    const lacking = { kind: "tickets", total: 3, alike: [] };
    if (!show) throw new Error("a page is missing");
    expect(mapado.map("31", [show, lacking], nothingDecided).aside).toMatchObject([
      { level: "series", reason: "invalid_record", count: 3, excerpt: { missingTickets: 3 } },
    ]);
  });
});

describe("what is set aside", () => {
  it("is one record per question, with how many and how much", async () => {
    const { aside, shows } = await read({
      tickets: [
        ticket(1),
        ticket(2, { price: 99 }),
        ticket(3, { price: 99, facialValue: 500 }),
        ticket(4, { price: null, facialValue: 700 }),
        ticket(5, { date: 999 }),
        ticket(6, { raw: { status: 12 } }),
        ticket(7, { facialValue: 10.5 }),
      ],
    });
    expect(figures({ shows, aside })[77]).toMatchObject({ paid: 1, gross: 1000 });
    expect(aside.map(({ externalId, reason, count, amount }) => [externalId, reason, count, amount])).toEqual(
      [
        ["77/99", "unknown_category", 2, 1500],
        ["77/-", "missing_category", 1, 700],
        ["31/999", "unknown_session", 1, 1000],
        ["31/-", "invalid_record", 2, 0],
      ],
    );
  });

  it("is counted as somebody decided, and no more asked", async () => {
    const tickets = [ticket(1), ticket(2, { price: 99, facialValue: 500 })];
    const mapped = await read(
      { tickets },
      "31",
      decided("unknown_category", { kind: "count_at_rate", rate: 550 }),
    );
    expect(figures(mapped)[77]).toMatchObject({ paid: 2, gross: 1500, net: 1422, rate: 550 });
    expect(mapped.aside).toEqual([]);
    await server?.stop();
    const moved = await read(
      { tickets: [ticket(1), ticket(2, { date: 999 })] },
      "31",
      decided("unknown_session", { kind: "count_for", performanceExternalId: "78" }),
    );
    expect(figures(moved)[78]).toMatchObject({ paid: 1, gross: 1000 });
    await server?.stop();
    const ignored = await read({ tickets }, "31", decided("unknown_category", { kind: "ignore" }));
    expect([ignored.aside, figures(ignored)[77]?.paid]).toEqual([[], 1]);
  });

  const at = (price: object, more: object = {}): Partial<Account> => ({
    ticketings: [
      {
        ...circus,
        dates: [
          {
            id: 77,
            startDate: "2026-04-02T18:30:00Z",
            prices: [full, { id: 10, name: "Autre", facialValue: 1000, ...price }],
          },
        ],
        ...more,
      },
    ],
    tickets: [ticket(1), ticket(2, { price: 10 })],
  });

  it.each([
    [at({ rate: 0.21, countryCode: "BE" }), "foreign_vat"],
    [at({ rate: 0.055, currency: "CHF" }), "foreign_currency"],
    [at({ rate: null }), "unknown_vat"],
  ])("leaves the other prices of the date: %#", async (account, reason) => {
    const mapped = await read(account);
    expect(figures(mapped)[77]).toMatchObject({ paid: 1, gross: 1000 });
    expect(mapped.aside).toMatchObject([{ reason, externalId: "77/10", count: 1, amount: 1000 }]);
  });

  it("is the whole show when its place or its money is foreign", async () => {
    const swiss = await read(at({ rate: 0.055 }, { countryCode: "CH" }));
    expect(swiss).toMatchObject({
      shows: [],
      aside: [{ level: "series", reason: "foreign_venue", count: 2, amount: 2000 }],
    });
    await server?.stop();
    const counted = await read(
      at({ rate: 0.055 }, { countryCode: "CH" }),
      "31",
      decided("foreign_venue", { kind: "count" }),
    );
    expect(figures(counted)[77]).toMatchObject({ paid: 2 });
    await server?.stop();
    const francs = await read(
      at({ rate: 0.055 }, { currency: "CHF" }),
      "31",
      decided("foreign_currency", { kind: "count" }),
    );
    expect(francs).toMatchObject({ shows: [], aside: [{ reason: "foreign_currency" }] });
  });

  it.each(["FR", "CORSE", "RE", "NC", null])("is not what happens in « %s »", async (countryCode) => {
    const mapped = await read(at({ rate: 0.085, countryCode }, { countryCode }));
    expect(mapped.aside).toEqual([]);
    expect(figures(mapped)[77]).toMatchObject({ paid: 2, rate: null });
  });
});

test("only dated events are found, each once, and a series gone is told", async () => {
  const offer: Ticketing = { id: 50, title: "Carte", type: "offer", dates: [{ id: 500, prices: [] }] };
  const { call } = await opened({
    ticketings: [circus, offer],
    tickets: [
      ...circusTickets,
      { id: 900, ticketing: 50, date: 500, price: null, facialValue: 100 },
      { id: 901, ticketing: 31, date: 78, price: 8, updatedAt: "2026-06-01T00:00:00+02:00" },
    ],
    mostPerPage: 3,
  });
  expect(await discoverAll(mapado, call, credentials, new Date("2025-01-01"))).toEqual(["31"]);
  expect(await discoverAll(mapado, call, credentials, new Date("2026-07-01"))).toEqual([]);
  const gone = mapado.map("60", await pagesOf(mapado, call, credentials, "60"), nothingDecided);
  expect(gone).toMatchObject({
    shows: [],
    aside: [{ level: "series", externalId: "60", reason: "invalid_record" }],
  });
});

test.each([
  ["wrong_credentials", "invalid_credentials"],
  ["firewall", "firewall"],
  ["malformed", "unexpected_answer"],
  ["cut", "unreachable_host"],
  ["error500", "unreachable_host"],
  ["limited", "rate_limited"],
] as const)("an account that answers with %s is %s", async (fault, code) => {
  const { call, fail } = await opened({});
  expect(await mapado.test(call, credentials)).toEqual({ accountKey: null, label: null });
  fail({ fault });
  const refused: unknown = await mapado.test(call, credentials).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ConnectorFault);
  expect(refused).toMatchObject({ code });
});

test("declarations#30 no buyer and no secret is in what is kept", async () => {
  const { call } = await opened({});
  const kept = JSON.stringify(await pagesOf(mapado, call, credentials, "31"));
  expect(kept).not.toMatch(/exemple|Camille|a-token/i);
});

test("100,000 tickets are ids of ten kinds, and counted", async () => {
  const { call } = await opened({ tickets: [], crowds: [{ ticketing: 31, firstId: 1000, count: 100_000 }] });
  const pages = await pagesOf(mapado, call, credentials, "31");
  expect(pages).toHaveLength(11);
  expect(JSON.stringify(pages).length).toBeLessThan(1_000_000);
  const { shows, aside } = mapado.map("31", pages, nothingDecided);
  const lines = shows.flatMap(({ performances }) => performances.flatMap((one) => one.lines));
  expect(lines.reduce((sum, { paid, free }) => sum + paid + free, 0)).toBe(95_000);
  expect(aside).toEqual([]);
});

test("whatever prices, rates, discounts and refunds, totals are those of exact fractions", async () => {
  const rates = [0, 0.009, 0.0105, 0.021, 0.055, 0.085, 0.1, 0.2];
  const drawn = fc.record({
    prices: fc.array(fc.record({ rate: fc.constantFrom(...rates), facialValue: fc.nat(50_000) }), {
      minLength: 1,
      maxLength: 5,
    }),
    tickets: fc.array(
      fc.record({
        price: fc.nat(4),
        facialValue: fc.option(fc.integer({ min: -500, max: 50_000 })),
        status: fc.constantFrom("payed", "payed", "payed", "refunded", "booked", "cancelled"),
      }),
      { maxLength: 60 },
    ),
  });
  await opened({});
  await fc.assert(
    fc.asyncProperty(drawn, async ({ prices, tickets }) => {
      if (!server) throw new Error("no server");
      server.scenario.ticketings = [];
      const dates = [
        {
          id: 77,
          startDate: "2026-04-02T18:30:00Z",
          endDate: null,
          startOfEventDay: null,
          prices: prices.map((price, at) => ({
            id: at,
            name: `P${at}`,
            type: "default",
            currency: "EUR",
            countryCode: "FR",
            ...price,
          })),
        },
      ];
      server.scenario.ticketings = [
        { id: 31, title: "Au hasard", type: "dated_events", currency: "EUR", countryCode: null, dates },
      ];
      server.scenario.tickets = tickets.map((one, at) => ({
        id: at + 1,
        ticketing: 31,
        date: 77,
        imported: false,
        updatedAt: "2026-01-01T00:00:00Z",
        ...one,
        price: one.price % prices.length,
      }));
      const mapped = mapado.map(
        "31",
        await pagesOf(mapado, callAt(server.url), credentials, "31"),
        nothingDecided,
      );
      expect(mapped.aside).toEqual([]);
      expect(figures(mapped)[77]).toMatchObject(exact(tickets, prices));
    }),
    { numRuns: 40 },
  );
});

/** The same figures by fractions of whole numbers, another way round. */
const exact = (
  tickets: readonly { price: number; facialValue: number | null; status: string }[],
  prices: readonly { rate: number; facialValue: number }[],
) => {
  const sold = tickets.flatMap(({ price, facialValue, status }) => {
    const own = prices[price % prices.length];
    if (!own || status !== "payed") return [];
    const cents = facialValue !== null && facialValue >= 0 ? facialValue : own.facialValue;
    return [{ cents, rate: BigInt(Math.round(own.rate * 1e4)) }];
  });
  let net = 0n;
  for (const rate of new Set(sold.map((one) => one.rate))) {
    const gross = sold.filter((one) => one.rate === rate).reduce((sum, { cents }) => sum + BigInt(cents), 0n);
    // Half a cent more, then cut: gross × 10000 / (10000 + rate) rounded half up.
    net += (gross * 20_000n + 10_000n + rate) / (20_000n + 2n * rate);
  }
  return {
    paid: sold.filter(({ cents }) => cents > 0).length,
    free: sold.filter(({ cents }) => cents === 0).length,
    gross: sold.reduce((sum, { cents }) => sum + cents, 0),
    net: Number(net),
  };
};
