import { createHash, randomBytes } from "node:crypto";
import { readdir, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { Readable } from "node:stream";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { aTestS3, clientFor } from "./s3-fixture.ts";
import { startS3 } from "./server.ts";

let s3: Awaited<ReturnType<typeof aTestS3>>;
beforeAll(async () => {
  s3 = await aTestS3();
});
afterAll(() => s3.stop());

const Bucket = "files";
const put = (Key: string, Body: string | Buffer = "bytes", more: object = {}) =>
  s3.client.send(new PutObjectCommand({ Bucket, Key, Body, ...more }));
const text = async (Key: string, more: object = {}) => {
  const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key, ...more }));
  return answer.Body?.transformToString();
};
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { name: string }) => error.name,
  );

describe("an object", () => {
  it("gives back its bytes, type, metadata, tags and checksums", async () => {
    const answer = await put("dossier/pièce.txt", "Bonjour", {
      ContentType: "text/plain; charset=utf-8",
      Metadata: { origin: "mail" },
      Tagging: "scan=clean&a=b%20c",
      ChecksumAlgorithm: "SHA256",
    });
    expect(answer.ETag).toBe(`"${createHash("md5").update("Bonjour").digest("hex")}"`);
    const read = await s3.client.send(
      new GetObjectCommand({ Bucket, Key: "dossier/pièce.txt", ChecksumMode: "ENABLED" }),
    );
    expect(await read.Body?.transformToString()).toBe("Bonjour");
    expect(read).toMatchObject({
      ContentType: "text/plain; charset=utf-8",
      ContentLength: 7,
      Metadata: { origin: "mail" },
      TagCount: 2,
      ChecksumSHA256: createHash("sha256").update("Bonjour").digest("base64"),
    });
    const tags = await s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: "dossier/pièce.txt" }));
    expect(tags.TagSet).toEqual([
      { Key: "scan", Value: "clean" },
      { Key: "a", Value: "b c" },
    ]);
  });

  it("keeps its bytes when only its tags change", async () => {
    await put("tagged", "bytes stay");
    const TagSet = [{ Key: "scan", Value: "<threat> & more" }];
    await s3.client.send(new PutObjectTaggingCommand({ Bucket, Key: "tagged", Tagging: { TagSet } }));
    expect(await text("tagged")).toBe("bytes stay");
    expect((await s3.client.send(new GetObjectTaggingCommand({ Bucket, Key: "tagged" }))).TagSet).toEqual(
      TagSet,
    );
  });

  it("is stored whatever its key is made of, and never outside the folder", async () => {
    const keys = [
      "../../escape",
      "a//b",
      "/lead",
      "n°1 + 2 & 3.pdf",
      "emoji 🎈",
      "quote'\"<>",
      "x".repeat(1024),
      "CON",
      ".",
    ];
    for (const key of keys) await put(key, `of ${key}`);
    for (const key of keys) expect(await text(key)).toBe(`of ${key}`);
    expect(await readdir(s3.dataDir)).toEqual(["files", "mail-raw"]);
    expect(await codeOf(put("x".repeat(1025)))).toBe("KeyTooLongError");
  });

  it("is overridden in type and disposition by a signed read only", async () => {
    await put("page.html", "<p>", { ContentType: "text/html" });
    const read = await s3.client.send(
      new GetObjectCommand({
        Bucket,
        Key: "page.html",
        ResponseContentType: "text/plain",
        ResponseContentDisposition: 'attachment; filename="p.txt"',
      }),
    );
    expect([read.ContentType, read.ContentDisposition]).toEqual([
      "text/plain",
      'attachment; filename="p.txt"',
    ]);
  });

  it("answers ranges, and 416 beyond its end", async () => {
    await put("digits", "0123456789");
    const read = await s3.client.send(new GetObjectCommand({ Bucket, Key: "digits", Range: "bytes=2-4" }));
    expect([await read.Body?.transformToString(), read.ContentRange, read.$metadata.httpStatusCode]).toEqual([
      "234",
      "bytes 2-4/10",
      206,
    ]);
    expect(await text("digits", { Range: "bytes=-3" })).toBe("789");
    expect(await text("digits", { Range: "bytes=8-99" })).toBe("89");
    expect(await codeOf(text("digits", { Range: "bytes=10-" }))).toBe("InvalidRange");
  });

  it("obeys the conditions of reads and writes", async () => {
    const { ETag } = await put("once", "first", { IfNoneMatch: "*" });
    expect(await codeOf(put("once", "second", { IfNoneMatch: "*" }))).toBe("PreconditionFailed");
    expect(await codeOf(put("once", "second", { IfMatch: '"00"' }))).toBe("PreconditionFailed");
    expect(await codeOf(put("never", "second", { IfMatch: ETag }))).toBe("NoSuchKey");
    await expect(text("once", { IfNoneMatch: ETag })).rejects.toMatchObject({
      $metadata: { httpStatusCode: 304 },
    });
    expect(await codeOf(text("once", { IfMatch: '"00"' }))).toBe("PreconditionFailed");
    await put("once", "second", { IfMatch: ETag });
    expect(await text("once")).toBe("second");
  });

  it("is made once by ten simultaneous writers that each ask to be the first", async () => {
    const tries = await Promise.all(
      Array.from({ length: 10 }, (_, n) => codeOf(put("race", `writer ${n}`, { IfNoneMatch: "*" }))),
    );
    expect(tries.filter((code) => code === "ok")).toHaveLength(1);
  });

  it("is refused when a checksum, an MD5 or the signed payload is not that of its bytes, and leaves nothing", async () => {
    expect(await codeOf(put("bad", "a", { ChecksumCRC32: "AAAAAA==" }))).toBe("BadDigest");
    expect(await codeOf(put("bad", "a", { ChecksumSHA256: Buffer.alloc(32).toString("base64") }))).toBe(
      "BadDigest",
    );
    expect(await codeOf(put("bad", "a", { ContentMD5: Buffer.alloc(16).toString("base64") }))).toBe(
      "BadDigest",
    );
    const client = clientFor(s3.server);
    client.middlewareStack.add(
      (next) => (args) => {
        (args.request as { body: string }).body = "b";
        return next(args);
      },
      { step: "finalizeRequest", priority: "low", name: "tamper" },
    );
    const tampered = client.send(new PutObjectCommand({ Bucket, Key: "bad", Body: "a" }));
    expect(await codeOf(tampered)).toBe("XAmzContentSHA256Mismatch");
    expect(await codeOf(text("bad"))).toBe("NoSuchKey");
  });

  it("takes every checksum algorithm the SDK computes but CRC64NVME", async () => {
    for (const ChecksumAlgorithm of ["CRC32", "CRC32C", "SHA1", "SHA256"]) {
      await put(`sum-${ChecksumAlgorithm}`, "sum", { ChecksumAlgorithm });
      expect(await text(`sum-${ChecksumAlgorithm}`)).toBe("sum");
    }
  });

  it("is copied, and deleted once or many at a time", async () => {
    await put("from à b", "copied", { ContentType: "text/plain", Metadata: { kept: "yes" } });
    await s3.client.send(
      new CopyObjectCommand({
        Bucket: "mail-raw",
        Key: "to",
        CopySource: `files/${encodeURIComponent("from à b")}`,
      }),
    );
    const copy = await s3.client.send(new GetObjectCommand({ Bucket: "mail-raw", Key: "to" }));
    expect([await copy.Body?.transformToString(), copy.ContentType, copy.Metadata]).toEqual([
      "copied",
      "text/plain",
      { kept: "yes" },
    ]);
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "from à b" }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key: "from à b" }));
    expect(await codeOf(text("from à b"))).toBe("NoSuchKey");
    await put("many/1 & 2");
    await put("many/3");
    const Objects = [{ Key: "many/1 & 2" }, { Key: "many/3" }, { Key: "many/absent" }];
    const gone = await s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(gone.Deleted).toHaveLength(3);
    expect(await codeOf(text("many/3"))).toBe("NoSuchKey");
  });

  it("survives a restart; files that no record names are swept", async () => {
    const own = await aTestS3();
    const keep = { Bucket, Key: "keep" };
    await own.client.send(new PutObjectCommand({ ...keep, Body: "first" }));
    await own.client.send(new PutObjectCommand({ ...keep, Body: "kept", Metadata: { a: "1" } }));
    await own.server.stop();
    const [folder = ""] = await readdir(join(own.dataDir, "files/blobs"));
    await writeFile(
      join(own.dataDir, "files/blobs", folder, "00000000-0000-0000-0000-000000000000"),
      "orphan",
    );
    const again = await startS3(own.options);
    const read = await clientFor(again).send(new GetObjectCommand(keep));
    expect([await read.Body?.transformToString(), read.Metadata]).toEqual(["kept", { a: "1" }]);
    const files = (
      await readdir(join(own.dataDir, "files/blobs"), { recursive: true, withFileTypes: true })
    ).filter((f) => f.isFile());
    expect(files).toHaveLength(1);
    await again.stop();
    await own.stop();
  });

  it("goes by itself at a start after its bucket's lifetime", async () => {
    const own = await aTestS3();
    await own.client.send(new PutObjectCommand({ Bucket, Key: "old", Body: "x" }));
    await own.server.stop();
    const inThreeDays = () => new Date(Date.now() + 3 * 24 * 3600 * 1000);
    const again = await startS3({
      ...own.options,
      buckets: [{ name: Bucket, expireDays: 2 }],
      now: inThreeDays,
    });
    const client = clientFor(again, { systemClockOffset: 3 * 24 * 3600 * 1000 });
    expect(await codeOf(client.send(new HeadObjectCommand({ Bucket, Key: "old" })))).toBe("NotFound");
    await again.stop();
    await own.stop();
  });
});

