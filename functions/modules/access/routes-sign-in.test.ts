import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashSecret } from "../../platform/ids.ts";
import { callFunction } from "../../platform/test-kit/call-function.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { mailTo, password, someoneIn, withTotp } from "./test-kit.ts";

const database = testDatabase();
const call = (
  method: string,
  path: string,
  body?: unknown,
  cookies: string[] = [],
  headers: Record<string, string> = {},
) => callFunction(database, "api", method, `/api/access/${path}`, body, { cookies, headers });
const from = (address: string) => ({ "cloudfront-viewer-address": `${address}:443` });

describe("through the API's door", () => {
  it("signing in, the second step, one's account and signing out follow each other, the secret turning at each step", async () => {
    const { email, id } = await someoneIn(database);
    const code = await withTotp(database, id);
    const half = await call("POST", "sign-in", { email, password }, [], from("192.0.2.10"));
    expect(half).toMatchObject({ status: 200, body: { state: "second_factor", methods: ["totp"] } });
    expect((await call("GET", "me", undefined, half.cookies)).body).toMatchObject({ reason: "signed_out" });
    expect((await call("POST", "still-here", {}, half.cookies)).body).toMatchObject({ reason: "signed_out" });

    const whole = await call(
      "POST",
      "second-factor/totp",
      { code: ` ${code().slice(0, 3)} ${code().slice(3)}` },
      half.cookies,
    );
    expect(whole).toMatchObject({ status: 200, body: { state: "open", me: { email } } });
    expect(whole.cookies[0]).toMatch(/^guichet=[\w-]{43}$/);
    expect(whole.cookies).not.toEqual(half.cookies);
    expect((await call("GET", "account", undefined, half.cookies)).status).toBe(403);
    expect(await call("GET", "account", undefined, whole.cookies)).toMatchObject({
      status: 200,
      body: { email, totp: true, hasPassword: true },
    });
    expect(await call("POST", "still-here", {}, whole.cookies)).toMatchObject({ status: 200, body: {} });
    expect(await call("POST", "sign-out", {}, whole.cookies)).toMatchObject({
      status: 200,
      body: { next: null },
    });
    expect((await call("GET", "me", undefined, whole.cookies)).status).toBe(403);
  });

  it("gives a cookie that no script reads and no other site sends", async () => {
    const { email } = await someoneIn(database);
    const { handler } = await import("../../entries/api.ts");
    const { apiEvent, lambdaContext } = await import("../../platform/test-kit/api-event.ts");
    const event = apiEvent("POST", "/api/access/sign-in", { body: JSON.stringify({ email, password }) });
    const answer = await handler(event, lambdaContext("api"));
    const cookies = "cookies" in answer ? answer.cookies : [];
    expect(cookies).toHaveLength(1);
    expect(cookies?.[0]).toMatch(/; Max-Age=43200; Path=\/; HttpOnly; SameSite=Lax$/);
  });

  it("a forgotten password is chosen again with the link, and nobody is signed in by that", async () => {
    const { email } = await someoneIn(database);
    expect(await call("POST", "password/forgotten", { email })).toMatchObject({ status: 200, body: {} });
    const token = (await mailTo(database, email))?.token ?? "";
    const preview = await call("POST", "links/read", { token, purpose: "password_reset" });
    expect(preview).toMatchObject({ status: 200, body: { email, purpose: "password_reset" } });
    const reset = await call("POST", "password/reset", {
      token,
      password: "girafe tambour citron parapluie",
    });
    expect(reset).toMatchObject({ status: 200, body: {}, cookies: [] });
    expect((await call("POST", "sign-in", { email, password }, [], from("192.0.2.11"))).status).toBe(403);
  });

  it("a session ended from another browser is refused at its next call", async () => {
    const { email, secret } = await someoneIn(database);
    const here = [`guichet=${secret}`];
    const there = await call("POST", "sign-in", { email, password }, [], from("192.0.2.12"));
    const { body } = await call("GET", "account/sessions", undefined, here);
    const other = (body.sessions as { id: string; current: boolean }[]).find(({ current }) => !current);
    expect((await call("POST", `account/sessions/${other?.id}/end`, {}, here)).status).toBe(200);
    expect(await call("GET", "me", undefined, there.cookies)).toMatchObject({
      status: 403,
      body: { reason: "signed_out" },
    });
    expect((await call("POST", `account/sessions/${other?.id}/end`, {}, here)).status).toBe(404);
  });
});

it("whatever is sent to the doors of signing in, the answer is a named refusal and opens nothing", async () => {
  const { email, id } = await someoneIn(database);
  await withTotp(database, id);
  const half = await call("POST", "sign-in", { email, password }, [], from("192.0.2.13"));
  const paths = [
    "sign-in",
    "second-factor/totp",
    "second-factor/recovery",
    "second-factor/passkey/options",
    "second-factor/passkey",
    "password/reset",
    "magic-link/open",
    "links/read",
    "email-change/confirm",
    "account/password",
    "account/email",
    "account/totp/start",
    "account/passkeys",
  ];
  const value = fc.oneof(
    fc.string({ unit: "binary", maxLength: 60 }),
    fc.constantFrom(email, "", "\0", "' or 1=1 --", "a".repeat(43), "{}", "../../etc"),
    fc.jsonValue(),
  );
  const sent = fc.oneof(
    fc.record(
      {
        email: value,
        password: value,
        code: value,
        token: value,
        purpose: value,
        response: value,
        name: value,
      },
      { requiredKeys: [] },
    ),
    fc.jsonValue(),
    fc.record({ response: fc.record({ id: fc.string(), response: fc.object(), type: value, rawId: value }) }),
  );
  let turn = 0;
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...paths), sent, async (path, body) => {
      turn += 1;
      const network = from(`198.51.100.${turn % 250}`);
      const answer = await call("POST", path, body ?? null, half.cookies, network);
      if (path === "second-factor/passkey/options" && answer.status === 200) return;
      expect([path, answer.status < 500 && answer.status >= 400]).toEqual([path, true]);
      expect(answer.body).toMatchObject({ reason: expect.any(String), detail: expect.any(String) });
      expect(answer.cookies).toEqual([]);
    }),
    { numRuns: 250 },
  );
  const [row] = await database.admin`select pending from session
    where token_hash = ${hashSecret(half.cookies[0]?.split("=")[1] ?? "")}`;
  expect(row).toEqual({ pending: true });
}, 60_000);
