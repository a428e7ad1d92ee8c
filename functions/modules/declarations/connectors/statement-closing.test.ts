import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import type * as z from "zod/mini";
import { loopback } from "../../../../infra/local/ports.ts";
import type { ShopScenario } from "../../../../infra/local/ticketing/statements/scenario.ts";
import { startShop } from "../../../../infra/local/ticketing/statements/server.ts";
import { figuresOf } from "../../../../shared/declarations/money.ts";
import { checkedPlace } from "./checked-host.ts";
import { ConnectorFault, type Json, type Resolution, type Resolved } from "./contract.ts";
import { httpClient, shopBodyLimit } from "./http-client.ts";
import { mapStatements } from "./map-statements.ts";
import { soticket } from "./soticket.ts";
import { statementClosing } from "./statement-closing.ts";
import { supersoniks } from "./supersoniks.ts";

type Scenario = z.input<typeof ShopScenario>;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const now = () => new Date("2026-03-10T08:00:00Z");
const connector = statementClosing("SUPERSONIKS", now);
const undecided: Resolved = () => undefined;
const token = "ey-a-token-for-tests";

/** A shop, and the client that asks it at its own host name. */
const aShop = async (host: string, scenario: Omit<Scenario, "token"> = {}) => {
  const shop = await startShop({ token, ...scenario }, { port: 0, host: loopback });
  stops.push(() => shop.stop());
  const credentials = { accessKey: host, secret: token };
  const rules = {
    resolve: async () => [],
    ownDomains: ["guichet.example"],
    developmentHosts: { [host]: shop.url },
  };
  const call = httpClient({
    place: () => checkedPlace(connector.baseUrl(credentials), rules),
    bodyLimit: shopBodyLimit,
    now,
    sleep: async () => undefined,
    random: () => 0.5,
  });
  /** All its pages, discovered and read as a run does; they travel as text in between. */
  const read = async () => {
    const { found } = await connector.discover(call, credentials, now(), null);
    const [series = ""] = found;
    const pages: Json[] = [];
    let cursor: Json | null = null;
    do {
      const step = await connector.fetchSeries(call, credentials, series, cursor);
      pages.push(JSON.parse(JSON.stringify(step.found)));
      cursor = step.next;
    } while (cursor !== null);
    return { found, series, pages };
  };
  const mapped = async (resolved: Resolved = undecided) => {
    const { series, pages } = await read();
    return connector.map(series, pages, resolved);
  };
  return { shop, call, credentials, read, mapped };
};

const festival: Scenario["sessions"] = [
  {
    id: 12,
    title: "Soirée d’ouverture",
    multisession: { id: 3, title: "Festival" },
    start: 1772395200,
    duration: 90,
    rate: 0.055,
    internals: [
      { title: "Plein", amount: 20, quantity: 10 },
      { title: "Invitation", amount: 0, quantity: 2 },
      { title: "Remboursement", amount: -5, quantity: 0, revenue: -15 },
    ],
    externals: [{ title: "Revendeur", amount: 22, quantity: 4 }],
  },
];

/** One decision for every record of a reason. */
const deciding =
  (reason: string, decision: Resolution): Resolved =>
  (record) =>
    record.reason === reason ? decision : undefined;

const faultOf = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConnectorFault) return error.code;
  throw new Error("no fault of a connector");
};

test("the Supersoniks example is read to the cent", async () => {
  const { mapped } = await aShop("billetterie.exemple.fr", { sessions: festival });
  const { shows, aside, covers } = await mapped();
  expect(shows).toMatchObject([
    {
      externalId: "billetterie-exemple-fr_3",
      name: "Festival",
      performances: [
        {
          externalId: "billetterie-exemple-fr_12",
          startAt: "2026-03-01T20:00:00.000Z",
          endAt: "2026-03-01T21:30:00.000Z",
          capacity: 200,
          cancelled: false,
          warnings: [],
        },
      ],
    },
  ]);
  const lines = shows[0]?.performances[0]?.lines ?? [];
  expect(figuresOf(lines)).toEqual({ paid: 14, free: 2, gross: 28_800, net: 27_299, rate: 550 });
  expect(lines.map(({ categoryId, channel, kind }) => [categoryId, channel, kind])).toEqual([
    ["Plein|20.00", "internal", "sale"],
    ["Invitation|0.00", "internal", "sale"],
    ["Remboursement|-5.00", "internal", "adjustment"],
    ["Revendeur|22.00", "external", "sale"],
  ]);
  expect(aside).toEqual([
    {
      level: "ticket",
      externalId: "billetterie-exemple-fr_12/Remboursement|-5.00",
      reason: "partial_refund",
      performanceExternalId: "billetterie-exemple-fr_12",
      count: 0,
      amount: -1500,
      excerpt: { category: "Remboursement", unitPrice: -500 },
    },
  ]);
  expect(covers).toEqual({ from: "2025-02-10T08:00:00.000Z", to: "2027-03-10T08:00:00.000Z" });
});

