import * as fc from "fast-check";
import { afterEach, describe, expect, it, test } from "vitest";
import { shotgunToken, startShotgun } from "../../../../infra/local/ticketing/shotgun/server.ts";
import { figuresOf } from "../../../../shared/declarations/money.ts";
import { type AsideRecord, ConnectorFault, type Mapped, type Resolution, type Resolved } from "./contract.ts";
import { callAt, discoverAll, nothingDecided, pagesOf } from "./read-account.ts";
import { shotgun } from "./shotgun.ts";

type Account = Parameters<typeof startShotgun>[0];
type Ticket = NonNullable<Account["tickets"]>[number];

const token = shotgunToken(1_751_320_800);
const oldToken = shotgunToken(1_751_320_799);
const credentials = { accessKey: "4711", secret: token };
/** The worked example of §10.4. */
const club = {
  id: 55,
  name: "Club",
  startTime: "2026-02-01T22:00:00.000Z",
  endTime: "2026-02-02T04:00:00.000Z",
};
const ticket = (ticket_id: number, more: Partial<Ticket> = {}): Ticket => ({
  ticket_id,
  event_id: 55,
  ticket_price: 15,
  vat_rate: 0.2,
  ...more,
});
const clubTickets: Ticket[] = [
  ticket(1),
  ticket(2),
  ticket(3, { ticket_price: 0, vat_rate: 0, product_id: 2, ticket_title: "Invitation" }),
  ticket(4, { ticket_price: 12.5, vat_rate: 0.055, product_id: 3, ticket_title: "Réduit" }),
  ticket(5, { ticket_status: "resold" }),
  ticket(6, { ticket_status: "refunded" }),
];

let server: Awaited<ReturnType<typeof startShotgun>> | undefined;
const opened = async (account: Partial<Account> = {}) => {
  server = await startShotgun(
    { organiser: "4711", token, events: [club], tickets: clubTickets, ...account },
    { port: 0, host: "127.0.0.1" },
  );
  return { call: callAt(`${server.url}/api/shotgun`), asked: server.asked, fail: server.fail };
};
afterEach(() => server?.stop());

const read = async (account: Partial<Account>, resolved: Resolved = nothingDecided) => {
  const { call } = await opened(account);
  return shotgun.map("55", await pagesOf(shotgun, call, credentials, "55"), resolved);
};
const figures = ({ shows }: Mapped) => {
  const lines = shows[0]?.performances[0]?.lines ?? [];
  return figuresOf(lines, lines);
};
const decided =
  (reason: AsideRecord["reason"], resolution: Resolution): Resolved =>
  (record) =>
    record.reason === reason ? resolution : undefined;

test("the worked example of Shotgun comes out to the cent", async () => {
  const mapped = await read({});
  expect(mapped.shows).toMatchObject([
    {
      externalId: "55",
      name: "Club",
      performances: [
        {
          externalId: "55",
          startAt: "2026-02-01T22:00:00.000Z",
          endAt: "2026-02-02T04:00:00.000Z",
          cancelled: false,
          capacity: null,
        },
      ],
    },
  ]);
  expect(figures(mapped)).toEqual({ paid: 3, free: 1, gross: 4250, net: 3685, rate: null });
  expect(mapped.aside).toEqual([]);
});

test("declarations#9 a token made before July 2025 is given as « token », a later one as « key »", async () => {
  const { call, asked } = await opened({ token: oldToken });
  const old = { accessKey: " 4711 ", secret: oldToken };
  expect(await shotgun.test(call, old)).toEqual({ accountKey: "4711", label: null });
  expect(asked[0]).toContain(`&token=${oldToken}&`);
  expect(asked[0]).not.toContain("key=");
  await server?.stop();
  const newer = await opened();
  await shotgun.test(newer.call, credentials);
  expect(newer.asked[0]).toContain(`&key=${token}&`);
});

const others = (count: number, list: "future" | "past", from: number) =>
  Array.from({ length: count }, (_, at) => ({ ...club, id: from + at, list }));

test("declarations#9 an event on page 0 of the past ones is found after two pages of future ones", async () => {
  const events = [
    ...others(70, "future", 1000),
    { ...club, list: "past" as const, cancelledAt: "2026-01-30T08:00:00Z" },
  ];
  const { call, asked } = await opened({ events });
  const mapped = shotgun.map("55", await pagesOf(shotgun, call, credentials, "55"), nothingDecided);
  expect(mapped.shows[0]?.performances[0]?.cancelled).toBe(true);
  const lists = asked
    .filter((path) => path.includes("/events"))
    .map((path) => new URL(path, "http://x").searchParams);
  expect(lists.map((query) => [query.get("page"), query.get("past_events")])).toEqual([
    ["0", null],
    ["1", null],
    ["0", "true"],
  ]);
  await pagesOf(shotgun, call, credentials, "1003");
  expect(asked.filter((path) => path.includes("/events"))).toHaveLength(3);
});

