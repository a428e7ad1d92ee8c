import { createServer } from "node:http";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { type FunctionName, functionSpecs } from "../../infra/catalogue.ts";
import { eraseDataFolder } from "../../infra/local/data-folder.ts";
import { closeServer, listen } from "../../infra/local/listen.ts";
import { type Platform, startPlatform } from "../../infra/local/platform.ts";
import { loopback } from "../../infra/local/ports.ts";
import { outcomes } from "../../infra/local/ses/events.ts";
import { type DnsRecordName, dnsRecordNames } from "../../shared/mail/dns.ts";
import { serveBrowser } from "./browser.ts";

/** What every journey receives: one platform with the demo data and one browser, shared by all files of the run. */
export interface Shared {
  app: string;
  files: string;
  mailbox: string;
  smtp: { host: string; port: number };
  mailDomain: string;
  /** Above all policies, to look. */
  adminUrl: string;
  /** Where the platform takes orders: see `orders`. */
  orders: string;
  browser: string;
}

declare module "vitest" {
  interface ProvidedContext {
    shared: Shared | undefined;
    /** Why there is nothing to share, when the platform or the browser did not start. */
    startFault: string;
  }
}

const dataDir = join(import.meta.dirname, "../../.guichet/e2e");
const isFunction = (name: string): name is FunctionName => name in functionSpecs;

const recordNamed = (name: string): DnsRecordName => {
  const record = (Object.keys(dnsRecordNames) as DnsRecordName[]).find((each) => each === name);
  if (!record) throw new Error(`no such record: ${name}`);
  return record;
};

/** What SACD may be made to answer. */
const sacdScenes: Readonly<Record<string, Parameters<Platform["engines"]["sacd"]["play"]>[0]>> = {
  normal: {},
  unknown: { unknownDeclarant: true },
  refuses: {
    verdicts: [
      { at: 0, statut: "WARNING", champ: "salle_jauge", message: "Jauge inhabituelle pour cette salle" },
      { at: 1, statut: "KO", champ: "rep_nb_billets_pay", message: "Nombre de billets payants incohérent" },
    ],
  },
  "refuses-producer": {
    verdicts: [0, 1].map((at) => ({
      ...{ at, statut: "KO" as const, champ: "prod_ref", message: "Référence producteur inconnue" },
    })),
  },
  cuts: { fault: "cut" },
  fails: { fault: "login" },
};

/** What a journey may do to the machines behind the page; the platform lives in another process than the test. */
const obey = async (platform: Platform, order: string, name: string): Promise<unknown> => {
  switch (order) {
    case "kill":
      if (isFunction(name)) return platform.kill(name);
      break;
    case "run-schedule":
      if (isFunction(name)) return platform.runSchedule(name);
      break;
    case "queues":
      return platform.engines.queues.setOutage(name === "down");
    case "directory":
      return platform.engines.companyDirectory.answer(name === "down" ? "outage" : "normal");
    case "dns":
      return name === "reset"
        ? platform.engines.dns.reset()
        : platform.engines.dns.publish(recordNamed(name), undefined);
    case "ses":
      return platform.engines.ses.switches.set({ answer: name === "throttling" ? "throttling" : "normal" });
    case "ses-outcome": {
      const [address = "", outcome] = name.split("=");
      const known = outcomes.find((one) => one === outcome);
      if (known) return platform.engines.ses.switches.set({ outcomes: { [address]: known } });
      break;
    }
    case "sacd": {
      const played = sacdScenes[name];
      if (played) return platform.engines.sacd.play(played);
      break;
    }
    case "stop-database":
      return platform.stopDatabase();
    case "start-database":
      return platform.startDatabase();
  }
  throw new Error(`unknown order ${order} ${name}`);
};

const takeOrders = async (platform: Platform) => {
  const server = createServer(async (request, response) => {
    const [, order = "", name = ""] = (request.url ?? "").split("/");
    try {
      response.end(JSON.stringify({ result: await obey(platform, order, name) }));
    } catch (error) {
      response.writeHead(500).end(String(error));
    }
  });
  return { url: (await listen(server, 0, loopback)).url, stop: () => closeServer(server) };
};

/**
 * Starts the platform from its production bundles (building what changed) and the browser, once for the whole run.
 * When one of them does not start every journey fails with the reason, and the other projects still run.
 */
export const setup = async (project: TestProject) => {
  const stops: (() => Promise<unknown>)[] = [() => eraseDataFolder(dataDir)];
  const stopAll = async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  };
  try {
    project.provide("shared", await start((stop) => stops.push(stop)));
    project.provide("startFault", "");
  } catch (error) {
    project.provide("shared", undefined);
    project.provide("startFault", error instanceof Error ? (error.stack ?? error.message) : String(error));
    await stopAll();
  }
  return stopAll;
};

const start = async (whenDone: (stop: () => Promise<unknown>) => void): Promise<Shared> => {
  await eraseDataFolder(dataDir);
  const platform = await startPlatform({
    dataDir,
    ports: "free",
    mode: "bundles",
    demo: true,
    durable: false,
    schedules: false,
    visibilitySeconds: 10,
  });
  whenDone(platform.stop);
  const orders = await takeOrders(platform);
  whenDone(orders.stop);
  const browser = await serveBrowser();
  whenDone(() => browser.close());
  return {
    app: platform.urls.app,
    files: platform.urls.files,
    mailbox: platform.urls.mailbox,
    smtp: platform.smtp,
    mailDomain: platform.mailDomain,
    adminUrl: platform.db("admin"),
    orders: orders.url,
    browser: browser.wsEndpoint(),
  };
};