test("the SoTicket example is read to the cent", async () => {
  const { mapped } = await aShop("places.exemple.org", {
    sessions: [
      {
        id: 8,
        title: "Bal folk",
        start: 1775845800,
        rate: 0.021,
        internals: [{ title: "Plein", amount: 12, quantity: 30 }],
        externals: [
          { title: "Plein", amount: 12, quantity: 8 },
          { title: "Invitation", amount: 0, quantity: 5 },
        ],
      },
    ],
  });
  const { shows, aside } = await mapped();
  expect(shows).toMatchObject([
    {
      externalId: "places-exemple-org_session_8",
      name: "Bal folk",
      performances: [
        { externalId: "places-exemple-org_8", startAt: "2026-04-10T18:30:00.000Z", endAt: null },
      ],
    },
  ]);
  expect(figuresOf(shows[0]?.performances[0]?.lines ?? [])).toEqual({
    paid: 38,
    free: 5,
    gross: 45_600,
    net: 44_662,
    rate: 210,
  });
  expect(aside).toEqual([]);
});

test("the two brands are one protocol", () => {
  expect([supersoniks.provider, soticket.provider]).toEqual(["SUPERSONIKS", "SOTICKET"]);
  const credentials = { accessKey: " Billetterie.Exemple.FR ", secret: token };
  for (const one of [supersoniks, soticket])
    expect(one.baseUrl(credentials)).toBe("https://billetterie.exemple.fr/api/v2");
});

test("the test asks once, two years ahead, and names the account by its host", async () => {
  const { call, credentials, shop } = await aShop("billetterie.exemple.fr", { sessions: festival });
  expect(await connector.test(call, credentials)).toEqual({
    accountKey: "billetterie.exemple.fr",
    label: "billetterie.exemple.fr",
  });
  expect(shop.asked).toEqual(["/api/v2/statement/closing?bypass_closed=true&from=1836288000&to=1836288000"]);
});

test("sessions of the last 13 months and the next 12 are read, closed ones too", async () => {
  const at = (id: number, day: string) => ({
    id,
    title: `${id}`,
    start: Date.parse(`${day}T20:00:00Z`) / 1000,
  });
  const { mapped } = await aShop("billetterie.exemple.fr", {
    sessions: [
      at(1, "2025-02-09"),
      at(2, "2025-02-10"),
      { ...at(3, "2026-01-01"), closed: true },
      at(4, "2027-03-09"),
      at(5, "2027-03-11"),
    ],
  });
  expect((await mapped()).shows.map(({ name }) => name)).toEqual(["2", "3", "4"]);
});

test("declarations#10 sessions of the same number in two shops stay two", async () => {
  const [first, second] = [
    await aShop("billetterie.exemple.fr", { sessions: festival }),
    await aShop("places.exemple.org", { sessions: festival }),
  ];
  const ids = [await first.mapped(), await second.mapped()].flatMap(({ shows }) =>
    shows.flatMap(({ externalId, performances }) => [
      externalId,
      ...performances.map((one) => one.externalId),
    ]),
  );
  expect(ids).toEqual([
    "billetterie-exemple-fr_3",
    "billetterie-exemple-fr_12",
    "places-exemple-org_3",
    "places-exemple-org_12",
  ]);
});

test.each(["10.0.0.5", "localhost", "https://billetterie.exemple.fr", "billetterie.exemple.fr:8443"])(
  "« %s » is no shop, and nothing is asked",
  async (accessKey) => {
    const { call, shop } = await aShop("billetterie.exemple.fr");
    expect(await faultOf(connector.test(call, { accessKey, secret: token }))).toBe("forbidden_host");
    expect(shop.asked).toEqual([]);
  },
);

test.each([
  ["a wrong token", { token: "another" }, "invalid_credentials"],
  ["a wrong token told at status 200", { token: "another", refusal: "status200" }, "invalid_credentials"],
  ["our address unknown to them", { knowsOurAddress: false }, "invalid_credentials"],
  [
    "our address unknown, told at status 200",
    { knowsOurAddress: false, refusal: "status200" },
    "invalid_credentials",
  ],
] as const)("%s is told as such", async (_title, scenario, code) => {
  const { call, credentials, shop } = await aShop("billetterie.exemple.fr");
  Object.assign(shop.scenario, scenario);
  expect(await faultOf(connector.test(call, credentials))).toBe(code);
});

