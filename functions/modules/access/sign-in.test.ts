import { beforeAll, describe, expect, it } from "vitest";
import { guarded } from "../../platform/enter.ts";
import { hashSecret } from "../../platform/ids.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { whoAmI } from "./me.ts";
import { hashPassword, passwordMatches } from "./password.ts";
import { signIn, signOut } from "./sign-in.ts";

const database = testDatabase();
const password = "une phrase de passe assez longue";
let organisation: Awaited<ReturnType<typeof anOrganisation>>;
let stored: string;
beforeAll(async () => {
  organisation = await anOrganisation(database);
  stored = await hashPassword(password);
});

const someone = () =>
  aUser(database, [{ organisationId: organisation.id, service: "mediation", roles: ["mediator"] }], {
    passwordHash: stored,
  });
const visitor = (clientAddress: string) => database.app({ kind: "visitor" }, { clientAddress });

describe("signing in", () => {
  it("opens a session whose secret is stored hashed, and which tells who asks until it is ended", async () => {
    const { email, id } = await someone();
    const opened = await signIn(visitor("a"), { email: ` ${email.toUpperCase()} `, password });
    if (!opened.ok) throw new Error(opened.refusal.reason);
    expect(opened.value.me).toMatchObject({
      id,
      memberships: [{ service: "mediation", roles: ["mediator"] }],
    });
    const rows = await database.admin`select token_hash from session where user_id = ${id}`;
    expect(rows).toEqual([{ token_hash: hashSecret(opened.value.secret) }]);

    const credentials = { sessionHash: hashSecret(opened.value.secret) };
    const browser = database.app({ kind: "visitor" }, credentials);
    expect(await whoAmI(browser)).toMatchObject({ ok: true, value: { id } });
    const { ctx } = await guarded(browser, async () => undefined);
    await signOut(ctx);
    expect(await whoAmI(browser)).toMatchObject({ ok: false, refusal: { reason: "signed_out" } });
  });

  it("gives an unknown account, a wrong password and a disabled account the same answer", async () => {
    const { email, id } = await someone();
    const unknown = await signIn(visitor("b"), { email: "personne@valbrune.example", password });
    const wrong = await signIn(visitor("b"), { email, password: "autre chose" });
    await database.admin`update user_account set disabled_at = now() where id = ${id}`;
    const disabled = await signIn(visitor("b"), { email, password });
    expect(unknown).toMatchObject({ ok: false, refusal: { reason: "bad_credentials" } });
    expect(wrong).toEqual(unknown);
    expect(disabled).toEqual(unknown);
  });

  it("slows down who guesses one account, without telling whether it exists", async () => {
    const tries = await Promise.all(
      Array.from({ length: 12 }, () =>
        signIn(visitor("c"), { email: "cible@valbrune.example", password: "essai" }),
      ),
    );
    const reasons = tries.map((result) => (result.ok ? "in" : result.refusal.reason));
    expect(reasons.filter((reason) => reason === "bad_credentials")).toHaveLength(10);
    expect(reasons.filter((reason) => reason === "too_many_tries")).toHaveLength(2);
  });

  it("ends the right of a disabled account, an ended session and an ended membership at once", async () => {
    const { email, id } = await someone();
    const opened = await signIn(visitor("d"), { email, password });
    if (!opened.ok) throw new Error(opened.refusal.reason);
    const browser = database.app({ kind: "visitor" }, { sessionHash: hashSecret(opened.value.secret) });
    const actor = async () => (await guarded(browser, async () => undefined)).ctx.actor;
    expect(await actor()).toMatchObject({ kind: "user", memberships: [{ organisationId: organisation.id }] });
    await database.admin`update membership set ended_at = now() where user_id = ${id}`;
    expect(await actor()).toMatchObject({ kind: "user", memberships: [] });
    await database.admin`update user_account set disabled_at = now() where id = ${id}`;
    expect(await actor()).toEqual({ kind: "visitor" });
  });
});

describe("a stored password", () => {
  it("matches the same words typed on another keyboard and nothing else", async () => {
    const hash = await hashPassword("été à Noël ﬁn");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(await passwordMatches("été à Noël fin", hash)).toBe(true);
    expect(await passwordMatches("ete a Noel fin", hash)).toBe(false);
    expect(await passwordMatches("", null)).toBe(false);
    expect(await passwordMatches("x", "$argon2id$broken")).toBe(false);
  });
});
