import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { Ctx } from "./ctx.ts";
import { body, reply, route, routesApp } from "./http.ts";
import { hashSecret, newSecret, uuidV7 } from "./ids.ts";
import { done } from "./refusal.ts";
import { type LimitClass, limitClasses, networkOf, usualLimit } from "./route-limits.ts";
import { aUser } from "./test-kit/builders.ts";
import { testDatabase } from "./test-kit/database.ts";

const database = testDatabase();
const classes = Object.keys(limitClasses) as LimitClass[];
const Nothing = z.strictObject({});

/** One route per class, a read or a write as its class is. */
const routes = routesApp();
for (const limit of classes) {
  const declared = route({ summary: limit, action: "public", tag: "Test", answers: Nothing, limit });
  if (limit.endsWith("-read")) routes.get(`/${limit}`, declared, (c) => reply(c, done({})));
  else routes.post(`/${limit}`, declared, body(Nothing), (c) => reply(c, done({})));
}

/** A container of the API with the real limits, narrowed only by their own numbers. */
const aContainer = (): Ctx => {
  const ctx = database.anotherContainer("app");
  return { ...ctx, env: { ...ctx.env, rateLimitFactor: 1 } };
};
const ask = (container: Ctx, limit: LimitClass, credentials: Ctx["credentials"]) =>
  routes.fetch(
    new Request(
      `http://guichet.localhost/${limit}`,
      limit.endsWith("-read") ? {} : { method: "POST", body: "{}" },
    ),
    { ctx: { ...container, credentials } },
  );

const aSession = async () => {
  const { id } = await aUser(database);
  const secret = newSecret();
  await database.admin`
    insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${uuidV7(new Date())}, ${id}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
  return hashSecret(secret);
};

describe("limits of routes", () => {
  let containers: [Ctx, Ctx];
  beforeAll(() => {
    containers = [aContainer(), aContainer()];
  });

  it.each(classes)(
    "%s: over its limit the answer is 429 and says when, in two containers, for that caller only",
    async (limit) => {
      const { burst, by } = limitClasses[limit];
      const clientAddress = randomUUID();
      const caller = by === "account" ? { clientAddress, sessionHash: await aSession() } : { clientAddress };
      let answered = 0;
      let refused: Response | undefined;
      for (let n = 0; n < burst * 1.5 && !refused; n += 1) {
        const answer = await ask(containers[n % 2 === 0 ? 0 : 1], limit, caller);
        if (answer.status === 429) refused = answer;
        else {
          expect(answer.status).toBe(200);
          answered += 1;
        }
      }
      // Refilling goes on meanwhile, and each container may have kept a few tokens.
      expect(answered).toBeGreaterThan(burst * 0.9);
      expect(refused?.headers.get("content-type")).toBe("application/problem+json; charset=utf-8");
      expect(Number(refused?.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await refused?.json()).toMatchObject({
        code: "limited",
        reason: "too_many",
        detail: expect.stringMatching(/Réessayez dans/),
      });
      expect((await ask(containers[0], limit, { clientAddress: randomUUID() })).status).toBe(200);
      if (by === "account")
        expect(
          (await ask(containers[1], limit, { clientAddress, sessionHash: await aSession() })).status,
        ).toBe(200);
    },
  );

  it("a cookie that opens no session is counted with its address: a new one each time gains nothing", async () => {
    const clientAddress = randomUUID();
    const statuses = new Set<number>();
    for (let n = 0; n <= limitClasses.export.burst; n += 1)
      statuses.add(
        (await ask(containers[0], "export", { clientAddress, sessionHash: hashSecret(newSecret()) })).status,
      );
    expect(statuses).toEqual(new Set([200, 429]));
  });

  it("two sessions of one account share its counter", async () => {
    const first = await aSession();
    const [row] = await database.admin`select user_id from session where token_hash = ${first}`;
    const second = hashSecret(newSecret());
    await database.admin`
      insert into session (id, user_id, token_hash, last_seen_at, expires_at)
      values (${uuidV7(new Date())}, ${row?.user_id}, ${second}, now(), now() + interval '1 hour')`;
    for (let n = 0; n < limitClasses.export.burst; n += 1)
      await ask(containers[0], "export", { sessionHash: first });
    expect((await ask(containers[1], "export", { sessionHash: second })).status).toBe(429);
  });
});

describe("whose counter", () => {
  it("counts an IPv6 subscriber by their /64, whatever the writing", () => {
    expect(networkOf("192.0.2.7")).toBe("192.0.2.7");
    expect(networkOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
    for (const one of ["2001:db8:0:12::1", "2001:0db8:0000:0012:aaaa::", "[2001:db8::12:0:0:0:7]"])
      expect(networkOf(one)).toBe("2001:db8:0:12::/64");
    expect(networkOf("2001:db8:0:13::1")).not.toBe(networkOf("2001:db8:0:12::1"));
  });

  it("is chosen by the method and the right, when a route says nothing", () => {
    expect(usualLimit("GET", "public")).toBe("public-read");
    expect(usualLimit("POST", "follow_up.answer")).toBe("public-form");
    expect(usualLimit("GET", "link")).toBe("public-read");
    expect(usualLimit("GET", "case.read")).toBe("agent-read");
    expect(usualLimit("POST", "self.write")).toBe("agent-write");
  });
});
