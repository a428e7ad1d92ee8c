import { beforeAll, describe, expect, it } from "vitest";
import { hashSecret } from "../../platform/ids.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { whoAmI } from "./me.ts";
import { hashPassword, passwordMatches } from "./password.ts";
import { signIn, signOut } from "./sign-in.ts";
import { actorOf, browser, granted, password, reasonOf, storedPassword } from "./test-kit.ts";

const database = testDatabase();
let organisation: Awaited<ReturnType<typeof anOrganisation>>;
beforeAll(async () => {
  organisation = await anOrganisation(database);
});

const someone = async () =>
  aUser(database, [{ organisationId: organisation.id, service: "mediation", roles: ["mediator"] }], {
    passwordHash: await storedPassword,
  });
const visitor = (clientAddress: string, userAgent?: string) =>
  database.app({ kind: "visitor" }, { clientAddress, ...(userAgent ? { userAgent } : {}) });

describe("signing in", () => {
  it("opens a session whose secret is stored hashed, and which tells who asks until it is ended", async () => {
    const { email, id } = await someone();
    const firefox = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:152.0) Gecko/20100101 Firefox/152.0";
    const opened = granted(
      await signIn(visitor("a", firefox), { email: ` ${email.toUpperCase()} `, password }),
    );
    expect(opened.signedIn).toMatchObject({
      state: "open",
      me: { id, memberships: [{ service: "mediation", roles: ["mediator"] }] },
    });
    const rows = await database.admin`select token_hash, device, method from session where user_id = ${id}`;
    expect(rows).toEqual([
      { token_hash: hashSecret(opened.secret), device: "Firefox sur Windows", method: "password" },
    ]);

    const here = browser(database, opened.secret);
    expect(await whoAmI(here)).toMatchObject({ ok: true, value: { id } });
    await signOut({ ...here, actor: await actorOf(here) });
    expect(reasonOf(await whoAmI(here))).toBe("signed_out");
  });

  it("ends the session this browser had, of the same person only", async () => {
    const { email, id } = await someone();
    const other = await someone();
    const first = granted(await signIn(visitor("f"), { email, password }));
    const again = { ...visitor("f"), credentials: browser(database, first.secret).credentials };
    granted(await signIn(again, { email: other.email, password }));
    expect(await actorOf(browser(database, first.secret))).toMatchObject({ userId: id });
    granted(await signIn(again, { email, password }));
    expect(await actorOf(browser(database, first.secret))).toEqual({ kind: "visitor" });
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
    const reasons = tries.map(reasonOf);
    expect(reasons.filter((reason) => reason === "bad_credentials")).toHaveLength(10);
    expect(reasons.filter((reason) => reason === "too_many_tries")).toHaveLength(2);
    const stopped = tries.find((result) => reasonOf(result) === "too_many_tries");
    expect(stopped).toMatchObject({ refusal: { retryAfterSeconds: expect.any(Number) } });
  });

  it("lets the owner in from a network they signed in from before, while others empty the tries of the account", async () => {
    const { email } = await someone();
    granted(await signIn(visitor("home"), { email, password }));
    const attack = (from: string) => signIn(visitor(from), { email, password: "essai" });
    for (let tried = 0; tried < 10; tried += 1) await attack(`far-${tried}`);
    expect(reasonOf(await attack("far-11"))).toBe("too_many_tries");
    expect(reasonOf(await signIn(visitor("elsewhere"), { email, password }))).toBe("too_many_tries");
    expect(granted(await signIn(visitor("home"), { email, password })).signedIn.state).toBe("open");
  });

  it("followup#23 ends the right of a disabled account, and of an ended membership, at the next call of an open page", async () => {
    const { email, id } = await someone();
    const opened = granted(await signIn(visitor("d"), { email, password }));
    const page = browser(database, opened.secret);
    expect(await actorOf(page)).toMatchObject({
      kind: "user",
      memberships: [{ organisationId: organisation.id }],
    });
    await database.admin`update membership set ended_at = now() where user_id = ${id}`;
    expect(await actorOf(page)).toMatchObject({ kind: "user", memberships: [] });
    await database.admin`update user_account set disabled_at = now() where id = ${id}`;
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
    expect(reasonOf(await whoAmI(page))).toBe("signed_out");
  });
});

describe("who am I", () => {
  it("shows exactly what enter lets through: services that are on, second factors that are asked for", async () => {
    const strict = await anOrganisation(database, { name: "Ville de Montclar" });
    await database.admin`update organisation set require_second_factor = true, idle_minutes = 20 where id = ${strict.id}`;
    const { email, id } = await aUser(
      database,
      [
        { organisationId: organisation.id, service: "mediation", roles: ["reader"] },
        { organisationId: organisation.id, service: "followup", roles: ["referent"] },
        { organisationId: strict.id, service: "administration", roles: ["admin"] },
      ],
      { passwordHash: await storedPassword },
    );
    await database.admin`insert into platform_administrator (id, user_id) values (gen_random_uuid(), ${id})`;
    const { secret } = granted(await signIn(visitor("e"), { email, password }));
    const page = browser(database, secret);
    const weak = granted(await whoAmI(page));
    expect(weak).toMatchObject({
      platformAdministrator: false,
      secondFactor: { given: false, exists: false },
      idleMinutes: 20,
      memberships: [{ service: "mediation", organisation: { id: organisation.id } }],
      locked: [{ id: "platform" }, { id: strict.id, name: "Ville de Montclar" }],
    });
    await database.admin`update session set second_factor_at = now() where user_id = ${id}`;
    const strong = granted(await whoAmI(page));
    expect(strong).toMatchObject({
      platformAdministrator: true,
      secondFactor: { given: true, exists: false },
      locked: [],
    });
    expect(strong.memberships.map(({ service }) => service).toSorted()).toEqual([
      "administration",
      "mediation",
    ]);
    const actor = await actorOf(page);
    if (actor.kind !== "user") throw new Error("signed out");
    expect(strong.memberships.map((held) => [held.organisation.id, held.service])).toEqual(
      expect.arrayContaining(actor.memberships.map((held) => [held.organisationId, held.service])),
    );
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
