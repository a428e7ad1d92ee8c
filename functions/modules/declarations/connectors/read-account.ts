/** A vendor read as a synchronisation does, for tests that replay an account: all steps, one after the other. */
import type { Call, Connector, Credentials, Json, Resolved } from "./contract.ts";
import { httpClient } from "./http-client.ts";

/** The real client, at a server of this machine; waits take no time. */
export const callAt = (baseUrl: string): Call =>
  httpClient({
    place: () => ({ baseUrl }),
    bodyLimit: 200_000_000,
    now: () => new Date(),
    sleep: () => Promise.resolve(),
    random: () => 0.5,
  });

/** Series found changed since that instant, each once, in the order found. */
export const discoverAll = async (
  connector: Connector,
  call: Call,
  credentials: Credentials,
  since: Date,
): Promise<string[]> => {
  const found = new Set<string>();
  let cursor: Json | null = null;
  do {
    const step: Awaited<ReturnType<Connector["discover"]>> = await connector.discover(
      call,
      credentials,
      since,
      cursor,
    );
    for (const id of step.found) found.add(id);
    cursor = throughAQueue(step.next);
  } while (cursor !== null);
  return [...found];
};

/** All pages of a series, as they come back from where they are kept. */
export const pagesOf = async (
  connector: Connector,
  call: Call,
  credentials: Credentials,
  seriesId: string,
): Promise<Json[]> => {
  const pages: Json[] = [];
  let cursor: Json | null = null;
  do {
    const step: Awaited<ReturnType<Connector["fetchSeries"]>> = await connector.fetchSeries(
      call,
      credentials,
      seriesId,
      cursor,
    );
    pages.push(throughAQueue(step.found));
    cursor = throughAQueue(step.next);
  } while (cursor !== null);
  return pages;
};

/** Cursors and pages are kept as JSON between steps. */
const throughAQueue = <T extends Json | null>(value: T): T => JSON.parse(JSON.stringify(value));

export const nothingDecided: Resolved = () => undefined;