describe("large bodies", () => {
  const big = randomBytes(45 * 1024 * 1024);
  const sha = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

  it("travel whole: 45 MB put, read and read in part", async () => {
    await put("big", big);
    const whole = await s3.client.send(new GetObjectCommand({ Bucket, Key: "big" }));
    expect(sha((await whole.Body?.transformToByteArray()) ?? new Uint8Array())).toBe(sha(big));
    const part = await s3.client.send(
      new GetObjectCommand({ Bucket, Key: "big", Range: "bytes=40000000-40000999" }),
    );
    expect(
      Buffer.from((await part.Body?.transformToByteArray()) ?? []).equals(
        big.subarray(40_000_000, 40_001_000),
      ),
    ).toBe(true);
  });

  it("travel as a stream in unsigned chunks with a checksum trailer", async () => {
    const Body = Readable.from(
      (function* () {
        for (let at = 0; at < big.length; at += 100_003) yield big.subarray(at, at + 100_003);
      })(),
    );
    await s3.client.send(new PutObjectCommand({ Bucket, Key: "streamed", Body, ContentLength: big.length }));
    const head = await s3.client.send(
      new HeadObjectCommand({ Bucket, Key: "streamed", ChecksumMode: "ENABLED" }),
    );
    expect(head.ContentLength).toBe(big.length);
    expect(head.ETag).toBe(`"${createHash("md5").update(big).digest("hex")}"`);
    expect(head.ChecksumCRC32).toMatch(/^.{6}==$/);
  });

  it("that are refused read why, instead of a broken pipe", async () => {
    const answer = await fetch(`${s3.server.url}/files/unsigned`, { method: "PUT", body: big });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("AccessDenied")]);
    const stranger = clientFor(s3.server, {
      credentials: { accessKeyId: "LOCALKEY", secretAccessKey: "guess" },
    });
    const refused = stranger.send(new PutObjectCommand({ Bucket, Key: "unsigned", Body: big }));
    expect(await codeOf(refused)).toBe("SignatureDoesNotMatch");
  });

  it("that break off leave the former object and no file behind", async () => {
    await put("torn", "whole");
    const before = (await readdir(join(s3.dataDir, "files/blobs"), { recursive: true })).length;
    const url = new URL(`${s3.server.url}/files/torn`);
    const client = clientFor(s3.server);
    let sent: Record<string, string> = {};
    client.middlewareStack.add(
      () => (args) => {
        sent = (args.request as { headers: Record<string, string> }).headers;
        throw new Error("captured");
      },
      { step: "finalizeRequest", priority: "low", name: "capture" },
    );
    await codeOf(client.send(new PutObjectCommand({ Bucket, Key: "torn", Body: big })));
    await new Promise<void>((resolve) => {
      const request = httpRequest(url, { method: "PUT", headers: { ...sent, expect: "" } });
      request.on("error", () => resolve());
      request.write(big.subarray(0, 3_000_000), () => request.destroy());
      request.on("close", () => resolve());
    });
    await expect
      .poll(
        async () =>
          (await readdir(join(s3.dataDir, "files/blobs"), { recursive: true, withFileTypes: true })).filter(
            (f) => f.isFile(),
          ).length,
      )
      .toBeLessThanOrEqual(before);
    expect(await text("torn")).toBe("whole");
  });
});

