import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import { webFolder } from "../../infra/build.ts";
import { startEdge } from "../../infra/local/edge.ts";
import { closeServer, listen } from "../../infra/local/listen.ts";
import { freePort, loopback } from "../../infra/local/ports.ts";
import { servicesFromEnvironment } from "../../infra/optional-services.ts";
import { shared } from "./journey.ts";

/** One request as the other company's server received it. */
export interface Received {
  path: string;
  method: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What the company's script does when it runs, on its own server again. */
const widget = `document.documentElement.dataset.widget = "opened"; fetch(new URL("/opened", document.currentScript.src));`;

/**
 * The server of Matomo, Sentry and a chat in one: it answers as each does, tries to set a cookie each time, and keeps
 * what it received.
 */
export const startCompany = async () => {
  const received: Received[] = [];
  let scriptIsThere = true;
  const server = createServer(async (request, response) => {
    const path = request.url ?? "/";
    received.push({
      path,
      method: request.method ?? "",
      headers: request.headers,
      body: await text(request),
    });
    const headers = { "access-control-allow-origin": "*", "set-cookie": "followed=you; Max-Age=99999" };
    if (path === "/widget.js" && scriptIsThere)
      response.writeHead(200, { ...headers, "content-type": "text/javascript" }).end(widget);
    else if (path === "/widget.js") response.writeHead(500, headers).end();
    else if (path.startsWith("/api/42/envelope/"))
      response.writeHead(200, { ...headers, "content-type": "application/json" }).end(`{"id":"0"}`);
    else response.writeHead(204, headers).end();
  });
  const { url } = await listen(server, 0, loopback);
  return {
    url,
    at: (prefix: string) => received.filter(({ path }) => path.startsWith(prefix)),
    received,
    breakScript: (broken: boolean) => {
      scriptIsThere = !broken;
    },
    stop: () => closeServer(server),
  };
};

/** Another edge before the shared platform's functions: the built front, with the given services in its configuration. */
export const startConfiguredEdge = async (environment: Record<string, string>) => {
  const ports = { app: await freePort(0), files: await freePort(0) };
  const origins = {
    app: `http://localhost:${ports.app}`,
    files: `http://${loopback}:${ports.files}`,
    s3: `http://${loopback}:1`,
  };
  const edge = await startEdge({
    region: "eu-west-3",
    origins,
    ports,
    webFolder,
    readPublished: async () => undefined,
    entranceSecret: "not the platform's: its own edge adds that one",
    services: servicesFromEnvironment(environment),
    invoke: async (_name, { rawPath, rawQueryString, requestContext, headers, cookies, body }) => {
      const answer = await fetch(`${shared.app}${rawPath}?${rawQueryString}`, {
        method: requestContext.http.method,
        headers: {
          origin: shared.app,
          ...(headers["content-type"] ? { "content-type": headers["content-type"] } : {}),
          ...(cookies ? { cookie: cookies.join("; ") } : {}),
        },
        ...(body === undefined ? {} : { body }),
      });
      const payload = JSON.stringify({
        statusCode: answer.status,
        headers: { "content-type": answer.headers.get("content-type") ?? "text/plain" },
        cookies: answer.headers.getSetCookie(),
        body: await answer.text(),
      });
      return { kind: "response", payload };
    },
  });
  return { app: origins.app, stop: edge.stop };
};
