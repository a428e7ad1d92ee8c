import { createHash, createHmac, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { createPresignedPost } from "@aws-sdk/s3-presigned-post";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EMPTY_SHA256, signingKey, signString } from "../aws-signature.ts";
import { aTestS3, clientFor, credentials, region } from "./s3-fixture.ts";

let s3: Awaited<ReturnType<typeof aTestS3>>;
beforeAll(async () => {
  s3 = await aTestS3();
});
afterAll(() => s3.stop());

const Bucket = "files";
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "ok",
    (error: { name: string }) => error.name,
  );
const read = async (Key: string) => {
  const answer = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
};
const blobs = async () =>
  (await readdir(join(s3.dataDir, "files/blobs"), { recursive: true, withFileTypes: true })).filter((f) =>
    f.isFile(),
  ).length;

describe("a form upload", () => {
  const presigned = (more: Partial<Parameters<typeof createPresignedPost>[1]> = {}) =>
    createPresignedPost(s3.client, {
      Bucket,
      Key: "uploads/a.pdf",
      Fields: { "Content-Type": "application/pdf", "x-amz-meta-case": "42" },
      Conditions: [
        ["content-length-range", 3, 1000],
        ["eq", "$Content-Type", "application/pdf"],
      ],
      Expires: 60,
      ...more,
    });
  const send = async (
    form: { url: string; fields: Record<string, string> },
    file: Blob,
    change: Record<string, string> = {},
  ) => {
    const data = new FormData();
    for (const [name, value] of Object.entries({ ...form.fields, ...change })) data.append(name, value);
    data.append("file", file, "été.pdf");
    data.append("submit", "ignored, after the file");
    const answer = await fetch(form.url, { method: "POST", body: data, redirect: "manual" });
    const text = await answer.text();
    return { status: answer.status, text, code: /<Code>(\w+)</.exec(text)?.[1], headers: answer.headers };
  };
  const pdf = new Blob(["%PDF-1.7 content"], { type: "application/pdf" });

  it("within its policy becomes an object, 204", async () => {
    s3.events.length = 0;
    expect((await send(await presigned(), pdf)).status).toBe(204);
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: "uploads/a.pdf" }));
    expect(head).toMatchObject({
      ContentType: "application/pdf",
      ContentLength: 16,
      Metadata: { case: "42" },
    });
    expect(s3.events.at(-1)?.Records[0]?.eventName).toBe("ObjectCreated:Post");
  });

  it("answers 201 with XML or a redirect when its signed fields ask so", async () => {
    const created = await presigned({
      Key: ["$", "{filename}"].join(""),
      Fields: { success_action_status: "201" },
      Conditions: [],
    });
    const answer = await send(created, pdf);
    expect(answer.status).toBe(201);
    expect(answer.text).toContain("<Key>été.pdf</Key>");
    const target = "http://localhost:3000/merci?a=1";
    const redirected = await send(
      await presigned({ Fields: { success_action_redirect: target }, Conditions: [] }),
      pdf,
    );
    expect(redirected.status).toBe(303);
    expect(redirected.headers.get("location")).toContain(`${target}&bucket=files&key=uploads%2Fa.pdf&etag=`);
  });

  it.each<[string, Record<string, string>, Blob, number, string]>([
    ["too large", {}, new Blob([randomBytes(1001)]), 400, "EntityTooLarge"],
    ["far too large", {}, new Blob([randomBytes(5_000_000)]), 400, "EntityTooLarge"],
    ["too small", {}, new Blob(["ab"]), 400, "EntityTooSmall"],
    ["of another type", { "Content-Type": "text/html" }, pdf, 403, "AccessDenied"],
    ["under another key", { key: "uploads/b.pdf" }, pdf, 403, "AccessDenied"],
    ["with a field the policy does not name", { "x-amz-meta-more": "1" }, pdf, 403, "AccessDenied"],
    ["with another bucket", { bucket: "mail-raw" }, pdf, 403, "AccessDenied"],
    ["with a changed signature", { "X-Amz-Signature": "0".repeat(64) }, pdf, 403, "SignatureDoesNotMatch"],
    [
      "with a wider policy of its own",
      { Policy: Buffer.from("{}").toString("base64") },
      pdf,
      403,
      "SignatureDoesNotMatch",
    ],
  ])("%s is refused and leaves no file", async (_, change, file, status, code) => {
    const before = await blobs();
    const answer = await send(await presigned(), file, change);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(await blobs()).toBe(before);
  });

  it("after its expiration is refused", async () => {
    const policy = {
      expiration: new Date(Date.now() - 1000).toISOString(),
      conditions: [{ bucket: Bucket }, ["starts-with", "$key", ""]],
    };
    const answer = await send(signedForm(policy, { key: "k" }), pdf);
    expect([answer.status, answer.code]).toEqual([403, "AccessDenied"]);
    expect(answer.text).toContain("Policy expired");
  });

  it("under a prefix takes keys of that prefix only", async () => {
    const policy = {
      expiration: new Date(Date.now() + 60_000).toISOString(),
      conditions: [["starts-with", "$key", "in/"]],
    };
    expect((await send(signedForm(policy, { key: "in/a" }), pdf)).status).toBe(204);
    expect((await send(signedForm(policy, { key: "out/a" }), pdf)).status).toBe(403);
  });

  it("unsigned, without a file, or broken is refused", async () => {
    const unsigned = await send({ url: `${s3.server.url}/files`, fields: { key: "k" } }, pdf);
    expect([unsigned.status, unsigned.code]).toEqual([403, "AccessDenied"]);
    const data = new FormData();
    data.append("key", "k");
    const fileless = await fetch(`${s3.server.url}/files`, { method: "POST", body: data });
    expect([fileless.status, /<Code>(\w+)</.exec(await fileless.text())?.[1]]).toEqual([
      400,
      "InvalidArgument",
    ]);
    const broken = await fetch(`${s3.server.url}/files`, {
      method: "POST",
      body: "--b\r\nnothing",
      headers: { "content-type": "multipart/form-data; boundary=b" },
    });
    expect([broken.status, /<Code>(\w+)</.exec(await broken.text())?.[1]]).toEqual([
      400,
      "MalformedPOSTRequest",
    ]);
  });

  /** A form signed by hand: the SDK signs no expired or unusual one. Every extra field is named by the policy. */
  const signedForm = (
    policy: { expiration: string; conditions: unknown[] },
    fields: Record<string, string>,
  ) => {
    const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const credential = `${credentials.accessKeyId}/${date.slice(0, 8)}/${region}/s3/aws4_request`;
    const all = {
      ...fields,
      "x-amz-algorithm": "AWS4-HMAC-SHA256",
      "x-amz-credential": credential,
      "x-amz-date": date,
    };
    const named = Object.entries(all).flatMap(([name, value]) => (name === "key" ? [] : [{ [name]: value }]));
    const text = Buffer.from(
      JSON.stringify({ ...policy, conditions: [...policy.conditions, ...named] }),
    ).toString("base64");
    const key = signingKey(credentials.secretAccessKey, date.slice(0, 8), region, "s3");
    return {
      url: `${s3.server.url}/files`,
      fields: { ...all, policy: text, "x-amz-signature": signString(key, text) },
    };
  };
});

