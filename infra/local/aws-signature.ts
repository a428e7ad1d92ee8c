/**
 * AWS Signature Version 4, the server's side: pure functions shared by the local S3 and the local SES.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/create-signed-request.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-authenticating-requests.html
 */
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
}

/** What of a request is signed. `target` is the request line's path and query exactly as sent. */
export interface SignedRequest {
  method: string;
  target: string;
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Hex sha256 of the body, or one of the `x-amz-content-sha256` words. Query signatures of S3 sign UNSIGNED-PAYLOAD. */
  payloadHash: string;
}

export interface SignatureRules {
  credentials: AwsCredentials;
  region: string;
  service: string;
  now: Date;
}

/** What later signatures of the same request (chunks, trailers) are chained to. */
export interface VerifiedSignature {
  mode: "header" | "query";
  signature: string;
  signingKey: Buffer;
  /** `date/region/service/aws4_request` */
  scope: string;
  /** `YYYYMMDDTHHMMSSZ` */
  timestamp: string;
  payloadHash: string;
}

export interface SignatureRefusal {
  code: string;
  message: string;
  status: 400 | 403;
}

export type SignatureCheck =
  | { ok: true; verified: VerifiedSignature }
  | { ok: false; refusal: SignatureRefusal };

export const UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
/** Hex sha256 of nothing. */
export const EMPTY_SHA256 = createHash("sha256").digest("hex");

const ALGORITHM = "AWS4-HMAC-SHA256";
const MAX_SKEW_MS = 15 * 60_000;
const MAX_EXPIRES_SECONDS = 7 * 24 * 3600;

const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();
const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Key that signs for one day, region and service. `date` is `YYYYMMDD`. */
export const signingKey = (secret: string, date: string, region: string, service: string): Buffer =>
  hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), service), "aws4_request");

/** Lower-case hex signature of a string with a signing key. */
export const signString = (key: Buffer, text: string): string => hmac(key, text).toString("hex");

/** Compares two hex signatures in constant time; different lengths are simply different. */
export const sameSignature = (left: string, right: string): boolean => {
  const a = Buffer.from(left);
  const b = Buffer.from(right);
  return a.length === b.length && timingSafeEqual(a, b);
};

/** The instant of `YYYYMMDDTHHMMSSZ`, or undefined when the text is not one. */
const instantOf = (timestamp: string): Date | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(timestamp);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  const instant = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  return Number.isNaN(instant.getTime()) ? undefined : instant;
};

const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Percent-decodes, leaving broken escapes as they are: a broken request then fails on its signature. */
const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

const splitTarget = (target: string): { path: string; query: string } => {
  const mark = target.indexOf("?");
  return mark < 0
    ? { path: target, query: "" }
    : { path: target.slice(0, mark), query: target.slice(mark + 1) };
};

const queryPairs = (query: string): [string, string][] =>
  query
    .split("&")
    .filter((part) => part !== "")
    .map((part) => {
      const equal = part.indexOf("=");
      const name = equal < 0 ? part : part.slice(0, equal);
      const value = equal < 0 ? "" : part.slice(equal + 1);
      return [decode(name), decode(value.replaceAll("+", "%20"))];
    });

const byCode = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const headerText = (value: string | string[] | undefined): string =>
  (Array.isArray(value) ? value.join(",") : (value ?? "")).trim().replace(/\s+/g, " ");

/** The canonical request: one text that client and server derive from the same request. */
const canonicalRequest = (
  request: SignedRequest,
  signedHeaders: readonly string[],
  service: string,
): string => {
  const { path, query } = splitTarget(request.target);
  const canonicalPath = path
    .split("/")
    // Every service but S3 signs the path as it is sent, encoded once more.
    .map((segment) => encode(service === "s3" ? decode(segment) : segment))
    .join("/");
  const canonicalQuery = queryPairs(query)
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([n1, v1], [n2, v2]) => byCode(n1, n2) || byCode(v1, v2))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
  const canonicalHeaders = signedHeaders.map((name) => `${name}:${headerText(request.headers[name])}\n`);
  return [
    request.method,
    canonicalPath,
    canonicalQuery,
    canonicalHeaders.join(""),
    signedHeaders.join(";"),
    request.payloadHash,
  ].join("\n");
};

const refuse = (status: 400 | 403, code: string, message: string): SignatureCheck => ({
  ok: false,
  refusal: { status, code, message },
});

interface Claim {
  mode: "header" | "query";
  credential: string;
  signedHeaders: string[];
  signature: string;
  timestamp: string;
  expiresSeconds?: number;
}

const claimOfHeader = (request: SignedRequest): Claim | undefined => {
  const text = headerText(request.headers.authorization);
  if (!text.startsWith(`${ALGORITHM} `)) return undefined;
  const parts = new Map(
    text
      .slice(ALGORITHM.length + 1)
      .split(",")
      .map((part) => {
        const [name = "", ...rest] = part.trim().split("=");
        return [name, rest.join("=")] as const;
      }),
  );
  const credential = parts.get("Credential");
  const signedHeaders = parts.get("SignedHeaders");
  const signature = parts.get("Signature");
  if (!credential || !signedHeaders || !signature) return undefined;
  return {
    mode: "header",
    credential,
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp: headerText(request.headers["x-amz-date"]),
  };
};

