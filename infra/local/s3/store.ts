/**
 * Objects on files. A key never appears in a path: the record of an object lies under the sha256 of its key,
 * its bytes under a random name, and the rename of the record is the commit. A crash leaves at most files that
 * no record names, swept at the next start. Nothing is fsynced: this survives a killed process, not a power cut.
 */
import { createHash, randomUUID } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { IncomingBody } from "./body.ts";
import { type ChecksumName, type Checksums, startChecksum } from "./checksums.ts";
import { s3Error } from "./s3-error.ts";

/** What is kept of an object beside its bytes. */
export interface ObjectRecord {
  key: string;
  /** Random file name of the bytes. */
  blob: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** ISO instant. */
  lastModified: string;
  /** Content-Type, Cache-Control…: lower-case names, given back as they came. */
  headers: Record<string, string>;
  /** x-amz-meta-* without the prefix. */
  metadata: Record<string, string>;
  tags: [string, string][];
  checksums: Checksums;
  checksumType: "FULL_OBJECT" | "COMPOSITE";
}

/** Bytes received and verified, not yet an object. */
interface Draft {
  blob: string;
  size: number;
  /** Hex. */
  md5: string;
  checksums: Checksums;
}

export type Description = Pick<ObjectRecord, "headers" | "metadata" | "tags">;

/** Conditions of a write: `ifNoneMatch` is `*` only, `ifMatch` an ETag without quotes. */
interface WriteConditions {
  ifNoneMatch?: boolean;
  ifMatch?: string;
}

export interface Bucket {
  name: string;
  /** Folder for whatever else belongs to the bucket (multipart uploads). */
  folder: string;
  find(key: string): ObjectRecord | undefined;
  /** All keys in UTF-8 byte order. */
  keys(): readonly string[];
  /** Streams bytes to disk, verifying what the sender claims of them; at most `maxBytes`. Nothing stays on refusal. */
  receive(
    body: IncomingBody,
    more?: { maxBytes?: number; checksums?: readonly ChecksumName[] },
  ): Promise<Draft>;
  /** Makes a draft the object of that key, in one rename. On a refused condition the draft is dropped. */
  commit(
    key: string,
    draft: Draft,
    description: Description,
    more?: WriteConditions & { etag?: string; checksumType?: ObjectRecord["checksumType"] },
  ): Promise<ObjectRecord>;
  /** Changes what is kept beside the bytes. */
  amend(key: string, change: Partial<Pick<ObjectRecord, "tags">>): Promise<ObjectRecord>;
  delete(key: string): Promise<boolean>;
  /** Path of a draft's or an object's bytes. */
  blobPath(blob: string): string;
  drop(draft: Draft): Promise<void>;
  /** The object and a handle on its bytes, safe against a replacement meanwhile. The caller closes it. */
  openBytes(key: string): Promise<{ record: ObjectRecord; handle: FileHandle }>;
}

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

const filesBelow = async (folder: string): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Reads what the folder holds, sweeping what an interrupted write left. */
const loadRecords = async (objects: string, blobs: string): Promise<Map<string, ObjectRecord>> => {
  const records = new Map<string, ObjectRecord>();
  for (const file of await filesBelow(objects)) {
    if (!file.endsWith(".json")) {
      await rm(file);
      continue;
    }
    const record = JSON.parse(await readFile(file, "utf8")) as ObjectRecord;
    records.set(record.key, record);
  }
  const named = new Set([...records.values()].map((record) => record.blob));
  for (const file of await filesBelow(blobs)) {
    if (!named.has(file.slice(-36))) await rm(file);
  }
  return records;
};

const inUtf8Order = (keys: Iterable<string>): string[] =>
  [...keys]
    .map((key) => Buffer.from(key))
    .sort(Buffer.compare)
    .map((bytes) => bytes.toString());

