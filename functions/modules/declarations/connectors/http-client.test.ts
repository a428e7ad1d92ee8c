import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { setDefaultCACertificates } from "node:tls";
import { generate } from "selfsigned";
import { afterEach, expect, test } from "vitest";
import { closeServer, listen } from "../../../../infra/local/listen.ts";
import { loopback } from "../../../../infra/local/ports.ts";
import { type Asked, ConnectorFault } from "./contract.ts";
import { type HttpClientOptions, httpClient } from "./http-client.ts";
import { readJson } from "./read-json.ts";
import { retryAfter } from "./retry-after.ts";

const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

const start = Date.parse("2026-03-01T10:00:00Z");
/** A clock that only sleeping moves, and what was slept. */
const someTime = () => {
  let at = start;
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(at),
    sleep: async (milliseconds: number) => {
      slept.push(milliseconds);
      at += milliseconds;
    },
    random: () => 0.5,
  };
};

/** A vendor that answers each request as told, the last way for all that follow, and a client to ask it. */
const aVendor = async (
  answers: ((response: ServerResponse, request: IncomingMessage) => void)[],
  options: Partial<HttpClientOptions> = {},
) => {
  const requests: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    requests.push(request);
    (answers[requests.length - 1] ?? answers.at(-1))?.(response, request);
  });
  const { url } = await listen(server, 0, loopback);
  stops.push(() => closeServer(server));
  const time = someTime();
  const call = httpClient({ place: () => ({ baseUrl: `${url}/api` }), bodyLimit: 1000, ...time, ...options });
  return { call, requests, time, url };
};

const ok = (response: ServerResponse) => void response.end('{"fine":true}');
const say =
  (status: number, headers: Record<string, string> = {}, body = "") =>
  (response: ServerResponse) =>
    void response.writeHead(status, headers).end(body);
const cut = (response: ServerResponse) => void response.destroy();
const silent = () => undefined;

const faultOf = async (promise: Promise<unknown>): Promise<ConnectorFault> => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof ConnectorFault) return error;
  throw new Error("no fault of a connector");
};
const asked: Asked = { path: "/things" };

test("path, query, headers and form arrive behind the base address", async () => {
  const { call, requests } = await aVendor([ok]);
  const answer = await call({
    method: "POST",
    path: "/things/8",
    query: [
      ["states", "Processed"],
      ["states", "Registered & more"],
    ],
    headers: { authorization: "Bearer secret" },
    form: { client_id: "é", grant_type: "client_credentials" },
  });
  expect(await answer.text()).toBe('{"fine":true}');
  expect(requests[0]).toMatchObject({
    method: "POST",
    url: "/api/things/8?states=Processed&states=Registered+%26+more",
    headers: { authorization: "Bearer secret", "content-type": "application/x-www-form-urlencoded" },
  });
});

test("a path cannot leave the base address", async () => {
  const { call, requests } = await aVendor([ok]);
  for (const path of ["/../secret", "/%2e%2e/secret", "/a/../../x"])
    expect((await faultOf(call({ path }))).code).toBe("unexpected_answer");
  expect(requests).toEqual([]);
});

test("a redirect is an answer, not a way", async () => {
  const { call, requests } = await aVendor([say(302, { location: "http://169.254.169.254/latest" })]);
  expect((await call(asked)).status).toBe(302);
  expect(requests).toHaveLength(1);
});

test.each([
  ["seconds", 429, "7", 7000],
  ["a date", 503, "Sun, 01 Mar 2026 10:00:09 GMT", 9000],
  ["a date of the past", 429, "Sun, 01 Mar 2026 09:00:00 GMT", 0],
  ["no word of when", 429, undefined, 1000],
  ["no word we know", 503, "soon", 1000],
])("a busy vendor that says %s is asked again then", async (_title, status, after, wait) => {
  const { call, requests, time } = await aVendor([say(status, after ? { "retry-after": after } : {}), ok]);
  expect((await call(asked)).status).toBe(200);
  expect(requests).toHaveLength(2);
  expect(time.slept).toEqual([wait]);
});

