import { describe, expect, it } from "vitest";
import { hashSecret } from "../../platform/ids.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { renewRecoveryCodes } from "./recovery-codes.ts";
import { signIn } from "./sign-in.ts";
import { askPasskey, givePasskey, giveRecoveryCode, giveTotp } from "./sign-in-second-factor.ts";
import {
  actorOf,
  aSecurityKey,
  browser,
  granted,
  password,
  reasonOf,
  storedPassword,
  withPasskey,
  withTotp,
} from "./test-kit.ts";

const database = testDatabase();
let visits = 0;

/** Someone who gave their password and is asked for more. */
const halfWay = async (prepare: (userId: string) => Promise<unknown>) => {
  const user = await aUser(database, [], { passwordHash: await storedPassword });
  await prepare(user.id);
  visits += 1;
  const visitor = database.app({ kind: "visitor" }, { clientAddress: `192.0.2.${visits}` });
  const opened = granted(await signIn(visitor, { email: user.email, password }));
  return { ...user, ...opened, page: browser(database, opened.secret) };
};
const codesOf = async (userId: string) =>
  granted(
    await mutate(database.app({ kind: "user", userId, memberships: [] }), async (tx) => ({
      result: await renewRecoveryCodes(tx, database.app(), userId),
      permission: permit(true),
      audit: [],
      events: [],
    })),
  );

describe("a session that waits for its second factor", () => {
  it("is nobody, opens under a new secret once the code is right, and forgets the first one", async () => {
    let code = () => "";
    const { secret, signedIn, page, id } = await halfWay(async (userId) => {
      code = await withTotp(database, userId);
    });
    expect(signedIn).toEqual({ state: "second_factor", methods: ["totp"] });
    expect(await actorOf(page)).toEqual({ kind: "visitor" });

    expect(reasonOf(await giveTotp(page, "000000"))).toBe("wrong_code");
    const opened = granted(await giveTotp(page, code()));
    expect(opened.signedIn).toMatchObject({ state: "open", me: { id, secondFactor: { given: true } } });
    expect(opened.secret).not.toBe(secret);
    expect(await actorOf(browser(database, opened.secret))).toMatchObject({
      userId: id,
      session: { secondFactor: true },
    });
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
    expect(reasonOf(await giveTotp(page, code()))).toBe("sign_in_over");
  });

  it("does not wait longer than ten minutes, nor for a disabled account", async () => {
    let code = () => "";
    const late = await halfWay(async (userId) => {
      code = await withTotp(database, userId);
    });
    await database.admin`update session set created_at = now() - interval '11 minutes' where user_id = ${late.id}`;
    expect(reasonOf(await giveTotp(late.page, code()))).toBe("sign_in_over");
    const gone = await halfWay((userId) => withTotp(database, userId));
    await database.admin`update user_account set disabled_at = now() where id = ${gone.id}`;
    expect(reasonOf(await giveTotp(gone.page, "123456"))).toBe("sign_in_over");
    expect(reasonOf(await giveTotp(database.app(), "123456"))).toBe("sign_in_over");
  });

  it("takes a code one step early or late, and each code once, also of two at the same instant", async () => {
    let code = (_at?: Date) => "";
    const prepare = async (userId: string) => {
      code = await withTotp(database, userId);
    };
    const first = await halfWay(prepare);
    const now = Date.now();
    expect(reasonOf(await giveTotp(first.page, code(new Date(now - 90_000))))).toBe("wrong_code");
    const early = code(new Date(now + 29_000));
    granted(await giveTotp(first.page, early));
    const visitor = database.app({ kind: "visitor" }, { clientAddress: "192.0.2.200" });
    const again = granted(await signIn(visitor, { email: first.email, password }));
    expect(reasonOf(await giveTotp(browser(database, again.secret), early))).toBe("wrong_code");

    const racer = await halfWay(prepare);
    const other = database.anotherContainer("app");
    other.credentials = racer.page.credentials;
    const both = await Promise.all([giveTotp(racer.page, code()), giveTotp(other, code())]);
    expect(both.map(reasonOf).filter((reason) => reason === "ok")).toHaveLength(1);
  });

  it("is given five tries, then waits", async () => {
    const { page } = await halfWay((userId) => withTotp(database, userId));
    for (let tries = 0; tries < 5; tries++)
      expect(reasonOf(await giveTotp(page, "000000"))).toBe("wrong_code");
    expect(await giveTotp(page, "000000")).toMatchObject({
      refusal: { reason: "too_many_tries", code: "limited", retryAfterSeconds: expect.any(Number) },
    });
  });
});

