import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod/mini";
import { type Outcome, payloadLimitBytes } from "./function-process.ts";

/** An HTTP request as it reached the API, its body read whole. */
export interface ApiRequest {
  method: string;
  /** Path and query as they came in the address. */
  url: string;
  headers: IncomingMessage["headers"];
  body: Buffer;
  sourceIp: string;
}

export interface ApiAnswer {
  status: number;
  headers: Record<string, string>;
  cookies: readonly string[];
  body: Buffer;
}

/** HTTP APIs take 10 MB: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const requestLimitBytes = 10 * 1024 * 1024;

const apiId = "guichetlocal";
const textTypes = /^(text\/|application\/(json|javascript|xml|x-www-form-urlencoded)|[^;]*\+(json|xml))/;
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const two = (value: number) => String(value).padStart(2, "0");

/** `12/Mar/2020:19:03:58 +0000`, the form of `requestContext.time`. */
const logTime = (at: Date) =>
  `${two(at.getUTCDate())}/${months[at.getUTCMonth()]}/${at.getUTCFullYear()}:${two(at.getUTCHours())}:${two(at.getUTCMinutes())}:${two(at.getUTCSeconds())} +0000`;

const decoded = (path: string) => {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // API Gateway passes a malformed escape on as it is
  }
};

/**
 * The payload 2.0 event of an HTTP API for a request: header names in lower case, repeated ones joined by a comma,
 * cookies apart, a body that is not text in base64, the host that of the API (CloudFront does not forward its own).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export const httpEvent = (request: ApiRequest, region: string, at: Date): APIGatewayProxyEventV2 => {
  const [path = "/", ...query] = request.url.split("?");
  const rawQueryString = query.join("?");
  const domainName = `${apiId}.execute-api.${region}.amazonaws.com`;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name !== "cookie" && value !== undefined) headers[name] = [value].flat().join(",");
  }
  headers.host = domainName;
  const parameters: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString)) {
    parameters[name] = name in parameters ? `${parameters[name]},${value}` : value;
  }
  const cookies = request.headers.cookie?.split(/; */).filter((cookie) => cookie !== "");
  const isText = textTypes.test(request.headers["content-type"]?.toLowerCase() ?? "text/plain");
  const rawPath = decoded(path);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(cookies?.length ? { cookies } : {}),
    headers,
    ...(rawQueryString ? { queryStringParameters: parameters } : {}),
    requestContext: {
      accountId: "000000000000",
      apiId,
      domainName,
      domainPrefix: apiId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: "HTTP/1.1",
        sourceIp: request.sourceIp,
        userAgent: request.headers["user-agent"] ?? "",
      },
      requestId: randomUUID(),
      routeKey: "$default",
      stage: "$default",
      time: logTime(at),
      timeEpoch: at.getTime(),
    },
    ...(request.body.length > 0 ? { body: request.body.toString(isText ? "utf8" : "base64") } : {}),
    isBase64Encoded: request.body.length > 0 && !isText,
  };
};

const gatewayAnswer = (status: number, message: string): ApiAnswer => ({
  status,
  headers: { "content-type": "application/json" },
  cookies: [],
  body: Buffer.from(JSON.stringify({ message })),
});

const structuredAnswer = z.object({
  statusCode: z.pipe(z.coerce.number(), z.int().check(z.minimum(100), z.maximum(599))),
  headers: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  cookies: z.optional(z.array(z.string())),
  body: z.optional(z.string()),
  isBase64Encoded: z.optional(z.boolean()),
});

/**
 * Reads a function's answer as an HTTP API does: an object with a statusCode is taken as it says, any other JSON is
 * the body of a 200. A function that threw,
 * or answered what an HTTP API cannot read, is 500, one that died 502, one that took too long 503.
 */
export const httpAnswer = (outcome: Outcome): ApiAnswer => {
  if (outcome.kind === "error") return gatewayAnswer(500, "Internal Server Error");
  if (outcome.kind === "crash") return gatewayAnswer(502, "Bad Gateway");
  if (outcome.kind === "timeout") return gatewayAnswer(503, "Service Unavailable");
  const value: unknown = JSON.parse(outcome.payload);
  if (typeof value !== "object" || value === null || !("statusCode" in value)) {
    const body = typeof value === "string" ? value : outcome.payload;
    return { ...gatewayAnswer(200, ""), body: Buffer.from(body) };
  }
  const parsed = structuredAnswer.safeParse(value);
  if (!parsed.success) return gatewayAnswer(500, "Internal Server Error");
  const result = parsed.data;
  const headers: Record<string, string> = {};
  for (const [name, content] of Object.entries(result.headers ?? {}))
    headers[name.toLowerCase()] = String(content);
  headers["content-type"] ??= "text/plain;charset=UTF-8";
  return {
    status: result.statusCode,
    headers,
    cookies: result.cookies ?? [],
    body: Buffer.from(result.body ?? "", result.isBase64Encoded ? "base64" : "utf8"),
  };
};

/** Reads a body of the size an HTTP API takes; undefined when it is larger. */
const readLimited = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= requestLimitBytes) chunks.push(chunk);
  }
  return size > requestLimitBytes ? undefined : Buffer.concat(chunks);
};

/** Answers one HTTP request by a function, with what a distribution adds: request to event, outcome to response, with the limits of both services. */
export const answerByFunction = async (
  request: IncomingMessage,
  region: string,
  added: Readonly<Record<string, string>>,
  invoke: (event: APIGatewayProxyEventV2) => Promise<Outcome>,
): Promise<ApiAnswer> => {
  const body = await readLimited(request);
  if (!body) return gatewayAnswer(413, "Request Entity Too Large");
  const sourceIp = request.socket.remoteAddress ?? "127.0.0.1";
  const forwarded = [request.headers["x-forwarded-for"], sourceIp].flat().filter(Boolean).join(", ");
  const event = httpEvent(
    {
      method: request.method ?? "GET",
      url: request.url ?? "/",
      headers: {
        ...request.headers,
        "x-forwarded-for": forwarded,
        "cloudfront-viewer-address": `${sourceIp}:${request.socket.remotePort ?? 0}`,
        ...added,
      },
      body,
      sourceIp,
    },
    region,
    new Date(),
  );
  if (Buffer.byteLength(JSON.stringify(event)) > payloadLimitBytes) {
    return gatewayAnswer(413, "Request Entity Too Large");
  }
  return httpAnswer(await invoke(event));
};

/** Writes an answer, with `extra` headers that win over the function's own (as CloudFront's policy does). */
export const writeAnswer = (
  response: ServerResponse,
  answer: ApiAnswer,
  extra: Record<string, string> = {},
) => {
  const { "content-length": _length, ...headers } = answer.headers;
  response.writeHead(answer.status, {
    ...headers,
    ...extra,
    ...(answer.cookies.length > 0 ? { "set-cookie": [...answer.cookies] } : {}),
    "content-length": answer.body.length,
  });
  response.end(answer.body);
};
