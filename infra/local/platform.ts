import { randomUUID } from "node:crypto";
import { appendFileSync, existsSync, readFileSync, rmSync } from "node:fs";
import { buildChanged, webFolder } from "../build.ts";
import type { FunctionName } from "../catalogue.ts";
import { type Deployment, environmentOf } from "../function-environment.ts";
import {
  dkimRecords,
  encryptionRecords,
  type MailDomains,
  receivingRecord,
  sendingRecords,
} from "../mail-dns.ts";
import type { ConfiguredServices } from "../optional-services.ts";
import { claimDataFolder, logFile, postgresFolder, queuedFile, readKeys, writeWhole } from "./data-folder.ts";
import { intakeAddresses, organisationIds } from "./database-contents.ts";
import { startDevelopmentFront } from "./development-front.ts";
import { startEdge } from "./edge.ts";
import { bucketName, type Engines, startEngines } from "./engines.ts";
import type { Outcome } from "./lambda-host/function-process.ts";
import { type HostMode, startLambdaHost } from "./lambda-host/host.ts";
import { makeSchedules, startPolling } from "./lambda-host/triggers.ts";
import { choosePorts, type MovedPort } from "./port-plan.ts";
import { loopback } from "./ports.ts";
import { type LocalPostgres, type Login, startPostgres } from "./postgres.ts";
import { publishedPages } from "./published-pages.ts";
import { QueuedMessages } from "./queues.ts";
import { sacdAccount } from "./sacd/server.ts";

/** Domain of the local deployment and the one whose addresses receive mail; both end nowhere. */
const domain = "guichet.example";
const mailDomain = `courrier.${domain}`;
const region = "eu-west-3";
/** What is published of the mail domain, with keys of DKIM as SES names them. */
const mailDomains: MailDomains = {
  ...{ domain, mailDomain, region },
  inboundRegion: region,
  dmarcPolicy: "reject",
  dmarcReports: `dmarc@${domain}`,
  otherSenders: [],
  mtaSts: "enforce",
};
const mailRecords = [
  receivingRecord(mailDomains),
  ...dkimRecords(
    ["one", "two", "three"].map((key) => ({
      name: `${key}._domainkey.${domain}`,
      value: `${key}.dkim.amazonses.com`,
    })),
  ),
  ...sendingRecords(mailDomains),
  ...encryptionRecords(mailDomains, `policy.${domain}`),
];

export interface PlatformOptions {
  /** Everything this run keeps is below it. */
  dataDir: string;
  /** The usual ports, moved on where busy, or any free ones (tests). */
  ports: "usual" | "free";
  /** `bundles`: the production bundles and the built front. `source`: both from their sources, with reload. */
  mode: HostMode;
  /** Load the demo data when the database is empty. */
  demo: boolean;
  /** Replaces the queues' visibility times, so that a test need not wait for minutes. */
  visibilitySeconds?: number;
  /** False for tests: the database does not wait for the disk. Default true. */
  durable?: boolean;
  /** False: schedules run only when asked by `runSchedule`. Default true. */
  schedules?: boolean;
  /** Visits, error reports and chat by other servers; none by default. */
  services?: ConfiguredServices;
  /** Told in French what is being done while starting. */
  onStep?: (step: string) => void;
  /** One line of a function's output; all of it is also in functions.log. */
  onLine?: (functionName: string, line: string) => void;
}

/** The whole platform, running. */
export interface Platform {
  urls: { app: string; files: string; api: string; mailbox: string; s3: string; sqs: string; ses: string };
  smtp: { host: string; port: number };
  region: string;
  mailDomain: string;
  movedPorts: readonly MovedPort[];
  /** Addresses that open a case or reach an organisation, as the database has them now. */
  intakeAddresses: () => Promise<string[]>;
  /** Connection address of a role, or of the superuser. */
  db: (login: Login) => string;
  engines: Engines;
  /** The environment a function gets. */
  environment: (name: FunctionName) => Record<string, string>;
  /** Runs a function on an event, as Lambda would; waits for what becomes of it. */
  invoke: (name: FunctionName, event: unknown) => Promise<Outcome>;
  /** Runs a scheduled function now. */
  runSchedule: (name: FunctionName) => Promise<void>;
  /** Kills a function's processes in the middle of their work, as `kill -9`; returns how many. */
  kill: (name: FunctionName) => Promise<number>;
  stopDatabase: () => Promise<void>;
  startDatabase: () => Promise<void>;
  /** Lets the work in hand end, then stops every server and process; the data stays. */
  stop: () => Promise<void>;
}

