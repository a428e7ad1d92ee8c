import { problemOf } from "../functions/platform/refusal.ts";
import { bodyLimitBytes, bodyTooLarge } from "../shared/platform/body-limit.ts";

/** Status and headers of the answer to a body that is too large. */
export const refusedBodyHead = {
  status: problemOf(bodyTooLarge, "").status,
  headers: { "content-type": "application/problem+json; charset=utf-8", "cache-control": "no-store" },
};

/**
 * The Problem of a request to /api whose announced body is too large, undefined when it may pass. Answered at the
 * edge, because Lambda refuses six megabytes by itself, in words that are not for people.
 */
export const refusedBody = (contentLength: string | undefined, requestId: string): string | undefined =>
  Number(contentLength ?? 0) > bodyLimitBytes
    ? JSON.stringify(problemOf(bodyTooLarge, requestId))
    : undefined;

/** The same rule as a CloudFront Function (cloudfront-js-2.0) on /api. */
export const bodyGuardSource = (): string => `
var limit = ${bodyLimitBytes};
var problem = ${JSON.stringify(problemOf(bodyTooLarge, ""))};
var answer = ${JSON.stringify(refusedBodyHead)};

function handler(event) {
  var length = event.request.headers["content-length"];
  if (!length || !(Number(length.value) > limit)) return event.request;
  problem.requestId = event.context.requestId;
  var headers = {};
  Object.keys(answer.headers).forEach(function (name) { headers[name] = { value: answer.headers[name] }; });
  return { statusCode: answer.status, statusDescription: "Unprocessable Content", headers: headers, body: JSON.stringify(problem) };
}
`;