/** Opens (or makes) one bucket's folder. `now` gives modification times. */
export const openBucket = async (dataDir: string, name: string, now: () => Date): Promise<Bucket> => {
  const folder = join(dataDir, name);
  const objects = join(folder, "objects");
  const blobs = join(folder, "blobs");
  await mkdir(objects, { recursive: true });
  await mkdir(blobs, { recursive: true });
  const records = await loadRecords(objects, blobs);
  let sorted: string[] | undefined;
  const turns = new Map<string, Promise<unknown>>();

  const blobPath = (blob: string) => join(blobs, blob.slice(0, 2), blob);
  const recordPath = (key: string) => join(objects, hashOf(key).slice(0, 2), `${hashOf(key)}.json`);

  /** One write at a time per key, so that a condition still holds when the write is done. */
  const inTurn = <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const mine = (turns.get(key) ?? Promise.resolve()).then(work, work);
    turns.set(key, mine);
    const leave = () => {
      if (turns.get(key) === mine) turns.delete(key);
    };
    mine.then(leave, leave);
    return mine;
  };

  const writeRecord = async (record: ObjectRecord): Promise<void> => {
    const path = recordPath(record.key);
    const draft = `${path}.${randomUUID()}`;
    await mkdir(join(path, ".."), { recursive: true });
    await writeFile(draft, JSON.stringify(record));
    await rename(draft, path);
    if (!records.has(record.key)) sorted = undefined;
    records.set(record.key, record);
  };

  const refusedBy = (key: string, conditions: WriteConditions): boolean => {
    const current = records.get(key);
    if (conditions.ifNoneMatch && current) return true;
    if (conditions.ifMatch === undefined) return false;
    if (!current) throw s3Error("NoSuchKey");
    return current.etag !== conditions.ifMatch;
  };

  const bucket: Bucket = {
    name,
    folder,
    blobPath,
    find: (key) => records.get(key),
    keys: () => {
      sorted ??= inUtf8Order(records.keys());
      return sorted;
    },
    async receive(body, { maxBytes = Number.POSITIVE_INFINITY, checksums = [] } = {}) {
      const blob = randomUUID();
      const path = blobPath(blob);
      await mkdir(join(path, ".."), { recursive: true });
      const handle = await open(path, "wx");
      const md5 = createHash("md5");
      const running = [...new Set([...body.announced, ...checksums])].map(
        (algorithm) => [algorithm, startChecksum(algorithm)] as const,
      );
      let size = 0;
      try {
        for await (const piece of body.bytes) {
          size += piece.length;
          if (size > maxBytes) {
            throw s3Error("EntityTooLarge", undefined, { MaxSizeAllowed: String(maxBytes) });
          }
          md5.update(piece);
          for (const [, checksum] of running) checksum.update(piece);
          await handle.writeFile(piece);
        }
        const digest = md5.digest();
        const values: Checksums = Object.fromEntries(
          running.map(([algorithm, sum]) => [algorithm, sum.value()]),
        );
        const claims = body.claims();
        if (claims.contentMd5 && claims.contentMd5 !== digest.toString("base64")) throw s3Error("BadDigest");
        for (const algorithm of body.announced) {
          if (claims.checksums[algorithm] !== values[algorithm]) {
            throw s3Error(
              "BadDigest",
              `The ${algorithm.toUpperCase()} you specified did not match what we received.`,
            );
          }
        }
        return { blob, size, md5: digest.toString("hex"), checksums: values };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
    },
    commit: (key, draft, description, more = {}) =>
      inTurn(key, async () => {
        try {
          if (refusedBy(key, more)) throw s3Error("PreconditionFailed");
        } catch (error) {
          await bucket.drop(draft);
          throw error;
        }
        const replaced = records.get(key);
        const record: ObjectRecord = {
          key,
          blob: draft.blob,
          size: draft.size,
          etag: more.etag ?? draft.md5,
          lastModified: now().toISOString(),
          checksums: draft.checksums,
          checksumType: more.checksumType ?? "FULL_OBJECT",
          ...description,
        };
        await writeRecord(record);
        if (replaced) await rm(blobPath(replaced.blob), { force: true });
        return record;
      }),
    amend: (key, change) =>
      inTurn(key, async () => {
        const current = records.get(key);
        if (!current) throw s3Error("NoSuchKey");
        const amended = { ...current, ...change };
        await writeRecord(amended);
        return amended;
      }),
    delete: (key) =>
      inTurn(key, async () => {
        const current = records.get(key);
        if (!current) return false;
        await rm(recordPath(key), { force: true });
        records.delete(key);
        sorted = undefined;
        await rm(blobPath(current.blob), { force: true });
        return true;
      }),
    drop: (draft) => rm(blobPath(draft.blob), { force: true }),
    async openBytes(key) {
      for (;;) {
        const record = records.get(key);
        if (!record) throw s3Error("NoSuchKey");
        try {
          return { record, handle: await open(blobPath(record.blob), "r") };
        } catch (error) {
          const replacedMeanwhile = records.get(key)?.blob !== record.blob;
          if (!replacedMeanwhile) throw error;
        }
      }
    },
  };
  return bucket;
};

/** Deletes what is older than the bucket's lifetime; answers how many objects went. */
export const expireObjects = async (bucket: Bucket, days: number, now: Date): Promise<number> => {
  const limit = now.getTime() - days * 24 * 3600 * 1000;
  const old = bucket.keys().filter((key) => Date.parse(bucket.find(key)?.lastModified ?? "") < limit);
  for (const key of old) await bucket.delete(key);
  return old.length;
};
