import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { servicesFromEnvironment } from "../optional-services.ts";
import { securityHeaders } from "../security-headers.ts";
import { functionOf, startEdge } from "./edge.ts";
import { type FunctionPool, startPool } from "./lambda-host/function-pool.ts";
import { freePort } from "./ports.ts";

const host = fileURLToPath(new URL("lambda-host/", import.meta.url));
const webFolder = mkdtempSync(join(tmpdir(), "guichet-edge-test-"));
const published = new Map<string, string>();
let pool: FunctionPool;
let edge: { stop: () => Promise<void> };
let origins: { app: string; files: string; s3: string };

beforeAll(async () => {
  const pages = {
    "index.html": "accueil",
    "404.html": "page introuvable",
    "agent.html": "agents",
    "suivi.html": "suivi",
    "mediation/demande.html": "demande",
    "assets/app-1a2b.js": "1",
  };
  for (const [name, content] of Object.entries(pages)) {
    mkdirSync(dirname(join(webFolder, name)), { recursive: true });
    writeFileSync(join(webFolder, name), content);
  }
  writeFileSync(`${webFolder}-secret`, "secret");
  pool = startPool(
    {
      name: "echo",
      taskRoot: `${host}fixtures`,
      handler: "echo.handler",
      environment: {},
      memoryMb: 128,
      timeoutSeconds: 10,
      concurrency: 1,
    },
    { bootstrap: [`${host}bootstrap.ts`], region: "eu-west-3", onLine: () => {}, onChange: () => {} },
  );
  const ports = { app: await freePort(0), files: await freePort(0) };
  origins = {
    app: `http://localhost:${ports.app}`,
    files: `http://127.0.0.1:${ports.files}`,
    s3: "http://127.0.0.1:1",
  };
  edge = await startEdge({
    entranceSecret: "the way in",
    region: "eu-west-3",
    origins,
    ports,
    webFolder,
    readPublished: async (key) => {
      const body = published.get(key);
      return body === undefined
        ? undefined
        : { body: Buffer.from(body), contentType: "text/html; charset=utf-8" };
    },
    invoke: (_name, event) => pool.invoke(event),
  });
});

afterAll(async () => {
  await edge.stop();
  await pool.stop(0);
  rmSync(webFolder, { recursive: true, force: true });
  rmSync(`${webFolder}-secret`);
});

/** The path exactly as given: fetch would resolve its dots. */
const raw = (path: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    const { hostname, port } = new URL(origins.app);
    request({ hostname, port, path }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    })
      .on("error", reject)
      .end();
  });

test.each([
  ["/", 200, "accueil"],
  ["/suivi", 200, "suivi"],
  ["/espace/dossiers/2027-00042", 200, "agents"],
  ["/mediation/valbrune/demande", 200, "demande"],
  ["/rien", 404, "page introuvable"],
  ["/../index.html", 404, "page introuvable"],
  [`/..%2f${"x"}-secret`, 404, "page introuvable"],
  ["/%E0%A4%A.html", 404, "page introuvable"],
  ["/a%00b.html", 404, "page introuvable"],
])("%s is answered %i", async (path, status, body) => {
  expect(await raw(path)).toEqual({ status, body });
});

test("a file beside the front's folder is not part of the site", async () => {
  const name = webFolder.slice(webFolder.lastIndexOf("/") + 1);
  expect((await raw(`/../${name}-secret`)).status).toBe(404);
  expect((await raw(`/%2e%2e/${name}-secret`)).status).toBe(404);
});

test("a published page of an organisation answers its address as soon as it is there", async () => {
  expect((await raw("/mediation/valbrune")).status).toBe(404);
  published.set("mediation/valbrune/index.html", "Ville de Valbrune");
  expect(await raw("/mediation/valbrune")).toEqual({ status: 200, body: "Ville de Valbrune" });
  const logo = "logos/0193e9b9-411e-746b-89c5-ff2be92b4edd/6b7f.png";
  expect((await raw(`/${logo}`)).status).toBe(404);
  published.set(logo, "bytes of a logo");
  expect(await raw(`/${logo}`)).toEqual({ status: 200, body: "bytes of a logo" });
  const answer = await fetch(`${origins.app}/${logo}`);
  expect(answer.headers.get("cross-origin-resource-policy")).toBe("cross-origin");
});

test("pages, scripts, missing pages and answers of the API all carry the security headers", async () => {
  for (const path of ["/", "/assets/app-1a2b.js", "/rien", "/api/health"]) {
    const response = await fetch(`${origins.app}${path}`);
    for (const [name, value] of Object.entries(securityHeaders(origins)))
      expect(response.headers.get(name)).toBe(value);
  }
});

