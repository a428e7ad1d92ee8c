/** Reads one ticketing account, or asks for the same pages and drops them; tells how long it took and how much memory. */
import { get } from "node:http";
import { connectorOf } from "../functions/modules/declarations/connectors/connectors.ts";
import type { Json } from "../functions/modules/declarations/connectors/contract.ts";
import { httpClient } from "../functions/modules/declarations/connectors/http-client.ts";
import type { RemoteProvider } from "../shared/declarations/enums.ts";
import { figuresOf } from "../shared/declarations/money.ts";
import { answer, input } from "./in-process.ts";
import { memoryOf } from "./process-memory.ts";
import "../functions/platform/small-young-heap.ts";

export interface LoopInput {
  provider: RemoteProvider;
  url: string;
  accessKey: string;
  secret: string;
  since: string;
  /** Paths to ask for without reading them; empty = read the account. */
  bare: string[];
}
export interface LoopResult {
  milliseconds: number;
  megabytes: number;
  tickets: number;
}

const bareGet = (url: string, headers: Record<string, string>): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { headers }, (response) => {
      response.on("end", resolve).on("error", reject).resume();
    }).on("error", reject);
  });

const read = async ({ provider, url, accessKey, secret, since }: LoopInput): Promise<number> => {
  const noSessions = { read: async () => undefined, keep: async () => undefined };
  const connector = connectorOf(provider, { now: () => new Date(), sessions: noSessions });
  const credentials = { accessKey, secret };
  const call = httpClient({
    place: () => ({ baseUrl: url }),
    bodyLimit: 1024 ** 3,
    now: () => new Date(),
    sleep: (wait) => new Promise((wake) => setTimeout(wake, wait)),
    random: Math.random,
  });
  const series = new Set<string>();
  let cursor: Json | null = null;
  do {
    const step = await connector.discover(call, credentials, new Date(since), cursor);
    for (const id of step.found) series.add(id);
    cursor = step.next;
  } while (cursor !== null);
  let tickets = 0;
  for (const id of series) {
    const pages: Json[] = [];
    cursor = null;
    do {
      const step = await connector.fetchSeries(call, credentials, id, cursor);
      // As they are put down and come back.
      pages.push(JSON.parse(JSON.stringify(step.found)));
      cursor = step.next;
    } while (cursor !== null);
    for (const show of connector.map(id, pages, () => undefined).shows)
      for (const { lines } of show.performances) {
        const { paid, free } = figuresOf(lines, lines);
        tickets += paid + free;
      }
  }
  return tickets;
};

const asked = await input<LoopInput>();
const started = performance.now();
let tickets = 0;
if (asked.bare.length === 0) tickets = await read(asked);
else
  for (const path of asked.bare)
    await bareGet(asked.url + path, {
      authorization: `Bearer ${asked.secret}`,
      accept: "application/ld+json",
    });
answer({
  milliseconds: performance.now() - started,
  megabytes: memoryOf(process.pid, "VmHWM"),
  tickets,
} satisfies LoopResult);
