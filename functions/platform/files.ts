import { Readable } from "node:stream";
import type { BucketName } from "../../infra/catalogue.ts";
import type { Ctx } from "./ctx.ts";
import type { Env } from "./env.ts";
import { safeToShow } from "./file-kind.ts";
import { sha256 } from "./ids.ts";

/** What buckets need to know of where they are; functions without database know it too. */
type Place = Pick<Env, "region" | "bucket"> & { endpoints: Pick<Env["endpoints"], "s3"> };
type Sdk = typeof import("@aws-sdk/client-s3");
type Client = InstanceType<Sdk["S3Client"]>;
let connection: { sdk: Sdk; client: Client } | undefined;

/** The container's S3 client, loaded at first use: it is the heaviest thing a cold start could pay for. */
const s3 = async (env: Place): Promise<{ sdk: Sdk; client: Client }> => {
  if (!connection) {
    const sdk = await import("@aws-sdk/client-s3");
    const local = env.endpoints.s3 ? { endpoint: env.endpoints.s3, forcePathStyle: true } : {};
    connection = { sdk, client: new sdk.S3Client({ region: env.region, ...local }) };
  }
  return connection;
};

/** S3 says 403 for an object that is not there to a role that may not list, as most of ours. */
const isMissing = (sdk: Sdk, error: unknown): boolean =>
  error instanceof sdk.S3ServiceException &&
  (error.name === "NoSuchKey" || [403, 404].includes(error.$metadata.httpStatusCode ?? 0));

/** Key of an organisation's file: one blob per content, never shared between organisations. */
export const fileKey = (organisationId: string, hash: string): string => `${organisationId}/${hash}`;

/** Keeps bytes under their sha256; keeping the same bytes twice changes nothing. Returns key and hash. */
export const keepFile = async (
  ctx: Ctx,
  organisationId: string,
  content: Uint8Array,
  type: string,
): Promise<{ key: string; sha256: string }> => {
  const hash = sha256(content);
  const key = fileKey(organisationId, hash);
  await writeObject(ctx.env, "files", key, content, type);
  return { key, sha256: hash };
};

/** Writes an object. */
export const writeObject = async (
  env: Place,
  bucket: BucketName,
  key: string,
  content: Uint8Array | string,
  type: string,
): Promise<void> => {
  const { sdk, client } = await s3(env);
  await client.send(
    new sdk.PutObjectCommand({ Bucket: env.bucket(bucket), Key: key, Body: content, ContentType: type }),
  );
};

/** Reads the first `bytes` of an object, or undefined when there is none: enough to show how a large one begins. */
export const readBeginning = async (
  env: Env,
  bucket: BucketName,
  key: string,
  bytes: number,
): Promise<Buffer | undefined> => {
  const { sdk, client } = await s3(env);
  try {
    const answer = await client.send(
      new sdk.GetObjectCommand({ Bucket: env.bucket(bucket), Key: key, Range: `bytes=0-${bytes - 1}` }),
    );
    return Buffer.from((await answer.Body?.transformToByteArray()) ?? []);
  } catch (error) {
    if (isMissing(sdk, error)) return undefined;
    throw error;
  }
};

/** Writes an object where there is none; false when there is one, which stays as it is. */
export const writeOnce = async (
  env: Place,
  bucket: BucketName,
  key: string,
  content: string,
): Promise<boolean> => {
  const { sdk, client } = await s3(env);
  try {
    await client.send(
      new sdk.PutObjectCommand({ Bucket: env.bucket(bucket), Key: key, Body: content, IfNoneMatch: "*" }),
    );
    return true;
  } catch (error) {
    if (error instanceof sdk.S3ServiceException && error.name === "PreconditionFailed") return false;
    throw error;
  }
};

/** An object as a stream, or undefined when there is none: whatever its size, little of it is in memory at once. */
export const openObject = async (
  env: Place,
  bucket: BucketName,
  key: string,
): Promise<Readable | undefined> => {
  const { sdk, client } = await s3(env);
  try {
    const answer = await client.send(new sdk.GetObjectCommand({ Bucket: env.bucket(bucket), Key: key }));
    return answer.Body instanceof Readable ? answer.Body : undefined;
  } catch (error) {
    if (isMissing(sdk, error)) return undefined;
    throw error;
  }
};

/**
 * Writes an object as its bytes come, in parts: memory does not follow its size, and nothing is there until the last one.
 * Returns its size in bytes.
 */
export const writeStream = async (
  env: Place,
  bucket: BucketName,
  key: string,
  content: AsyncIterable<Uint8Array>,
  type: string,
): Promise<number> => {
  const [{ client }, { Upload }] = await Promise.all([s3(env), import("@aws-sdk/lib-storage")]);
  let size = 0;
  const counted = async function* () {
    for await (const chunk of content) {
      size += chunk.length;
      yield chunk;
    }
  };
  const Body = Readable.from(counted(), { objectMode: false });
  const params = { Bucket: env.bucket(bucket), Key: key, Body, ContentType: type };
  await new Upload({ client, params, queueSize: 2 }).done();
  return size;
};

/**
 * Reads a whole object, or undefined when there is none. `maxBytes` guards memory: a larger object throws. `allocate`
 * gives the buffer to fill, for bytes that a thread will share.
 */
