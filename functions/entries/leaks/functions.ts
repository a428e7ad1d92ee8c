import { randomInt } from "node:crypto";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { databaseUser, type FunctionName, functionSpecs } from "../../../infra/catalogue.ts";
import type { TestEngines } from "../../platform/test-kit/engines.ts";
import type { Answer } from "./judge.ts";
import type { Call } from "./walk-routes.ts";

/** The functions of the app that answer HTTP, each in a thread of its own. */
export interface RunningFunctions {
  call(request: Call): Promise<Answer>;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What answers on the app's host, the longest path first. */
const doors = (Object.keys(functionSpecs) as FunctionName[])
  .flatMap((name) => {
    const { trigger, rights, entry } = functionSpecs[name];
    const role = rights.flatMap((right) => ("database" in right ? [right.database] : []))[0];
    return trigger.kind === "http" && trigger.origin === "app"
      ? [{ name, path: trigger.path, entry, role }]
      : [];
  })
  .sort((a, b) => b.path.length - a.path.length);

/**
 * Starts a container of each function when it is first asked, with the environment and the database role the catalogue
 * gives it. Each request comes from another address of the network, so that no limit by address answers instead.
 */
export const startFunctions = (engines: TestEngines, databaseName: string): RunningFunctions => {
  const containers = new Map<
    string,
    { worker: Worker; waiting: Map<number, (answer: Answer | Error) => void> }
  >();
  let asked = 0;

  const containerOf = ({ name, entry, role }: (typeof doors)[number]) => {
    const known = containers.get(name);
    if (known) return known;
    const waiting = new Map<number, (answer: Answer | Error) => void>();
    const worker = new Worker(new URL("./function-thread.ts", import.meta.url), {
      workerData: { name, entry: `${root}${entry}` },
      // Node's own reading of TypeScript, whatever runs the walk.
      execArgv: [],
      env: {
        ...engines.environment,
        DATABASE_NAME: databaseName,
        // A fault is a leak: its cause is worth reading.
        LOG_LEVEL: "error",
        ...(role ? { DATABASE_USER: databaseUser(role), DATABASE_PASSWORD: engines.passwords[role] } : {}),
      },
    });
    worker.on("message", ({ id, answer }: { id: number; answer: Answer }) => {
      waiting.get(id)?.(answer);
      waiting.delete(id);
    });
    worker.on("error", (error) => {
      containers.delete(name);
      for (const end of waiting.values()) end(error instanceof Error ? error : new Error(String(error)));
    });
    const made = { worker, waiting };
    containers.set(name, made);
    return made;
  };

  return {
    call: (request) => {
      const door = doors.find(({ path }) => request.path === path || request.path.startsWith(`${path}/`));
      if (!door) return Promise.reject(new Error(`no function answers ${request.path}`));
      const { worker, waiting } = containerOf(door);
      const id = ++asked;
      const address = `2001:db8:${[0, 0, 0, 0, 0, 0].map(() => randomInt(65_536).toString(16)).join(":")}`;
      return new Promise((resolve, reject) => {
        waiting.set(id, (answer) => (answer instanceof Error ? reject(answer) : resolve(answer)));
        worker.postMessage({ id, request: { ...request, address: `[${address}]` } });
      });
    },
    stop: async () => {
      await Promise.all([...containers.values()].map(({ worker }) => worker.terminate()));
    },
  };
};