test("a vendor still busy the third time says when to come back", async () => {
  const { call, requests } = await aVendor([say(429, { "retry-after": "2" })]);
  const fault = await faultOf(call(asked));
  expect(fault.code).toBe("rate_limited");
  expect(fault.retryAt).toEqual(new Date(start + 6000));
  expect(requests).toHaveLength(3);
});

test("a long wait is not waited for: the run comes back then", async () => {
  const { call, requests, time } = await aVendor([say(503, { "retry-after": "600" })]);
  expect(await faultOf(call(asked))).toMatchObject({
    code: "rate_limited",
    retryAt: new Date(start + 600_000),
  });
  expect(requests).toHaveLength(1);
  expect(time.slept).toEqual([]);
});

test("no vendor sends us away for more than a day", () => {
  expect(retryAfter("999999999", new Date(start))).toEqual(new Date(start + 86_400_000));
});

test("a failing vendor is asked three times, with growing pauses, and its last page is given to be read", async () => {
  const { call, requests, time } = await aVendor([
    say(500),
    cut,
    say(503, {}, "<script src=/cdn-cgi/challenge-platform>"),
  ]);
  const answer = await call(asked);
  expect([answer.status, await answer.text()]).toEqual([503, "<script src=/cdn-cgi/challenge-platform>"]);
  expect(requests).toHaveLength(3);
  expect(time.slept).toEqual([1000, 2000]);
});

test("pauses differ from one function to another, by chance", async () => {
  const pauseAt = async (chance: number) => {
    const { call, time } = await aVendor([say(500), ok], { random: () => chance });
    await call(asked);
    return time.slept[0];
  };
  expect([await pauseAt(0), await pauseAt(0.999)]).toEqual([500, 1499]);
});

test("a vendor nobody can reach is told after three tries", async () => {
  const { call, requests } = await aVendor([cut]);
  expect((await faultOf(call(asked))).code).toBe("unreachable_host");
  expect(requests).toHaveLength(3);
});

test("a vendor that takes the connection and says nothing is left in time", async () => {
  const { call, requests } = await aVendor([silent], { answerWithin: 30 });
  expect((await faultOf(call(asked))).code).toBe("unreachable_host");
  expect(requests).toHaveLength(3);
});

test("an answer that never ends, or is cut, is a vendor that cannot be reached", async () => {
  const { call } = await aVendor([(response) => void response.write("[1,")], { answerWithin: 30 });
  expect((await faultOf(call(asked).then((answer) => answer.text()))).code).toBe("unreachable_host");
  const other = await aVendor([
    (response) => {
      response.writeHead(200, { "content-length": "100" }).write("[1,");
      setImmediate(() => response.destroy());
    },
  ]);
  expect((await faultOf(other.call(asked).then((answer) => answer.text()))).code).toBe("unreachable_host");
});

test("an answer beyond the limit is given up, whatever its head says", async () => {
  const { call } = await aVendor([
    (response) => {
      for (let part = 0; part < 20; part += 1) response.write("x".repeat(100));
      response.end();
    },
  ]);
  expect((await faultOf(call(asked).then((answer) => answer.text()))).code).toBe("too_much_data");
});

test("an answer in a packing nobody asked for is not read", async () => {
  const { call, requests } = await aVendor([say(200, { "content-encoding": "gzip" }, "x")]);
  expect((await faultOf(call(asked).then((answer) => answer.text()))).code).toBe("unexpected_answer");
  expect(requests[0]?.headers["accept-encoding"]).toBe("identity");
});

test("the quota is asked before every try; a short wait is waited, a long one comes back later", async () => {
  const frees = [undefined, new Date(start + 4000), undefined, new Date(start + 3600_000)];
  const { call, requests, time } = await aVendor([say(500), ok], { before: async () => frees.shift() });
  expect((await call(asked)).status).toBe(200);
  expect(time.slept).toEqual([1000, 3000]);
  expect(await faultOf(call(asked))).toMatchObject({
    code: "rate_limited",
    retryAt: new Date(start + 3600_000),
  });
  expect(requests).toHaveLength(2);
});

