import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { startCompanyDirectory } from "../../../infra/local/company-directory/server.ts";
import { loopback } from "../../../infra/local/ports.ts";
import { startPublicDirectory } from "../../../infra/local/public-directory/server.ts";
import type { RunningService } from "../../../infra/local/searched-service.ts";
import {
  companySeal,
  FoundAddress,
  FoundCompany,
  NamedCompanies,
  publishedAddressSeal,
} from "../../../shared/access/companies.ts";
import { Problem } from "../../../shared/platform/problem.ts";
import { readHmacKeys } from "../../platform/env.ts";
import { keepPace } from "../../platform/pace.ts";
import { unseal } from "../../platform/seal.ts";
import { apiEvent, entranceForTests, lambdaContext } from "../../platform/test-kit/api-event.ts";

const hmac = `1:${Buffer.from("a key for tests only").toString("base64")}`;
let directory: RunningService;
let publicDirectory: RunningService;
/** Each test is another visitor, at another minute, so that paces do not meet. */
let visitor = 0;

beforeAll(async () => {
  directory = await startCompanyDirectory({ port: 0, host: loopback });
  publicDirectory = await startPublicDirectory({ port: 0, host: loopback });
  Object.assign(process.env, {
    APP_ORIGIN: "http://guichet.localhost",
    HMAC_KEYS: hmac,
    ENTRANCE_SECRET: entranceForTests,
    LOG_LEVEL: "silent",
    COMPANY_DIRECTORY: directory.url,
    PUBLIC_DIRECTORY: publicDirectory.url,
  });
});
afterEach(() => {
  directory.answer("normal");
  publicDirectory.answer("normal");
  visitor += 1;
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3600_000 });
});
afterAll(async () => {
  vi.useRealTimers();
  await directory.stop();
  await publicDirectory.stop();
});

const ask = (siret: string, from?: string) => askFor(`/api/companies/${encodeURIComponent(siret)}`, from);
const askFor = async (path: string, from = `192.0.2.${visitor}:4711`) => {
  const { handler } = await import("../../entries/companies.ts");
  const answer = await handler(
    apiEvent("GET", path, {
      headers: { "cloudfront-viewer-address": from },
    }),
    lambdaContext("companies"),
  );
  return { status: answer.statusCode, headers: answer.headers ?? {}, body: JSON.parse(answer.body) };
};
const found = async (siret: string) => FoundCompany.parse((await ask(siret)).body).company;

test("a published company comes with its official name and address, and a proof only we can have made", async () => {
  const { body } = await ask("009 875 121 00015");
  const { company, proof } = FoundCompany.parse(body);
  expect(company).toEqual({
    siret: "00987512100015",
    source: "directory",
    name: "LA TROUPE DU HALAGE",
    address: "12 CHEMIN DE HALAGE 18993 PORT-LAVERGNE",
    headOffice: true,
    headOfficeSiret: null,
  });
  const keys = { hmacKeys: readHmacKeys(hmac) };
  expect(await unseal(keys, companySeal.purpose, proof)).toEqual(company);
  expect(await unseal(keys, "another purpose", proof)).toBeUndefined();
});

test("another establishment is itself, with the number of its head office", async () => {
  expect(await found("00987512100023")).toMatchObject({
    address: "3 RUE DES FORGES 18990 VALBRUNE",
    headOffice: false,
    headOfficeSiret: "00987512100015",
  });
});

test("a company that is not published leaves name and address to be typed", async () => {
  expect(await found("00987649100011")).toMatchObject({ source: "masked", name: null, address: null });
});

test.each([
  ["1234567890123", 422, "Il faut 14 chiffres\u00A0: vous en avez écrit 13."],
  ["00987512100016", 422, "Ce numéro n’existe pas\u00A0: une faute de frappe\u00A0?"],
])("« %s » is not asked of anyone: %s", async (siret, status, sentence) => {
  const before = directory.asked();
  const answer = await ask(siret);
  expect(answer.status).toBe(status);
  expect(Problem.parse(answer.body).fields).toEqual([{ path: "siret", message: sentence }]);
  expect(directory.asked()).toBe(before);
});

test.each([
  ["00988197000017", "siret_unknown"],
  ["00987786100014", "siret_closed"],
  ["00988060000011", "siret_closed"],
])("« %s » is refused: %s", async (siret, reason) => {
  expect(Problem.parse((await ask(siret)).body).reason).toBe(reason);
});

test.each(["limited", "error500", "outage", "garbled", "slow"] as const)(
  "when the directory is %s the person can go on by typing",
  { timeout: 10_000 },
  async (how) => {
    directory.answer(how);
    expect(await found("00987923000010")).toMatchObject({ source: "unavailable", name: null, address: null });
    directory.answer("normal");
    expect(await found("00987923000010")).toMatchObject({ name: "COMPAGNIE DU TRICYCLE" });
  },
);

