import { CopyObjectCommand, GetObjectTaggingCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { aTestS3, region } from "../s3/s3-fixture.ts";
import type { S3Event } from "../s3/server.ts";
import { EICAR } from "../test-patterns.ts";
import { type RunningScanner, startScanner } from "./scanner.ts";

interface Result {
  detail: {
    s3ObjectDetails: { bucketName: string; objectKey: string };
    scanResultDetails: { scanResultStatus: string; threats: unknown };
  };
}
let store: Awaited<ReturnType<typeof aTestS3>>;
let scanner: RunningScanner;
const said: Result[] = [];

beforeAll(async () => {
  store = await aTestS3({ onEvent: (event: S3Event) => scanner.look(event) });
  scanner = startScanner({
    s3: store.client,
    bucket: "files",
    region,
    publish: async (event) => void said.push(JSON.parse(event)),
  });
});
afterAll(async () => {
  await scanner.stop();
  await store.stop();
});
beforeEach(() => {
  scanner.set({});
  said.length = 0;
});

const put = (Key: string, Body: string | Buffer) =>
  store.client.send(new PutObjectCommand({ Bucket: "files", Key, Body }));
const statusOf = (key: string) =>
  said.find(({ detail }) => detail.s3ObjectDetails.objectKey === key)?.detail.scanResultDetails
    .scanResultStatus;
const heard = (key: string) => vi.waitFor(() => expect(statusOf(key)).toBeDefined(), { timeout: 5_000 });
const tagOf = async (Key: string) => {
  const { TagSet } = await store.client.send(new GetObjectTaggingCommand({ Bucket: "files", Key }));
  return TagSet;
};

test("says of each object what it found, in its tag and as an event", async () => {
  await put("town/une facture+été.pdf", "%PDF-1.7 rien de mal");
  await heard("town/une facture+été.pdf");
  expect(said).toMatchObject([
    {
      "detail-type": "GuardDuty Malware Protection Object Scan Result",
      source: "aws.guardduty",
      detail: { s3ObjectDetails: { bucketName: "files" }, scanResultDetails: { threats: null } },
    },
  ]);
  expect(statusOf("town/une facture+été.pdf")).toBe("NO_THREATS_FOUND");
  expect(await tagOf("town/une facture+été.pdf")).toEqual([
    { Key: "GuardDutyMalwareScanStatus", Value: "NO_THREATS_FOUND" },
  ]);
});

test("finds the test virus wherever it stands in a large object", async () => {
  // Across the cut of two pieces as the store sends them.
  for (const before of [0, 262_144 - 20, 3_000_000]) {
    await put(`town/${before}`, Buffer.concat([Buffer.alloc(before, "a"), Buffer.from(EICAR)]));
    await heard(`town/${before}`);
    expect(statusOf(`town/${before}`)).toBe("THREATS_FOUND");
  }
});

test("says that it cannot look into what a password locks", async () => {
  const locked = Buffer.from("504b0304140001000000", "hex");
  await put("town/locked.zip", Buffer.concat([locked, Buffer.alloc(40)]));
  await heard("town/locked.zip");
  expect(statusOf("town/locked.zip")).toBe("UNSUPPORTED");
});

test("can be late, say things twice, fail, or be down on command; a copy onto itself is looked at again", async () => {
  scanner.set({ delayMs: 50, copies: 2, answer: "FAILED" });
  await put("town/slow", "x");
  expect(said).toEqual([]);
  await vi.waitFor(() => expect(said).toHaveLength(2), { timeout: 5_000 });
  expect(statusOf("town/slow")).toBe("FAILED");

  scanner.set({ down: true });
  await put("town/unseen", "x");
  scanner.set({});
  await put("town/seen", "x");
  await heard("town/seen");
  expect(statusOf("town/unseen")).toBeUndefined();

  const unseen = { Bucket: "files", Key: "town/unseen", CopySource: "files/town/unseen" };
  await store.client.send(new CopyObjectCommand({ ...unseen, MetadataDirective: "REPLACE" }));
  await heard("town/unseen");
});