test("pages of one vendor travel on one connection; checked addresses are connected to anew each time", async () => {
  const ports = async (addresses?: { address: string; family: 4 }[]) => {
    const { requests, url, time } = await aVendor([ok]);
    const call = httpClient({ place: () => ({ baseUrl: url, addresses }), bodyLimit: 1000, ...time });
    for (let page = 0; page < 3; page += 1) await (await call(asked)).text();
    return new Set(requests.map(({ socket }) => socket)).size;
  };
  expect(await ports()).toBe(1);
  expect(await ports([{ address: loopback, family: 4 }])).toBe(3);
});

/** A shop with a certificate for that name, and the names it was asked for. */
const aSecureShop = async (name: string) => {
  const pem = await generate([{ name: "commonName", value: name }], {
    keySize: 2048,
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: name }] }],
  });
  const names: unknown[] = [];
  const server = createSecureServer({ key: pem.private, cert: pem.cert }, (request, response) => {
    names.push("servername" in request.socket && request.socket.servername, request.headers.host);
    response.end("{}");
  });
  const { port } = await listen(server, 0, loopback);
  stops.push(() => closeServer(server));
  const ask = (host: string, address = loopback) =>
    httpClient({
      place: () => ({ baseUrl: `https://${host}:${port}`, addresses: [{ address, family: 4 }] }),
      bodyLimit: 1000,
      ...someTime(),
    })(asked);
  return { ask, names, cert: pem.cert, port };
};

test("declarations#10 the connection goes to the checked address, with the name as SNI and in the certificate", async () => {
  const { ask, names, cert, port } = await aSecureShop("billetterie.exemple.example");
  expect((await faultOf(ask("billetterie.exemple.example"))).code).toBe("unreachable_host");
  setDefaultCACertificates([cert]);
  expect((await ask("billetterie.exemple.example")).status).toBe(200);
  expect(names).toEqual(["billetterie.exemple.example", `billetterie.exemple.example:${port}`]);
  expect((await faultOf(ask("another.exemple.example"))).code).toBe("unreachable_host");
});

test("declarations#30 no secret of a call stands in what is thrown", async () => {
  const secrets = ["s3cret-key", "s3cret-token", "s3cret-body"];
  const request: Asked = {
    method: "POST",
    path: "/things",
    query: [["key", "s3cret-key"]],
    headers: { authorization: "Bearer s3cret-token" },
    form: { client_secret: "s3cret-body" },
  };
  const faults = [
    async () => (await aVendor([cut])).call(request),
    async () => (await aVendor([say(429)])).call(request),
    async () => (await aVendor([silent], { answerWithin: 30 })).call(request),
    async () => (await (await aVendor([say(200, {}, "s3cret-body".repeat(200))])).call(request)).text(),
    async () =>
      (await aVendor([ok])).call({ ...request, headers: { authorization: "Bearer s3cret-token\nx" } }),
    async () => (await aVendor([ok])).call({ ...request, path: "/../s3cret-key" }),
    () =>
      httpClient({ place: () => ({ baseUrl: "http://127.0.0.1:9" }), bodyLimit: 1, ...someTime() })(request),
  ];
  for (const fault of faults) {
    const error = await faultOf(fault());
    const told = [error.message, error.stack, String(error.cause), JSON.stringify(error)].join();
    for (const secret of secrets) expect(told).not.toContain(secret);
  }
  const unread = () => readJson('{"email":"s3cret-body"');
  expect(unread).toThrow(ConnectorFault);
  expect(unread).not.toThrow(/s3cret/);
});

test.each([
  ["15", "15"],
  ["12.50", "12.50"],
  ["0.1234567890123456789", "0.1234567890123456789"],
  ["-15", "-15"],
  ["1.2e1", "12"],
  ["1.25E-2", "0.0125"],
  ["1.4210854715202004e-14", "0.000000000000014210854715202004"],
  ["-3e+3", "-3000"],
  ["12e-1", "1.2"],
  ["1e400", "1e400"],
])("the number %s is read as the text %s", (source, text) => {
  expect(readJson(`{"a":[${source}],"b":"${source}"}`)).toEqual({ a: [text], b: source });
});