describe("a link to write", () => {
  const linkOf = (client: S3Client) =>
    getSignedUrl(
      client,
      new PutObjectCommand({ Bucket, Key: "by-link", ContentType: "image/png", Metadata: { from: "link" } }),
      { expiresIn: 60, signableHeaders: new Set(["content-type"]) },
    );
  const put = (url: string, type: string) =>
    fetch(url, { method: "PUT", body: "png", headers: { "content-type": type } });

  it("takes the bytes of a browser, with the type and metadata it was signed for", async () => {
    const url = await linkOf(clientFor(s3.server, { requestChecksumCalculation: "WHEN_REQUIRED" }));
    expect((await put(url, "text/html")).status).toBe(403);
    expect((await put(url, "image/png")).status).toBe(200);
    const written = await s3.client.send(new GetObjectCommand({ Bucket, Key: "by-link" }));
    expect(written).toMatchObject({ ContentType: "image/png", Metadata: { from: "link" } });
    expect(await written.Body?.transformToString()).toBe("png");
  });

  it("made with the SDK's default checksums holds the checksum of nothing, and takes nothing else", async () => {
    const url = await linkOf(s3.client);
    expect(url).toContain("x-amz-checksum-crc32=AAAAAA");
    const refused = await put(url, "image/png");
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining("BadDigest")]);
  });
});

