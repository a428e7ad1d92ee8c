/**
 * A ticketing vendor on this machine: answers of its protocol from a scenario that tests and visitors may change, and
 * faults on command (`POST /__scenario`, declarations.md §10.9).
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import * as z from "zod/mini";
import { closeServer, listen } from "../listen.ts";

const Faults = z.strictObject({
  /**
   * `limited`: 429 with `Retry-After`; `firewall`: a page of a firewall, at 200; `slow`: never answers; `cut`: half an
   * answer, then nothing; `malformed`: JSON that breaks off.
   */
  fault: z.enum(["none", "wrong_credentials", "limited", "firewall", "error500", "slow", "cut", "malformed"]),
  /** Only the calls whose address holds this. */
  on: z._default(z.string(), ""),
  /** Calls that go well before. */
  after: z._default(z.int().check(z.minimum(0)), 0),
  /** Calls that fail; all of them by default. */
  times: z._default(z.int().check(z.minimum(1)), Number.MAX_SAFE_INTEGER),
});
type Faults = z.infer<typeof Faults>;

export interface Said {
  status: number;
  /** A text as it is, pieces of a long one in order, anything else as JSON. */
  body: unknown;
  headers?: Record<string, string>;
}

export interface Vendor<Scenario extends object> {
  /** Named in the log when a request fails. */
  name: string;
  contentType: string;
  scenario: Scenario;
  /** What a scenario sent to the control route must be; its parts replace those of before. */
  change: (sent: unknown) => Partial<Scenario>;
  unauthorized: Said;
  /** What it says when it is asked too much; 429 unless told. */
  limited?: Said;
  answer(url: URL, request: IncomingMessage, scenario: Scenario): Said | Promise<Said>;
}

export interface RunningVendor<Scenario extends object> {
  url: string;
  port: number;
  /** What it answers from: may be changed at any time. */
  scenario: Scenario;
  fail(how: z.input<typeof Faults>): void;
  /** Paths with queries it was asked, in order. */
  asked: string[];
  stop(): Promise<void>;
}

const Control = z.strictObject({ faults: z.optional(Faults), scenario: z.optional(z.unknown()) });
const none: Faults = { fault: "none", on: "", after: 0, times: 1 };

export const startVendor = async <Scenario extends object>(
  vendor: Vendor<Scenario>,
  options: { port: number; host: string },
): Promise<RunningVendor<Scenario>> => {
  const { scenario } = vendor;
  const asked: string[] = [];
  let faults = none;

  /** The fault of this call, counted down. */
  const faultOf = (path: string): Faults["fault"] => {
    if (faults.fault === "none" || !path.includes(faults.on)) return "none";
    if (faults.after > 0) {
      faults = { ...faults, after: faults.after - 1 };
      return "none";
    }
    const { fault } = faults;
    faults = faults.times > 1 ? { ...faults, times: faults.times - 1 } : none;
    return fault;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    const url = new URL(path, "http://local");
    const say = ({ status, body, headers = {} }: Said) => {
      response.writeHead(status, { "content-type": vendor.contentType, ...headers });
      if (isPieces(body)) return void Readable.from(body, { objectMode: false }).pipe(response);
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    };

    if (url.pathname === "/__scenario") return control(request, say);
    asked.push(path);
    const fault = faultOf(path);
    if (fault === "slow") return;
    if (fault === "wrong_credentials") return say(vendor.unauthorized);
    if (fault === "error500") return say({ status: 500, body: { message: "Internal Server Error" } });
    if (fault === "limited")
      return say(
        vendor.limited ?? {
          status: 429,
          body: { message: "Too Many Requests" },
          headers: { "retry-after": "1" },
        },
      );
    if (fault === "firewall")
      return say({ status: 200, body: firewallPage, headers: { "content-type": "text/html" } });
    const said = await vendor.answer(url, request, scenario);
    if (fault === "none") return say(said);
    const whole = isPieces(said.body) ? [...said.body].join("") : JSON.stringify(said.body);
    const half = whole.slice(0, -Math.ceil(whole.length / 2));
    if (fault === "malformed") return say({ ...said, body: half });
    response.writeHead(said.status, {
      "content-type": vendor.contentType,
      "content-length": half.length * 2,
    });
    response.write(half, () => request.socket.destroy());
  };

  const control = async (request: IncomingMessage, say: (said: Said) => void): Promise<void> => {
    if (request.method === "POST") {
      // A page of another site can post a form here, but not JSON.
      if (!request.headers["content-type"]?.startsWith("application/json"))
        return say({ status: 415, body: { error: "POST application/json" } });
      const sent = Control.safeParse(await readJson(request));
      if (!sent.success) return say({ status: 400, body: { error: z.prettifyError(sent.error) } });
      if (sent.data.scenario !== undefined) {
        try {
          Object.assign(scenario, vendor.change(sent.data.scenario));
        } catch (error) {
          return say({ status: 400, body: { error: String(error) } });
        }
      }
      faults = sent.data.faults ?? faults;
    }
    say({ status: 200, body: { faults, asked: asked.length } });
  };

  const server = createServer({ maxHeaderSize: 128 * 1024 }, (request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error(`${vendor.name}: a request failed`, error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  const { url, port } = await listen(server, options.port, options.host);
  return {
    url,
    port,
    scenario,
    asked,
    fail: (how) => {
      faults = Faults.parse(how);
    },
    stop: () => closeServer(server),
  };
};

const firewallPage =
  '<!DOCTYPE html><title>Just a moment...</title><script src="/cdn-cgi/challenge-platform/h/b"></script>';

const isPieces = (body: unknown): body is Iterable<string> =>
  typeof body === "object" && body !== null && Symbol.iterator in body && !Array.isArray(body);

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  try {
    return JSON.parse(Buffer.concat(chunks).toString("utf8"));
  } catch {
    return undefined;
  }
};
