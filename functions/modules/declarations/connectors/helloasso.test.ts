import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, test } from "vitest";
import { HelloAssoScenario } from "../../../../infra/local/ticketing/helloasso/scenario.ts";
import { startHelloAsso } from "../../../../infra/local/ticketing/helloasso/server.ts";
import { figuresOf } from "../../../../shared/declarations/money.ts";
import { type Call, type Connector, ConnectorFault, type Json, type Resolved } from "./contract.ts";
import { type HelloAssoSession, helloAsso } from "./helloasso.ts";
import { httpClient } from "./http-client.ts";

type Account = Parameters<typeof startHelloAsso>[0];
type Form = Account["forms"][number];

const credentials = { accessKey: "client-4711", secret: "s-secret" };
/** The worked example of §10.2. */
const jazz: Form = {
  formSlug: "soiree-jazz",
  title: "Soirée jazz",
  startDate: "2026-03-01T20:00:00+01:00",
  endDate: null,
  currency: "EUR",
  tiers: [
    { id: 42, tierType: "Registration", price: 1500, vatRate: 5.5 },
    { id: 43, tierType: "Registration", price: 0, vatRate: 0 },
  ],
  items: [
    { id: 1, tierId: 42, amount: 1500 },
    { id: 2, tierId: 42, amount: 1200 },
    { id: 3, tierId: 43, amount: 0, state: "Registered" },
    { id: 4, tierId: 99, amount: 1000 },
    { id: 5, tierId: 98, amount: 0 },
    { id: 6, tierId: 42, amount: 1500, state: "Refunded" },
    { id: 7, tierId: 42, amount: 1500, state: "Waiting" },
  ],
};
const account = (forms: Form[], more: Partial<Account> = {}): Account => ({
  clientId: credentials.accessKey,
  clientSecret: credentials.secret,
  organizations: [{ organizationSlug: "la-troupe", name: "La Troupe" }],
  forms,
  limits: [],
  ...more,
});

let clock: number;
let server: Awaited<ReturnType<typeof startHelloAsso>>;
let call: Call;
let connector: Connector;
/** Survives a function that is killed, as what is kept in the database does. */
let kept: Map<string, HelloAssoSession>;

const now = () => new Date(clock);
const anotherFunction = () => {
  call = httpClient({
    place: () => ({ baseUrl: server.url }),
    bodyLimit: 50_000_000,
    now,
    sleep: async (milliseconds) => {
      clock += milliseconds;
    },
    random: () => 0.5,
  });
  connector = helloAsso({
    now,
    sessions: {
      read: async ({ accessKey }) => kept.get(accessKey),
      keep: async ({ accessKey }, session) => void kept.set(accessKey, session),
    },
  });
};
const opened = async (given: Account) => {
  server = await startHelloAsso(given, { port: 0, host: "127.0.0.1", now: () => clock });
  kept = new Map();
  anotherFunction();
};
beforeEach(async () => {
  clock = Date.parse("2026-03-10T09:00:00Z");
  await opened(account([jazz]));
});
afterEach(() => server.stop());

const undecided: Resolved = () => undefined;
const pagesOf = async (formSlug: string): Promise<Json[]> => {
  const pages: Json[] = [];
  let cursor: Json | null = null;
  do {
    const step = await connector.fetchSeries(call, credentials, formSlug, cursor);
    // What is kept between two steps has been JSON.
    pages.push(JSON.parse(JSON.stringify(step.found)));
    cursor = JSON.parse(JSON.stringify(step.next));
  } while (cursor !== null);
  return pages;
};
const read = async (formSlug = "soiree-jazz", resolved = undecided) =>
  connector.map(formSlug, await pagesOf(formSlug), resolved);
