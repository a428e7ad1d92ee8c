/** The loop of finding.ts: each kind of question, with other words each time, to the API handler of the bundle. */
import { answer, input } from "./in-process.ts";

export interface FindLoop {
  bundle: string;
  kinds: { name: string; events: unknown[] }[];
  rounds: number;
}

/** Milliseconds of each question, by kind. */
export type FindTimes = Record<string, number[]>;

const { bundle, kinds, rounds } = await input<FindLoop>();
const { handler } = await import(bundle);
const context = { awsRequestId: "bench", functionName: "api" };

const times: FindTimes = Object.fromEntries(kinds.map(({ name }) => [name, []]));
for (let round = -2; round < rounds; round += 1) {
  for (const { name, events } of kinds) {
    for (const event of events) {
      const start = performance.now();
      const { statusCode, body } = await handler(event, context);
      const took = performance.now() - start;
      if (statusCode !== 200) throw new Error(`${name}: ${statusCode} ${body}`);
      // The first two rounds only warm caches, connections and the compiler.
      if (round >= 0) times[name]?.push(took);
    }
  }
}
answer(times);
