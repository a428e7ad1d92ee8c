import { expect, test } from "vitest";
import { readProviderError, retryDelay } from "./provider-answer.ts";

const named = (name: string, status?: number) =>
  Object.assign(new Error("x"), { name, $metadata: status === undefined ? {} : { httpStatusCode: status } });
const coded = (code: string) => Object.assign(new Error("x"), { code });

test.each([
  [named("Throttling", 400), "not_sent"],
  [named("AccountSendingPausedException", 400), "not_sent"],
  [named("ConfigurationSetSendingPausedException", 400), "not_sent"],
  [named("MailFromDomainNotVerifiedException", 400), "not_sent"],
  [named("ConfigurationSetDoesNotExistException", 400), "not_sent"],
  [named("ExpiredToken", 403), "not_sent"],
  [coded("ENOTFOUND"), "not_sent"],
  [named("SignatureDoesNotMatch", 403), "not_sent"],
  [coded("ECONNREFUSED"), "not_sent"],
  [
    Object.assign(new Error("Connection timed out: could not establish"), { name: "TimeoutError" }),
    "not_sent",
  ],
  [named("MessageRejected", 400), "refused"],
  [named("InvalidParameterValue", 400), "refused"],
  [named("InternalFailure", 500), "uncertain"],
  [coded("ECONNRESET"), "uncertain"],
  [Object.assign(new Error("no answer"), { name: "TimeoutError" }), "uncertain"],
  ["not even an error", "uncertain"],
])("%s is %s", (error, expected) => {
  expect(readProviderError(error)).toBe(expected);
});

test("tries are spaced out and end: a day for most, minutes for a code", () => {
  const delays = (isSecurity: boolean) =>
    Array.from({ length: 9 }, (_, i) => retryDelay(isSecurity, i + 1, 0.5));
  expect(delays(false)).toEqual([
    60_000,
    300_000,
    900_000,
    3_600_000,
    10_800_000,
    21_600_000,
    43_200_000,
    undefined,
    undefined,
  ]);
  expect(delays(true).slice(0, 4)).toEqual([15_000, 60_000, 180_000, undefined]);
  expect(retryDelay(false, 1, 0)).toBe(48_000);
  expect(retryDelay(false, 1, 1)).toBe(72_000);
});