const given = async (form: Form, more: Partial<Account> = {}) => {
  await server.stop();
  await opened(account([form], more));
  return read(form.formSlug);
};
const linesOf = ({ shows }: ReturnType<Connector["map"]>) => shows[0]?.performances[0]?.lines ?? [];
const discovered = async (): Promise<string[]> => {
  const found: string[] = [];
  let cursor: Json | null = null;
  do {
    const step = await connector.discover(call, credentials, new Date("2026-01-01T00:00:00Z"), cursor);
    found.push(...step.found);
    cursor = JSON.parse(JSON.stringify(step.next));
  } while (cursor !== null);
  return found;
};

describe("the jazz evening", () => {
  it("gives the figures of the worked example, to the cent", async () => {
    const mapped = await read();
    expect(mapped.shows).toMatchObject([
      {
        externalId: "soiree-jazz",
        name: "Soirée jazz",
        performances: [
          { externalId: "soiree-jazz", startAt: "2026-03-01T19:00:00.000Z", endAt: null, warnings: [] },
        ],
      },
    ]);
    expect(figuresOf(linesOf(mapped))).toEqual({ paid: 2, free: 2, gross: 2700, net: 2559, rate: 550 });
    expect(mapped.aside).toEqual([
      {
        level: "ticket",
        externalId: "soiree-jazz/99",
        reason: "deleted_tier",
        performanceExternalId: "soiree-jazz",
        ...{ count: 1, amount: 1000 },
        excerpt: { category: "Tarif 99", unitPrice: 1000, proposedRate: 550 },
      },
    ]);
  });

  it("declarations#7 a deleted tier: free is counted, paid waits, and what was decided holds at the next reading", async () => {
    const resolved: Resolved = ({ reason, externalId }) =>
      reason === "deleted_tier" && externalId === "soiree-jazz/99"
        ? { kind: "count_at_rate", rate: 550 }
        : undefined;
    for (let reading = 0; reading < 2; reading++) {
      const mapped = await read("soiree-jazz", resolved);
      expect(mapped.aside).toEqual([]);
      expect(figuresOf(linesOf(mapped))).toMatchObject({ paid: 3, free: 2, gross: 3700, net: 3507 });
      server.scenario.forms[0]?.items.push({ ...item(8), tierId: 98, amount: 0 });
    }
    const counted = await read("soiree-jazz", () => ({ kind: "count" }));
    expect(figuresOf(linesOf(counted))).toMatchObject({ gross: 3700, net: 3507, rate: 550 });
  });

  it("keeps nothing of buyers", async () => {
    const kept = JSON.stringify(await pagesOf("soiree-jazz"));
    for (const trace of ["courriel.example", "Tournebise", "Maëlle", "Halage", "payer"])
      expect(kept).not.toContain(trace);
  });

  it("is found by its orders, and a form nobody bought from since is not", async () => {
    expect(await discovered()).toEqual(["soiree-jazz"]);
    const later = await connector.discover(call, credentials, new Date("2026-02-02T00:00:00Z"), null);
    expect(later).toEqual({ found: [], next: null });
  });

  it("opens with its client, and the account is the organization", async () => {
    expect(await connector.test(call, credentials)).toEqual({ accountKey: "la-troupe", label: "La Troupe" });
    expect(server.asked.map((path) => path.split("?")[0])).toEqual([
      "/oauth2/token",
      "/v5/users/me/organizations",
      "/v5/organizations/la-troupe/orders",
    ]);
  });
});

const item = (id: number) => HelloAssoScenario.parse(account([jazz])).forms[0]?.items[id % 3] ?? fail();
const fail = (): never => {
  throw new Error("the fixture has items");
};