describe("a recovery code", () => {
  it("opens once, however it is typed, and its owner is told", async () => {
    const { page, id, signedIn } = await halfWay((userId) => withTotp(database, userId));
    // Codes that came after the password count too.
    expect(signedIn).toMatchObject({ methods: ["totp"] });
    const [code = "", other = ""] = await codesOf(id);
    expect(code).toMatch(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){3}$/);
    expect(reasonOf(await giveRecoveryCode(page, "AAAA-AAAA-AAAA-AAAA"))).toBe("wrong_code");
    granted(await giveRecoveryCode(page, ` ${code.toLowerCase().replaceAll("-", " ")}`));
    const mails = await database.admin`select kind from account_mail where user_id = ${id}`;
    expect(mails).toEqual([{ kind: "second_factor_changed" }]);

    const visitor = database.app({ kind: "visitor" }, { clientAddress: "192.0.2.201" });
    const again = granted(
      await signIn(visitor, {
        email: `agent-${id}@valbrune.example`,
        password,
      }),
    );
    expect(again.signedIn).toMatchObject({ methods: ["totp", "recovery"] });
    const next = browser(database, again.secret);
    expect(reasonOf(await giveRecoveryCode(next, code))).toBe("wrong_code");
    granted(await giveRecoveryCode(next, other));
  });

  it("is stored as a hash of its own account", async () => {
    const mine = await halfWay((userId) => withTotp(database, userId));
    const theirs = await halfWay((userId) => withTotp(database, userId));
    const [code = ""] = await codesOf(mine.id);
    await codesOf(theirs.id);
    expect(reasonOf(await giveRecoveryCode(theirs.page, code))).toBe("wrong_code");
    const rows = await database.admin`select code_hash from recovery_code where user_id = ${mine.id}`;
    expect(rows).toHaveLength(10);
    expect(JSON.stringify(rows)).not.toContain(code);
  });
});

describe("a passkey", () => {
  const origin = database.env.appOrigin;
  const withKey = async () => {
    const key = aSecurityKey(origin);
    const half = await halfWay((userId) => withPasskey(database, userId, key));
    return { ...half, key };
  };

  it("opens the session it was asked for, and counts", async () => {
    const { page, key, id, signedIn } = await withKey();
    expect(signedIn).toEqual({ state: "second_factor", methods: ["passkey"] });
    const asked = granted(await askPasskey(page));
    expect(asked).toMatchObject({ rpId: new URL(origin).hostname, allowCredentials: [{ id: key.id }] });
    const opened = granted(await givePasskey(page, key.answer(asked)));
    expect(opened.signedIn).toMatchObject({ state: "open", me: { id, secondFactor: { given: true } } });
    const [row] = await database.admin`select counter, last_used_at from passkey where user_id = ${id}`;
    expect(row).toMatchObject({ counter: "2", last_used_at: expect.any(Date) });
  });

  it("answers each challenge once, whatever the answer was worth", async () => {
    const { page, key } = await withKey();
    const asked = granted(await askPasskey(page));
    const answer = key.answer(asked);
    const other = aSecurityKey(origin);
    expect(reasonOf(await givePasskey(page, { ...other.answer(asked), id: key.id }))).toBe("passkey_refused");
    expect(reasonOf(await givePasskey(page, answer))).toBe("passkey_refused");
  });

  it("is refused with another origin, another challenge, an older counter, nonsense, or somebody else's key", async () => {
    const { page, key, id } = await withKey();
    const theirs = await withKey();
    const ask = async () => granted(await askPasskey(page));
    const answers = [
      key.answer(await ask(), "https://guichet.example.evil"),
      key.answer({ challenge: "bm90IHRoZSBvbmU" }),
      theirs.key.answer(await ask()),
      { ...theirs.key.answer(await ask()), id: key.id, rawId: key.id },
    ];
    for (const answer of answers) {
      await database.admin`delete from rate_bucket`;
      await ask();
      expect(reasonOf(await givePasskey(page, answer))).toBe("passkey_refused");
    }
    await database.admin`delete from rate_bucket`;
    await ask();
    expect(reasonOf(await givePasskey(page, { id: key.id, response: "nonsense" }))).toBe("passkey_refused");
    await database.admin`update passkey set counter = 1000 where user_id = ${id}`;
    expect(reasonOf(await givePasskey(page, key.answer(await ask())))).toBe("passkey_refused");
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
  });

  it("is nothing to a session that waits for nothing", async () => {
    expect(reasonOf(await askPasskey(database.app()))).toBe("sign_in_over");
    const stranger = browser(database, hashSecret("whatever"));
    expect(reasonOf(await givePasskey(stranger, { id: "x" }))).toBe("sign_in_over");
  });
});
