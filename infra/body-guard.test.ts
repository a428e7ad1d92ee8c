import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { bodyLimitBytes } from "../shared/platform/body-limit.ts";
import { bodyGuardSource, refusedBody, refusedBodyHead } from "./body-guard.ts";

const atCloudFront = (length: string | undefined) => {
  const headers = length === undefined ? {} : { "content-length": { value: length } };
  const event = { request: { uri: "/api/x", headers }, context: { requestId: "r1" } };
  return runInNewContext(`${bodyGuardSource()}; handler(${JSON.stringify(event)})`);
};

test.each([undefined, "0", String(bodyLimitBytes), "not a number"])("a body of %s bytes passes", (length) => {
  expect(refusedBody(length, "r1")).toBeUndefined();
  expect(atCloudFront(length)).toHaveProperty("uri", "/api/x");
});

test.each([String(bodyLimitBytes + 1), String(6 * 1024 * 1024)])(
  "a body of %s bytes gets the same Problem from CloudFront and from the local edge",
  (length) => {
    const answer = atCloudFront(length);
    expect(answer.body).toBe(refusedBody(length, "r1"));
    expect(JSON.parse(answer.body)).toMatchObject({ status: 422, reason: "body_too_large", requestId: "r1" });
    expect(answer.statusCode).toBe(refusedBodyHead.status);
    expect(answer.headers["content-type"].value).toBe("application/problem+json; charset=utf-8");
  },
);
