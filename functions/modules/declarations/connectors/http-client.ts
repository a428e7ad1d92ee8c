/**
 * How a ticketing vendor is asked (declarations.md §10, §11): no redirect is followed, an answer has a size and a time,
 * a vendor that is busy is asked again. Everything asked here only reads, so asking twice does no harm. No address,
 * query, header or body ever comes out in an error.
 */
import { Agent, type IncomingMessage, request as plainRequest } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import type { LookupFunction } from "node:net";
import { type Answered, type Asked, type Call, ConnectorFault } from "./contract.ts";
import { retryAfter } from "./retry-after.ts";

/** Where a vendor is asked. */
export interface Place {
  /** Every path is put behind it. */
  baseUrl: string;
  /** Addresses that were checked: the only ones connected to, whatever the name's servers say next. */
  addresses?: readonly CheckedAddress[];
}
export interface CheckedAddress {
  address: string;
  family: 4 | 6;
}

export interface HttpClientOptions {
  /** Asked before every try; throws `ConnectorFault` when the place may not be asked. */
  place: () => Promise<Place> | Place;
  /** Bytes an answer may have; beyond, `too_much_data`. */
  bodyLimit: number;
  now: () => Date;
  sleep: (milliseconds: number) => Promise<void>;
  /** From 0 to 1, without 1. */
  random: () => number;
  /** Asked before every try, also to count it: undefined when the quota allows it, else when it will. */
  before?: () => Promise<Date | undefined>;
  /** Milliseconds to be connected, and to have the whole answer. */
  connectWithin?: number;
  answerWithin?: number;
  /** Longest wait, in milliseconds, for a quota or a vendor; beyond, `rate_limited` says when to come back. */
  patience?: number;
}

/** Bytes an answer of a shop may have, whose name a customer gave. */
export const shopBodyLimit = 50 * 1024 * 1024;

const tries = 3;
const seconds = 1000;

/** A `Call` to one vendor. Keeps its connections, except to checked addresses: those are checked at each call. */
export const httpClient = (options: HttpClientOptions): Call => {
  const { now, sleep, random, before, patience = 15 * seconds } = options;
  const agents = { "http:": new Agent({ keepAlive: true }), "https:": new SecureAgent({ keepAlive: true }) };

  const waitUntil = async (instant: Date): Promise<void> => {
    const wait = instant.getTime() - now().getTime();
    if (wait > patience) throw new ConnectorFault("rate_limited", instant);
    await sleep(Math.max(0, wait));
  };
  const pause = (attempt: number) => new Date(now().getTime() + 500 * 2 ** attempt * (0.5 + random()));

  const tryOnce = async (asked: Asked): Promise<IncomingMessage | ConnectorFault> => {
    for (let free = await before?.(); free; free = await before?.()) await waitUntil(free);
    const place = await options.place();
    return send(asked, place, agents, options);
  };

  return async (asked) => {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await tryOnce(asked);
      if (answer instanceof ConnectorFault) {
        if (attempt === tries) throw answer;
        await waitUntil(pause(attempt));
        continue;
      }
      const status = answer.statusCode ?? 0;
      if (status !== 429 && status < 500) return answered(answer, options.bodyLimit);
      const asksLater =
        status === 429 || status === 503 ? retryAfter(answer.headers["retry-after"], now()) : undefined;
      // The body of a failure says what it was (a firewall's page), so the connector reads it.
      if (attempt === tries && status !== 429 && !asksLater) return answered(answer, options.bodyLimit);
      answer.destroy();
      if (attempt === tries) throw new ConnectorFault("rate_limited", asksLater);
      await waitUntil(asksLater ?? pause(attempt));
    }
  };
};

/** Address of a call; a path that would leave the base address is no path of the vendor. */
const addressOf = ({ path, query = [] }: Asked, baseUrl: string): URL => {
  const base = new URL(baseUrl.replace(/\/$/, ""));
  const url = new URL(base.origin + base.pathname.replace(/\/$/, "") + path);
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname))
    throw new ConnectorFault("unexpected_answer");
  url.search = new URLSearchParams(query.map(([name, value]) => [name, value])).toString();
  return url;
};

/** Answers the name with what was checked, and nothing else. */
const only =
  (addresses: readonly CheckedAddress[]): LookupFunction =>
  (_hostname, { all }, answer) => {
    const [first] = addresses;
    if (!first) return answer(new Error("no address"), "");
    if (all) return answer(null, [...addresses]);
    answer(null, first.address, first.family);
  };

/** Sends once; a vendor that cannot be reached is a value, because it may be asked again. */
const send = (
  asked: Asked,
  { baseUrl, addresses }: Place,
  agents: { "http:": Agent; "https:": SecureAgent },
  { connectWithin = 10 * seconds, answerWithin = 60 * seconds }: HttpClientOptions,
): Promise<IncomingMessage | ConnectorFault> => {
  const url = addressOf(asked, baseUrl);
  const body = asked.form && new URLSearchParams(asked.form).toString();
  const secure = url.protocol === "https:";
  return new Promise((resolve, reject) => {
    const unreachable = () => resolve(new ConnectorFault("unreachable_host"));
    let request: ReturnType<typeof plainRequest>;
    try {
      request = (secure ? secureRequest : plainRequest)(url, {
        method: asked.method ?? "GET",
        headers: {
          accept: "application/json",
          "accept-encoding": "identity",
          "user-agent": "Guichet",
          ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
          ...asked.headers,
        },
        ...(addresses
          ? { agent: false, lookup: only(addresses) }
          : { agent: agents[secure ? "https:" : "http:"] }),
      });
    } catch {
      // Node refuses to send it: what was typed as a key cannot be one.
      return reject(new ConnectorFault("invalid_credentials"));
    }
    const give = (after: number) => setTimeout(() => request.destroy(new Error("too slow")), after).unref();
    const whole = give(answerWithin);
    const connecting = give(connectWithin);
    request.on("socket", (socket) => {
      const connected = () => clearTimeout(connecting);
      if (!socket.connecting) connected();
      else socket.once(secure ? "secureConnect" : "connect", connected);
    });
    request.once("close", () => {
      clearTimeout(whole);
      clearTimeout(connecting);
    });
    request.on("error", unreachable);
    request.once("response", resolve);
    request.end(body);
  });
};

const answered = (message: IncomingMessage, limit: number): Answered => {
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(message.headersDistinct))
    for (const value of values) headers.append(name, value);

  async function* stream(): AsyncIterable<Uint8Array> {
    if (!["identity", ""].includes(headers.get("content-encoding") ?? "")) {
      message.destroy();
      throw new ConnectorFault("unexpected_answer");
    }
    let bytes = 0;
    try {
      for await (const chunk of message as AsyncIterable<Uint8Array>) {
        bytes += chunk.byteLength;
        if (bytes > limit) throw new ConnectorFault("too_much_data");
        yield chunk;
      }
    } catch (error) {
      throw error instanceof ConnectorFault ? error : new ConnectorFault("unreachable_host");
    }
  }
  return {
    status: message.statusCode ?? 0,
    headers,
    stream,
    text: async () => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of stream()) chunks.push(chunk);
      return Buffer.concat(chunks).toString("utf8");
    },
  };
};
