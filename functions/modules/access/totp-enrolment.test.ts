import { Secret, TOTP, URI } from "otpauth";
import { describe, expect, it } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { forOwner, withProof } from "./account-owner.ts";
import { readAccount } from "./account-view.ts";
import { whoAmI } from "./me.ts";
import { addPasskey, removePasskey, startPasskey } from "./passkey-enrolment.ts";
import { newRecoveryCodes } from "./recovery-codes-renew.ts";
import {
  aSecurityKey,
  granted,
  mailTo,
  password,
  reasonOf,
  signedInAs,
  someoneIn,
  withTotp,
} from "./test-kit.ts";
import { confirmTotp, removeTotp, startTotp } from "./totp-enrolment.ts";

const database = testDatabase();
const proof = { password };
type Page = Awaited<ReturnType<typeof someoneIn>>["page"];
const codeOf = (secret: string, at = Date.now()) =>
  TOTP.generate({ secret: Secret.fromBase32(secret), timestamp: at });
const enrol = async (page: Page) => {
  const started = granted(await withProof(page, proof, startTotp));
  const confirmed = await forOwner(page, (owner) => confirmTotp(owner, codeOf(started.secret)));
  return { ...started, ...granted(confirmed) };
};

describe("an application of codes", () => {
  it("counts once a first code proved it: this session has its second factor, ten codes are shown once", async () => {
    const { page, email, id } = await someoneIn(database);
    const started = granted(await withProof(page, proof, startTotp));
    const parsed = URI.parse(started.uri);
    expect(parsed).toMatchObject({ issuer: "Guichet", label: email, digits: 6, period: 30 });
    expect(started.svg).toMatch(/^<svg [^>]*><rect fill="white"/);
    expect(started.svg).not.toMatch(/style|script/);
    expect(granted(await forOwner(page, readAccount)).totp).toBe(false);
    expect(reasonOf(await forOwner(page, (owner) => confirmTotp(owner, "000000")))).toBe("wrong_code");

    const first = codeOf(started.secret);
    const { recoveryCodes } = granted(await forOwner(page, (owner) => confirmTotp(owner, first)));
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(granted(await forOwner(page, readAccount))).toMatchObject({ totp: true, recoveryCodesLeft: 10 });
    expect(granted(await whoAmI(page)).secondFactor).toEqual({ given: true, exists: true });
    expect(await mailTo(database, email)).toMatchObject({
      subject: "La vérification en deux étapes de votre compte a changé",
      text: expect.stringContaining("une application de codes, 10 codes de secours"),
    });
    const [stored] = await database.admin`select secret from totp_factor where user_id = ${id}`;
    expect(stored?.secret).not.toContain(started.secret);
    expect(reasonOf(await withProof(page, proof, startTotp))).toBe("totp_exists");
    expect((await signedInAs(database, email)).signedIn).toMatchObject({ methods: ["totp", "recovery"] });
  });

  it("is taken off with a proof; without any factor left no session is a strong one", async () => {
    const { page } = await someoneIn(database);
    const { secret } = await enrol(page);
    expect(reasonOf(await withProof(page, {}, removeTotp))).toBe("proof_needed");
    expect(reasonOf(await withProof(page, { code: "000000" }, removeTotp))).toBe("wrong_code");
    const next = codeOf(secret, Date.now() + 30_000);
    expect(granted(await withProof(page, { code: next }, removeTotp))).toMatchObject({
      totp: false,
      recoveryCodesLeft: 0,
    });
    expect(granted(await whoAmI(page)).secondFactor).toEqual({ given: false, exists: false });
  });

  it("is not started by someone who only holds an open page", async () => {
    const { page } = await someoneIn(database);
    expect(reasonOf(await withProof(page, { password: "autre chose" }, startTotp))).toBe("wrong_password");
    for (let tries = 0; tries < 4; tries++) await withProof(page, { password: "autre chose" }, startTotp);
    expect(reasonOf(await withProof(page, proof, startTotp))).toBe("too_many_tries");
    expect(reasonOf(await withProof(database.app(), proof, startTotp))).toBe("signed_out");
  });

  it("is not weakened from a session that never gave the second factor, even with the password", async () => {
    const { page, email, id } = await someoneIn(database);
    const before = (await signedInAs(database, email)).page;
    await withTotp(database, id);
    for (const change of [startTotp, removeTotp, newRecoveryCodes])
      expect(reasonOf(await withProof<unknown>(before, proof, change))).toBe("second_factor_needed");
    expect(reasonOf(await withProof(page, proof, startPasskey))).toBe("second_factor_needed");
  });

  it("without password, having just signed in is the proof", async () => {
    const { page, id } = await someoneIn(database);
    await database.admin`update user_account set password_hash = null where id = ${id}`;
    granted(await withProof(page, {}, startTotp));
    await database.admin`update session set created_at = now() - interval '11 minutes' where user_id = ${id}`;
    expect(reasonOf(await withProof(page, {}, startTotp))).toBe("sign_in_again");
  });
});

