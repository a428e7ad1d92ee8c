import { createServer, type Server } from "node:http";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type FunctionPool, startPool } from "./function-pool.ts";
import { answerByFunction, httpAnswer, writeAnswer } from "./http-events.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));
const lines: string[] = [];
let pool: FunctionPool;
let server: Server;
let origin: string;

beforeAll(async () => {
  process.env.SECRET_OF_THE_HOST = "not for functions";
  pool = startPool(
    {
      name: "echo",
      taskRoot: `${folder}fixtures`,
      handler: "echo.handler",
      environment: { APP_ORIGIN: "http://localhost:3000" },
      memoryMb: 128,
      timeoutSeconds: 2,
      concurrency: 4,
    },
    {
      bootstrap: [`${folder}bootstrap.ts`],
      region: "eu-west-3",
      onLine: (_name, line) => lines.push(line),
      onChange: () => {},
    },
  );
  server = createServer(async (request, response) =>
    writeAnswer(
      response,
      await answerByFunction(request, "eu-west-3", { "x-added": "by the edge" }, pool.invoke),
    ),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  origin = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await pool.stop(0);
});

const get = async (path: string, init?: RequestInit) => {
  const response = await fetch(`${origin}${path}`, init);
  return { response, json: await response.json() };
};

test("a request reaches the function as a payload 2.0 event and its answer comes back whole", async () => {
  const { response, json } = await get("/api/cas%20n%C2%B01?q=a&q=b&vide=", {
    method: "POST",
    headers: { Cookie: "s=1; t=2", "Content-Type": "application/json", "X-Two": "x" },
    body: JSON.stringify({ nom: "Zoé" }),
  });
  expect(response.status).toBe(201);
  expect(response.headers.getSetCookie()).toEqual(["a=1; Path=/", "b=2; HttpOnly"]);
  expect(json.event).toMatchObject({
    version: "2.0",
    rawPath: "/api/cas n°1",
    rawQueryString: "q=a&q=b&vide=",
    queryStringParameters: { q: "a,b", vide: "" },
    cookies: ["s=1", "t=2"],
    headers: {
      "x-two": "x",
      "x-added": "by the edge",
      host: "guichetlocal.execute-api.eu-west-3.amazonaws.com",
      "x-forwarded-for": "127.0.0.1",
    },
    requestContext: { http: { method: "POST", path: "/api/cas n°1", sourceIp: "127.0.0.1" } },
    body: '{"nom":"Zoé"}',
    isBase64Encoded: false,
  });
  expect(json.event.headers).not.toHaveProperty("cookie");
  expect(json.remaining).toBeGreaterThan(0);
  expect(json.remaining).toBeLessThanOrEqual(2000);
});

test("a body that is not text arrives in base64", async () => {
  const body = Buffer.from([0, 255, 128, 10]);
  const { json } = await get("/", { method: "PUT", headers: { "Content-Type": "image/png" }, body });
  expect(json.event.isBase64Encoded).toBe(true);
  expect(json.event.body).toBe(body.toString("base64"));
});

test("a function's process has its own environment and none of the host's", async () => {
  const { json } = await get("/");
  expect(json.environment).toMatchObject({
    APP_ORIGIN: "http://localhost:3000",
    AWS_REGION: "eu-west-3",
    AWS_LAMBDA_FUNCTION_NAME: "echo",
  });
  expect(json.environment).not.toHaveProperty("SECRET_OF_THE_HOST");
});

test("requests one after the other are served by the same warm process, those at once by others, up to the limit", async () => {
  const first = await get("/");
  const second = await get("/");
  expect(second.json.pid).toBe(first.json.pid);
  const many = await Promise.all(Array.from({ length: 12 }, () => get("/")));
  const pids = new Set(many.map(({ json }) => json.pid));
  expect(pids.size).toBeLessThanOrEqual(4);
  expect(many.every(({ response }) => response.status === 201)).toBe(true);
});

test("a text answer is the body of a 200", async () => {
  const response = await fetch(`${origin}/plain`);
  expect(response.status).toBe(200);
  expect(await response.text()).toBe("plain");
});

describe("a function that misbehaves", () => {
  test.each([
    ["/throw", 500, "Internal Server Error"],
    ["/huge", 500, "Internal Server Error"],
    ["/exit", 502, "Bad Gateway"],
    ["/stray", 502, "Bad Gateway"],
    ["/hang", 503, "Service Unavailable"],
  ])("%s is answered %i", async (path, status, message) => {
    const { response, json } = await get(path);
    expect(response.status).toBe(status);
    expect(json).toEqual({ message });
    expect((await get("/")).response.status).toBe(201);
  });

  test("killed in the middle of its work, the request is answered 502 and the next one is served", async () => {
    const before = new Set(pool.pids());
    lines.length = 0;
    const hanging = get("/hang");
    await expect.poll(() => lines).toContain("serving /hang");
    await pool.kill();
    expect((await hanging).response.status).toBe(502);
    const { json } = await get("/");
    expect(before.has(json.pid)).toBe(false);
  });

  test("an answer with a status that is none is 500", () => {
    expect(httpAnswer({ kind: "response", payload: '{"statusCode":"soon"}' }).status).toBe(500);
  });
});

test("more than 6 MB as an event, and more than 10 MB at all, is 413", async () => {
  for (const megabytes of [6, 11]) {
    const body = "x".repeat(megabytes * 1024 * 1024);
    expect((await get("/", { method: "POST", body })).response.status).toBe(413);
  }
});

test("after a change of the sources the next request is served by a new process", async () => {
  const { json } = await get("/");
  pool.recycle();
  expect((await get("/")).json.pid).not.toBe(json.pid);
});
