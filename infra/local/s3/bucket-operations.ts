/** Operations on a bucket: ListObjectsV2, DeleteObjects, and the browser's signed form upload. */
import type { AwsCredentials } from "../aws-signature.ts";
import { readSmallBody } from "./body.ts";
import { boundaryOf, readUploadForm } from "./form-data.ts";
import {
  checkKey,
  describe,
  MAX_XML_BYTES,
  S3_NAMESPACE,
  type S3Request,
  type S3Response,
  xml,
} from "./http.ts";
import { checkPolicy, refusedSignature } from "./post-policy.ts";
import { s3Error } from "./s3-error.ts";
import { childrenOf, readXml, textOf, writeXml } from "./xml.ts";

/** A continuation token is the last name given, in a form nobody is tempted to read. */
const tokenOf = (name: string): string => Buffer.from(name).toString("base64url");
const nameOf = (token: string): string => Buffer.from(token, "base64url").toString();

const limitOf = (text: string | undefined): number => {
  const limit = Number(text ?? 1000);
  if (!Number.isInteger(limit) || limit < 0)
    throw s3Error("InvalidArgument", "Argument max-keys must be an integer.");
  return Math.min(limit, 1000);
};

/** Where a name falls in UTF-8 order; equal names count as seen. */
const isAfter = (name: string, mark: string): boolean =>
  Buffer.compare(Buffer.from(name), Buffer.from(mark)) > 0;

/** ListObjectsV2: prefix, delimiter, start-after, continuation-token, max-keys, encoding-type. */
export const listObjects = async ({ bucket, query }: S3Request): Promise<S3Response> => {
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const limit = limitOf(query.get("max-keys"));
  const token = query.get("continuation-token");
  const startAfter = query.get("start-after");
  const after = token !== undefined ? nameOf(token) : (startAfter ?? "");
  const encoded = query.get("encoding-type") === "url";
  const shown = (text: string) => (encoded ? encodeURIComponent(text).replaceAll("%2F", "/") : text);

  const contents: Record<string, string | number>[] = [];
  const prefixes: string[] = [];
  let last = "";
  let truncated = false;
  for (const key of bucket.keys()) {
    if (!key.startsWith(prefix)) continue;
    const cut = delimiter === "" ? -1 : key.indexOf(delimiter, prefix.length);
    const name = cut < 0 ? key : key.slice(0, cut + delimiter.length);
    if (after !== "" && !isAfter(name, after)) continue;
    if (cut >= 0 && prefixes.at(-1) === name) continue;
    if (contents.length + prefixes.length >= limit) {
      truncated = limit > 0;
      break;
    }
    last = name;
    const record = bucket.find(key);
    if (cut >= 0) prefixes.push(name);
    else if (record) {
      contents.push({
        Key: shown(key),
        LastModified: record.lastModified,
        ETag: `"${record.etag}"`,
        Size: record.size,
        StorageClass: "STANDARD",
      });
    }
  }
  return xml(
    200,
    writeXml(
      "ListBucketResult",
      {
        Name: bucket.name,
        Prefix: shown(prefix),
        Delimiter: delimiter === "" ? undefined : shown(delimiter),
        EncodingType: encoded ? "url" : undefined,
        StartAfter: startAfter === undefined ? undefined : shown(startAfter),
        ContinuationToken: token,
        MaxKeys: limit,
        KeyCount: contents.length + prefixes.length,
        IsTruncated: truncated,
        NextContinuationToken: truncated ? tokenOf(last) : undefined,
        Contents: contents,
        CommonPrefixes: prefixes.map((name) => ({ Prefix: shown(name) })),
      },
      S3_NAMESPACE,
    ),
  );
};

/** DeleteObjects: up to 1000 keys, silent about those that were not there. */
export const deleteObjects = async (request: S3Request): Promise<S3Response> => {
  const root = readXml(await readSmallBody(request.body(), MAX_XML_BYTES));
  const objects = root?.name === "Delete" ? childrenOf(root, "Object") : [];
  if (!root || objects.length === 0 || objects.length > 1000) throw s3Error("MalformedXML");
  const deleted: { Key: string }[] = [];
  for (const object of objects) {
    const key = textOf(object, "Key") ?? "";
    await request.bucket.delete(key);
    deleted.push({ Key: key });
  }
  const quiet = textOf(root, "Quiet") === "true";
  return xml(200, writeXml("DeleteResult", { Deleted: quiet ? [] : deleted }, S3_NAMESPACE));
};

export interface FormRules {
  credentials: AwsCredentials;
  region: string;
  /** `http://host:port/bucket` for the Location of the answer. */
  location: string;
}

const redirectTo = (
  fields: ReadonlyMap<string, string>,
  query: Record<string, string>,
): string | undefined => {
  const asked = fields.get("success_action_redirect") ?? fields.get("redirect") ?? "";
  const url = URL.parse(asked);
  if (!url) return undefined;
  for (const [name, value] of Object.entries(query)) url.searchParams.append(name, value);
  return url.toString();
};

/**
 * The browser's upload: POST of a form whose policy is signed.
 * Everything is checked before a byte of the file is kept, the size while it is.
 */
export const postForm = async (
  request: Omit<S3Request, "body" | "key">,
  source: AsyncIterable<Buffer>,
  rules: FormRules,
): Promise<S3Response> => {
  const { bucket } = request;
  const boundary = boundaryOf(request.headers["content-type"] ?? "");
  if (boundary === undefined) throw s3Error("MalformedPOSTRequest");
  const { fields, file } = await readUploadForm(source, boundary);
  const refused = refusedSignature(fields, { ...rules, service: "s3" });
  if (refused) throw refused;
  const claimedBucket = fields.get("bucket");
  if (claimedBucket !== undefined && claimedBucket !== bucket.name) throw s3Error("AccessDenied");
  const policy = checkPolicy(
    fields.get("policy") ?? "",
    new Map([...fields, ["bucket", bucket.name]]),
    request.now(),
  );
  if (!policy.ok) throw policy.error;
  const template = fields.get("key");
  if (!template) throw s3Error("InvalidArgument", "Bucket POST must contain a field named 'key'.");
  // A replacement function: a file name may hold `$&`.
  const key = checkKey(template.replaceAll(["${", "filename}"].join(""), () => file.name));

  const draft = await bucket.receive(
    { bytes: file.bytes, announced: [], claims: () => ({ checksums: {} }) },
    { maxBytes: policy.maxBytes },
  );
  if (draft.size < policy.minBytes) {
    await bucket.drop(draft);
    throw s3Error("EntityTooSmall", undefined, { MinSizeAllowed: String(policy.minBytes) });
  }
  const record = await bucket.commit(key, draft, describe(Object.fromEntries(fields)));
  await request.created("Post", record);
  const etag = `"${record.etag}"`;
  const location = `${rules.location}/${key.split("/").map(encodeURIComponent).join("/")}`;
  const redirect = redirectTo(fields, { bucket: bucket.name, key, etag });
  if (redirect !== undefined) return { status: 303, headers: { location: redirect, etag } };
  const status = Number(fields.get("success_action_status") ?? 204);
  if (status === 201) {
    const answer = { Location: location, Bucket: bucket.name, Key: key, ETag: etag };
    return xml(201, writeXml("PostResponse", answer), { location, etag });
  }
  return { status: status === 200 ? 200 : 204, headers: { location, etag } };
};