describe("a passkey", () => {
  const origin = database.env.appOrigin;
  const add = (page: Page, response: { id: string }, name = "Clé bleue") =>
    forOwner(page, (owner) => addPasskey(owner, { name, response }));

  it("is added with the challenge of this session, once, and gives the session its second factor", async () => {
    const { page } = await someoneIn(database);
    const key = aSecurityKey(origin);
    const options = granted(await withProof(page, proof, startPasskey));
    const answer = key.register(options);
    expect(granted(await add(page, answer)).recoveryCodes).toHaveLength(10);
    expect(granted(await whoAmI(page)).secondFactor).toEqual({ given: true, exists: true });
    expect(reasonOf(await add(page, answer))).toBe("passkey_refused");
    const account = granted(await forOwner(page, readAccount));
    expect(account.passkeys).toMatchObject([{ name: "Clé bleue", lastUsedAt: null }]);

    const again = granted(await withProof(page, proof, startPasskey));
    expect(again.excludeCredentials).toMatchObject([{ id: key.id }]);
    const second = granted(await add(page, aSecurityKey(origin).register(again), "Clé rouge"));
    expect(second.recoveryCodes).toEqual([]);
  });

  it("is refused from another site, with another challenge, without a challenge, and when another account has it", async () => {
    const mine = await someoneIn(database);
    const theirs = await someoneIn(database);
    const key = aSecurityKey(origin);
    expect(reasonOf(await add(mine.page, key.register({ challenge: "x" })))).toBe("passkey_refused");
    granted(await withProof(mine.page, proof, startPasskey));
    expect(reasonOf(await add(mine.page, key.register({ challenge: "bm90IHRoZSBvbmU" })))).toBe(
      "passkey_refused",
    );
    const elsewhere = granted(await withProof(mine.page, proof, startPasskey));
    expect(reasonOf(await add(mine.page, aSecurityKey("https://evil.example").register(elsewhere)))).toBe(
      "passkey_refused",
    );
    granted(await add(mine.page, key.register(granted(await withProof(mine.page, proof, startPasskey)))));
    const asked = granted(await withProof(theirs.page, proof, startPasskey));
    expect(reasonOf(await add(theirs.page, key.register(asked)))).toBe("passkey_refused");
  });

  it("is taken off by its owner only, codes and all when it was the last", async () => {
    const mine = await someoneIn(database);
    const theirs = await someoneIn(database);
    const key = aSecurityKey(origin);
    granted(await add(mine.page, key.register(granted(await withProof(mine.page, proof, startPasskey)))));
    const id = granted(await forOwner(mine.page, readAccount)).passkeys[0]?.id ?? "";
    expect(reasonOf(await withProof(theirs.page, proof, (owner) => removePasskey(owner, id)))).toBe(
      "not_found",
    );
    expect(granted(await withProof(mine.page, proof, (owner) => removePasskey(owner, id)))).toMatchObject({
      passkeys: [],
      recoveryCodesLeft: 0,
    });
  });
});

describe("recovery codes", () => {
  it("are renewed as a whole, and need a factor they replace", async () => {
    const { page } = await someoneIn(database);
    expect(reasonOf(await withProof(page, proof, newRecoveryCodes))).toBe("no_second_factor");
    const { recoveryCodes } = await enrol(page);
    const renewed = granted(await withProof(page, proof, newRecoveryCodes)).recoveryCodes;
    expect(renewed).toHaveLength(10);
    expect(renewed.filter((code) => recoveryCodes.includes(code))).toEqual([]);
  });
});
