import { describe, expect, it, vi } from "vitest";
import type { Ctx } from "../../platform/ctx.ts";
import { aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { forOwner } from "./account-owner.ts";
import { changeEmail } from "./email-change.ts";
import { askMagicLink } from "./magic-link.ts";
import { askPasswordReset } from "./password-reset.ts";
import { signIn } from "./sign-in.ts";
import { granted, password, someoneIn, storedPassword } from "./test-kit.ts";

// Nobody learns whether an account exists, by words or by time. Time is noisy; what takes time is not: the statements
// that were sent, and the costs of the passwords that were hashed.
const hashed = vi.hoisted((): string[] => []);
vi.mock("node:crypto", async (original) => {
  const real = await original<typeof import("node:crypto")>();
  const argon2: typeof real.argon2 = (algorithm, given, done) => {
    hashed.push(`${algorithm} ${given.memory} ${given.passes} ${given.parallelism} ${given.tagLength}`);
    real.argon2(algorithm, given, done);
  };
  return { ...real, argon2 };
});

const database = testDatabase();

/** What a call does for its answer, in order: statements without their values, and hashes with their cost. */
const workOf = async (ctx: Ctx, call: (ctx: Ctx) => Promise<unknown>) => {
  const client = ctx.db.$client;
  const { begin, unsafe } = client;
  const statements: string[] = [];
  const noted =
    (send: typeof unsafe): typeof unsafe =>
    (query, ...rest) => {
      statements.push(query);
      return send(query, ...rest);
    };
  hashed.length = 0;
  client.unsafe = noted(unsafe);
  client.begin = ((work: (tx: unknown) => unknown) =>
    begin((tx) => work(Object.assign(tx, { unsafe: noted(tx.unsafe) })))) as typeof begin;
  try {
    const answer = await call(ctx);
    return { answer, statements, hashed: [...hashed] };
  } finally {
    Object.assign(client, { begin, unsafe });
  }
};
const visitor = () => database.app({ kind: "visitor" }, { clientAddress: crypto.randomUUID() });
const disabled = async (email: string) =>
  database.admin`update user_account set disabled_at = now() where email = ${email}`;

describe("whether an account exists", () => {
  it("is not told by signing in: unknown, wrong, disabled or without password are the same words and work", async () => {
    const passwordHash = await storedPassword;
    const known = await aUser(database, [], { passwordHash });
    const gone = await aUser(database, [], { passwordHash });
    await disabled(gone.email);
    const without = await aUser(database);
    const attempts = [
      { email: known.email, password: "autre chose" },
      { email: "personne@valbrune.example", password },
      { email: gone.email, password },
      { email: without.email, password },
    ];
    const [first, ...others] = await Promise.all(
      attempts.map((attempt) => workOf(database.anotherContainer("app"), (ctx) => signIn(ctx, attempt))),
    );
    for (const other of others) {
      expect(other.answer).toEqual(first?.answer);
      expect(other.statements).toEqual(first?.statements);
    }
    expect(first?.statements.length).toBeGreaterThan(2);
  });

  it("costs one hash of the same cost in each of these cases", async () => {
    const known = await aUser(database, [], { passwordHash: await storedPassword });
    const costs = [];
    for (const email of [known.email, "inconnue@valbrune.example"])
      costs.push((await workOf(visitor(), (ctx) => signIn(ctx, { email, password: "autre chose" }))).hashed);
    expect(costs[0]).toEqual(["argon2id 19456 2 1 32"]);
    expect(costs[1]).toEqual(costs[0]);
  });

  it.each([
    ["a forgotten password", askPasswordReset],
    ["a sign-in link", askMagicLink],
  ])("is not told by asking for %s", async (_what, ask) => {
    const known = await aUser(database);
    const gone = await aUser(database);
    await disabled(gone.email);
    const administrator = await aUser(database);
    await database.admin`insert into platform_administrator (id, user_id) values (gen_random_uuid(), ${administrator.id})`;
    const works = [];
    for (const { email } of [{ email: "nul@valbrune.example" }, known, gone, administrator])
      works.push(await workOf(visitor(), (ctx) => ask(ctx, email)));
    for (const work of works) expect(work).toEqual({ ...works[0], hashed: [] });
    expect(works[0]?.answer).toEqual({ ok: true, value: null });
    expect(works[0]?.statements.length).toBeGreaterThan(4);
  });

  it("is not told by taking an address for one's own", async () => {
    const taken = await aUser(database);
    const works = [];
    for (const email of ["libre@valbrune.example", taken.email]) {
      const { page } = await someoneIn(database);
      const work = await workOf(page, (ctx) =>
        forOwner(ctx, (owner) => changeEmail(owner, { email, password })),
      );
      works.push({ ...work, answer: typeof work.answer });
    }
    expect(works[1]).toEqual(works[0]);
    expect(granted(await askPasswordReset(visitor(), taken.email))).toBeNull();
  });
});
