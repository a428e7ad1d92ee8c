/** A throw-away S3 for tests, with the real client pointed at it. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { type RunningS3, type S3Event, type S3Options, startS3 } from "./server.ts";

export const credentials = { accessKeyId: "LOCALKEY", secretAccessKey: "local/secret+key" };
export const region = "eu-west-3";
export const appOrigin = "http://localhost:3000";

export const clientFor = (server: RunningS3, more: Partial<S3ClientConfig> = {}): S3Client =>
  new S3Client({ endpoint: server.url, region, credentials, forcePathStyle: true, maxAttempts: 1, ...more });

/** Starts a server on a free port in a temporary folder; `stop` removes it. */
export const aTestS3 = async (more: Partial<S3Options> = {}) => {
  const dataDir = await mkdtemp(join(tmpdir(), "guichet-s3-"));
  const events: S3Event[] = [];
  const options: S3Options = {
    port: 0,
    dataDir,
    credentials,
    region,
    buckets: [{ name: "files", cors: { allowedOrigins: [appOrigin] }, notify: true }, { name: "mail-raw" }],
    onEvent: (event) => {
      events.push(event);
    },
    ...more,
  };
  const server = await startS3(options);
  return {
    server,
    options,
    events,
    dataDir,
    client: clientFor(server),
    stop: async () => {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
};