describe("tax and money", () => {
  test.each([
    [5.5, 550],
    [0.055, 550],
    [20, 2000],
    [0.2, 2000],
    [2.1, 210],
    [0, 0],
  ])("a rate written %d is %i basis points", async (vatRate, rate) => {
    const [tier] = jazz.tiers;
    const mapped = await given({ ...jazz, tiers: [{ ...tier, id: 42, price: 1500, vatRate }], items: [] });
    expect(linesOf(mapped)).toMatchObject([{ rate, paid: 0, free: 0 }]);
    expect(figuresOf(linesOf(mapped), linesOf(mapped)).rate).toBe(rate);
  });

  test.each([0.5, null, undefined])("a rate written %s is asked for", async (vatRate) => {
    const tiers = [{ id: 42, label: "Plein", price: 1500, vatRate }];
    const items = [
      { id: 1, tierId: 42, amount: 1500 },
      { id: 2, tierId: 42, amount: 0 },
      { id: 3, tierId: 42, amount: 1500 },
    ];
    const mapped = await given({ ...jazz, tiers, items });
    expect(figuresOf(linesOf(mapped))).toMatchObject({ paid: 0, free: 1, gross: 0 });
    expect(mapped.aside).toMatchObject([
      { reason: "unknown_vat", count: 2, amount: 3000, excerpt: { category: "Plein", proposedRate: null } },
    ]);
    const decided = await read("soiree-jazz", () => ({ kind: "count_at_rate", rate: 2000 }));
    expect(figuresOf(linesOf(decided))).toMatchObject({ paid: 2, free: 1, gross: 3000, net: 2500 });
  });

  it("another currency is never counted; a negative amount is nobody's sale", async () => {
    const foreign = await given({ ...jazz, currency: "CHF" });
    expect(foreign).toMatchObject({ shows: [], aside: [{ level: "series", reason: "foreign_currency" }] });
    const negative = await given({ ...jazz, items: [{ id: 1, tierId: 42, amount: -300 }] });
    expect(negative.aside).toMatchObject([{ reason: "negative_amount", count: 1, amount: -300 }]);
    expect(figuresOf(linesOf(negative)).gross).toBe(0);
  });

  it("agrees with an exact computation of its own, whatever tiers, amounts and pages that tell things twice", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("0", "0.055", "5.5", "20", "0.1", "2.1"), { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.nat(4), fc.nat(9_000)), { maxLength: 60 }),
        fc.nat(60),
        (rates, sold, cut) => {
          const items = sold.map(([tier, cents], at): Json => [String(at), String(tier), cents]);
          const tiers = rates.map((vatRate, at) => ({ id: String(at), label: null, price: null, vatRate }));
          const form = {
            ...{ title: "x", startDate: "2026-03-01T20:00:00Z", endDate: null },
            currency: null,
          };
          const pages: Json[] = [
            { part: "form", form: { ...form, tiers, unreadable: 0 } },
            { part: "items", items: items.slice(0, cut), unreadable: 0 },
            { part: "items", items: items.slice(Math.max(0, cut - 5)), unreadable: 0 },
          ];
          const mapped = connector.map("x", pages, undecided);
          const exact: Record<string, bigint> = {
            ...{ "0": 0n, "0.055": 550n, "5.5": 550n, "20": 2000n, "0.1": 1000n, "2.1": 210n },
          };
          const gross = new Map<bigint, bigint>();
          let [paid, free, lost] = [0, 0, 0];
          for (const [tier, cents] of sold) {
            const rate = exact[rates[tier] ?? ""];
            if (cents === 0) free += 1;
            else if (rate === undefined) lost += cents;
            else {
              paid += 1;
              gross.set(rate, (gross.get(rate) ?? 0n) + BigInt(cents));
            }
          }
          const net = [...gross].reduce((sum, [rate, cents]) => {
            const [whole, rest] = [
              (cents * 10_000n) / (10_000n + rate),
              (cents * 10_000n) % (10_000n + rate),
            ];
            return sum + whole + (2n * rest >= 10_000n + rate ? 1n : 0n);
          }, 0n);
          const figures = figuresOf(linesOf(mapped));
          expect([figures.paid, figures.free, BigInt(figures.gross), BigInt(figures.net)]).toEqual([
            paid,
            free,
            [...gross.values()].reduce((sum, cents) => sum + cents, 0n),
            net,
          ]);
          expect(mapped.aside.reduce((sum, { amount }) => sum + amount, 0)).toBe(lost);
        },
      ),
    );
  });
});

