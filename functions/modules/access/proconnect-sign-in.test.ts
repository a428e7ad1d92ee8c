import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { type IdentityTicket, proConnectSeals } from "../../../shared/access/proconnect.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { routesApp } from "../../platform/http.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { anAdministrator, anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { inviteMember } from "./invite-member.ts";
import { signInByProConnect } from "./proconnect-sign-in.ts";
import { proConnectSignOut } from "./proconnect-ticket.ts";
import { identityRoutes } from "./routes-identity.ts";
import { actorOf, browser, granted, reasonOf, withTotp } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const identityApp = routesApp().route("/", identityRoutes);
const issuer = "https://proconnect.example/api/v2";
const visitor = (): Ctx => {
  const ctx = database.app();
  return { ...ctx, env: { ...ctx.env, proConnectIssuer: issuer } };
};

/** What the function `proconnect` would have put into the browser. */
const aTicket = async (given: Partial<IdentityTicket> = {}): Promise<string> =>
  seal(
    database.env,
    proConnectSeals.ticket,
    {
      id: randomUUID(),
      issuer,
      subject: randomUUID(),
      email: `agent-${randomUUID()}@valbrune.example`,
      givenName: "Lucie",
      usualName: "Ferrandier",
      siret: null,
      acr: "eidas1",
      idToken: "header.payload.signature",
      ...given,
    } satisfies IdentityTicket,
    60,
  );
const signIn = async (given: Partial<IdentityTicket> = {}) =>
  signInByProConnect(visitor(), await aTicket(given));

/** A company whose SIRET is claimed by its administrator. */
const aCompany = async (siret: string, status = "unverified") => {
  const organisation = await anOrganisation(database, {
    services: ["declarations"],
    name: "La Troupe du Halage",
  });
  await admin`update organisation set kind = 'company', siret = ${siret} where id = ${organisation.id}`;
  const administrator = await anAdministrator(database, organisation.id);
  const [claim] = await admin`
    insert into siret_claim (id, organisation_id, siret, status)
    values (gen_random_uuid(), ${organisation.id}, ${siret}, ${status}) returning id`;
  return { ...organisation, administrator, claimId: String(claim?.id) };
};
const claimOf = async (id: string) => (await admin`select * from siret_claim where id = ${id}`)[0];

test("an invited address gets its account, its roles and a session, whatever the case of its letters", async () => {
  const organisation = await anOrganisation(database);
  const manager = await anAdministrator(database, organisation.id);
  const email = `Lucie.F-${randomUUID()}@Valbrune.example`;
  const roles = [{ service: "mediation", roles: ["mediator"] }];
  granted(await inviteMember(database.app(manager.actor), { organisationId: organisation.id, email, roles }));

  const opened = granted(await signIn({ email: email.toUpperCase() }));
  expect(opened.signedIn).toMatchObject({
    state: "open",
    me: { firstName: "Lucie", lastName: "Ferrandier", email: email.toLowerCase() },
  });
  expect(await actorOf(browser(database, opened.secret))).toMatchObject({
    kind: "user",
    memberships: [{ organisationId: organisation.id, service: "mediation", roles: ["mediator"] }],
  });
  const actions = await admin`
    select action from audit_event where actor_id = (select id from user_account where email = ${email.toLowerCase()})`;
  expect(actions.map(({ action }) => action).sort()).toEqual([
    "identity.tie",
    "invitation.accept",
    "session.open",
  ]);
});

test("nobody invited gets nothing, by name, with a way to choose another account", async () => {
  const email = `ailleurs-${randomUUID()}@ailleurs.example`;
  const refused = await signIn({ email });
  expect(refused).toMatchObject({
    ok: false,
    refusal: { reason: "proconnect_not_invited", facts: { email } },
  });
  expect(refused.ok ? "" : refused.refusal.detail).toBe(
    `Votre compte ProConnect (${email}) n’est invité dans aucune organisation. Demandez une invitation à votre administrateur.`,
  );
  expect(refused.ok ? "" : refused.refusal.facts?.signOut).toMatch(/^\/api\/proconnect\/sign-out\?session=/);
  expect(await admin`select id from user_account where email = ${email}`).toHaveLength(0);
});

test.each(["cancelled_at", "accepted_at", "expires_at"])(
  "an invitation that is over (%s) invites nobody",
  async (over) => {
    const { id } = await anOrganisation(database);
    const email = `tard-${randomUUID()}@valbrune.example`;
    await admin`
    insert into invitation (id, organisation_id, email, email_canonical, roles, sent_at, expires_at)
    values (gen_random_uuid(), ${id}, ${email}, ${email}, '[]', now(), now() + interval '1 day')`;
    await admin`update invitation set ${admin(over)} = now() where email = ${email}`;
    expect(reasonOf(await signIn({ email }))).toBe("proconnect_not_invited");
  },
);

test("a known address is tied to its account once; from then on the identity counts, even under another address", async () => {
  const user = await aUser(database);
  const subject = randomUUID();
  expect(reasonOf(await signIn({ subject, email: user.email }))).toBe("ok");
  const again = granted(await signIn({ subject, email: "nouvelle-adresse@valbrune.example" }));
  expect(again.signedIn).toMatchObject({ state: "open", me: { id: user.id } });
  expect(await admin`select id from identity where user_id = ${user.id}`).toHaveLength(1);
});

test("a disabled account stays closed, known by its identity or by its address", async () => {
  const user = await aUser(database);
  const subject = randomUUID();
  await signIn({ subject, email: user.email });
  await admin`update user_account set disabled_at = now() where id = ${user.id}`;
  expect(reasonOf(await signIn({ subject, email: user.email }))).toBe("account_disabled");
  expect(reasonOf(await signIn({ email: user.email }))).toBe("account_disabled");
});

test("a level with two factors counts as the second factor, one without does not", async () => {
  const [one, two] = [await aUser(database), await aUser(database)];
  const weak = granted(await signIn({ email: one.email }));
  const strong = granted(await signIn({ email: two.email, acr: "eidas2" }));
  expect(await actorOf(browser(database, weak.secret))).toMatchObject({ session: { secondFactor: false } });
  expect(await actorOf(browser(database, strong.secret))).toMatchObject({ session: { secondFactor: true } });
});

test("the first tie with an account that has a second factor asks for that one; later the level counts", async () => {
  const user = await aUser(database);
  await withTotp(database, user.id);
  const subject = randomUUID();
  const first = granted(await signIn({ subject, email: user.email, acr: "eidas3" }));
  expect(first.signedIn).toMatchObject({ state: "second_factor", methods: ["totp"] });
  expect(await actorOf(browser(database, first.secret))).toMatchObject({ kind: "visitor" });
  const later = granted(await signIn({ subject, email: user.email, acr: "eidas3" }));
  expect(later.signedIn).toMatchObject({ state: "open" });
});

test("a ticket opens once, from our provider only, and nothing but a ticket is one", async () => {
  const user = await aUser(database);
  const ticket = await aTicket({ email: user.email });
  expect(reasonOf(await signInByProConnect(visitor(), ticket))).toBe("ok");
  expect(reasonOf(await signInByProConnect(visitor(), ticket))).toBe("proconnect_replayed");
  expect(reasonOf(await signIn({ email: user.email, issuer: "https://ailleurs.example" }))).toBe(
    "proconnect_expired",
  );
  const other = await seal(database.env, proConnectSeals.request, { id: "x" }, 60);
  for (const sealed of [undefined, "", "a.b.c.d.e", other])
    expect(reasonOf(await signInByProConnect(visitor(), sealed))).toBe("proconnect_expired");
  expect(reasonOf(await signInByProConnect(database.app(), await aTicket()))).toBe("proconnect_off");
});

test("two answers at the same instant make one account", async () => {
  const organisation = await anOrganisation(database);
  const manager = await anAdministrator(database, organisation.id);
  const email = `deux-${randomUUID()}@valbrune.example`;
  const roles = [{ service: "mediation", roles: ["reader"] }];
  granted(await inviteMember(database.app(manager.actor), { organisationId: organisation.id, email, roles }));
  const elsewhere = (): Ctx => {
    const ctx = database.anotherContainer("app");
    return { ...ctx, env: { ...ctx.env, proConnectIssuer: issuer } };
  };
  const subject = randomUUID();
  const both = await Promise.all(
    [elsewhere(), elsewhere()].map(async (ctx) => signInByProConnect(ctx, await aTicket({ email, subject }))),
  );
  expect(both.filter(({ ok }) => ok).length).toBeGreaterThanOrEqual(1);
  expect(await admin`select id from user_account where email = ${email}`).toHaveLength(1);
  expect(reasonOf(await signIn({ email, subject }))).toBe("ok");
});

test("the session keeps the id_token sealed, and signing out leads to ProConnect with it", async () => {
  const user = await aUser(database);
  granted(await signIn({ email: user.email, idToken: "a.secret.token" }));
  const [kept] = await admin`select id_token from session where user_id = ${user.id}`;
  const sealed = String(kept?.id_token);
  expect(sealed).not.toContain("secret");
  expect(await unseal(database.env, proConnectSeals.idToken, sealed)).toBe("a.secret.token");
  expect(proConnectSignOut(visitor(), sealed)).toBe(
    `/api/proconnect/sign-out?session=${encodeURIComponent(sealed)}`,
  );
  expect(proConnectSignOut(visitor(), null)).toBeNull();
  const journal = JSON.stringify([await admin`select * from audit_event`, database.logged]);
  expect(journal).not.toContain("a.secret.token");
  expect(journal).not.toContain(sealed);
});

test("an identity of the same company proves its SIRET at once; of another company, nothing", async () => {
  const company = await aCompany("00987512100015");
  const { email } = company.administrator;
  await signIn({ email, siret: "00987923000010" });
  expect(await claimOf(company.claimId)).toMatchObject({ status: "unverified" });
  await signIn({ email, siret: "00987512100023" });
  expect(await claimOf(company.claimId)).toMatchObject({ status: "verified", method: "proconnect" });
});

test("declarations#25 a second organisation that proves the same SIRET is disputed, and the first stays verified", async () => {
  const first = await aCompany("00988197000017", "verified");
  const second = await aCompany("00988197000017");
  await signIn({ email: second.administrator.email, siret: "00988197000017" });
  expect(await claimOf(second.claimId)).toMatchObject({ status: "disputed", method: "proconnect" });
  expect(await claimOf(first.claimId)).toMatchObject({ status: "verified" });
});

test("who is no administrator of the company proves nothing for it", async () => {
  const company = await aCompany("00988060000011");
  const member = await aUser(database, [
    { organisationId: company.id, service: "declarations", roles: ["manager"] },
  ]);
  await signIn({ email: member.email, siret: "00988060000011" });
  expect(await claimOf(company.claimId)).toMatchObject({ status: "unverified" });
});

test("the route takes the ticket from its cookie, gives the session's, and forgets the ticket either way", async () => {
  const user = await aUser(database);
  const ask = async (ticket: string) =>
    identityApp.fetch(
      new Request("http://guichet.localhost/api/access/proconnect", {
        method: "POST",
        headers: { "content-type": "application/json", cookie: `guichet-proconnect=${ticket}` },
        body: "{}",
      }),
      { ctx: visitor() },
    );
  const ticket = await aTicket({ email: user.email });
  const opened = await ask(ticket);
  expect(opened.status).toBe(200);
  expect(opened.headers.getSetCookie().join("\n")).toMatch(/guichet=[\w-]{43};.*HttpOnly/);
  for (const answer of [opened, await ask(ticket)])
    expect(answer.headers.getSetCookie().join("\n")).toMatch(/guichet-proconnect=;.*Max-Age=0/);
});

test("the sign-in page learns whether there is a provider", async () => {
  const ask = async (ctx: Ctx) =>
    (
      await identityApp.fetch(new Request("http://guichet.localhost/api/access/sign-in-methods"), { ctx })
    ).json();
  expect(await ask(visitor())).toEqual({ proConnect: true });
  expect(await ask(database.app())).toEqual({ proConnect: false });
});
