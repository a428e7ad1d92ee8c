import type { Context } from "aws-lambda";
import type { LambdaEvent } from "hono/aws-lambda";
import { entranceHeader } from "../entrance.ts";

/** What the distributions of the tests add to each request. */
export const entranceForTests = "the way in of the tests";

/** A request as API Gateway's HTTP API hands it to a function (payload 2.0). */
export const apiEvent = (
  method: string,
  path: string,
  given: { body?: string; cookies?: string[]; headers?: Record<string, string> } = {},
): LambdaEvent => {
  const [rawPath = "/", rawQueryString = ""] = path.split("?");
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(given.cookies ? { cookies: given.cookies } : {}),
    headers: {
      host: "guichet.localhost",
      [entranceHeader]: entranceForTests,
      ...(given.body === undefined ? undefined : { "content-type": "application/json" }),
      ...given.headers,
    },
    requestContext: {
      accountId: "000000000000",
      authentication: null,
      authorizer: {},
      apiId: "local",
      domainName: "guichet.localhost",
      domainPrefix: "guichet",
      http: { method, path: rawPath, protocol: "HTTP/1.1", sourceIp: "192.0.2.1", userAgent: "test" },
      requestId: "test",
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2027:00:00:00 +0000",
      timeEpoch: 0,
    },
    body: given.body ?? null,
    isBase64Encoded: false,
  };
};

/** The part of Lambda's context that handlers read. */
export const lambdaContext = (functionName: string): Context => ({
  callbackWaitsForEmptyEventLoop: true,
  functionName,
  functionVersion: "$LATEST",
  invokedFunctionArn: `arn:aws:lambda:eu-west-3:000000000000:function:${functionName}`,
  memoryLimitInMB: "1024",
  awsRequestId: crypto.randomUUID(),
  logGroupName: "test",
  logStreamName: "test",
  getRemainingTimeInMillis: () => 20_000,
  done: () => {},
  fail: () => {},
  succeed: () => {},
});