test("a run without other companies' services tells its pages so, without a page of mistakes", async () => {
  const answer = await fetch(`${origins.app}/configuration.json`);
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
});

test("a run with such a service names it to its pages and in their content policy", async () => {
  const services = servicesFromEnvironment({ GUICHET_SENTRY_DSN: "https://0a1b2c@pannes.example/42" });
  const ports = { app: await freePort(0), files: await freePort(0) };
  const there = {
    ...origins,
    app: `http://localhost:${ports.app}`,
    files: `http://127.0.0.1:${ports.files}`,
  };
  const configured = await startEdge({
    entranceSecret: "the way in",
    region: "eu-west-3",
    origins: there,
    ports,
    webFolder,
    readPublished: async () => undefined,
    services,
    invoke: (_name, event) => pool.invoke(event),
  });
  try {
    const told = await fetch(`${there.app}/configuration.json`);
    expect(await told.json()).toEqual({ errors: { dsn: "https://0a1b2c@pannes.example/42" } });
    const policy = (await fetch(there.app)).headers.get("content-security-policy");
    expect(policy).toBe(securityHeaders({ ...there, services })["content-security-policy"]);
    expect(policy).toContain("https://pannes.example");
  } finally {
    await configured.stop();
  }
});

test("whom to tell of a weakness is at its usual address", async () => {
  const answer = await fetch(`${origins.app}/.well-known/security.txt`);
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  const expires = /^Expires: (.+)$/m.exec(await answer.text())?.[1] ?? "";
  expect(Date.parse(expires) - Date.now()).toBeGreaterThan(30 * 24 * 3600 * 1000);
});

test("names with a hash are kept for good, pages are asked for again", async () => {
  const script = await fetch(`${origins.app}/assets/app-1a2b.js`);
  const page = await fetch(origins.app);
  expect(script.headers.get("cache-control")).toContain("immutable");
  expect(page.headers.get("cache-control")).toContain("must-revalidate");
});

test("/api goes to the function with its query and method, and nothing else of the site takes a POST", async () => {
  const answer = await fetch(`${origins.app}/api/mediation/cases?etat=NEW`, { method: "POST", body: "{}" });
  const { event } = await answer.json();
  expect(event).toMatchObject({ rawPath: "/api/mediation/cases", rawQueryString: "etat=NEW" });
  expect((await fetch(`${origins.app}/suivi`, { method: "POST" })).status).toBe(405);
});

test("a function is told the way in and the visitor's address by the edge, whatever the browser claims", async () => {
  const claimed = { "x-guichet-entrance": "guessed", "cloudfront-viewer-address": "203.0.113.9:443" };
  const answer = await fetch(`${origins.app}/api/mediation/cases`, { headers: claimed });
  const { headers } = (await answer.json()).event;
  expect(headers["x-guichet-entrance"]).toBe("the way in");
  expect(headers["cloudfront-viewer-address"]).toMatch(/^127\.0\.0\.1:\d+$/);
});

test("a body of six megabytes is refused in the API's own words, before Lambda's limit", async () => {
  const answer = await fetch(`${origins.app}/api/access/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "x".repeat(6 * 1024 * 1024),
  });
  expect(answer.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
  expect([answer.status, await answer.json()]).toMatchObject([422, { reason: "body_too_large" }]);
});

test("a browser that came by another name of this machine is sent to the app's own", async () => {
  const other = origins.app.replace("localhost", "127.0.0.1");
  const answer = await fetch(`${other}/suivi?a=1`, { headers: { accept: "text/html" }, redirect: "manual" });
  expect([answer.status, answer.headers.get("location")]).toEqual([307, `${origins.app}/suivi?a=1`]);
  expect((await fetch(`${other}/suivi`)).status).toBe(200);
});

test("the files origin answers frames and nothing else", async () => {
  expect((await fetch(`${origins.files}/frames/abc`)).status).toBe(201);
  expect((await fetch(`${origins.files}/api/health`)).status).toBe(404);
  expect((await fetch(`${origins.files}/index.html`)).status).toBe(404);
});

test.each([
  ["app", "/api", "api"],
  ["app", "/api/docs", "api"],
  ["app", "/api/public/suivi/open", "public-api"],
  ["app", "/apiculture", undefined],
  ["app", "/frames/x", undefined],
  ["files", "/frames/x", "message-frame"],
] as const)("on the %s origin, %s is answered by %s", (origin, path, name) => {
  expect(functionOf(origin, path)).toBe(name);
});
