/** Readings of accounts at random, as they stand in the database, against sums of their own (issue « Declarations »). */
import * as fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startBilletweb } from "../../../infra/local/ticketing/billetweb/server.ts";
import { startHelloAsso } from "../../../infra/local/ticketing/helloasso/server.ts";
import { startMapado } from "../../../infra/local/ticketing/mapado/server.ts";
import { shotgunToken, startShotgun } from "../../../infra/local/ticketing/shotgun/server.ts";
import { startShop } from "../../../infra/local/ticketing/statements/server.ts";
import type { RemoteProvider } from "../../../shared/declarations/enums.ts";
import { writeObject } from "../../platform/files.ts";
import { uuidV7 } from "../../platform/ids.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { applySeries } from "./apply-series.ts";
import { connectorOf } from "./connectors/connectors.ts";
import type { Credentials, Json } from "./connectors/contract.ts";
import { callAt, discoverAll, pagesOf } from "./connectors/read-account.ts";
import { figuresHeld } from "./test-kit/readings.ts";
import { aTheatre } from "./test-kit.ts";

// Each example is a whole account, read by HTTP and stored.
vi.setConfig({ testTimeout: 60_000 });
const database = testDatabase();
const at = { port: 0, host: "127.0.0.1" };
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});
const running = <T extends { stop(): Promise<void> }>(server: T): T => {
  stops.push(() => server.stop());
  return server;
};

/** Reads an account to its end and applies it for a theatre of its own, without queues; gives what is stored. */
const stored = async (provider: RemoteProvider, url: string, credentials: Credentials, theatre?: string) => {
  const { id } = theatre ? { id: theatre } : await aTheatre(database);
  const sourceId = uuidV7(new Date());
  await database.admin`insert into ticketing_source (id, organisation_id, provider, account_key, label)
    values (${sourceId}, ${id}, ${provider}, ${sourceId}, 'Billetterie')`;
  const kept = { read: async () => undefined, keep: async () => undefined };
  const connector = connectorOf(provider, { now: () => new Date(), sessions: kept });
  const ctx = database.worker({ kind: "job", name: "ticketing-sync" });
  const call = callAt(url);
  for (const seriesId of await discoverAll(connector, call, credentials, new Date("2025-01-01T00:00:00Z"))) {
    const pageKeys: string[] = [];
    for (const [number, page] of (await pagesOf(connector, call, credentials, seriesId)).entries()) {
      const key = `${id}/${sourceId}/${seriesId}-${number}.json`;
      await writeObject(ctx.env, "readings", key, JSON.stringify(page satisfies Json), "application/json");
      pageKeys.push(key);
    }
    const of = { organisationId: id, sourceId, seriesId, provider };
    await applySeries(ctx, { ...of, runId: uuidV7(new Date()), pageKeys, readAt: new Date() });
  }
  const rows = await figuresHeld(database, id);
  const asides = await database.admin<
    { reason: string; external_id: string; count: number; amount: number }[]
  >`
    select reason, external_id, count, amount from quarantine_record where source_id = ${sourceId} order by reason`;
  return { id, rows, asides };
};

/** A ticket of the property: the price it is of, what was paid, whether it still counts. */
interface Sold {
  price: number;
  cents: number;
  counts: boolean;
  /** Through the vendor's own page, which keeps its commission. */
  web: boolean;
}
interface Price {
  /** Basis points. */
  rate: number;
  cents: number;
  commission: number;
}
interface Drawn {
  prices: Price[];
  evenings: Sold[][];
}