describe("dates and records", () => {
  it("a form without a start waits with what was sold, until somebody dates it", async () => {
    const mapped = await given({ ...jazz, startDate: null });
    expect(mapped.shows).toEqual([]);
    expect(mapped.aside.find(({ reason }) => reason === "missing_date")).toMatchObject({
      level: "performance",
      ...{ count: 5, amount: 3700 },
    });
    const dated = await read("soiree-jazz", ({ reason }) =>
      reason === "missing_date"
        ? { kind: "date", startAt: "2026-05-01T18:00:00.000Z", endAt: null }
        : undefined,
    );
    expect(dated.shows[0]?.performances).toMatchObject([{ startAt: "2026-05-01T18:00:00.000Z" }]);
    expect(figuresOf(linesOf(dated)).gross).toBe(2700);
  });

  it("broken items are told, and every other one is counted", async () => {
    const mapped = await given(jazz, { malformed: 2 });
    expect(figuresOf(linesOf(mapped)).gross).toBe(2700);
    expect(mapped.aside.find(({ reason }) => reason === "invalid_record")).toMatchObject({
      externalId: "soiree-jazz/items",
      count: 2,
    });
  });

  it("a form that was taken away is told, and gives no show", async () => {
    const mapped = await given({ ...jazz, gone: true });
    expect(mapped).toMatchObject({ shows: [], aside: [{ level: "series", reason: "invalid_record" }] });
  });
});

describe("lists without an end", () => {
  const many = (more: number): Form => ({ ...jazz, items: [{ id: 1, tierId: 42, amount: 1500 }], more });

  test.each([
    ["remaining", "empty", 249],
    ["remaining", "repeated", 249],
    ["none", "empty", 249],
    ["none", "repeated", 249],
    ["remaining", "empty", 199],
    ["none", "repeated", 199],
    ["none", "repeated", 0],
  ] as const)(
    "declarations#6 counts telling %s, ending %s, %i more: each item once",
    async (counts, ending, more) => {
      const mapped = await given(many(more), { counts, ending });
      expect(figuresOf(linesOf(mapped))).toMatchObject({ paid: more + 1, gross: (more + 1) * 1500 });
      expect(await discovered()).toContain("soiree-jazz");
      expect(server.asked.length).toBeLessThan(14);
    },
  );

  it("items that arrive between two pages push others further: none is lost, none counts twice", async () => {
    const items = Array.from({ length: 200 }, (_, at) => ({ id: at + 1, tierId: 42, amount: 1000 + at }));
    const mapped = await given({ ...jazz, items }, { arriving: 3 });
    const figures = figuresOf(linesOf(mapped));
    expect([figures.paid, figures.gross]).toEqual([200, items.reduce((sum, { amount }) => sum + amount, 0)]);
  });

  it("a hundred thousand items are pages of a few thousand bytes, and one line", {
    timeout: 60_000,
  }, async () => {
    await server.stop();
    await opened(account([many(99_999)]));
    const pages = await pagesOf("soiree-jazz");
    expect(Math.max(...pages.map((page) => JSON.stringify(page).length))).toBeLessThan(3000);
    const mapped = connector.map("soiree-jazz", pages, undecided);
    expect(figuresOf(linesOf(mapped))).toMatchObject({ paid: 100_000, gross: 150_000_000 });
  });
});

