/**
 * S3 on this machine: what Guichet uses of it, as strict as the real one. Path-style addresses only.
 * Every request is signed (header, link or form policy) or refused; bytes stream to disk and are never held whole.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  type AwsCredentials,
  UNSIGNED_PAYLOAD,
  type VerifiedSignature,
  verifySignature,
} from "../aws-signature.ts";
import { closeServer, listen } from "../listen.ts";
import { openBody } from "./body.ts";
import { deleteObjects, listObjects, postForm } from "./bucket-operations.ts";
import { type Headers, S3_NAMESPACE, type S3Request, type S3Response, xml } from "./http.ts";
import {
  abortUpload,
  completeUpload,
  createUpload,
  listParts,
  listUploads,
  uploadPart,
} from "./multipart-operations.ts";
import {
  copyObject,
  deleteObject,
  deleteTags,
  getTags,
  putObject,
  putTags,
  readObject,
} from "./object-operations.ts";
import { S3Error, type S3Refusal, s3Error } from "./s3-error.ts";
import { type Bucket, expireObjects, type ObjectRecord, openBucket } from "./store.ts";
import { writeXml } from "./xml.ts";

interface S3BucketOptions {
  name: string;
  cors?: { allowedOrigins: readonly string[] };
  /** Tell `onEvent` of every object created here. */
  notify?: boolean;
  /** Objects older than this go at start. */
  expireDays?: number;
}

export interface S3Options {
  /** 0 = any free port. */
  port: number;
  host?: string;
  dataDir: string;
  credentials: AwsCredentials;
  region: string;
  buckets: readonly S3BucketOptions[];
  onEvent?: (event: S3Event) => void | Promise<void>;
  now?: () => Date;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html */
export interface S3Event {
  Records: {
    eventVersion: "2.1";
    eventSource: "aws:s3";
    awsRegion: string;
    eventTime: string;
    eventName: string;
    userIdentity: { principalId: string };
    requestParameters: { sourceIPAddress: string };
    responseElements: { "x-amz-request-id": string; "x-amz-id-2": string };
    s3: {
      s3SchemaVersion: "1.0";
      configurationId: string;
      bucket: { name: string; ownerIdentity: { principalId: string }; arn: string };
      /** `key` is URL-encoded, spaces as `+`. */
      object: { key: string; size: number; eTag: string; sequencer: string };
    };
  }[];
}

export interface RunningS3 {
  url: string;
  port: number;
  stop(): Promise<void>;
}

/** What a refused upload may still send before its connection is cut: enough for a client to read the refusal. */
const DRAIN_LIMIT_BYTES = 64 * 1024 * 1024;
const EXPOSED_HEADERS = "ETag, Location, Content-Length, Content-Range, x-amz-request-id";

type Operation = (request: S3Request) => Promise<S3Response>;

/** Which operation a request asks for, by method and sub-resource. */
const operationOf = ({ method, key, query, headers }: S3Request): Operation => {
  const sub = (name: string) => query.has(name);
  if (key === "") {
    if (method === "HEAD") return async () => ({ status: 200 });
    if (method === "GET" && sub("location")) {
      return async () => xml(200, writeXml("LocationConstraint", {}, S3_NAMESPACE));
    }
    if (method === "GET" && sub("uploads")) return listUploads;
    if (method === "GET" && query.get("list-type") === "2") return listObjects;
    if (method === "POST" && sub("delete")) return deleteObjects;
    throw s3Error("NotImplemented");
  }
  const unknown = ["acl", "retention", "legal-hold", "torrent", "attributes", "restore", "select"].find(sub);
  if (unknown) throw s3Error("NotImplemented", `The sub-resource ${unknown} is not offered here.`);
  if (sub("tagging")) {
    const operation = { GET: getTags, PUT: putTags, DELETE: deleteTags }[method];
    if (operation) return operation;
  } else if (method === "POST") {
    if (sub("uploads")) return createUpload;
    if (sub("uploadId")) return completeUpload;
  } else if (method === "PUT") {
    if (sub("uploadId")) return uploadPart;
    return headers["x-amz-copy-source"] !== undefined ? copyObject : putObject;
  } else if (method === "GET" || method === "HEAD") {
    return sub("uploadId") ? listParts : readObject;
  } else if (method === "DELETE") {
    return sub("uploadId") ? abortUpload : deleteObject;
  }
  throw s3Error("MethodNotAllowed");
};

const splitTarget = (target: string): { bucket: string; key: string; query: Map<string, string> } => {
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  const [, bucket = "", ...rest] = path.split("/");
  try {
    return {
      bucket: decodeURIComponent(bucket),
      key: rest.map(decodeURIComponent).join("/"),
      query: new Map(new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1))),
    };
  } catch {
    throw s3Error("InvalidArgument", "Couldn't parse the specified URI.");
  }
};

