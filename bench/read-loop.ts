/** The loop of guarded-read.ts and case-list.ts: requests to the API handler of the bundle, beside raw queries. */
import postgres from "postgres";
import { answer, input } from "./in-process.ts";

export interface ReadLoop {
  bundle: string;
  /** One request per kind, answered in turns. */
  events: { name: string; event: unknown }[];
  /** One statement per kind, run by raw postgres.js on a connection of its own; `together` are sent at once. */
  raw: { name: string; url: string; together: { statement: string; values: string[] }[] }[];
  rounds: number;
  /** Repetitions of each kind in one round. */
  each: number;
}

/** Median of the rounds is taken by whoever asked: milliseconds per operation, by kind, one value per round. */
export type ReadTimes = Record<string, number[]>;

const { bundle, events, raw, rounds, each } = await input<ReadLoop>();
const { handler } = await import(bundle);
const context = { awsRequestId: "bench", functionName: "api" };

const kinds: { name: string; once: () => Promise<unknown> }[] = [
  ...events.map(({ name, event }) => ({
    name,
    once: async () => {
      const { statusCode, body } = await handler(event, context);
      if (statusCode !== 200) throw new Error(`${name}: ${statusCode} ${body}`);
    },
  })),
  ...raw.map(({ name, url, together }) => {
    const sql = postgres(url, { max: 1, fetch_types: false, onnotice: () => {} });
    return {
      name,
      once: async () => {
        const rows = await Promise.all(
          together.map(({ statement, values }) => sql.unsafe(statement, values, { prepare: true })),
        );
        if (rows[0]?.length === 0) throw new Error(`${name}: no row`);
      },
    };
  }),
];

const times: ReadTimes = Object.fromEntries(kinds.map(({ name }) => [name, []]));
for (let round = -2; round < rounds; round += 1) {
  for (const { name, once } of kinds) {
    const start = performance.now();
    for (let done = 0; done < each; done += 1) await once();
    // The first two rounds only warm caches, connections and the compiler.
    if (round >= 0) times[name]?.push((performance.now() - start) / each);
  }
}
answer(times);