export const readObject = async (
  env: Place,
  bucket: BucketName,
  key: string,
  maxBytes: number,
  allocate: (length: number) => Buffer = Buffer.allocUnsafe,
): Promise<Buffer | undefined> => {
  const { sdk, client } = await s3(env);
  try {
    const answer = await client.send(new sdk.GetObjectCommand({ Bucket: env.bucket(bucket), Key: key }));
    const length = answer.ContentLength ?? 0;
    if (!answer.Body || length > maxBytes) throw new Error(`object of ${length} bytes is over ${maxBytes}`);
    // One buffer of the announced length, filled in place: a 40 MB mail is held once.
    const whole = allocate(length);
    let filled = 0;
    for await (const chunk of answer.Body as AsyncIterable<Uint8Array>) {
      whole.set(chunk, filled);
      filled += chunk.length;
    }
    if (filled !== length) throw new Error(`object ended after ${filled} of ${length} bytes`);
    return whole;
  } catch (error) {
    if (isMissing(sdk, error)) return undefined;
    throw error;
  }
};

/**
 * Has the scanner look at a kept file again: the bucket sees a new object, the same bytes over themselves. False when
 * the object is not there.
 */
export const scanAgain = async (env: Env, key: string, type: string): Promise<boolean> => {
  const { sdk, client } = await s3(env);
  const bucket = env.bucket("files");
  try {
    await client.send(
      new sdk.CopyObjectCommand({
        Bucket: bucket,
        Key: key,
        CopySource: `${bucket}/${key}`,
        ContentType: type,
        // S3 refuses a copy onto itself that changes nothing.
        MetadataDirective: "REPLACE",
        TaggingDirective: "REPLACE",
      }),
    );
    return true;
  } catch (error) {
    if (isMissing(sdk, error)) return false;
    throw error;
  }
};

/** Removes an object; removing none is fine. */
export const removeObject = async (env: Env, bucket: BucketName, key: string): Promise<void> => {
  const { sdk, client } = await s3(env);
  await client.send(new sdk.DeleteObjectCommand({ Bucket: env.bucket(bucket), Key: key }));
};

/** Objects under a prefix, a thousand at a time. */
export async function* listObjects(
  env: Env,
  bucket: BucketName,
  prefix: string,
): AsyncGenerator<{ key: string; size: number; at: Date }> {
  const { sdk, client } = await s3(env);
  let token: string | undefined;
  do {
    const page = await client.send(
      new sdk.ListObjectsV2Command({ Bucket: env.bucket(bucket), Prefix: prefix, ContinuationToken: token }),
    );
    for (const object of page.Contents ?? []) {
      if (object.Key && object.LastModified)
        yield { key: object.Key, size: object.Size ?? 0, at: object.LastModified };
    }
    token = page.NextContinuationToken;
  } while (token);
}

/** A form with which a browser may send one file of at most `maxBytes`, straight to the bucket, within ten minutes. */
export const uploadForm = async (
  env: Env,
  key: string,
  maxBytes: number,
): Promise<{ url: string; fields: Record<string, string> }> => {
  const [{ client }, { createPresignedPost }] = await Promise.all([
    s3(env),
    import("@aws-sdk/s3-presigned-post"),
  ]);
  return createPresignedPost(client, {
    Bucket: env.bucket("uploads"),
    Key: key,
    Conditions: [
      ["content-length-range", 0, maxBytes],
      ["eq", "$Content-Type", "application/octet-stream"],
    ],
    Fields: { "Content-Type": "application/octet-stream" },
    Expires: 600,
  });
};

/** Seconds a download link lives: long enough to click, too short to pass around. */
const linkSeconds = 60;

/**
 * A link to one kept file, on the bucket's origin. The caller has just checked the right. Anything a browser could
 * run is a download; `inline` asks to show a type that is safe to show. `bucket` is that of files unless named.
 */
export const fileLink = async (
  ctx: Ctx,
  file: { key: string; type: string; name: string; bucket?: BucketName },
  inline = false,
): Promise<{ url: string; expiresAt: string }> => {
  const [{ sdk, client }, { getSignedUrl }] = await Promise.all([
    s3(ctx.env),
    import("@aws-sdk/s3-request-presigner"),
  ]);
  const shown = inline && safeToShow.has(file.type);
  const disposition = `${shown ? "inline" : "attachment"}; filename="${asciiName(file.name)}"; filename*=UTF-8''${encodeRfc5987(file.name)}`;
  const url = await getSignedUrl(
    client,
    new sdk.GetObjectCommand({
      Bucket: ctx.env.bucket(file.bucket ?? "files"),
      Key: file.key,
      ResponseContentDisposition: disposition,
      ResponseContentType: shown ? file.type : "application/octet-stream",
      ResponseCacheControl: "private, no-store",
    }),
    { expiresIn: linkSeconds, signingDate: ctx.now() },
  );
  return { url, expiresAt: new Date(ctx.now().getTime() + linkSeconds * 1000).toISOString() };
};

const asciiName = (name: string) =>
  name
    .replaceAll(/[\u2010-\u2015]/g, "-")
    .replaceAll("\u2019", "'")
    .replaceAll("œ", "oe")
    .normalize("NFD")
    .replaceAll(/[^\x20-\x7e]/g, "")
    .replaceAll(/["\\]/g, "_")
    .trim() || "fichier";
const encodeRfc5987 = (text: string) =>
  encodeURIComponent(text).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
