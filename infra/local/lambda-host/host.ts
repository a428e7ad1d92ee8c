import { watch } from "node:fs";
import { join } from "node:path";
import { type FunctionName, functionSpecs } from "../../catalogue.ts";
import { type FunctionPool, startPool } from "./function-pool.ts";
import type { HostedFunction, Outcome } from "./function-process.ts";

/** How functions run: from their sources, reloaded when these change, or as the production bundles. */
export type HostMode = "source" | "bundles";

export interface HostOptions {
  mode: HostMode;
  region: string;
  environment: (name: FunctionName) => Record<string, string>;
  onLine: (functionName: string, line: string) => void;
  /** The function processes that live now, whenever that changes. */
  onProcesses: (pids: readonly number[]) => void;
}

export interface LambdaHost {
  /** The functions that are hosted: those of the catalogue. */
  names: readonly FunctionName[];
  invoke: (name: FunctionName, event: unknown) => Promise<Outcome>;
  /** Kills every process of a function at once, in the middle of whatever it does; returns how many there were. */
  kill: (name: FunctionName) => Promise<number>;
  stop: () => Promise<void>;
}

const root = join(import.meta.dirname, "../../..");
/** Seconds the work in hand may take to end before its processes are killed. */
const stopPatienceMs = 10_000;

/** As many processes as make sense on one machine: Lambda would start one per concurrent event. */
export const concurrencyOf = (name: FunctionName): number => {
  const { kind } = functionSpecs[name].trigger;
  return kind === "http" ? 4 : kind === "queue" || kind === "dead-letters" ? 2 : 1;
};

const hosted = (name: FunctionName, { mode, environment }: HostOptions): HostedFunction => {
  const { entry, memoryMb, timeoutSeconds } = functionSpecs[name];
  return {
    name,
    taskRoot: mode === "source" ? root : join(root, ".build/functions", name),
    handler: mode === "source" ? `${entry.replace(/\.ts$/, "")}.handler` : "index.handler",
    environment: environment(name),
    memoryMb,
    timeoutSeconds,
    concurrency: concurrencyOf(name),
  };
};

/** Hosts every function of the catalogue, each in its own processes; nothing starts before its first event. */
export const startLambdaHost = (options: HostOptions): LambdaHost => {
  const names = Object.keys(functionSpecs) as FunctionName[];
  const bootstrap =
    options.mode === "source"
      ? // tsx reads what Node.js alone does not: JSX.
        ["--import", "tsx", join(import.meta.dirname, "bootstrap.ts")]
      : [join(root, ".build/bootstrap.mjs")];
  const pools = new Map<FunctionName, FunctionPool>();
  const onChange = () => options.onProcesses([...pools.values()].flatMap((pool) => pool.pids()));
  for (const name of names) {
    pools.set(
      name,
      startPool(hosted(name, options), {
        bootstrap,
        region: options.region,
        onLine: options.onLine,
        onChange,
      }),
    );
  }
  const poolOf = (name: FunctionName): FunctionPool => {
    const pool = pools.get(name);
    if (!pool) throw new Error(`No function ${name} in the catalogue.`);
    return pool;
  };
  const recycleAll = () => {
    for (const pool of pools.values()) pool.recycle();
  };
  const watchers = options.mode === "source" ? watchSources(recycleAll) : [];
  return {
    names,
    invoke: (name, event) => poolOf(name).invoke(event),
    kill: (name) => poolOf(name).kill(),
    stop: async () => {
      for (const watcher of watchers) watcher.close();
      await Promise.all([...pools.values()].map((pool) => pool.stop(stopPatienceMs)));
    },
  };
};

/** Watches what functions are made of; a burst of changes (a save, a branch switch) counts once. */
const watchSources = (onChange: () => void) => {
  let timer: NodeJS.Timeout | undefined;
  return ["functions", "shared", "infra/catalogue.ts"].map((path) =>
    watch(join(root, path), { recursive: true }, (_event, file) => {
      if (file?.endsWith(".test.ts")) return;
      clearTimeout(timer);
      timer = setTimeout(onChange, 100);
    }),
  );
};