test("an event nobody lists is told by its tickets", async () => {
  const { shows } = await read({ events: [{ ...club, list: "none" }] });
  expect(shows).toMatchObject([
    { name: "Club", performances: [{ startAt: club.startTime, endAt: club.endTime }] },
  ]);
});

test("an event with neither list nor ticket is told, not invented", async () => {
  const mapped = await read({ events: [], tickets: [] });
  expect(mapped).toMatchObject({ shows: [], aside: [{ level: "series", reason: "invalid_record" }] });
});

describe("what is set aside", () => {
  it("declarations#9 one ticket in dollars does not stop the event", async () => {
    const mapped = await read({
      tickets: [...clubTickets, ticket(7, { currency: "usd", ticket_price: 20 })],
    });
    expect(figures(mapped)).toMatchObject({ paid: 3, gross: 4250, net: 3685 });
    expect(mapped.aside).toMatchObject([
      { level: "ticket", externalId: "55/1/usd", reason: "foreign_currency", count: 1, amount: 2000 },
    ]);
  });

  it("is one record per question, and a free ticket needs no rate", async () => {
    const mapped = await read({
      tickets: [
        ticket(1),
        ticket(2, { vat_rate: null }),
        ticket(3, { vat_rate: null, ticket_price: 9.99 }),
        ticket(4, { vat_rate: null, ticket_price: 0 }),
        ticket(5, { ticket_price: -2 }),
        ticket(6, { raw: { ticket_status: null } }),
        ticket(7, { raw: { ticket_price: "gratuit" } }),
      ],
    });
    expect(figures(mapped)).toMatchObject({ paid: 1, free: 1, gross: 1500, rate: 2000 });
    expect(
      mapped.aside.map(({ externalId, reason, count, amount }) => [externalId, reason, count, amount]),
    ).toEqual([
      ["55/1", "unknown_vat", 2, 2499],
      ["55/1", "negative_amount", 1, -200],
      ["55/-", "invalid_record", 1, 0],
      ["55/1", "invalid_record", 1, 0],
    ]);
  });

  it("is counted as somebody decided, at each reading", async () => {
    const tickets = [ticket(1), ticket(2, { vat_rate: null, ticket_price: 10 })];
    const mapped = await read({ tickets }, decided("unknown_vat", { kind: "count_at_rate", rate: 550 }));
    expect(figures(mapped)).toMatchObject({ paid: 2, gross: 2500, net: 1250 + 948, rate: null });
    expect(mapped.aside).toEqual([]);
    await server?.stop();
    const dollars = { tickets: [ticket(1), ticket(2, { currency: "usd" })] };
    const ignored = await read(dollars, decided("foreign_currency", { kind: "ignore" }));
    expect([ignored.aside, figures(ignored).paid]).toEqual([[], 1]);
  });

  it("is the whole event when nobody says when it is, until somebody does", async () => {
    const undated = { events: [{ ...club, startTime: null }] };
    const mapped = await read(undated);
    expect(mapped).toMatchObject({
      shows: [],
      aside: [{ level: "performance", externalId: "55", reason: "missing_date", count: 4, amount: 4250 }],
    });
    await server?.stop();
    const given = { kind: "date", startAt: "2026-02-01T22:00:00.000Z", endAt: null } as const;
    const dated = await read(undated, decided("missing_date", given));
    expect(dated.aside).toEqual([]);
    expect(figures(dated)).toMatchObject({ gross: 4250 });
  });
});

test("an event with only refunded tickets keeps the rate of its prices", async () => {
  const mapped = await read({ tickets: [ticket(1, { ticket_status: "refunded" })] });
  expect(figures(mapped)).toMatchObject({ paid: 0, free: 0, gross: 0 });
  expect(mapped.shows[0]?.performances[0]?.lines).toMatchObject([{ rate: 2000, paid: 0 }]);
});