describe("a bucket", () => {
  it("lists by prefix, delimiter and pages, in byte order", async () => {
    const keys = ["l/a/1", "l/a/2", "l/b/1", "l/c", "l/é", "l/z", "l/🎈"];
    for (const key of keys) await put(key);
    const list = (more: object) =>
      s3.client.send(new ListObjectsV2Command({ Bucket, Prefix: "l/", ...more }));
    expect((await list({})).Contents?.map((o) => o.Key)).toEqual([
      "l/a/1",
      "l/a/2",
      "l/b/1",
      "l/c",
      "l/z",
      "l/é",
      "l/🎈",
    ]);
    const folders = await list({ Delimiter: "/" });
    expect(folders.CommonPrefixes?.map((p) => p.Prefix)).toEqual(["l/a/", "l/b/"]);
    const pages: (string | undefined)[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await list({ Delimiter: "/", MaxKeys: 2, ContinuationToken });
      pages.push([
        ...(page.CommonPrefixes ?? []).map((p) => p.Prefix),
        ...(page.Contents ?? []).map((o) => o.Key),
      ]);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
    expect(pages).toEqual([
      ["l/a/", "l/b/"],
      ["l/c", "l/z"],
      ["l/é", "l/🎈"],
    ]);
    expect((await list({ StartAfter: "l/c" })).KeyCount).toBe(3);
  });

  it("exists or not, and is never made by a request", async () => {
    expect(await codeOf(s3.client.send(new HeadBucketCommand({ Bucket })))).toBe("ok");
    expect(await codeOf(s3.client.send(new HeadBucketCommand({ Bucket: "other" })))).toBe("NotFound");
    expect(await codeOf(s3.client.send(new PutObjectCommand({ Bucket: "other", Key: "k", Body: "x" })))).toBe(
      "NoSuchBucket",
    );
    expect((await s3.client.send(new ListBucketsCommand({}))).Buckets?.map((b) => b.Name)).toEqual([
      "files",
      "mail-raw",
    ]);
  });

  it("keeps an object whose announcement fails", async () => {
    const own = await aTestS3({ onEvent: () => Promise.reject(new Error("nobody listens")) });
    expect(await codeOf(own.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "x" })))).toBe("ok");
    await own.stop();
  });

  it("tells of every object made in it, in the shape of S3, and only if asked to", async () => {
    s3.events.length = 0;
    await put("told/à dire.txt", "12345");
    await s3.client.send(new PutObjectCommand({ Bucket: "mail-raw", Key: "untold", Body: "x" }));
    expect(s3.events).toHaveLength(1);
    expect(s3.events[0]?.Records[0]).toMatchObject({
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      awsRegion: "eu-west-3",
      s3: {
        bucket: { name: "files", arn: "arn:aws:s3:::files" },
        object: { key: "told/%C3%A0+dire.txt", size: 5 },
      },
    });
  });
});
