import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import {
  type BucketName,
  buckets,
  bucketVariable,
  type DatabaseRole,
  type QueueName,
  queues,
  queueVariable,
} from "../../../infra/catalogue.ts";
import { freePort, loopback } from "../../../infra/local/ports.ts";
import { startPostgres } from "../../../infra/local/postgres.ts";
import { startQueues } from "../../../infra/local/queues.ts";
import { startS3 } from "../../../infra/local/s3/server.ts";
import { migrate } from "../migrate.ts";
import { entranceForTests } from "./api-event.ts";

/** What every test file receives: a server with a migrated template, and the environment of a function with all rights. */
export interface TestEngines {
  adminUrl: string;
  template: string;
  environment: Record<string, string>;
  passwords: Record<DatabaseRole, string>;
}

const region = "eu-west-3";
const credentials = { accessKeyId: "guichettests", secretAccessKey: "guichet-tests-secret" };

/** Starts one PostgreSQL, one S3 and one SQS; databases are cloned from the migrated template. */
export const startEngines = async (): Promise<{ engines: TestEngines; stop: () => Promise<void> }> => {
  // PostgreSQL runs as another user than root: its folder must be one that others may enter.
  const folder = mkdtempSync(join("/var/tmp", "guichet-tests-"));
  const server = await startPostgres({ dataDir: join(folder, "postgres"), durable: false });
  const owner = postgres(server.url("owner"), { max: 1, onnotice: () => {} });
  try {
    await migrate(Object.assign(drizzle(owner), { $client: owner }));
  } catch (error) {
    await server.erase();
    throw error;
  } finally {
    await owner.end();
  }

  const bucketNames = Object.keys(buckets) as BucketName[];
  const queueNames = Object.keys(queues) as QueueName[];
  const s3 = await startS3({
    port: 0,
    dataDir: join(folder, "s3"),
    credentials,
    region,
    buckets: bucketNames.map((name) => ({ name })),
  });
  const sqs = await startQueues({ port: await freePort(0), region, credentials });

  const engines: TestEngines = {
    adminUrl: server.url("admin", "postgres"),
    template: server.database,
    passwords: {
      app: server.password("app"),
      public: server.password("public"),
      worker: server.password("worker"),
      owner: server.password("owner"),
    },
    environment: {
      APP_ORIGIN: "http://guichet.localhost",
      FILES_ORIGIN: "http://fichiers.localhost",
      MAIL_DOMAIN: "courrier.guichet.example",
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      HMAC_KEYS: `1:${Buffer.from("a key for tests only").toString("base64")}`,
      LOG_LEVEL: "silent",
      ENTRANCE_SECRET: entranceForTests,
      RATE_LIMIT_FACTOR: "1000",
      SES_CONFIGURATION_SET: "guichet-outbound",
      DATABASE_HOST: loopback,
      DATABASE_PORT: String(server.port),
      S3_ENDPOINT: s3.url,
      SQS_ENDPOINT: sqs.endpoint,
      ...Object.fromEntries(bucketNames.map((name) => [bucketVariable(name), name])),
      ...Object.fromEntries(queueNames.map((name) => [queueVariable(name), sqs.url(name)])),
    },
  };

  const stop = async () => {
    await sqs.stop();
    await s3.stop();
    await server.erase();
    rmSync(folder, { recursive: true, force: true });
  };
  return { engines, stop };
};
