import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { anOrganisation, aPlatformAdministrator } from "../../platform/test-kit/builders.ts";
import { callFunction } from "../../platform/test-kit/call-function.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { mailTo, password, someoneIn, storedPassword, withTotp } from "./test-kit.ts";

const database = testDatabase();
const call = (method: string, path: string, body?: unknown, cookies: string[] = []) =>
  callFunction(database, "api", method, `/api/${path}`, body, { cookies });
const newcomer = () => `personne.${randomUUID().slice(0, 8)}@valbrune.example`;
const person = { firstName: "Yann", lastName: "Ferrandis", password: "quatre tortues boivent du thé" };
const roles = [{ service: "mediation", roles: ["mediator"] }];

/** The cookie of whoever signs in with the password of the tests, and a code when asked. */
const signIn = async (email: string, code?: () => string) => {
  const first = await call("POST", "access/sign-in", { email, password });
  if (!code) return first.cookies;
  return (await call("POST", "access/second-factor/totp", { code: code() }, first.cookies)).cookies;
};

describe("through the API's door", () => {
  it("somebody is invited, reads the mail, makes an account, works, and is removed", async () => {
    const town = await anOrganisation(database);
    const boss = await someoneIn(database, [
      { organisationId: town.id, service: "administration", roles: ["admin"] },
    ]);
    const admin = await signIn(boss.email);
    const here = `access/organisations/${town.id}`;
    const email = newcomer();
    const invited = await call("POST", `${here}/invitations`, { email, roles }, admin);
    expect(invited).toMatchObject({ status: 200, body: { state: "sent" } });

    const mail = await mailTo(database, email);
    expect(mail?.subject).toBe("Invitation à rejoindre Ville de Valbrune sur Guichet");
    expect(mail?.text).toContain("Médiateur");
    const preview = await call("POST", "access/links/read", { token: mail?.token, purpose: "invitation" });
    expect(preview.body).toMatchObject({ email, invitation: { roles, hasAccount: false } });
    const accepted = await call("POST", "access/invitations/accept", { token: mail?.token, ...person });
    expect(accepted).toMatchObject({ status: 200, body: { state: "open", me: { email } } });
    expect(accepted.cookies[0]).toMatch(/^guichet=[\w-]{43}$/);

    const members = await call("GET", `${here}/members?search=ferrandis`, undefined, admin);
    expect(members.body).toMatchObject({ members: [{ email, roles }], counts: { invitations: 0 } });
    const { members: found } = members.body as { members: { userId: string }[] };
    expect((await call("GET", "access/me", undefined, accepted.cookies)).status).toBe(200);
    const removed = await call("POST", `${here}/members/${found[0]?.userId}/remove`, {}, admin);
    expect(removed).toMatchObject({ status: 200, body: {} });
    expect(await call("GET", "access/me", undefined, accepted.cookies)).toMatchObject({
      status: 403,
      body: { reason: "signed_out" },
    });
    expect((await mailTo(database, email))?.subject).toBe("Votre accès à Ville de Valbrune est fermé");
  });

  it("a platform administrator makes an organisation after the second step, and not before", async () => {
    const vernois = await aPlatformAdministrator(database);
    await database.admin`update user_account set password_hash = ${await storedPassword} where id = ${vernois.id}`;
    const weak = await signIn(vernois.email);
    expect((await call("GET", "platform/organisations", undefined, weak)).status).toBe(404);
    const code = await withTotp(database, vernois.id);
    const strong = await signIn(vernois.email, code);
    const administratorEmail = newcomer();
    const town = {
      name: "Ville de Clairval",
      slug: `clairval-${randomUUID().slice(0, 8)}`,
      kind: "commune",
      services: ["mediation"],
      administratorEmail,
    };
    expect(await call("POST", "platform/organisations", town, strong)).toMatchObject({
      status: 200,
      body: { slug: town.slug, services: ["mediation"] },
    });
    const mail = await mailTo(database, administratorEmail);
    const accepted = await call("POST", "access/invitations/accept", { token: mail?.token, ...person });
    expect(accepted.body).toMatchObject({ me: { memberships: [{ service: "administration" }] } });
    const wrong = await call("POST", "platform/organisations", { ...town, slug: "Pas un mot" }, strong);
    expect(wrong).toMatchObject({ status: 422, body: { fields: [{ path: "slug" }] } });
  });
});
