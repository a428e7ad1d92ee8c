/**
 * `npm start`: the whole platform on this machine, from the production bundles. `npm run dev` (`--source`): the same
 * from the sources, reloaded as they change. `--no-demo` starts with an empty database.
 */
import { join } from "node:path";
import { servicesFromEnvironment } from "../optional-services.ts";
import { AlreadyRunning, logFile, runFile, writeWhole } from "./data-folder.ts";
import { accounts } from "./demo/accounts.ts";
import { panel, runInfo } from "./panel.ts";
import { type Platform, startPlatform } from "./platform.ts";

const dataDir = join(import.meta.dirname, "../../.guichet");
const fromSources = process.argv.includes("--source");
const demo = !process.argv.includes("--no-demo");

/** In development everything is shown; otherwise what went wrong, all the rest being in functions.log. */
const showLine = (name: string, line: string) => {
  const isInformation = /^\{"level":"(info|debug)"/.test(line);
  if (fromSources || !isInformation) console.log(`  [${name}] ${line}`);
};

let stopping: Promise<void> | undefined;
const stopAndExit = (starting: Promise<Platform | undefined>) => {
  stopping ??= (async () => {
    console.log("\n  Arrêt en cours : le travail commencé se termine…");
    await (await starting)?.stop();
    process.exit(0);
  })();
};

/** When npm itself is killed nothing tells us, except that we have another parent. */
const watchParent = (onOrphaned: () => void) => {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return;
  setInterval(() => process.ppid !== parent && onOrphaned(), 500).unref();
};

const run = async () => {
  // Whoever read our output may leave (`npm start | head`); the platform stays.
  process.stdout.on("error", () => {});
  const started = performance.now();
  const starting = startPlatform({
    dataDir,
    ports: "usual",
    mode: fromSources ? "source" : "bundles",
    demo,
    services: servicesFromEnvironment(process.env),
    onLine: showLine,
    onStep: (step) => console.log(`  ${step}…`),
  });
  const settled = starting.catch(() => undefined);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(signal, () => stopAndExit(settled));
  watchParent(() => stopAndExit(settled));

  const platform = await starting;
  const info = await runInfo(platform, demo ? accounts : []);
  writeWhole(runFile(dataDir), `${JSON.stringify(info, null, 2)}\n`, 0o600);
  console.log(panel(info, platform.movedPorts));
  const seconds = ((performance.now() - started) / 1000).toFixed(1).replace(".", ",");
  console.log(`  Prêt en ${seconds} s.  Journal des fonctions : ${logFile(".guichet")}\n`);
};

run().catch((error: unknown) => {
  if (stopping) return;
  if (error instanceof AlreadyRunning) {
    console.error(
      `  Guichet tourne déjà (processus ${error.pid}) : voyez .guichet/run.json, ou arrêtez-le d’abord.`,
    );
  } else {
    console.error("  Guichet n’a pas pu démarrer.\n", error);
  }
  process.exit(1);
});