/**
 * Starts everything the catalogue names on local engines: builds what changed, PostgreSQL, S3, SQS, SES, SMTP, the
 * mailbox, the functions with their triggers, and the two origins. Migrations run first, then the demo data if asked
 * for, and nothing listens for people before both are done. Whatever was started is stopped again when a step fails.
 */
export const startPlatform = async (options: PlatformOptions): Promise<Platform> => {
  const cleanups: Array<() => Promise<void> | void> = [];
  /** Notes how to stop what was just started; stopping goes backwards. */
  const started = <T>(thing: T, stop: (thing: T) => Promise<unknown> | unknown): T => {
    cleanups.push(async () => void (await stop(thing)));
    return thing;
  };
  const stop = async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    return { ...(await assemble(options, started)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

type Started = <T>(thing: T, stop: (thing: T) => Promise<unknown> | unknown) => T;

const assemble = async (options: PlatformOptions, started: Started): Promise<Omit<Platform, "stop">> => {
  const { dataDir, mode } = options;
  const step = options.onStep ?? (() => {});
  const folder = started(await claimDataFolder(dataDir), (claimed) => claimed.release());
  step("Construction de ce qui a changé");
  await buildChanged({ keepOld: true, ...(mode === "source" ? { halves: ["web"] } : {}) });
  const keys = readKeys(dataDir);
  const { ports, moved } = await choosePorts(options.ports);
  const origins = {
    app: `http://localhost:${ports.app}`,
    // Another host than the app's: cookies know hosts and not ports.
    files: `http://${loopback}:${ports.files}`,
    s3: `http://${loopback}:${ports.s3}`,
  };

  step("Démarrage des moteurs");
  const openDatabase = (port: number) =>
    startPostgres({
      dataDir: postgresFolder(dataDir),
      port,
      durable: options.durable ?? true,
      secret: keys.postgres,
    });
  let database: LocalPostgres = await openDatabase(ports.database);
  started(undefined, () => database.stop());

  const engines = started(
    await startEngines({
      dataDir,
      ports,
      region,
      domain,
      mailDomain,
      mailRecords,
      keys,
      appOrigin: origins.app,
      visibilitySeconds: options.visibilitySeconds,
    }),
    async (running) => {
      const left = await running.stop();
      if (left.length > 0) writeWhole(queuedFile(dataDir), JSON.stringify(left));
    },
  );

  const entranceSecret = randomUUID();
  const deployment: Deployment = {
    appOrigin: origins.app,
    filesOrigin: origins.files,
    mailDomain,
    mailRecords,
    hmacKeys: keys.hmac,
    entranceSecret,
    database: {
      host: database.host,
      port: String(database.port),
      name: database.database,
      login: (role) => ({ DATABASE_PASSWORD: database.password(role) }),
    },
    bucketName,
    queueUrl: engines.queues.url,
    proConnect: {
      issuer: engines.identityProvider.issuer,
      clientId: engines.proConnectClient.id,
      clientSecret: engines.proConnectClient.secret,
      signingAlgorithm: "RS256",
    },
    companyDirectory: engines.companyDirectory.url,
    publicDirectory: engines.publicDirectory.url,
    addressService: engines.addressService.url,
    credentialsKey: engines.kms.keyArn,
    ticketingPlaces: engines.vendors.places,
    sacd: { baseUrl: engines.sacd.url, ...sacdAccount },
    smtpRelay: {
      ...{ host: engines.relay.host, port: engines.relay.port, ca: engines.relay.ca },
      ...{ user: engines.relay.user, password: engines.relay.password },
    },
    endpoints: {
      s3: engines.s3.url,
      sqs: engines.queues.endpoint,
      ses: engines.ses.url,
      dns: engines.dns.server,
      kms: engines.kms.url,
    },
  };
  const credentials = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_SECRET_ACCESS_KEY: keys.secretAccessKey };
  const environment = (name: FunctionName) => ({
    ...environmentOf(name, deployment),
    ...credentials,
    // Everybody has the same address here, journeys of the tests included.
    RATE_LIMIT_FACTOR: "50",
  });

  const log = logFile(dataDir);
  rmSync(log, { force: true });
  const onLine = (name: string, line: string) => {
    appendFileSync(log, `${name} ${line}\n`);
    options.onLine?.(name, line);
  };
  let pollingStopped: Promise<void> | undefined;
  const host = started(
    startLambdaHost({ mode, region, environment, onLine, onProcesses: folder.noteFunctions }),
    async (running) => {
      await running.stop();
      await pollingStopped;
    },
  );
  step("Mise à jour de la base de données");
  const migrated = await host.invoke("migrate", {});
  if (migrated.kind !== "response") {
    throw new Error(`The migrations failed: ${JSON.stringify(migrated)} (see ${log})`);
  }

  const db = (login: Login) => database.url(login);
  if (options.demo && (await organisationIds(db("admin"))).length === 0) {
    step("Chargement des données de démonstration");
    const { loadDemo } = await import("./demo/load.ts");
    const { accessKeyId, secretAccessKey } = keys;
    await loadDemo({
      databaseUrl: db("owner"),
      s3: { endpoint: engines.s3.url, region, accessKeyId, secretAccessKey },
      buckets: {
        mailRaw: bucketName("mail-raw"),
        files: bucketName("files"),
        receipts: bucketName("receipts"),
      },
      mailDomain,
      hmacKeys: keys.hmac,
    });
  }

  const onProblem = (name: FunctionName, problem: string) => onLine(name, `host: ${problem}`);
  // At the end nothing new is received from here on; what is in work ends, or is ended, with the host.
  started(startPolling({ host, queues: engines.queues, region, onProblem }), (polling) => {
    pollingStopped = polling.stop();
  });
  await restoreQueued(queuedFile(dataDir), engines);

  const pages = publishedPages(engines.s3Client, bucketName("site"));
  if (await pages.putTemplates(webFolder)) {
    step("Publication des pages des organisations");
    await publishAll(engines, await organisationIds(db("admin")));
  }
  started(
    await startEdge({
      region,
      origins,
      ports,
      webFolder,
      readPublished: pages.read,
      entranceSecret,
      ...(options.services && { services: options.services }),
      invoke: host.invoke,
      ...(mode === "source" ? { development: startDevelopmentFront } : {}),
    }),
    (edge) => edge.stop(),
  );
  const schedules = started(makeSchedules({ host, region, onProblem }), (running) => running.stop());
  if (options.schedules ?? true) schedules.start();

  return {
    urls: {
      app: origins.app,
      files: origins.files,
      api: `${origins.app}/api`,
      mailbox: engines.mailbox.url,
      s3: engines.s3.url,
      sqs: engines.queues.endpoint,
      ses: engines.ses.url,
    },
    smtp: { host: loopback, port: ports.smtp },
    region,
    mailDomain,
    movedPorts: moved,
    intakeAddresses: () => intakeAddresses(db("admin"), mailDomain),
    db,
    engines,
    environment,
    invoke: host.invoke,
    runSchedule: schedules.run,
    kill: host.kill,
    stopDatabase: () => database.stop(),
    startDatabase: async () => {
      database = await openDatabase(database.port);
    },
  };
};

/** Queues again what was queued when the last run ended. */
const restoreQueued = async (file: string, { queues }: Engines) => {
  if (!existsSync(file)) return;
  await queues.restore(QueuedMessages.parse(JSON.parse(readFileSync(file, "utf8"))));
  rmSync(file);
};

/** Seconds a start waits for the pages of organisations; what takes longer goes on by itself. */
const publishingSeconds = 20;

/** Published pages name the scripts of the front that was built when they were written: a new one means new pages. */
const publishAll = async ({ queues }: Engines, organisations: readonly string[]) => {
  const messages = organisations.map((organisationId) => JSON.stringify({ organisationId }));
  await queues.restore(messages.map((body) => ({ queue: "publish-pages", body })));
  const deadline = Date.now() + publishingSeconds * 1000;
  while (Date.now() < deadline) {
    const { waiting, held } = await queues.count("publish-pages");
    if (waiting + held === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