const rates = [0, 90, 105, 175, 210, 550, 850, 1000, 1300, 2000];
const drawnShow = (evenings: number, most: readonly number[] = rates) =>
  fc.record({
    prices: fc.array(
      fc.record({
        rate: fc.constantFrom(...most),
        cents: fc.integer({ min: 0, max: 30_000 }),
        commission: fc.nat(120),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    evenings: fc.array(
      fc.array(
        fc.record({
          price: fc.nat(3),
          cents: fc.oneof(fc.nat(100), fc.nat(30_000)),
          counts: fc.boolean(),
          web: fc.boolean(),
        }),
        { maxLength: 25 },
      ),
      { minLength: 1, maxLength: evenings },
    ),
  });

/** Euros and rates as vendors write them, digit by digit. */
const decimal = (value: number, digits: number) =>
  `${Math.floor(value / 10 ** digits)}.${String(value % 10 ** digits).padStart(digits, "0")}`;
const priceOf = ({ prices }: Drawn, { price }: Sold): Price => {
  const found = prices[price % prices.length];
  if (!found) throw new Error("no price");
  return found;
};

/** Figures of an evening by fractions of whole numbers, with what each ticket is worth to its organiser. */
const exact = (show: Drawn, evening: Sold[], worth: (sold: Sold, price: Price) => number) => {
  const counted = evening
    .filter(({ counts }) => counts)
    .map((sold) => ({ cents: BigInt(worth(sold, priceOf(show, sold))), rate: priceOf(show, sold).rate }));
  const total = (of: typeof counted) => of.reduce((sum, { cents }) => sum + cents, 0n);
  const net = [...new Set(counted.map(({ rate }) => rate))].reduce((sum, rate) => {
    const [gross, divisor] = [total(counted.filter((one) => one.rate === rate)), BigInt(10_000 + rate)];
    const [whole, rest] = [(gross * 10_000n) / divisor, (gross * 10_000n) % divisor];
    return sum + whole + (2n * rest >= divisor ? 1n : 0n);
  }, 0n);
  return {
    paid: counted.filter(({ cents }) => cents > 0n).length,
    free: counted.filter(({ cents }) => cents === 0n).length,
    gross: Number(total(counted)),
    net: Number(net),
  };
};

/** Stored totals are those expected, and stored lines add up to them: entries, gross and net. */
const expectStored = async (
  rows: Awaited<ReturnType<typeof figuresHeld>>,
  expected: Map<string, ReturnType<typeof exact>>,
) => {
  const totals = rows.map(({ show, performance, paid, free, gross, net, lines }) => {
    const ofLines: { paid: number; free: number; gross: number; net: number } = {
      paid: 0,
      free: 0,
      gross: 0,
      net: 0,
    };
    for (const [, , linePaid, lineFree, lineGross, lineNet, , kind] of lines ?? []) {
      if (kind !== "sale") continue;
      ofLines.paid += linePaid;
      ofLines.free += lineFree;
      ofLines.gross += lineGross;
      ofLines.net += lineNet;
    }
    expect(ofLines).toEqual({ paid, free, gross, net });
    return [`${show}/${performance}`, { paid, free, gross, net }] as const;
  });
  expect(new Map(totals)).toEqual(expected);
};
const account = (evenings: number, most?: readonly number[]) =>
  fc.array(drawnShow(evenings, most), { minLength: 1, maxLength: 4 });
const often = { numRuns: 6 };
const evening = (number: number) => `2026-04-${String(number + 1).padStart(2, "0")}`;

describe("no cent of difference between what is stored and an independent sum, for", () => {
  it("Billetweb: its commission is kept on what was paid online", async () => {
    await fc.assert(
      fc.asyncProperty(account(3), async (shows) => {
        const server = running(
          await startBilletweb(
            {
              ...{ user: "u", key: "k", callsPerMinute: 10_000 },
              events: shows.map(({ prices, evenings }, show) => ({
                event: {
                  ...{ id: `${show + 1}`, name: `Spectacle ${show}`, multiple: "1", tax_rate: "99" },
                  ...{ start: `${evening(0)} 20:30:00`, end: `${evening(9)} 22:00:00` },
                },
                dates: evenings.map((_, date) => ({
                  id: `${show}-${date}`,
                  start: `${evening(date)} 20:30:00`,
                  end: `${evening(date)} 22:00:00`,
                })),
                tickets: prices.map(({ rate, cents, commission }, price) => ({
                  ...{ id: String(price), name: `Tarif ${price}`, price: cents / 100, tax: decimal(rate, 2) },
                  commission: commission === 0 ? (false as const) : commission / 100,
                })),
                attendees: evenings.flatMap((tickets, date) =>
                  tickets.map(({ price, cents, counts, web }) => ({
                    ...{ ticket_id: String(price % prices.length), order_session: `${show}-${date}` },
                    price: decimal(cents, 2),
                    disabled: counts ? ("0" as const) : ("1" as const),
                    order_payment_type: web ? "web" : "cash",
                  })),
                ),
              })),
            },
            at,
          ),
        );
        const { rows } = await stored("BILLETWEB", server.url, { accessKey: "u", secret: "k" });
        // An event of which nobody has a ticket is not found.
        const expected = shows.flatMap((show, number) =>
          show.evenings.every((tickets) => tickets.length === 0)
            ? []
            : show.evenings.map((tickets, date) => {
                const figures = exact(show, tickets, ({ cents, web }, { commission }) =>
                  web ? Math.max(0, cents - commission) : cents,
                );
                return [`${number + 1}/${number}-${date}`, figures] as const;
              }),
        );
        await expectStored(rows, new Map(expected));
      }),
      often,
    );
  });

  it("HelloAsso: what was given back is left out", async () => {
    const states = ["Refunded", "Canceled", "Contested", "Abandoned"] as const;
    await fc.assert(
      fc.asyncProperty(account(1), async (shows) => {
        const server = running(
          await startHelloAsso(
            {
              ...{ clientId: "c", clientSecret: "s", limits: [] },
              organizations: [{ organizationSlug: "troupe", name: "Troupe" }],
              forms: shows.map(({ prices, evenings: [tickets = []] }, show) => ({
                ...{ formSlug: `forme-${show}`, title: `Spectacle ${show}`, endDate: null },
                startDate: `${evening(show)}T20:00:00+02:00`,
                tiers: prices.map(({ rate, cents }, price) => ({
                  ...{ id: price + 1, price: cents },
                  // They write rates as percents and as fractions.
                  vatRate: price % 2 === 0 ? rate / 100 : rate / 10_000,
                })),
                items: tickets.map(({ price, cents, counts }, item) => ({
                  ...{ id: show * 1000 + item + 1, tierId: (price % prices.length) + 1, amount: cents },
                  state: counts ? ("Processed" as const) : (states[item % states.length] ?? "Refunded"),
                })),
              })),
            },
            at,
          ),
        );
        const { rows, asides } = await stored("HELLOASSO", server.url, { accessKey: "c", secret: "s" });
        const expected = shows.flatMap((show, number) => {
          const [tickets = []] = show.evenings;
          return tickets.length === 0
            ? []
            : [[`forme-${number}/forme-${number}`, exact(show, tickets, ({ cents }) => cents)] as const];
        });
        expect(asides).toEqual([]);
        await expectStored(rows, new Map(expected));
      }),
      often,
    );
  });

  it("Mapado: each date has its own prices", async () => {
    const states = ["refunded", "booked", "cancelled"] as const;
    await fc.assert(
      fc.asyncProperty(account(3), async (shows) => {
        let id = 0;
        const server = running(
          await startMapado(
            {
              token: "t",
              ticketings: shows.map(({ prices, evenings }, show) => ({
                ...{ id: show + 1, title: `Spectacle ${show}` },
                dates: evenings.map((_, date) => ({
                  ...{ id: (show + 1) * 100 + date, startDate: `${evening(date)}T18:30:00Z` },
                  prices: prices.map(({ rate, cents }, price) => ({
                    ...{ id: price, name: `Tarif ${price}`, facialValue: cents, rate: rate / 10_000 },
                  })),
                })),
              })),
              tickets: shows.flatMap(({ prices, evenings }, show) =>
                evenings.flatMap((tickets, date) =>
                  tickets.map(({ price, cents, counts, web }) => {
                    id += 1;
                    return {
                      ...{
                        id,
                        ticketing: show + 1,
                        date: (show + 1) * 100 + date,
                        price: price % prices.length,
                      },
                      // One without a value is worth its price.
                      facialValue: web ? cents : null,
                      status: counts ? "payed" : (states[id % states.length] ?? "refunded"),
                    };
                  }),
                ),
              ),
            },
            at,
          ),
        );
        const { rows, asides } = await stored("MAPADO", server.url, { accessKey: "", secret: "t" });
        const expected = shows.flatMap((show, number) =>
          show.evenings.every((tickets) => tickets.length === 0)
            ? []
            : show.evenings.map((tickets, date) => {
                const figures = exact(show, tickets, ({ cents, web }, price) => (web ? cents : price.cents));
                return [`${number + 1}/${(number + 1) * 100 + date}`, figures] as const;
              }),
        );
        expect(asides).toEqual([]);
        await expectStored(rows, new Map(expected));
      }),
      often,
    );
  });

  it("Shotgun: each ticket says its own rate", async () => {
    const states = ["resold", "refunded", "canceled", "rejected"] as const;
    const token = shotgunToken(1_767_225_600);
    await fc.assert(
      fc.asyncProperty(account(1), async (shows) => {
        let id = 0;
        const server = running(
          await startShotgun(
            {
              ...{ organiser: "1", token },
              events: shows.map((_, show) => ({
                ...{ id: show + 1, name: `Soirée ${show}`, startTime: `${evening(show)}T20:00:00Z` },
                list: show % 2 === 0 ? ("future" as const) : ("past" as const),
              })),
              tickets: shows.flatMap((show, number) =>
                (show.evenings[0] ?? []).map((sold) => {
                  id += 1;
                  return {
                    ...{
                      ticket_id: id,
                      event_id: number + 1,
                      product_id: (sold.price % show.prices.length) + 1,
                    },
                    ...{ ticket_price: sold.cents / 100, vat_rate: priceOf(show, sold).rate / 10_000 },
                    ticket_status: sold.counts ? "valid" : (states[id % states.length] ?? "refunded"),
                  };
                }),
              ),
            },
            at,
          ),
        );
        const { rows, asides } = await stored("SHOTGUN", `${server.url}/api/shotgun`, {
          accessKey: "1",
          secret: token,
        });
        const expected = shows.flatMap((show, number) => {
          const [tickets = []] = show.evenings;
          return tickets.length === 0
            ? []
            : [[`${number + 1}/${number + 1}`, exact(show, tickets, ({ cents }) => cents)] as const];
        });
        expect(asides).toEqual([]);
        await expectStored(rows, new Map(expected));
      }),
      often,
    );
  });

  it.each(["SUPERSONIKS", "SOTICKET"] as const)("%s: gestures wait beside the totals", async (provider) => {
    const host = "billets.exemple.org";
    await fc.assert(
      fc.asyncProperty(account(3), async (shows) => {
        const start = Math.floor(Date.now() / 1000);
        const pricesOf = (tickets: Sold[], web: boolean) => [
          ...tickets
            .filter((sold) => sold.counts && sold.web === web)
            .map(({ cents, price }) => ({ title: `Tarif ${price}`, amount: cents / 100, quantity: 1 })),
          ...tickets
            .filter((sold) => !sold.counts && sold.web === web && sold.cents > 0)
            .map(({ cents }) => ({ title: "Geste", amount: -cents / 100, quantity: 1 })),
        ];
        // A session has one rate: that of its show's first price.
        const oneRate = shows.map((show) => ({ ...show, prices: show.prices.slice(0, 1) }));
        const server = running(
          await startShop(
            {
              token: "ey",
              sessions: oneRate.flatMap((show, number) =>
                show.evenings.map((tickets, date) => ({
                  ...{ id: number * 100 + date, title: `Séance ${date}` },
                  multisession: { id: number, title: `Spectacle ${number}` },
                  start: start + date * 86_400,
                  rate: (show.prices[0]?.rate ?? 0) / 10_000,
                  internals: pricesOf(tickets, false),
                  externals: pricesOf(tickets, true),
                })),
              ),
            },
            at,
          ),
        );
        const { rows, asides } = await stored(provider, `${server.url}/api/v2`, {
          accessKey: host,
          secret: "ey",
        });
        const expected = oneRate.flatMap((show, number) =>
          show.evenings.map((tickets, date) => {
            const key = `billets-exemple-org_${number}/billets-exemple-org_${number * 100 + date}`;
            return [key, exact(show, tickets, ({ cents }) => cents)] as const;
          }),
        );
        await expectStored(rows, new Map(expected));
        const gestures = shows.flatMap(({ evenings }) => evenings.flat().filter(({ counts }) => !counts));
        expect(asides.reduce((sum, { amount }) => sum + amount, 0)).toBe(
          0 - gestures.reduce((sum, { cents }) => sum + cents, 0),
        );
      }),
      often,
    );
  });
});

describe("rows of", () => {
  it("declarations#8 1,200 dates of Mapado in three calls, one without a date, each with its own rate", async () => {
    const dates = Array.from({ length: 1200 }, (_, date) => ({
      id: 1000 + date,
      startDate: date === 7 ? null : new Date(Date.UTC(2026, 3, 1, 18) + date * 3_600_000).toISOString(),
      prices: [{ id: date, name: "Plein", facialValue: 1200, rate: date === 2 ? 0.2 : 0.055 }],
    }));
    const sold = (id: number, date: number) => ({ id, ticketing: 31, date: 1000 + date, price: date });
    const server = running(
      await startMapado(
        {
          token: "t",
          ticketings: [{ id: 31, title: "Visite contée", dates }],
          tickets: [sold(1, 1), sold(2, 2), sold(3, 7)],
        },
        at,
      ),
    );
    const { rows, asides } = await stored("MAPADO", server.url, { accessKey: "", secret: "t" });
    const withPrices = server.asked.filter(
      (path) => path.includes("event_dates") && path.includes("ticketPriceList"),
    );
    expect(withPrices).toHaveLength(3);
    expect(rows).toHaveLength(1199);
    const dated = (date: number) => rows.find(({ performance }) => performance === String(1000 + date));
    expect(dated(1)).toMatchObject({ vat: 550, paid: 1, gross: 1200, net: 1137 });
    expect(dated(2)).toMatchObject({ vat: 2000, paid: 1, gross: 1200, net: 1000 });
    expect(dated(3)).toMatchObject({ vat: 550, paid: 0, gross: 0 });
    expect(asides).toMatchObject([{ reason: "missing_date", external_id: "1007", count: 1, amount: 1200 }]);
  });

  it("declarations#9 an event of Shotgun that is past, behind two pages of others, with one ticket in dollars", async () => {
    const token = shotgunToken(1_700_000_000);
    const future = Array.from({ length: 100 }, (_, event) => ({
      ...{ id: 1000 + event, name: `À venir ${event}`, startTime: "2027-01-01T20:00:00Z" },
      list: "future" as const,
    }));
    const past = { id: 55, name: "Club", startTime: "2026-02-01T22:00:00Z", list: "past" as const };
    const sold = (id: number, more: object = {}) => ({
      ...{ ticket_id: id, event_id: 55, ticket_price: 15, vat_rate: 0.2 },
      ...more,
    });
    const server = running(
      await startShotgun(
        {
          ...{ organiser: "1", token, events: [...future, past] },
          tickets: [sold(1), sold(2), sold(3, { currency: "usd" })],
        },
        at,
      ),
    );
    const { rows, asides } = await stored("SHOTGUN", `${server.url}/api/shotgun`, {
      accessKey: "1",
      secret: token,
    });
    expect(server.asked.every((path) => path.includes("token=") && !path.includes("key="))).toBe(true);
    expect(rows).toMatchObject([{ show: "55", name: "Club", paid: 2, gross: 3000, net: 2500, vat: 2000 }]);
    expect(asides).toMatchObject([{ reason: "foreign_currency", count: 1 }]);
  });

  it("declarations#10 two shops whose sessions have the same number are two shows", async () => {
    const shop = async (title: string) =>
      running(
        await startShop(
          {
            token: "ey",
            sessions: [
              {
                ...{ id: 12, title, start: Math.floor(Date.now() / 1000) },
                internals: [{ title: "Plein", amount: 10, quantity: 2 }],
              },
            ],
          },
          at,
        ),
      );
    const [here, there] = [await shop("Bal"), await shop("Concert")];
    const codes = (accessKey: string) => ({ accessKey, secret: "ey" });
    const { id } = await stored("SUPERSONIKS", `${here.url}/api/v2`, codes("billetterie.exemple.fr"));
    const { rows } = await stored("SUPERSONIKS", `${there.url}/api/v2`, codes("places.exemple.org"), id);
    expect(rows).toMatchObject([
      { name: "Bal", performance: "billetterie-exemple-fr_12", paid: 2, gross: 2000 },
      { name: "Concert", performance: "places-exemple-org_12", paid: 2, gross: 2000 },
    ]);
  });
});