describe("a body in signed chunks", () => {
  const chunks = ["a".repeat(65536), "b".repeat(1024), ""];
  const sha = (text: string) => createHash("sha256").update(text).digest("hex");
  /** Signed as the S3 documentation's chunked example is: each chunk continues the signature of the one before. */
  const send = (tamper: (frame: string) => string) => {
    const timestamp = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const scope = `${timestamp.slice(0, 8)}/${region}/s3/aws4_request`;
    const key = signingKey(credentials.secretAccessKey, timestamp.slice(0, 8), region, "s3");
    const { host } = new URL(s3.server.url);
    const kind = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
    const headers: Record<string, string> = {
      host,
      "x-amz-content-sha256": kind,
      "x-amz-date": timestamp,
      "x-amz-decoded-content-length": String(66560),
    };
    const names = Object.keys(headers).join(";");
    const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
    const canonical = ["PUT", "/files/chunked", "", lines.join(""), names, kind].join("\n");
    const sign = (text: string) => createHmac("sha256", key).update(text).digest("hex");
    let previous = sign(["AWS4-HMAC-SHA256", timestamp, scope, sha(canonical)].join("\n"));
    headers.authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope},SignedHeaders=${names},Signature=${previous}`;
    const frames = chunks.map((chunk) => {
      previous = sign(
        ["AWS4-HMAC-SHA256-PAYLOAD", timestamp, scope, previous, EMPTY_SHA256, sha(chunk)].join("\n"),
      );
      return `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${chunk}\r\n`;
    });
    return fetch(`${s3.server.url}/files/chunked`, { method: "PUT", headers, body: tamper(frames.join("")) });
  };

  it("is taken when every chunk continues the chain", async () => {
    expect((await send((body) => body)).status).toBe(200);
    expect((await read("chunked")).toString()).toBe(chunks.join(""));
  });

  it.each<[string, (body: string) => string, number]>([
    ["one byte changed", (body) => body.replace("aaa", "aba"), 403],
    ["a changed byte in the last chunk", (body) => body.replace("bbb", "bcb"), 403],
    ["its end cut off", (body) => body.slice(0, 66000), 400],
  ])("is refused with %s", async (_, tamper, status) => {
    expect((await send(tamper)).status).toBe(status);
  });
});

describe("a multipart upload", () => {
  const part = 5 * 1024 * 1024;
  const start = async (Key: string, more: object = {}) =>
    (
      await s3.client.send(
        new CreateMultipartUploadCommand({ Bucket, Key, ContentType: "video/mp4", ...more }),
      )
    ).UploadId;
  const upload = async (Key: string, UploadId: string | undefined, PartNumber: number, Body: Buffer) => ({
    PartNumber,
    ETag: (await s3.client.send(new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }))).ETag,
  });
  const complete = (
    Key: string,
    UploadId: string | undefined,
    Parts: { PartNumber: number; ETag?: string }[],
  ) =>
    s3.client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }));

  it("of parts sent in any order becomes one object with S3's ETag", async () => {
    const bytes = randomBytes(2 * part + 77);
    const UploadId = await start("multi é");
    const second = await upload("multi é", UploadId, 2, bytes.subarray(part, 2 * part));
    const third = await upload("multi é", UploadId, 3, bytes.subarray(2 * part));
    const first = await upload("multi é", UploadId, 1, bytes.subarray(0, part));
    const listed = await s3.client.send(new ListPartsCommand({ Bucket, Key: "multi é", UploadId }));
    expect(listed.Parts?.map((one) => [one.PartNumber, one.Size])).toEqual([
      [1, part],
      [2, part],
      [3, 77],
    ]);
    s3.events.length = 0;
    const done = await complete("multi é", UploadId, [first, second, third]);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-3"$/);
    expect((await read("multi é")).equals(bytes)).toBe(true);
    expect((await s3.client.send(new HeadObjectCommand({ Bucket, Key: "multi é" }))).ContentType).toBe(
      "video/mp4",
    );
    expect(s3.events[0]?.Records[0]?.eventName).toBe("ObjectCreated:CompleteMultipartUpload");
    expect(await codeOf(complete("multi é", UploadId, [first]))).toBe("NoSuchUpload");
  });

  it("is refused in disorder, with a wrong part, or with a small part before the last", async () => {
    const UploadId = await start("wrong");
    const first = await upload("wrong", UploadId, 1, randomBytes(10));
    const second = await upload("wrong", UploadId, 2, randomBytes(10));
    expect(await codeOf(complete("wrong", UploadId, [second, first]))).toBe("InvalidPartOrder");
    expect(await codeOf(complete("wrong", UploadId, [{ PartNumber: 1, ETag: '"00"' }]))).toBe("InvalidPart");
    expect(await codeOf(complete("wrong", UploadId, [first, second]))).toBe("EntityTooSmall");
    expect(await codeOf(upload("other key", UploadId, 1, Buffer.from("x")))).toBe("NoSuchUpload");
    expect(await codeOf(read("wrong"))).toBe("NoSuchKey");
  });

  it("is listed until it is aborted, then gone with its parts", async () => {
    const UploadId = await start("abandoned");
    await upload("abandoned", UploadId, 1, Buffer.from("x"));
    const list = async () =>
      (await s3.client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: "abandoned" }))).Uploads ?? [];
    expect((await list()).map((one) => one.UploadId)).toEqual([UploadId]);
    await s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key: "abandoned", UploadId }));
    expect(await list()).toEqual([]);
    expect(await codeOf(upload("abandoned", UploadId, 1, Buffer.from("x")))).toBe("NoSuchUpload");
    expect(await codeOf(upload("abandoned", "../../x", 1, Buffer.from("x")))).toBe("NoSuchUpload");
  });
});