/** Header values by lower-case name. Node reads bytes as Latin-1; clients sign and mean UTF-8. */
const flat = (headers: IncomingMessage["headers"]): Headers =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      const text = Array.isArray(value) ? value.join(",") : value;
      return [name, text === undefined ? undefined : Buffer.from(text, "latin1").toString("utf8")];
    }),
  );

/** Starts the server. Refuses to start on a busy port; unknown buckets do not make themselves. */
export const startS3 = async (options: S3Options): Promise<RunningS3> => {
  const now = options.now ?? (() => new Date());
  const host = options.host ?? "127.0.0.1";
  const buckets = new Map<string, Bucket>();
  for (const { name, expireDays } of options.buckets) {
    const bucket = await openBucket(options.dataDir, name, now);
    if (expireDays !== undefined) await expireObjects(bucket, expireDays, now());
    buckets.set(name, bucket);
  }
  const settings = new Map(options.buckets.map((bucket) => [bucket.name, bucket]));
  let sequence = 0;

  const announce = async (
    how: string,
    bucket: Bucket,
    record: ObjectRecord,
    requestId: string,
    address: string,
  ) => {
    if (!settings.get(bucket.name)?.notify || !options.onEvent) return;
    sequence += 1;
    const event: S3Event = {
      Records: [
        {
          eventVersion: "2.1",
          eventSource: "aws:s3",
          awsRegion: options.region,
          eventTime: record.lastModified,
          eventName: `ObjectCreated:${how}`,
          userIdentity: { principalId: "AWS:LOCAL" },
          requestParameters: { sourceIPAddress: address },
          responseElements: { "x-amz-request-id": requestId, "x-amz-id-2": requestId },
          s3: {
            s3SchemaVersion: "1.0",
            configurationId: "local",
            bucket: {
              name: bucket.name,
              ownerIdentity: { principalId: "LOCAL" },
              arn: `arn:aws:s3:::${bucket.name}`,
            },
            object: {
              key: encodeURIComponent(record.key).replaceAll("%2F", "/").replaceAll("%20", "+"),
              size: record.size,
              eTag: record.etag,
              sequencer:
                `${Date.parse(record.lastModified).toString(16)}${sequence.toString(16).padStart(8, "0")}`.toUpperCase(),
            },
          },
        },
      ],
    };
    try {
      await options.onEvent(event);
    } catch (error) {
      // The object is there whoever listens: S3 never takes an upload back.
      console.error("s3: a notification was lost", error);
    }
  };

  const authenticate = (
    message: IncomingMessage,
    headers: Headers,
    query: ReadonlyMap<string, string>,
  ): VerifiedSignature => {
    const linked = query.has("X-Amz-Signature");
    const claimed = headers["x-amz-content-sha256"] ?? query.get("X-Amz-Content-Sha256");
    if (!linked && headers.authorization !== undefined && claimed === undefined) {
      throw s3Error("InvalidRequest", "Missing required header for this request: x-amz-content-sha256");
    }
    const checked = verifySignature(
      {
        method: message.method ?? "GET",
        target: message.url ?? "/",
        headers,
        payloadHash: claimed ?? UNSIGNED_PAYLOAD,
      },
      { credentials: options.credentials, region: options.region, service: "s3", now: now() },
    );
    if (!checked.ok) throw new S3Error(checked.refusal);
    return checked.verified;
  };

  const allowedOrigin = (bucketName: string, headers: Headers): string | undefined => {
    const allowed = settings.get(bucketName)?.cors?.allowedOrigins ?? [];
    const { origin } = headers;
    return origin !== undefined && (allowed.includes(origin) || allowed.includes("*")) ? origin : undefined;
  };

  const preflight = (bucketName: string, headers: Headers): S3Response => {
    const origin = allowedOrigin(bucketName, headers);
    const method = headers["access-control-request-method"];
    if (origin === undefined || !["GET", "HEAD", "POST", "PUT"].includes(method ?? ""))
      throw s3Error("AccessForbidden");
    const asked = headers["access-control-request-headers"];
    return {
      status: 200,
      headers: {
        "access-control-allow-methods": "GET, HEAD, POST, PUT",
        ...(asked !== undefined && { "access-control-allow-headers": asked }),
        "access-control-max-age": "3000",
      },
    };
  };

  const answer = async (
    message: IncomingMessage,
    source: AsyncIterable<Buffer>,
    requestId: string,
  ): Promise<S3Response> => {
    const { bucket: bucketName, key, query } = splitTarget(message.url ?? "/");
    const headers = flat(message.headers);
    const method = message.method ?? "GET";
    if (method === "OPTIONS") return preflight(bucketName, headers);
    const isForm =
      method === "POST" && key === "" && headers["content-type"]?.startsWith("multipart/form-data");
    const verified = isForm ? undefined : authenticate(message, headers, query);
    if (bucketName === "" && method === "GET") {
      const all = [...buckets.keys()].map((Name) => ({ Name }));
      return xml(200, writeXml("ListAllMyBucketsResult", { Buckets: { Bucket: all } }, S3_NAMESPACE));
    }
    const bucket = buckets.get(bucketName);
    if (!bucket) throw s3Error("NoSuchBucket");
    const created: S3Request["created"] = (how, record) =>
      announce(how, bucket, record, requestId, message.socket.remoteAddress ?? "");
    const about = {
      method,
      bucket,
      query,
      headers,
      created,
      now,
      bucketNamed: (name: string) => buckets.get(name),
    };
    if (!verified) {
      const location = `http://${headers.host}/${bucketName}`;
      return postForm(about, source, { credentials: options.credentials, region: options.region, location });
    }
    // What a link carries as x-amz-* words counts as headers: the SDK puts metadata and checksums there.
    const words = verified.mode === "query" ? [...query].filter(([name]) => name.startsWith("x-amz-")) : [];
    const all = { ...Object.fromEntries(words), ...headers };
    const request: S3Request = { ...about, key, headers: all, body: () => openBody(source, all, verified) };
    return operationOf(request)(request);
  };

  const refusalOf = (error: unknown, requestId: string): S3Refusal => {
    if (error instanceof S3Error) return error.refusal;
    console.error("s3: a request failed", requestId, error);
    return s3Error("InternalError").refusal;
  };

  /** Reads away what is left of the body, so that the client reads the answer instead of a broken pipe. */
  const drain = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    let left = DRAIN_LIMIT_BYTES;
    for await (const piece of message.iterator({ destroyOnReturn: false })) {
      left -= (piece as Buffer).length;
      if (left > 0) continue;
      response.setHeader("connection", "close");
      return;
    }
  };

  const serve = async (message: IncomingMessage, response: ServerResponse, expectsContinue: boolean) => {
    const requestId = randomUUID().replaceAll("-", "").slice(0, 16).toUpperCase();
    let bodyAsked = !expectsContinue;
    const source = (async function* (): AsyncGenerator<Buffer> {
      if (!bodyAsked) response.writeContinue();
      bodyAsked = true;
      yield* message.iterator({ destroyOnReturn: false });
    })();
    let result: S3Response;
    try {
      result = await answer(message, source, requestId);
    } catch (error) {
      if (message.destroyed && !message.complete) return;
      const refusal = refusalOf(error, requestId);
      const { code, message: sentence, status, details } = refusal;
      const body = {
        Code: code,
        Message: sentence,
        Resource: message.url?.split("?")[0],
        ...details,
        RequestId: requestId,
      };
      result = xml(status, writeXml("Error", body));
    }
    if (!bodyAsked) response.setHeader("connection", "close");
    else if (!message.complete) await drain(message, response);
    const origin = allowedOrigin(splitBucket(message.url ?? "/"), flat(message.headers));
    if (origin !== undefined) {
      response.setHeader("access-control-allow-origin", origin);
      response.setHeader("access-control-expose-headers", EXPOSED_HEADERS);
      response.setHeader("vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method");
    }
    response.setHeader("x-amz-request-id", requestId);
    response.setHeader("server", "AmazonS3");
    for (const [name, value] of Object.entries(result.headers ?? {}))
      response.setHeader(name, headerBytes(value));
    response.statusCode = result.status;
    if (result.body === undefined || message.method === "HEAD") response.end();
    else if (typeof result.body === "string") response.end(result.body);
    else await pipeline(Readable.from(result.body.bytes, { objectMode: false }), response);
  };

  const handle = (expectsContinue: boolean) => (message: IncomingMessage, response: ServerResponse) => {
    serve(message, response, expectsContinue).catch((error: unknown) => {
      // The client left while its answer was under way: nobody is there to be told.
      if (!response.destroyed) console.error("s3: an answer failed", error);
      response.destroy();
    });
  };

  const server = createServer({ requestTimeout: 0 }, handle(false));
  server.on("checkContinue", handle(true));
  const { port, url } = await listen(server, options.port, host);
  return {
    url,
    port,
    stop: () => closeServer(server),
  };
};

const splitBucket = (target: string): string => target.split(/[/?]/)[1] ?? "";

/** Header values are bytes: UTF-8 text travels as such, line ends never do. */
const headerBytes = (value: string): string =>
  Buffer.from(value.replace(/[\r\n]+/g, " "), "utf8").toString("latin1");