test("events whose tickets changed are found through pages of 50 and several steps, without following addresses", async () => {
  const { call, asked } = await opened({
    events: [club, { ...club, id: 56 }, { ...club, id: 57 }],
    crowds: [
      { event: 56, firstId: 1000, count: 1500 },
      { event: 57, firstId: 5000, count: 80, updatedAt: "2025-01-01T00:00:00Z" },
    ],
  });
  expect(await discoverAll(shotgun, call, credentials, new Date("2025-06-01"))).toEqual(["55", "56"]);
  expect(asked).toHaveLength(1 + Math.ceil(1506 / 50));
  const pages = await pagesOf(shotgun, call, credentials, "56");
  expect(pages).toHaveLength(3);
  expect(figures(shotgun.map("56", pages, nothingDecided))).toMatchObject({
    paid: 1350,
    free: 150,
    gross: 2_025_000,
  });
  expect(asked.every((path) => !path.includes("page=2"))).toBe(true);
});

test("an account beyond 200,000 tickets is refused at once", async () => {
  const { call, asked } = await opened({ crowds: [{ event: 55, firstId: 1000, count: 200_001 }] });
  await expect(shotgun.discover(call, credentials, new Date("2025-06-01"), null)).rejects.toMatchObject({
    code: "too_much_data",
  });
  expect(asked).toHaveLength(1);
});

test.each([
  ["wrong_credentials", "invalid_credentials"],
  ["firewall", "firewall"],
  ["malformed", "unexpected_answer"],
  ["cut", "unreachable_host"],
  ["limited", "rate_limited"],
] as const)("an account that answers with %s is %s, and says no secret", async (fault, code) => {
  const { call, fail } = await opened();
  fail({ fault });
  const refused: unknown = await shotgun.test(call, credentials).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(ConnectorFault);
  expect(refused).toMatchObject({ code });
  expect(JSON.stringify(refused) + String(refused)).not.toContain(token);
});

test("a list of events cut in the middle is read again from its start", async () => {
  const { call, fail } = await opened({ events: [...others(60, "future", 1000), club] });
  fail({ fault: "malformed", on: "/events", after: 1, times: 1 });
  await expect(shotgun.fetchSeries(call, credentials, "55", null)).rejects.toBeInstanceOf(ConnectorFault);
  const { found } = await shotgun.fetchSeries(call, credentials, "55", null);
  expect(found).toMatchObject({ kind: "event", event: { name: "Club" } });
});

test("declarations#30 no buyer and no secret is in what is kept", async () => {
  const { call } = await opened({ crowds: [{ event: 55, firstId: 1000, count: 60 }] });
  const kept = JSON.stringify(await pagesOf(shotgun, call, credentials, "55"));
  expect(kept).not.toMatch(/exemple|Camille/i);
  expect(kept).not.toContain(token);
});

test("whatever prices, rates and states, totals are those of exact fractions", async () => {
  const drawn = fc.array(
    fc.record({
      cents: fc.nat(30_000),
      rate: fc.constantFrom(0, 90, 105, 210, 550, 850, 1000, 2000),
      product: fc.nat(3),
      status: fc.constantFrom("valid", "valid", "valid", "resold", "refunded", "canceled"),
    }),
    { minLength: 1, maxLength: 120 },
  );
  const { call } = await opened();
  await fc.assert(
    fc.asyncProperty(drawn, async (tickets) => {
      if (!server) throw new Error("no server");
      server.scenario.tickets = tickets.map(({ cents, rate, product, status }, at) => ({
        ticket_id: at + 1,
        event_id: 55,
        product_id: product,
        ticket_price: cents / 100,
        vat_rate: rate / 10_000,
        ticket_title: `P${product}`,
        currency: "eur",
        ticket_status: status,
        updated_at: "2026-01-01T00:00:00Z",
      }));
      const mapped = shotgun.map("55", await pagesOf(shotgun, call, credentials, "55"), nothingDecided);
      expect(mapped.aside).toEqual([]);
      expect(figures(mapped)).toMatchObject(exact(tickets));
    }),
    { numRuns: 40 },
  );
});

/** The same figures by fractions of whole numbers, another way round. */
const exact = (tickets: readonly { cents: number; rate: number; status: string }[]) => {
  const sold = tickets.filter(({ status }) => status === "valid");
  let net = 0n;
  for (const rate of new Set(sold.map((one) => one.rate))) {
    const gross = sold.filter((one) => one.rate === rate).reduce((sum, { cents }) => sum + BigInt(cents), 0n);
    const divisor = 10_000n + BigInt(rate);
    // Half a cent more, then cut: gross × 10000 / (10000 + rate) rounded half up.
    net += (gross * 20_000n + divisor) / (2n * divisor);
  }
  return {
    paid: sold.filter(({ cents }) => cents > 0).length,
    free: sold.filter(({ cents }) => cents === 0).length,
    gross: sold.reduce((sum, { cents }) => sum + cents, 0),
    net: Number(net),
  };
};