const claimOfQuery = (query: ReadonlyMap<string, string>): Claim | undefined => {
  const credential = query.get("X-Amz-Credential");
  const signedHeaders = query.get("X-Amz-SignedHeaders");
  const signature = query.get("X-Amz-Signature");
  const expires = query.get("X-Amz-Expires");
  if (query.get("X-Amz-Algorithm") !== ALGORITHM) return undefined;
  if (!credential || !signedHeaders || !signature || !expires) return undefined;
  return {
    mode: "query",
    credential,
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp: query.get("X-Amz-Date") ?? "",
    expiresSeconds: Number(expires),
  };
};

/** Checks `id/date/region/service/aws4_request` against the one key pair known here. */
export const checkCredential = (
  credential: string,
  timestamp: string,
  rules: Pick<SignatureRules, "credentials" | "region" | "service">,
): { ok: true; key: Buffer; scope: string } | { ok: false; refusal: SignatureRefusal } => {
  const [id, date, region, service, end, ...more] = credential.split("/");
  const malformed = (message: string) =>
    ({ ok: false, refusal: { status: 400, code: "AuthorizationHeaderMalformed", message } }) as const;
  if (!date || !region || !service || end !== "aws4_request" || more.length > 0) {
    return malformed(
      "The Credential is mal-formed; expecting <YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request.",
    );
  }
  if (id !== rules.credentials.accessKeyId) {
    const message = "The AWS Access Key Id you provided does not exist in our records.";
    return { ok: false, refusal: { status: 403, code: "InvalidAccessKeyId", message } };
  }
  if (region !== rules.region) {
    return malformed(
      `The authorization header is malformed; the region '${region}' is wrong; expecting '${rules.region}'`,
    );
  }
  if (service !== rules.service)
    return malformed(`Incorrect service "${service}". This endpoint belongs to "${rules.service}".`);
  if (!timestamp.startsWith(date))
    return malformed("Invalid credential date. The date is not the same as X-Amz-Date.");
  return {
    ok: true,
    key: signingKey(rules.credentials.secretAccessKey, date, region, service),
    scope: `${date}/${region}/${service}/aws4_request`,
  };
};

const checkTime = (claim: Claim, now: Date): SignatureCheck | undefined => {
  const signedAt = instantOf(claim.timestamp);
  if (!signedAt)
    return refuse(403, "AccessDenied", "AWS authentication requires a valid Date or x-amz-date header");
  const age = now.getTime() - signedAt.getTime();
  if (claim.mode === "header") {
    return Math.abs(age) > MAX_SKEW_MS
      ? refuse(
          403,
          "RequestTimeTooSkewed",
          "The difference between the request time and the current time is too large.",
        )
      : undefined;
  }
  const expires = claim.expiresSeconds ?? Number.NaN;
  if (!Number.isInteger(expires) || expires < 1 || expires > MAX_EXPIRES_SECONDS) {
    const message = "X-Amz-Expires must be between 1 and 604800 seconds";
    return refuse(400, "AuthorizationQueryParametersError", message);
  }
  if (age < -MAX_SKEW_MS) return refuse(403, "AccessDenied", "Request is not valid yet");
  return age > expires * 1000 ? refuse(403, "AccessDenied", "Request has expired") : undefined;
};

/** `host` and every `x-amz-*` header that is sent must be among the signed ones. */
const unsignedHeader = (request: SignedRequest, signed: readonly string[]): string | undefined =>
  ["host", ...Object.keys(request.headers).filter((name) => name.startsWith("x-amz-"))].find(
    (name) =>
      request.headers[name] !== undefined && name !== "x-amz-content-sha256" && !signed.includes(name),
  );

/**
 * Checks the signature a request carries, in its Authorization header or in its query.
 * Refuses: none at all (AccessDenied), unknown key, wrong scope, clock more than 15 minutes apart, expired link,
 * a header left out of the signature, and anything changed since it was signed (SignatureDoesNotMatch).
 */
export const verifySignature = (request: SignedRequest, rules: SignatureRules): SignatureCheck => {
  const query = new Map(queryPairs(splitTarget(request.target).query));
  const inQuery = query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature");
  if (!inQuery && request.headers.authorization === undefined)
    return refuse(403, "AccessDenied", "Access Denied");
  if (inQuery && request.headers.authorization !== undefined) {
    return refuse(400, "InvalidArgument", "Only one auth mechanism allowed");
  }
  const claim = inQuery ? claimOfQuery(query) : claimOfHeader(request);
  if (!claim) {
    return inQuery
      ? refuse(
          400,
          "AuthorizationQueryParametersError",
          "Query-string authentication version 4 is incomplete.",
        )
      : refuse(400, "AuthorizationHeaderMalformed", "The authorization header is malformed.");
  }
  const credential = checkCredential(claim.credential, claim.timestamp, rules);
  if (!credential.ok) return credential;
  const late = checkTime(claim, rules.now);
  if (late) return late;
  const left = unsignedHeader(request, claim.signedHeaders);
  if (left !== undefined) {
    return refuse(
      403,
      "AccessDenied",
      `There were headers present in the request which were not signed: ${left}`,
    );
  }
  const canonical = canonicalRequest(request, claim.signedHeaders, rules.service);
  const toSign = [ALGORITHM, claim.timestamp, credential.scope, sha256Hex(canonical)].join("\n");
  if (!sameSignature(signString(credential.key, toSign), claim.signature)) {
    const message = "The request signature we calculated does not match the signature you provided.";
    return refuse(403, "SignatureDoesNotMatch", message);
  }
  return {
    ok: true,
    verified: {
      mode: claim.mode,
      signature: claim.signature,
      signingKey: credential.key,
      scope: credential.scope,
      timestamp: claim.timestamp,
      payloadHash: request.payloadHash,
    },
  };
};
