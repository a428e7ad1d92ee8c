import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { type BucketName, buckets } from "../../../../infra/catalogue.ts";
import { type RunningS3, startS3 } from "../../../../infra/local/s3/server.ts";
import type { TestDatabase } from "../../../platform/test-kit/database.ts";

/**
 * The same database with buckets of its own, for tests that look through whole buckets or sweep them: others keep
 * theirs in the shared ones. Call once, before the file touches S3.
 */
export const withOwnBuckets = (database: TestDatabase): TestDatabase => {
  const dataDir = mkdtempSync(join(tmpdir(), "guichet-buckets-"));
  let s3: RunningS3 | undefined;
  beforeAll(async () => {
    s3 = await startS3({
      port: 0,
      dataDir,
      credentials: {
        accessKeyId: process.env.AWS_ACCESS_KEY_ID ?? "",
        secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY ?? "",
      },
      region: database.env.region,
      buckets: (Object.keys(buckets) as BucketName[]).map((name) => ({ name })),
    });
  });
  afterAll(async () => {
    await s3?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const own = (env: TestDatabase["env"]) => ({ ...env, endpoints: { ...env.endpoints, s3: s3?.url ?? "" } });
  return {
    ...database,
    worker: (actor) => {
      const ctx = database.worker(actor);
      return { ...ctx, env: own(ctx.env) };
    },
    get env() {
      return own(database.env);
    },
  };
};
