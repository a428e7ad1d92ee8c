import { randomUUID } from "node:crypto";
import type postgres from "postgres";
import { beforeAll, describe, expect, test, vi } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { fileKey, keepFile, readObject } from "../../platform/files.ts";
import { sha256 } from "../../platform/ids.ts";
import { anOrganisation } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { noteScan } from "./note-scan.ts";
import { rescanFiles } from "./rescan-files.ts";

const database = testDatabase();
const { admin } = database;
let town: string;
let ctx: Ctx;
/** What a service was told of; it answers with nothing to write. */
const told: string[] = [];
const owners = [
  {
    threatFound: async (_tx: unknown, _ctx: Ctx, storedFileId: string) => {
      told.push(storedFileId);
      return { audit: [], events: [] };
    },
  },
];
beforeAll(async () => {
  town = (await anOrganisation(database)).id;
  ctx = database.worker();
});

const result = (key: string, status: string, bucket = ctx.env.bucket("files")) =>
  JSON.stringify({
    version: "0",
    "detail-type": "GuardDuty Malware Protection Object Scan Result",
    detail: {
      scanStatus: "COMPLETED",
      s3ObjectDetails: { bucketName: bucket, objectKey: key, eTag: "x", s3Throttled: false },
      scanResultDetails: { scanResultStatus: status, threats: null },
    },
  });
const says = (key: string, status: string) => noteScan(ctx, owners, result(key, status));

const kept = async (words: string = randomUUID()) => {
  const { key } = await keepFile(ctx, town, Buffer.from(words), "text/plain");
  return { key, hash: sha256(Buffer.from(words)) };
};
const addRow = async (
  { key, hash }: { key: string; hash: string },
  age = "0 minutes",
  on: postgres.Sql | postgres.TransactionSql = admin,
) => {
  const id = randomUUID();
  await on`insert into stored_file (id, organisation_id, sha256, size, type, key, scan, created_at)
    values (${id}, ${town}, ${hash}, 1, 'text/plain', ${key}, 'pending', now() - ${age}::interval)`;
  return id;
};
const scanOf = async (key: string) => (await admin`select scan from stored_file where key = ${key}`)[0]?.scan;
const bytesOf = (key: string) => readObject(ctx.env, "files", key, 1000);

describe("a verdict of the scanner", () => {
  test.each([
    ["NO_THREATS_FOUND", "clean"],
    ["UNSUPPORTED", "unsupported"],
    ["ACCESS_DENIED", "failed"],
    ["FAILED", "failed"],
  ])("%s makes a file %s, and its bytes stay", async (status, scan) => {
    const file = await kept();
    await addRow(file);
    await says(file.key, status);
    expect(await scanOf(file.key)).toBe(scan);
    expect(await bytesOf(file.key)).toBeDefined();
  });

  test("of a virus deletes the bytes and is told once, however often it comes", async () => {
    const file = await kept();
    const id = await addRow(file);
    await Promise.all([1, 2, 3].map(() => says(file.key, "THREATS_FOUND")));
    expect(await scanOf(file.key)).toBe("threat");
    expect(await bytesOf(file.key)).toBeUndefined();
    expect(told.filter((one) => one === id)).toHaveLength(1);
  });

  test.each([
    [["THREATS_FOUND", "NO_THREATS_FOUND"], "threat"],
    [["NO_THREATS_FOUND", "FAILED"], "clean"],
    [["FAILED", "NO_THREATS_FOUND"], "clean"],
    [["NO_THREATS_FOUND", "THREATS_FOUND"], "threat"],
    [["UNSUPPORTED", "FAILED"], "unsupported"],
  ])("%s in that order ends as %s", async (statuses, scan) => {
    const file = await kept();
    await addRow(file);
    for (const status of statuses) await says(file.key, status);
    expect(await scanOf(file.key)).toBe(scan);

    const early = await kept();
    for (const status of statuses) await says(early.key, status);
    await addRow(early);
    expect(await scanOf(early.key)).toBe(scan);
  });

  test("that comes before the row waits for it, and is not kept twice", async () => {
    const file = await kept();
    await says(file.key, "NO_THREATS_FOUND");
    await addRow(file);
    expect(await scanOf(file.key)).toBe("clean");
    expect(await admin`select 1 from scan_verdict where key = ${file.key}`).toEqual([]);
  });

  test("that comes while the row is being written is not lost", async () => {
    const file = await kept();
    const noted = Promise.withResolvers<void>();
    await admin.begin(async (tx) => {
      await addRow(file, "0 minutes", tx);
      says(file.key, "NO_THREATS_FOUND").then(noted.resolve, noted.reject);
      // The verdict is at the lock: it cannot see the row before the commit, nor miss it after.
      await vi.waitFor(async () => {
        const waiting = await admin`select 1 from pg_locks where locktype = 'advisory' and not granted`;
        expect(waiting).not.toEqual([]);
      });
    });
    await noted.promise;
    expect(await scanOf(file.key)).toBe("clean");
  });

  test("on another bucket, on the scanner's own trial object, or unreadable, changes nothing or fails loudly", async () => {
    const file = await kept();
    await addRow(file);
    await noteScan(ctx, owners, result(file.key, "THREATS_FOUND", "someone-elses"));
    await says("malware-protection-resource-validation-object", "NO_THREATS_FOUND");
    await expect(says(file.key, "SOMETHING_NEW")).rejects.toThrow();
    expect(await scanOf(file.key)).toBe("pending");
  });
});

test("an hour without a verdict asks again, a day or missing bytes give up, early verdicts are forgotten", async () => {
  const files = { fresh: await kept(), late: await kept(), old: await kept() };
  await addRow(files.fresh, "10 minutes");
  await addRow(files.late, "2 hours");
  await addRow(files.old, "25 hours");
  const lost = { hash: sha256(Buffer.from("lost")), key: fileKey(town, sha256(Buffer.from("lost"))) };
  await addRow(lost, "2 hours");
  await admin`insert into scan_verdict values (${fileKey(town, "0".repeat(64))}, 'clean', now() - interval '3 days')`;

  await rescanFiles(ctx, owners);

  expect(await scanOf(files.fresh.key)).toBe("pending");
  expect(await scanOf(files.late.key)).toBe("pending");
  expect(await scanOf(files.old.key)).toBe("failed");
  expect(await scanOf(lost.key)).toBe("failed");
  expect(await bytesOf(files.late.key)).toBeDefined();
  expect(await admin`select 1 from scan_verdict`).toEqual([]);
});
