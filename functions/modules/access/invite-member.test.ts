import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalEmail } from "../../../shared/access/email.ts";
import type { Ctx } from "../../platform/ctx.ts";
import {
  aMediator,
  anAdministrator,
  anOrganisation,
  aPlatformAdministrator,
  aUser,
  signedIn,
} from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { storedToken } from "./account-link.ts";
import { acceptInvitation, joinByInvitation } from "./invitation-accept.ts";
import { cancelInvitation, correctInvitation, resendInvitation } from "./invitation-settle.ts";
import { inviteMember } from "./invite-member.ts";
import { listMembers } from "./member-list.ts";
import { removeMember } from "./member-remove.ts";
import { actorOf, browser, granted, reasonOf } from "./test-kit.ts";

const database = testDatabase();
const noWork = async () => [];
const mediator = [{ service: "mediation", roles: ["mediator"] }];
const newcomer = () => `personne.${randomUUID().slice(0, 8)}@valbrune.example`;
const person = { firstName: "Yann", lastName: "Ferrandis", password: "quatre tortues boivent du thé" };

let town: Awaited<ReturnType<typeof anOrganisation>>;
let admin: Ctx;
beforeAll(async () => {
  town = await anOrganisation(database);
  admin = await signedIn(database, await anAdministrator(database, town.id));
});

const invited = async (email: string, roles = mediator, by = admin, organisationId = town.id) =>
  granted(await inviteMember(by, { organisationId, email, roles }));

/** Tokens of the mails that were asked for about an address, latest first. */
const tokensFor = async (email: string): Promise<string[]> => {
  const links = await database.admin<{ id: string; tokenHash: string }[]>`
    select l.id, l.token_hash as "tokenHash" from secret_link l join account_mail m on m.secret_link_id = l.id
    where lower(m.address) = ${canonicalEmail(email)} order by l.id desc`;
  return links.map((link) => storedToken(database.env, link) ?? "");
};
const tokenFor = async (email: string) => (await tokensFor(email))[0] ?? "";
const waitingOf = async (email: string) => {
  const { invitations } = granted(await listMembers(admin, town.id, {}, noWork));
  return invitations.find((one) => one.email === email);
};
const visitor = () => database.anotherContainer("app");