test("the same number is asked once for ten minutes", async () => {
  const before = directory.asked();
  await found("00988060000029");
  await found("00988060000029");
  expect(directory.asked()).toBe(before + 1);
});

test("one address cannot go through the directory, and another one is not hindered", async () => {
  const numbers = ["00987512100015", "00987512100023", "00987923000010", "00987649100011"];
  const statuses: number[] = [];
  for (let turn = 0; turn < 12; turn++) {
    vi.setSystemTime(Date.now() + 1000);
    // An unavailable answer is not remembered, so each of these is a search.
    directory.answer("error500");
    statuses.push((await ask(numbers[turn % 4] ?? "", "198.51.100.7:1")).status);
  }
  expect(statuses.slice(0, 10)).toEqual(Array(10).fill(200));
  const refused = await ask("00987512100015", "198.51.100.7:2");
  expect(refused.status).toBe(429);
  expect(Number(refused.headers["retry-after"])).toBeGreaterThan(0);
  vi.setSystemTime(Date.now() + 1000);
  expect((await ask("00987512100015", "198.51.100.8:1")).status).toBe(200);
});

const named = async (q: string) => {
  const { body } = await askFor(`/api/companies/search?q=${encodeURIComponent(q)}`);
  return NamedCompanies.parse(body).companies;
};

test("a company is found by words of its name; ceased and unpublished ones are not offered", async () => {
  expect(await named("troupe du hal")).toEqual([
    { siren: "009875121", name: "LA TROUPE DU HALAGE", address: "12 CHEMIN DE HALAGE 18993 PORT-LAVERGNE" },
  ]);
  expect(await named("lanterne")).toEqual([]);
  expect(await named("non-diffusible")).toEqual([]);
});

test.each(["limited", "error500", "outage", "garbled"] as const)(
  "when the directory is %s nothing is offered, and nothing is remembered",
  async (how) => {
    directory.answer(how);
    expect(await named("tricycle")).toEqual([]);
    directory.answer("normal");
    expect(await named("tricycle")).toMatchObject([{ siren: "009879230" }]);
    vi.setSystemTime(Date.now() + 3600_000);
  },
);

test("two letters are asked of nobody", async () => {
  const before = directory.asked();
  expect(await named(" tr ")).toEqual([]);
  expect(directory.asked()).toBe(before);
});

const publishedFor = async (siret: string, from?: string) =>
  FoundAddress.parse((await askFor(`/api/companies/${siret}/published-address`, from)).body).found;

test("declarations#25 a town's published address is masked; the whole one is sealed, and only for proving", async () => {
  const published = await publishedFor("00985201300011");
  expect(published?.address).toBe("m…@port-lavergne.example");
  expect(published?.proof).not.toContain("mairie@");
  const keys = { hmacKeys: readHmacKeys(hmac) };
  const whole = { siret: "00985201300011", address: "mairie@port-lavergne.example" };
  expect(await unseal(keys, publishedAddressSeal.purpose, published?.proof ?? "")).toEqual(whole);
  expect(await unseal(keys, companySeal.purpose, published?.proof ?? "")).toBeUndefined();
});

test.each([
  ["a company", "00987512100015"],
  ["a town without an address", "00985311000014"],
  ["a number that does not exist", "00985201300012"],
])("nothing is published for %s", async (_who, siret) => {
  expect(await publishedFor(siret)).toBeNull();
});

test.each(["limited", "error500", "outage", "garbled", "slow"] as const)(
  "when the directory of public services is %s no code is offered, and nothing is remembered",
  { timeout: 10_000 },
  async (how) => {
    publicDirectory.answer(how);
    expect(await publishedFor("00985201300011")).toBeNull();
    publicDirectory.answer("normal");
    vi.setSystemTime(Date.now() + 1000);
    expect(await publishedFor("00985201300011")).not.toBeNull();
  },
);

test("the same published address is asked once for ten minutes", async () => {
  const before = publicDirectory.asked();
  await publishedFor("00985201300011");
  await publishedFor("00985201300011");
  expect(publicDirectory.asked()).toBe(before + 1);
});

test("a pace forgets the oldest keys rather than grow without end", () => {
  const pace = keepPace({ burst: 1, perSecond: 1 }, 2);
  const now = new Date("2027-03-01T10:00:00Z");
  expect([pace.take("a", now), pace.take("a", now)]).toEqual([0, 1]);
  for (const key of ["b", "c"]) pace.take(key, now);
  expect(pace.take("a", now)).toBe(0);
});
