import { afterEach, expect, test, vi } from "vitest";
import { readHmacKeys } from "./env.ts";
import { seal, unseal } from "./seal.ts";

const old = { hmacKeys: readHmacKeys(`1:${Buffer.from("the first key").toString("base64")}`) };
const rotated = {
  hmacKeys: readHmacKeys(
    `1:${Buffer.from("the first key").toString("base64")},2:${Buffer.from("the second key").toString("base64")}`,
  ),
};
afterEach(() => vi.useRealTimers());

test("what is sealed opens for its purpose and says nothing to who only sees it", async () => {
  const sealed = await seal(rotated, "a purpose", { secret: "JBSWY3DP" });
  expect(await unseal(rotated, "a purpose", sealed)).toEqual({ secret: "JBSWY3DP" });
  expect(Buffer.from(sealed, "base64url").toString("latin1")).not.toContain("JBSWY3DP");
});

test("it opens for no other purpose, no other key, and not when a character was changed", async () => {
  const sealed = await seal(old, "a purpose", "value");
  const parts = sealed.split(".");
  const [first = "A", ...others] = parts[3] ?? "";
  const altered = parts.with(3, (first === "A" ? "B" : "A") + others.join("")).join(".");
  const stranger = { hmacKeys: readHmacKeys(`1:${Buffer.from("another key").toString("base64")}`) };
  expect(await unseal(old, "another purpose", sealed)).toBeUndefined();
  expect(await unseal(stranger, "a purpose", sealed)).toBeUndefined();
  expect(await unseal(old, "a purpose", altered)).toBeUndefined();
  expect(await unseal(old, "a purpose", "not.a.seal")).toBeUndefined();
});

test("what an older key of the ring sealed still opens after a rotation", async () => {
  expect(await unseal(rotated, "a purpose", await seal(old, "a purpose", 7))).toBe(7);
  expect(await unseal(old, "a purpose", await seal(rotated, "a purpose", 7))).toBeUndefined();
});

test("with an end, it opens until then", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const sealed = await seal(old, "a purpose", "value", 60);
  vi.setSystemTime(Date.now() + 59_000);
  expect(await unseal(old, "a purpose", sealed)).toBe("value");
  vi.setSystemTime(Date.now() + 2_000);
  expect(await unseal(old, "a purpose", sealed)).toBeUndefined();
});