describe("sessions and calls", () => {
  it("one session serves many readings, until a minute before its end", async () => {
    const tokens = () => server.asked.filter((path) => path === "/oauth2/token").length;
    await read();
    await read();
    expect(tokens()).toBe(1);
    clock += (1799 - 59) * 1000;
    await read();
    expect(tokens()).toBe(2);
  });

  it("a session the vendor ended early is opened again, once", async () => {
    await read();
    server.revokeTokens();
    expect(figuresOf(linesOf(await read())).gross).toBe(2700);
    server.scenario.expiresIn = 0;
    server.revokeTokens();
    await expect(read()).rejects.toMatchObject({ code: "invalid_credentials" });
  });

  it("declarations#6 sixty forms: reading waits for the quota, survives restarts and finishes, each form once", async () => {
    const slugs = Array.from({ length: 60 }, (_, at) => `soiree-${at}`);
    const { limits: _none, ...real } = account(
      slugs.map((formSlug, at) => ({
        ...jazz,
        formSlug,
        items: (jazz.items ?? []).map((one) => ({ ...one, id: at * 100 + one.id })),
      })),
    );
    await server.stop();
    await opened(real);
    const started = clock;
    // What a run keeps: nothing else goes from one function to the next.
    let state = { forms: [] as string[], discovering: true, cursor: null as Json | null, at: 0 };
    const grosses: number[] = [];
    const pages: Json[] = [];
    let restarts = 0;
    while (state.discovering || state.at < state.forms.length) {
      try {
        if (state.discovering) {
          const step = await connector.discover(call, credentials, new Date(0), state.cursor);
          const forms = [...new Set([...state.forms, ...step.found])];
          state = { ...state, forms, discovering: step.next !== null, cursor: step.next };
        } else {
          const slug = state.forms[state.at] ?? "";
          const step = await connector.fetchSeries(call, credentials, slug, state.cursor);
          pages.push(step.found);
          if (step.next === null) {
            const lines = linesOf(connector.map(slug, pages.splice(0), undecided));
            grosses.push(figuresOf(lines).gross);
          }
          state = { ...state, cursor: step.next, at: step.next === null ? state.at + 1 : state.at };
        }
      } catch (error) {
        if (!(error instanceof ConnectorFault) || error.code !== "rate_limited" || !error.retryAt)
          throw error;
        expect(error.retryAt.getTime()).toBeGreaterThan(clock);
        clock = error.retryAt.getTime();
        state = JSON.parse(JSON.stringify(state));
        anotherFunction();
        restarts += 1;
      }
    }
    expect(state.forms.toSorted()).toEqual(slugs.toSorted());
    expect(grosses).toEqual(slugs.map(() => 2700));
    expect(restarts).toBeGreaterThan(10);
    // 121 calls and a few tokens, at 50 an hour.
    expect(clock - started).toBeGreaterThan(2 * 3_600_000);
    expect(clock - started).toBeLessThan(5 * 3_600_000);
  });
});

describe("refusals", () => {
  test.each([
    ["wrong_credentials", "invalid_credentials"],
    ["firewall", "firewall"],
    ["error500", "unreachable_host"],
    ["cut", "unreachable_host"],
    ["malformed", "unexpected_answer"],
    ["limited", "rate_limited"],
  ] as const)("%s is %s", async (fault, code) => {
    server.fail({ fault });
    await expect(read()).rejects.toMatchObject({ code });
  });

  it("a wrong secret, a client of two organizations, one that may not read orders", async () => {
    const wrong = { ...credentials, secret: "s-other" };
    await expect(connector.test(call, wrong)).rejects.toMatchObject({ code: "invalid_credentials" });
    server.scenario.limitedRights = true;
    await expect(connector.test(call, credentials)).rejects.toMatchObject({ code: "insufficient_rights" });
    server.scenario.organizations.push({ organizationSlug: "autre", name: "Autre" });
    await expect(connector.test(call, credentials)).rejects.toMatchObject({ code: "multiple_accounts" });
  });

  it("a session kept never opens for a secret that is wrong", async () => {
    await read();
    const wrong = { ...credentials, secret: "s-other" };
    await expect(connector.test(call, wrong)).rejects.toMatchObject({ code: "invalid_credentials" });
  });
});
