import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { towns } from "../../../infra/local/address-service/places.ts";
import { startAddressService } from "../../../infra/local/address-service/server.ts";
import { loopback } from "../../../infra/local/ports.ts";
import type { RunningService } from "../../../infra/local/searched-service.ts";
import { SuggestedAddresses } from "../../../shared/mediation/addresses.ts";
import { apiEvent, entranceForTests, lambdaContext } from "../../platform/test-kit/api-event.ts";

let service: RunningService;
/** Each test is another visitor, at another hour, so that paces and rests do not meet. */
let visitor = 0;

beforeAll(async () => {
  service = await startAddressService({ port: 0, host: loopback });
  Object.assign(process.env, {
    APP_ORIGIN: "http://guichet.localhost",
    HMAC_KEYS: `1:${Buffer.from("a key for tests only").toString("base64")}`,
    ENTRANCE_SECRET: entranceForTests,
    LOG_LEVEL: "silent",
    ADDRESS_SERVICE: service.url,
  });
});
afterEach(() => {
  service.answer("normal");
  visitor += 1;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3600_000 });
});
afterAll(async () => {
  vi.useRealTimers();
  await service.stop();
});

const ask = async (q: string, type = "municipality", from = `192.0.2.${visitor}:4711`) => {
  const { handler } = await import("../../entries/addresses.ts");
  const answer = await handler(
    apiEvent("GET", `/api/addresses?${new URLSearchParams({ q, type })}`, {
      headers: { "cloudfront-viewer-address": from },
    }),
    lambdaContext("addresses"),
  );
  return {
    status: answer.statusCode,
    cache: answer.headers?.["cache-control"],
    suggestions: SuggestedAddresses.parse(JSON.parse(answer.body)).suggestions,
  };
};

describe("towns", () => {
  it("of a postal code are all its towns, the code kept as it is written", async () => {
    const { suggestions } = await ask("01000");
    expect(suggestions.map(({ city, postalCode }) => [postalCode, city])).toEqual([
      ["01000", "Bourg-sur-Reyssole"],
      ["01000", "Saint-Denis-les-Reyssole"],
    ]);
  });

  it("have the code of INSEE they really have, letters and overseas included", async () => {
    expect((await ask("porto-val")).suggestions).toMatchObject([{ inseeCode: "2A004", postalCode: "20000" }]);
    expect((await ask("97400")).suggestions).toMatchObject([{ inseeCode: "97411" }]);
    expect(new Set(towns.map(({ name, postcode }) => `${postcode} ${name}`)).size).toBe(200);
  });

  it("are found without accents and by the beginning of each word", async () => {
    expect((await ask("saint phil reun")).suggestions).toMatchObject([
      { city: "Saint-Philibert-de-la-Réunion" },
    ]);
  });
});

it("an address fills number, street, code and town", async () => {
  const { suggestions } = await ask("27 rue des tann valbrune", "address");
  expect(suggestions[0]).toEqual({
    label: "27 Rue des Tanneurs 18990 Valbrune",
    line1: "27 Rue des Tanneurs",
    postalCode: "18990",
    city: "Valbrune",
    inseeCode: "18990",
  });
});

it("less than three characters are asked of nobody", async () => {
  const before = service.asked();
  expect(await ask("  01 ")).toMatchObject({ status: 200, suggestions: [] });
  expect(service.asked()).toBe(before);
});

it("the same question is asked once in thirty days, and the browser keeps its answer as long", async () => {
  const before = service.asked();
  expect((await ask("20000")).cache).toBe("private, max-age=2592000");
  await ask("20000");
  vi.setSystemTime(Date.now() + 29 * 86_400_000);
  await ask("20000");
  expect(service.asked()).toBe(before + 1);
  vi.setSystemTime(Date.now() + 2 * 86_400_000);
  await ask("20000");
  expect(service.asked()).toBe(before + 2);
});

it.each(["limited", "error500", "outage", "garbled", "slow"] as const)(
  "when the service is %s nothing is suggested, nothing is refused and nothing is remembered",
  async (how) => {
    service.answer(how);
    const begun = performance.now();
    expect(await ask("Brenelle")).toEqual({ status: 200, cache: "no-store", suggestions: [] });
    expect(performance.now() - begun).toBeLessThan(2500);
    service.answer("normal");
    vi.setSystemTime(Date.now() + 6000);
    expect((await ask("Brenelle", "municipality", `198.51.100.${visitor}:1`)).suggestions).not.toEqual([]);
    // The next one begins as if nobody had asked.
    vi.setSystemTime(Date.now() + 31 * 86_400_000);
  },
);

it("after a 429 it is left alone for as long as it says", async () => {
  service.answer("limited");
  await ask("Valmesnil");
  const before = service.asked();
  service.answer("normal");
  expect((await ask("Valmesnil")).suggestions).toEqual([]);
  expect(service.asked()).toBe(before);
  vi.setSystemTime(Date.now() + 5001);
  expect((await ask("Valmesnil")).suggestions).not.toEqual([]);
});

it("one address cannot use up the service for the others", async () => {
  const before = service.asked();
  for (let turn = 0; turn < 60; turn++) {
    if (turn % 20 === 0) vi.setSystemTime(Date.now() + 1000);
    await ask(`rue ${turn}`, "address", "203.0.113.9:1");
  }
  expect(service.asked() - before).toBeLessThanOrEqual(48);
  vi.setSystemTime(Date.now() + 1000);
  expect((await ask("Port-Lavergne", "municipality", "203.0.113.10:1")).suggestions).not.toEqual([]);
});
