import { describe, expect, it } from "vitest";
import { aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { accountPost } from "../mail/account-post.ts";
import { sendAccountMail } from "./account-mail-job.ts";
import { askMagicLink, openMagicLink } from "./magic-link.ts";
import { passwordMatches } from "./password.ts";
import { askPasswordReset, resetPassword } from "./password-reset.ts";
import { actorOf, browser, granted, mailTo, reasonOf, someoneIn, withTotp } from "./test-kit.ts";

const database = testDatabase();
const visitor = () => database.app({ kind: "visitor" }, { clientAddress: crypto.randomUUID() });
const better = "girafe tambour citron parapluie";
const hashOf = async (userId: string) =>
  (await database.admin`select password_hash from user_account where id = ${userId}`)[0]?.password_hash;
const anAdministrator = async () => {
  const someone = await someoneIn(database);
  await database.admin`insert into platform_administrator (id, user_id) values (gen_random_uuid(), ${someone.id})`;
  return someone;
};

describe("a forgotten password", () => {
  it("is chosen again with the link of the mail, which ends every session and is told by mail", async () => {
    const { email, id, page } = await someoneIn(database);
    granted(await askPasswordReset(visitor(), ` ${email.toUpperCase()}`));
    const mail = await mailTo(database, email);
    expect(mail).toMatchObject({ subject: "Choisir un nouveau mot de passe", sender_name: "Guichet" });
    expect(mail?.text).toContain("/mot-de-passe#");
    expect(mail?.text).toContain("une heure");
    const token = mail?.token ?? "";

    expect(await resetPassword(visitor(), { token, password: "motdepasse123" })).toMatchObject({
      refusal: { reason: "weak_password", fields: [{ path: "password" }] },
    });
    granted(await resetPassword(visitor(), { token, password: better }));
    expect(await passwordMatches(better, await hashOf(id))).toBe(true);
    expect(await actorOf(page)).toEqual({ kind: "visitor" });
    expect(await mailTo(database, email)).toMatchObject({ subject: "Votre mot de passe a changé" });
    expect(reasonOf(await resetPassword(visitor(), { token, password: better }))).toBe("link_used");
  });

  it("keeps one link alive: asking again revokes the one before", async () => {
    const { email } = await someoneIn(database);
    granted(await askPasswordReset(visitor(), email));
    const first = (await mailTo(database, email))?.token ?? "";
    granted(await askPasswordReset(visitor(), email));
    const second = (await mailTo(database, email))?.token ?? "";
    expect(reasonOf(await resetPassword(visitor(), { token: first, password: better }))).toBe("link_revoked");
    granted(await resetPassword(visitor(), { token: second, password: better }));
  });

  it("is mailed to nobody for an unknown or a disabled account, and a job that runs twice mails once", async () => {
    const { email, id } = await someoneIn(database);
    await database.admin`update user_account set disabled_at = now() where id = ${id}`;
    granted(await askPasswordReset(visitor(), email));
    granted(await askPasswordReset(visitor(), "personne@valbrune.example"));
    expect(await mailTo(database, email)).toBeUndefined();
    expect(await mailTo(database, "personne@valbrune.example")).toBeUndefined();
    const kept =
      await database.admin`select 1 from account_mail where address in (${email}, 'personne@valbrune.example')`;
    expect(kept).toEqual([]);

    const other = await someoneIn(database);
    granted(await askPasswordReset(visitor(), other.email));
    await mailTo(database, other.email);
    const [asked] = await database.admin`select id from account_mail where address = ${other.email}`;
    await sendAccountMail(database.worker(), accountPost, asked?.id);
    const sent = await database.admin`select 1 from outgoing_recipient where address = ${other.email}`;
    expect(sent).toHaveLength(1);
  });

  it("is dead once the owner chose a password, or moved to another address, since it was sent", async () => {
    const { email, id } = await someoneIn(database);
    const ask = async (address: string) => {
      granted(await askPasswordReset(visitor(), address));
      return { token: (await mailTo(database, address))?.token ?? "", password: better };
    };
    const before = await ask(email);
    await database.admin`update user_account set password_changed_at = now() where id = ${id}`;
    expect(reasonOf(await resetPassword(visitor(), before))).toBe("link_revoked");
    const sent = await ask(email);
    await database.admin`update user_account set email = ${`neuve-${id}@valbrune.example`} where id = ${id}`;
    expect(reasonOf(await resetPassword(visitor(), sent))).toBe("link_revoked");
    granted(await resetPassword(visitor(), await ask(`neuve-${id}@valbrune.example`)));
  });

  it("cannot be used by two browsers at once", async () => {
    const { email } = await someoneIn(database);
    granted(await askPasswordReset(visitor(), email));
    const token = (await mailTo(database, email))?.token ?? "";
    const both = await Promise.all([
      resetPassword(visitor(), { token, password: better }),
      resetPassword(database.anotherContainer("app"), { token, password: "cinq petits bateaux jaunes" }),
    ]);
    expect(both.map(reasonOf).toSorted()).toEqual(["link_used", "ok"]);
  });

  it("is asked for three times an hour at most for one address, whoever it belongs to", async () => {
    const { email } = await aUser(database);
    for (const address of [email, "inconnu@valbrune.example"]) {
      const tries = [];
      for (let count = 0; count < 4; count++)
        tries.push(reasonOf(await askPasswordReset(visitor(), address)));
      expect(tries).toEqual(["ok", "ok", "ok", "too_many"]);
    }
  });
});

describe("a sign-in link", () => {
  it("is sent to administrators of the platform only", async () => {
    const someone = await someoneIn(database);
    granted(await askMagicLink(visitor(), someone.email));
    expect(await mailTo(database, someone.email)).toBeUndefined();
    const administrator = await anAdministrator();
    granted(await askMagicLink(visitor(), administrator.email));
    expect(await mailTo(database, administrator.email)).toMatchObject({
      subject: "Votre lien de connexion",
      text: expect.stringContaining("/connexion/lien#"),
    });
  });

  it("opens once, to the second step when there is one, else to a session without rights", async () => {
    const { email, id } = await anAdministrator();
    granted(await askMagicLink(visitor(), email));
    const token = (await mailTo(database, email))?.token ?? "";
    const opened = granted(await openMagicLink(visitor(), token));
    expect(opened.signedIn).toMatchObject({
      state: "open",
      me: {
        platformAdministrator: false,
        secondFactor: { given: false, exists: false },
        locked: [{ id: "platform" }],
      },
    });
    expect(await actorOf(browser(database, opened.secret))).not.toHaveProperty("platformAdministrator");
    expect(reasonOf(await openMagicLink(visitor(), token))).toBe("link_used");

    await withTotp(database, id);
    granted(await askMagicLink(visitor(), email));
    const next = (await mailTo(database, email))?.token ?? "";
    expect(granted(await openMagicLink(visitor(), next)).signedIn).toEqual({
      state: "second_factor",
      methods: ["totp"],
    });
  });

  it("opens nothing after a quarter of an hour, nor for who administers no more", async () => {
    const { email, id } = await anAdministrator();
    granted(await askMagicLink(visitor(), email));
    const token = (await mailTo(database, email))?.token ?? "";
    await database.admin`update platform_administrator set ended_at = now() where user_id = ${id}`;
    expect(reasonOf(await openMagicLink(visitor(), token))).toBe("link_revoked");
    await database.admin`update platform_administrator set ended_at = null where user_id = ${id}`;
    await database.admin`update secret_link set expires_at = expires_at - interval '15 minutes' where target_id = ${id}`;
    expect(reasonOf(await openMagicLink(visitor(), token))).toBe("link_expired");
  });
});