describe("inviting", () => {
  it("sends a link of fourteen days that makes an account, gives the roles and signs in, once", async () => {
    const email = newcomer();
    expect(await invited(`  ${email.toUpperCase()} `)).toEqual({ state: "sent" });
    const token = await tokenFor(email);
    const opened = granted(await acceptInvitation(visitor(), { token, ...person }));
    expect(opened.signedIn).toMatchObject({
      state: "open",
      me: { email, firstName: "Yann", memberships: [{ service: "mediation", roles: ["mediator"] }] },
    });
    expect(await actorOf(browser(database, opened.secret))).toMatchObject({
      memberships: [{ organisationId: town.id, service: "mediation", roles: ["mediator"] }],
    });
    expect(reasonOf(await acceptInvitation(visitor(), { token, ...person }))).toBe("link_used");
    const [row] = await database.admin`select method, pending from session where user_id =
      (select id from user_account where email = ${email})`;
    expect(row).toEqual({ method: "invitation", pending: false });
  });

  it("gives an account that exists its roles at once, and tells its owner", async () => {
    const other = await anOrganisation(database);
    const known = await aMediator(database, other.id);
    expect(await invited(known.email.toUpperCase())).toEqual({ state: "joined" });
    const ctx = await signedIn(database, known);
    expect(ctx.actor).toMatchObject({
      memberships: expect.arrayContaining([
        expect.objectContaining({ organisationId: town.id, service: "mediation" }),
      ]),
    });
    const mails = await database.admin`select kind from account_mail where user_id = ${known.id}`;
    expect(mails).toEqual([{ kind: "invited_existing" }]);
  });

  it("refuses someone who is a member already, a disabled account and an address nobody can write to", async () => {
    const member = await aMediator(database, town.id);
    const refusal = await inviteMember(admin, {
      organisationId: town.id,
      email: member.email,
      roles: mediator,
    });
    expect(refusal).toMatchObject({
      refusal: { reason: "already_member", detail: "Cette personne est déjà membre." },
    });
    const disabled = await aUser(database);
    await database.admin`update user_account set disabled_at = now() where id = ${disabled.id}`;
    const asked = { organisationId: town.id, roles: mediator };
    expect(reasonOf(await inviteMember(admin, { ...asked, email: disabled.email }))).toBe("account_disabled");
    expect(reasonOf(await inviteMember(admin, { ...asked, email: "x@y..example" }))).toBe("invalid_input");
  });

  it("makes one of two invitations of one address, and only its latest link opens", async () => {
    const email = newcomer();
    await invited(email);
    await invited(email.toUpperCase(), [{ service: "mediation", roles: ["reader"] }]);
    const rows = await database.admin`select id from invitation where email_canonical = ${email}`;
    expect(rows).toHaveLength(1);
    const [latest = "", first = ""] = await tokensFor(email);
    expect(reasonOf(await acceptInvitation(visitor(), { token: first, ...person }))).toBe("link_revoked");
    const opened = granted(await acceptInvitation(visitor(), { token: latest, ...person }));
    expect(opened.signedIn).toMatchObject({ me: { memberships: [{ roles: ["reader"] }] } });
  });

  it("gives only roles that exist, in services that are on, and that the inviter may give", async () => {
    const by = async (service: string, role: string) =>
      signedIn(database, await aUser(database, [{ organisationId: place.id, service, roles: [role] }]));
    const place = await anOrganisation(database, { services: ["mediation", "followup", "resources"] });
    const boss = await by("administration", "admin");
    const team = await by("followup", "manager");
    const reader = await by("mediation", "reader");
    const tries = async (ctx: Ctx, service: string, role: string) =>
      reasonOf(
        await inviteMember(ctx, {
          organisationId: place.id,
          email: newcomer(),
          roles: [{ service, roles: [role] }],
        }),
      );
    expect(await tries(boss, "mediation", "emperor")).toBe("unknown_role");
    expect(await tries(boss, "declarations", "viewer")).toBe("unknown_role");
    expect(await tries(boss, "resources", "moderator")).toBe("role_missing");
    expect(await tries(boss, "followup", "administrator")).toBe("ok");
    expect(await tries(team, "followup", "social_worker")).toBe("ok");
    expect(await tries(team, "followup", "administrator")).toBe("role_missing");
    expect(await tries(team, "mediation", "reader")).toBe("role_missing");
    expect(await tries(team, "administration", "admin")).toBe("role_missing");
    expect(await tries(reader, "mediation", "reader")).toBe("role_missing");
    expect(await tries(admin, "mediation", "reader")).toBe("not_found");
    expect(await tries(visitor(), "mediation", "reader")).toBe("signed_out");
  });

  it("an address with an account signs in and joins; another account cannot", async () => {
    const email = newcomer();
    await invited(email);
    const token = await tokenFor(email);
    const owner = await aUser(database, [], { email });
    expect(reasonOf(await acceptInvitation(visitor(), { token, ...person }))).toBe("account_exists");
    const stranger = await signedIn(database, await aUser(database));
    expect(reasonOf(await joinByInvitation(stranger, token))).toBe("link_other_account");
    const me = granted(await joinByInvitation(await signedIn(database, owner), token));
    expect(me.memberships).toMatchObject([{ service: "mediation", roles: ["mediator"] }]);
    expect(reasonOf(await joinByInvitation(await signedIn(database, owner), token))).toBe("link_used");
  });

  it("two acceptances at the same instant make one account", async () => {
    const email = newcomer();
    await invited(email);
    const token = await tokenFor(email);
    const tries = await Promise.all([1, 2, 3].map(() => acceptInvitation(visitor(), { token, ...person })));
    expect(tries.filter(({ ok }) => ok)).toHaveLength(1);
    const rows = await database.admin`select id from user_account where email = ${email}`;
    expect(rows).toHaveLength(1);
  });

  it("a weak password is refused at its field, and the link still works", async () => {
    const email = newcomer();
    await invited(email);
    const token = await tokenFor(email);
    const weak = await acceptInvitation(visitor(), { token, ...person, password: "Ferrandis-valbrune" });
    expect(weak).toMatchObject({ refusal: { fields: [{ path: "password" }] } });
    expect(reasonOf(await acceptInvitation(visitor(), { token, ...person }))).toBe("ok");
  });
});

