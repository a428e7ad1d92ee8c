import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { functionsFolder } from "../infra/build.ts";
import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure, median } from "./figure.ts";
import { casePath, getEvent } from "./requests.ts";

/** Loads the bundle and answers one request, as the first event of a new container; ends well only on a 200. */
const firstRequest = (bundle: string, event: unknown) => `
  const { handler } = await import(${JSON.stringify(bundle)});
  const answer = await handler(${JSON.stringify(event)}, { awsRequestId: "bench", functionName: "api" });
  if (answer.statusCode !== 200) { console.error(answer); process.exit(1); }
  process.exit(0);`;

const shown = (samples: readonly number[]) => `${Math.round(median(samples))} ms`;

const wall = (code: string, env: Record<string, string>) => {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], {
    env,
    encoding: "utf8",
  });
  const taken = performance.now() - start;
  if (status !== 0) throw new Error(`the first request failed: ${stderr}`);
  return taken;
};

/** What each part of it costs alone, so that the figure says what is out of our hands. */
const floor = 'await import("node:tls"); new Response(new Request("http://localhost").url)';

/** From nothing to the answer of a guarded read, over a bare Node.js process, both alternating in this run. */
export const coldStart = async (engines: Engines, seeded: Seeded, { quick }: Effort): Promise<Figure> => {
  const bundle = pathToFileURL(join(functionsFolder, "api/index.mjs")).href;
  const env = engines.environment("api", seeded.name);
  const code = firstRequest(bundle, getEvent(casePath(seeded), seeded));
  const bare: number[] = [];
  const cold: number[] = [];
  const loaded: number[] = [];
  const lowest: number[] = [];
  wall(code, env);
  for (let sample = 0; sample < (quick ? 9 : 25); sample += 1) {
    bare.push(wall("0", env));
    cold.push(wall(code, env));
    loaded.push(wall(`await import(${JSON.stringify(bundle)}); process.exit(0)`, env));
    lowest.push(wall(floor, env));
  }
  return figure({
    name: "cold start of the API, first guarded read answered / bare node",
    value: median(cold) / median(bare),
    unit: "ratio",
    must: 3,
    note: `${shown(cold)} over ${shown(bare)}; loading the bundle alone ${shown(loaded)}; floor: Node's own Request, Response and tls, without a line of ours, ${shown(lowest)}`,
  });
};