test.each([
  ["wrong_credentials", "invalid_credentials"],
  ["limited", "rate_limited"],
  ["firewall", "firewall"],
  ["error500", "unreachable_host"],
  ["cut", "unreachable_host"],
  ["malformed", "unexpected_answer"],
] as const)("a shop that is %s is %s", async (fault, code) => {
  const { call, credentials, shop } = await aShop("billetterie.exemple.fr", { sessions: festival });
  shop.fail({ fault });
  expect(await faultOf(connector.fetchSeries(call, credentials, "billetterie.exemple.fr", null))).toBe(code);
});

test("a shop that fails once is read all the same", async () => {
  const { mapped, shop } = await aShop("billetterie.exemple.fr", { sessions: festival });
  shop.fail({ fault: "error500", times: 2 });
  expect((await mapped()).shows).toHaveLength(1);
  expect(shop.asked).toHaveLength(3);
});

test("a host that is no such shop is an unexpected answer", async () => {
  const { call, credentials } = await aShop("billetterie.exemple.fr");
  const elsewhere: typeof call = (asked) => call({ ...asked, path: "/elsewhere" });
  expect(await faultOf(connector.test(elsewhere, credentials))).toBe("unexpected_answer");
});

const decisions: [string, Resolution, object, number][] = [
  ["counted", { kind: "count" }, { paid: 14, gross: 27_300, net: 25_877, rate: 550 }, 0],
  ["counted at a rate", { kind: "count_at_rate", rate: 2000 }, { gross: 27_300, net: 26_049, rate: 550 }, 0],
  ["ignored", { kind: "ignore" }, { gross: 28_800, net: 27_299 }, 0],
  [
    "decided in a way that is not for it",
    { kind: "count_for", performanceExternalId: "x" },
    { gross: 28_800, net: 27_299 },
    1,
  ],
];
test.each(decisions)("a negative line may be %s", async (_title, decision, figures, left) => {
  const { mapped } = await aShop("billetterie.exemple.fr", { sessions: festival });
  const { shows, aside } = await mapped(deciding("partial_refund", decision));
  expect(figuresOf(shows[0]?.performances[0]?.lines ?? [])).toMatchObject(figures);
  expect(aside).toHaveLength(left);
});

const evening = { title: "Veillée", start: 1775845800 };
const tickets = [
  { title: "Plein", amount: 10, quantity: 3 },
  { title: "Invitation", amount: 0, quantity: 2 },
];

test("without a rate only free tickets count, until somebody says the rate", async () => {
  const { mapped } = await aShop("billetterie.exemple.fr", {
    sessions: [{ ...evening, id: 5, rate: null, internals: tickets }],
  });
  const before = await mapped();
  expect(figuresOf(before.shows[0]?.performances[0]?.lines ?? [])).toMatchObject({
    paid: 0,
    free: 2,
    gross: 0,
  });
  expect(before.aside).toMatchObject([
    { level: "performance", reason: "unknown_vat", count: 3, amount: 3000 },
  ]);
  const after = await mapped(deciding("unknown_vat", { kind: "count_at_rate", rate: 210 }));
  expect(figuresOf(after.shows[0]?.performances[0]?.lines ?? [])).toMatchObject({
    paid: 3,
    gross: 3000,
    rate: 210,
  });
  expect(after.aside).toEqual([]);
});

test("a session without a date is a question, and a decision gives it one", async () => {
  const { mapped } = await aShop("billetterie.exemple.fr", {
    sessions: [
      { ...evening, id: 5, start: 0, internals: tickets },
      { ...evening, id: 6 },
    ],
  });
  const before = await mapped();
  expect(before.shows.map(({ externalId }) => externalId)).toEqual(["billetterie-exemple-fr_session_6"]);
  expect(before.aside).toMatchObject([
    {
      reason: "missing_date",
      performanceExternalId: "billetterie-exemple-fr_5",
      count: 5,
      amount: 3000,
      excerpt: { title: "Veillée" },
    },
  ]);
  const startAt = "2026-05-01T18:00:00.000Z";
  const after = await mapped(deciding("missing_date", { kind: "date", startAt, endAt: null }));
  expect(after.shows[0]?.performances[0]).toMatchObject({ startAt, endAt: null });
  expect(after.aside).toEqual([]);
});