describe("an invitation that waits", () => {
  it("is sent again with a new link, three times an hour at most", async () => {
    const email = newcomer();
    await invited(email);
    const id = (await waitingOf(email))?.id ?? "";
    const reasons = [];
    for (let sending = 0; sending < 4; sending += 1)
      reasons.push(reasonOf(await resendInvitation(admin, id)));
    expect(reasons).toEqual(["ok", "ok", "ok", "too_many"]);
    const tokens = await tokensFor(email);
    expect(tokens).toHaveLength(4);
    for (const token of tokens.slice(1)) {
      expect(reasonOf(await acceptInvitation(visitor(), { token, ...person }))).toBe("link_revoked");
    }
    expect(reasonOf(await acceptInvitation(visitor(), { token: tokens[0] ?? "", ...person }))).toBe("ok");
    expect(reasonOf(await resendInvitation(admin, id))).toBe("invitation_settled");
  });

  it("that did not arrive says why, goes to the corrected address, and no longer to the wrong one", async () => {
    const wrong = newcomer();
    const right = newcomer();
    await invited(wrong);
    await database.admin`update invitation set delivery_state = 'hard_bounced',
      delivery_cause = 'Le domaine n’existe pas' where email_canonical = ${wrong}`;
    const shown = await waitingOf(wrong);
    expect(shown).toMatchObject({
      state: "undelivered",
      cause: "Le domaine n’existe pas",
      invitedByYou: true,
    });
    const former = await tokenFor(wrong);
    const invitationId = shown?.id ?? "";
    const corrected = granted(await correctInvitation(admin, { invitationId, email: right }));
    expect(corrected).toMatchObject({ email: right, state: "sent", cause: null });
    expect(reasonOf(await acceptInvitation(visitor(), { token: former, ...person }))).toBe("link_revoked");
    await invited(wrong);
    expect(reasonOf(await correctInvitation(admin, { invitationId, email: wrong }))).toBe("already_invited");
    const member = await aMediator(database, town.id);
    expect(reasonOf(await correctInvitation(admin, { invitationId, email: member.email }))).toBe(
      "already_member",
    );
  });

  it("expires after fourteen days, and a cancelled one opens nothing", async () => {
    const [late, cancelled] = [newcomer(), newcomer()];
    await invited(late);
    await invited(cancelled);
    const [lateToken, cancelledToken] = [await tokenFor(late), await tokenFor(cancelled)];
    await cancelInvitation(admin, (await waitingOf(cancelled))?.id ?? "");
    expect(await waitingOf(cancelled)).toBeUndefined();
    const accept = async (token: string) => reasonOf(await acceptInvitation(visitor(), { token, ...person }));
    expect(await accept(cancelledToken)).toBe("link_revoked");
    database.setNow(new Date(Date.now() + 14 * 86_400_000 + 1000));
    expect((await waitingOf(late))?.state).toBe("expired");
    expect(await accept(lateToken)).toBe("link_expired");
    database.setNow(undefined);
  });

  it("is somebody else's business nowhere else, and ends when its inviter's right is taken", async () => {
    const email = newcomer();
    const boss = await anAdministrator(database, town.id);
    await invited(email, mediator, await signedIn(database, boss));
    const id = (await waitingOf(email))?.id ?? "";
    const elsewhere = await anOrganisation(database);
    const foreign = await signedIn(database, await anAdministrator(database, elsewhere.id));
    expect(reasonOf(await cancelInvitation(foreign, id))).toBe("not_found");
    expect(reasonOf(await resendInvitation(foreign, randomUUID()))).toBe("not_found");
    const token = await tokenFor(email);
    granted(await removeMember(admin, { organisationId: town.id, userId: boss.id }, noWork));
    expect(await waitingOf(email)).toBeUndefined();
    expect(reasonOf(await acceptInvitation(visitor(), { token, ...person }))).toBe("link_revoked");
  });

  it("of an organisation that closed opens nothing", async () => {
    const place = await anOrganisation(database);
    const boss = await signedIn(database, await anAdministrator(database, place.id));
    const email = newcomer();
    await invited(email, mediator, boss, place.id);
    await database.admin`update organisation set closed_at = now() where id = ${place.id}`;
    expect(reasonOf(await acceptInvitation(visitor(), { token: await tokenFor(email), ...person }))).toBe(
      "link_revoked",
    );
  });
});

it("the platform invites an organisation's administrator, never itself", async () => {
  const platform = await aPlatformAdministrator(database);
  const ctx = await signedIn(database, platform, { secondFactor: true });
  const roles = [{ service: "administration", roles: ["admin"] }];
  const ask = async (email: string, by = ctx) =>
    reasonOf(await inviteMember(by, { organisationId: town.id, email, roles }));
  expect(await ask(newcomer())).toBe("ok");
  expect(await ask(platform.email)).toBe("own_account");
  const weak = await signedIn(database, platform);
  expect(await ask(newcomer(), weak)).toBe("not_found");
});

it("no token and no password reaches the journal or the logs", async () => {
  const email = newcomer();
  await invited(email);
  const token = await tokenFor(email);
  granted(await acceptInvitation(visitor(), { token, ...person }));
  const journal = JSON.stringify(await database.admin`select * from audit_event`);
  for (const secret of [token, person.password]) {
    expect(journal).not.toContain(secret);
    expect(JSON.stringify(database.logged)).not.toContain(secret);
  }
});
