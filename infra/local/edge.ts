import { randomUUID } from "node:crypto";
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { entranceHeader } from "../../functions/platform/entrance.ts";
import { configurationPath } from "../../shared/platform/optional-services.ts";
import { refusedBody, refusedBodyHead } from "../body-guard.ts";
import { type FunctionName, functionSpecs } from "../catalogue.ts";
import type { ConfiguredServices } from "../optional-services.ts";
import { logoHeaders, logosPath, securityHeaders } from "../security-headers.ts";
import { securityTxt, securityTxtHeaders, securityTxtPath } from "../security-txt.ts";
import { staticKey } from "../static-path.ts";
import type { Outcome } from "./lambda-host/function-process.ts";
import { answerByFunction, writeAnswer } from "./lambda-host/http-events.ts";
import { closeServer, listen } from "./listen.ts";
import { loopback } from "./ports.ts";
import { isPublishedKey, type ReadPublished, readSite } from "./static-site.ts";

export interface EdgeOptions {
  region: string;
  origins: { app: string; files: string; s3: string };
  ports: { app: number; files: number };
  /** Folder of the built front. */
  webFolder: string;
  readPublished: ReadPublished;
  /** Added to each request, as the distributions do; functions answer nobody without it. */
  entranceSecret: string;
  /** Services of other companies; none by default. */
  services?: ConfiguredServices;
  invoke: (name: FunctionName, event: APIGatewayProxyEventV2) => Promise<Outcome>;
  /** Serves the front's sources instead of the build, with reload (`npm run dev`). */
  development?: (server: Server) => Promise<DevelopmentFront>;
}

/** A development server behind the edge: it answers what the edge does not. */
export interface DevelopmentFront {
  serve: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  stop: () => Promise<void>;
}

/** The catalogue's function that answers a path of an origin: the longest prefix wins. */
export const functionOf = (origin: "app" | "files", pathname: string): FunctionName | undefined => {
  const matching = (Object.keys(functionSpecs) as FunctionName[]).flatMap((name) => {
    const { trigger } = functionSpecs[name];
    const matches =
      trigger.kind === "http" &&
      trigger.origin === origin &&
      (pathname === trigger.path || pathname.startsWith(`${trigger.path}/`));
    return matches ? [{ name, length: trigger.path.length }] : [];
  });
  return matching.sort((a, b) => b.length - a.length)[0]?.name;
};

/** What CloudFront sets on answers of the files origin; the function adds the policy of the frame itself. */
const filesHeaders = { "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" };

/**
 * The two origins a browser talks to, as CloudFront and the HTTP API serve them: the app (static front, published
 * pages and /api) and, on another host, the files origin (frames). Every answer of the app carries the same security
 * headers as in the cloud; in development, without the content policy, which the reloading scripts would break.
 */
export const startEdge = async (options: EdgeOptions): Promise<{ stop: () => Promise<void> }> => {
  const { origins, region, invoke } = options;
  const added = { [entranceHeader]: options.entranceSecret };
  const { "content-security-policy": policy, ...others } = securityHeaders({
    ...origins,
    ...(options.services && { services: options.services }),
  });
  const appHeaders =
    options.development || policy === undefined ? others : { ...others, "content-security-policy": policy };

  const viaFunction = async (
    origin: "app" | "files",
    request: IncomingMessage,
    response: ServerResponse,
    headers: Record<string, string>,
  ) => {
    const name = functionOf(origin, pathnameOf(request));
    if (!name) return false;
    const tooLarge = origin === "app" && refusedBody(request.headers["content-length"], randomUUID());
    if (tooLarge) {
      // The rest of the body is read and dropped: a client that still sends would miss the answer.
      request.resume();
      response.writeHead(refusedBodyHead.status, { ...refusedBodyHead.headers, ...headers }).end(tooLarge);
      return true;
    }
    writeAnswer(
      response,
      await answerByFunction(request, region, added, (event) => invoke(name, event)),
      headers,
    );
    return true;
  };

  /** The app has one host, as in the cloud: its cookies and the uploads' permission hold for no other name. */
  const sendToAppHost = (request: IncomingMessage, response: ServerResponse) => {
    const isPage = request.method === "GET" && request.headers.accept?.includes("text/html");
    if (!isPage || request.headers.host === new URL(origins.app).host) return false;
    response.writeHead(307, { location: `${origins.app}${request.url ?? "/"}` }).end();
    return true;
  };

  const serveSite = async (request: IncomingMessage, response: ServerResponse) => {
    if (pathnameOf(request) === securityTxtPath) {
      const text = securityTxt(origins.app, "mailto:securite@guichet.example", new Date());
      response.writeHead(200, { ...appHeaders, ...securityTxtHeaders }).end(text);
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      response.writeHead(405, { ...appHeaders, allow: "GET, HEAD" }).end();
      return;
    }
    const { status, headers, body } = await readSite(
      options.webFolder,
      options.readPublished,
      pathnameOf(request),
    );
    const ofPath = pathnameOf(request).startsWith(logosPath) ? logoHeaders(appHeaders) : appHeaders;
    response.writeHead(status, { ...headers, ...ofPath, "content-length": body.length });
    response.end(request.method === "HEAD" ? undefined : body);
  };

  const serveConfiguration = (request: IncomingMessage, response: ServerResponse) => {
    if (pathnameOf(request) !== configurationPath || request.method !== "GET") return false;
    response.writeHead(200, {
      ...appHeaders,
      "content-type": "application/json; charset=utf-8",
      "cache-control": "public, max-age=0, must-revalidate",
    });
    response.end(JSON.stringify(options.services?.told ?? {}));
    return true;
  };

  let development: DevelopmentFront | undefined;
  const serveSources = async (
    front: DevelopmentFront,
    request: IncomingMessage,
    response: ServerResponse,
  ) => {
    const key = staticKey(pathnameOf(request));
    const isPage = request.headers.accept?.includes("text/html");
    const mayBePublished = isPublishedKey(key) && (isPage || key.startsWith("logos/"));
    const isPublished = mayBePublished && (await options.readPublished(key));
    // A published page names the scripts of the last build, which the development server does not have.
    if (isPublished || key.startsWith("assets/")) return serveSite(request, response);
    // The development server knows files by their own names; its scripts keep the addresses it gave them.
    if (isPage) request.url = `/${key}`;
    for (const [name, value] of Object.entries(appHeaders)) response.setHeader(name, value);
    front.serve(request, response, () => response.writeHead(404).end());
  };

  const app = createServer(
    guarded(async (request, response) => {
      if (sendToAppHost(request, response)) return;
      if (await viaFunction("app", request, response, appHeaders)) return;
      if (serveConfiguration(request, response)) return;
      await (development ? serveSources(development, request, response) : serveSite(request, response));
    }),
  );
  const files = createServer(
    guarded(async (request, response) => {
      if (!(await viaFunction("files", request, response, filesHeaders)))
        response.writeHead(404, filesHeaders).end();
    }),
  );
  development = await options.development?.(app);
  await Promise.all([listen(app, options.ports.app, loopback), listen(files, options.ports.files, loopback)]);
  return {
    stop: async () => {
      await development?.stop();
      await Promise.all([closeServer(app), closeServer(files)]);
    },
  };
};

const pathnameOf = (request: IncomingMessage) => request.url?.split("?")[0] ?? "/";

/** A fault of the edge itself is a 502 and a line in the console, never a request left hanging. */
const guarded =
  (serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>): RequestListener =>
  (request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
  };