test("an end before the start is none, and is told", async () => {
  const { mapped } = await aShop("billetterie.exemple.fr", {
    sessions: [{ ...evening, id: 5, end: evening.start - 60, internals: tickets }],
  });
  const { shows, aside } = await mapped();
  expect(shows[0]?.performances[0]).toMatchObject({ endAt: null });
  expect(aside).toMatchObject([{ level: "performance", reason: "inconsistent_dates" }]);
});

test("what is not an event is no show", async () => {
  const { mapped } = await aShop("billetterie.exemple.fr", {
    sessions: [
      { ...evening, id: 5, entityType: "gift_card", internals: tickets },
      { ...evening, id: 6 },
    ],
  });
  const { shows, aside } = await mapped();
  expect(shows).toHaveLength(1);
  expect(aside).toEqual([]);
});

test("one bad record costs only itself, and is never taken for one that is gone", async () => {
  const { mapped } = await aShop("billetterie.exemple.fr", {
    sessions: [
      { ...evening, id: 5, internals: tickets, raw: { internals_prices: "none" } },
      {
        ...evening,
        id: 6,
        raw: {
          internals_prices: [{ title: "Plein" }, { title: "Plein", amount: 10, quantity: 3, revenue: 30 }],
        },
      },
      { ...evening, id: 7, internals: tickets },
    ],
  });
  const { shows, aside, covers } = await mapped();
  expect(shows.map(({ performances }) => figuresOf(performances[0]?.lines ?? []).gross)).toEqual([
    3000, 3000,
  ]);
  expect(aside).toMatchObject([
    {
      level: "performance",
      externalId: "billetterie-exemple-fr_5",
      performanceExternalId: "billetterie-exemple-fr_5",
      reason: "invalid_record",
      count: 1,
    },
    { level: "ticket", externalId: "billetterie-exemple-fr_6/-", reason: "invalid_record", count: 1 },
  ]);
  expect(covers).toEqual(expect.anything());
});

test("when a record does not even say its session, no absence proves anything", async () => {
  const { mapped } = await aShop("billetterie.exemple.fr", {
    sessions: [
      { ...evening, id: 5, raw: { session: null } },
      { ...evening, id: 6, rawSession: { id: null } },
      { ...evening, id: 7 },
    ],
  });
  const { shows, aside, covers } = await mapped();
  expect(shows).toHaveLength(1);
  expect(aside).toMatchObject([
    { externalId: "billetterie-exemple-fr/-", reason: "invalid_record", count: 2 },
  ]);
  expect(covers).toBeNull();
});

test("empty parts written as lists, unknown fields and a total that differs do not stop the reading", async () => {
  const { mapped } = await aShop("billetterie.exemple.fr", {
    sessions: [
      {
        ...evening,
        id: 5,
        internals: tickets,
        rawSession: { multisession: [], customer: { email: "acheteur@billets.example" } },
        raw: { revenue: 31.5, gauge: 0 },
      },
    ],
  });
  const { shows } = await mapped();
  expect(shows[0]).toMatchObject({
    externalId: "billetterie-exemple-fr_session_5",
    performances: [{ capacity: null, warnings: ["total_differs"] }],
  });
});

test("a third decimal is rounded, and told; nothing of buyers is kept", async () => {
  const { mapped, read } = await aShop("billetterie.exemple.fr", {
    sessions: [
      {
        ...evening,
        id: 5,
        internals: [{ title: "Plein", amount: 4.005, quantity: 3, revenue: 12.015 }],
        rawSession: { customer: { email: "acheteur@billets.example" } },
        raw: { revenue: 12.02, buyers: ["acheteur@billets.example"] },
      },
    ],
  });
  expect((await mapped()).shows[0]?.performances[0]).toMatchObject({
    warnings: ["amount_rounded"],
    lines: [{ unitPrice: 401, gross: 1202 }],
  });
  expect(JSON.stringify(await read())).not.toContain("acheteur");
});

test("prices alike, whichever way they are written, are one line", () => {
  const price = (amount: string) => ({ title: " Plein ", amount, quantity: "2", revenue: "40" });
  const session = {
    id: "5",
    start_date: "1775845800",
    entity_type: "event",
    settings: { tax: { rate: "0.0550" } },
  };
  const statements = [{ session, internals_prices: [price("20"), price("20.00")], externals_prices: null }];
  const { shows } = mapStatements("a.example", [{ from: "", to: "", statements }], undecided);
  expect(shows[0]?.performances[0]?.lines).toMatchObject([
    { categoryId: "Plein|20.00", paid: 4, gross: 8000, rate: 550 },
  ]);
});

test("data that changed between two runs is read as it is now; a session told twice counts once", async () => {
  const { mapped, shop } = await aShop("billetterie.exemple.fr", { sessions: festival });
  const grossNow = async () => figuresOf((await mapped()).shows[0]?.performances[0]?.lines ?? []).gross;
  const [session] = festival ?? [];
  if (!session) throw new Error("there is a session");
  expect(await grossNow()).toBe(28_800);
  const changed = { ...session, externals: [{ title: "Revendeur", amount: 22, quantity: 5 }] };
  const answer = await fetch(`${shop.url}/__scenario`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ scenario: { token, sessions: [session, changed] } }),
  });
  expect(answer.status).toBe(200);
  expect(await grossNow()).toBe(31_000);
});

test("a shop of 2,000 evenings is read in one call", async () => {
  const { mapped, shop } = await aShop("billetterie.exemple.fr", {
    seasons: [{ firstId: 1, count: 2000, firstStart: 1745000000, everySeconds: 20_000 }],
  });
  const { shows, aside } = await mapped();
  expect(shows.flatMap(({ performances }) => performances)).toHaveLength(2000);
  expect(aside).toEqual([]);
  expect(shop.asked).toHaveLength(1);
});

/** Cents and basis points as the vendor writes them. */
const euros = (cents: number) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
const cents = fc.integer({ min: 0, max: 30_000 });
const sale = fc.record({
  title: fc.constantFrom("Plein", "Réduit", "Enfant"),
  cents,
  quantity: fc.integer({ min: 0, max: 900 }),
  external: fc.boolean(),
  /** Somebody was paid back this much. */
  refund: fc.option(fc.integer({ min: 1, max: 5000 })),
});
const session = fc.record({
  rate: fc.constantFrom(0, 90, 105, 175, 210, 550, 850, 1000, 1300, 2000),
  sales: fc.array(sale, { maxLength: 12 }),
});

test("no cent differs from an independent exact sum, whatever prices, rates, channels and refunds are", () => {
  const price = (title: string, amount: string, quantity: number, revenue: string) => ({
    title,
    amount,
    quantity: String(quantity),
    revenue,
  });
  fc.assert(
    fc.property(fc.array(session, { minLength: 1, maxLength: 4 }), fc.boolean(), (sessions, count) => {
      const pricesOf = (sales: (typeof sessions)[number]["sales"], external: boolean) =>
        sales
          .filter((one) => one.external === external)
          .flatMap((one) => [
            price(one.title, euros(one.cents), one.quantity, euros(one.cents * one.quantity)),
            ...(one.refund === null
              ? []
              : [price("Rendu", `-${euros(one.refund)}`, 1, `-${euros(one.refund)}`)]),
          ]);
      const statements = sessions.map(({ rate, sales }, at) => ({
        session: {
          id: String(at),
          start_date: String(1_775_845_800 + at),
          entity_type: "event",
          multisession: { multisession_id: "1", title: "Saison" },
          settings: { tax: { rate: `0.${String(rate).padStart(4, "0")}` } },
        },
        internals_prices: pricesOf(sales, false),
        externals_prices: pricesOf(sales, true),
      }));
      const resolved: Resolved = () => (count ? { kind: "count" } : undefined);
      const { shows, aside } = mapStatements("a.example", [{ from: "", to: "", statements }], resolved);
      const performances = shows.flatMap((show) => show.performances);
      expect(performances).toHaveLength(sessions.length);
      sessions.forEach(({ rate, sales }, at) => {
        const figures = figuresOf(performances[at]?.lines ?? []);
        let gross = 0n;
        let paid = 0;
        let free = 0;
        for (const one of sales) {
          gross += BigInt(one.cents) * BigInt(one.quantity) - (count ? BigInt(one.refund ?? 0) : 0n);
          if (one.cents > 0) paid += one.quantity;
          else free += one.quantity;
        }
        expect([figures.gross, figures.paid, figures.free]).toEqual([Number(gross), paid, free]);
        // The nearest cent n of gross / (1 + rate): n − ½ ≤ gross × 10000 / D < n + ½.
        const [net, divisor] = [BigInt(figures.net), 10_000n + BigInt(rate)];
        expect((2n * net - 1n) * divisor <= 2n * gross * 10_000n).toBe(true);
        expect(2n * gross * 10_000n < (2n * net + 1n) * divisor).toBe(true);
      });
      const refunds = sessions.flatMap(({ sales }) => sales.flatMap(({ refund }) => refund ?? []));
      const kept = aside.reduce((sum, { amount }) => sum + amount, 0);
      expect(kept).toBe(count ? 0 : 0 - refunds.reduce((sum, one) => sum + one, 0));
    }),
    { numRuns: 200 },
  );
});
