import { describe, expect, it } from "vitest";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { forOwner } from "./account-owner.ts";
import { readAccount } from "./account-view.ts";
import { cancelEmailChange, changeEmail } from "./email-change.ts";
import { confirmEmail } from "./email-change-confirm.ts";
import { actorOf, granted, mailTo, password, reasonOf, signedInAs, someoneIn } from "./test-kit.ts";

const database = testDatabase();
const newAddress = () => `nouvelle-${crypto.randomUUID()}@valbrune.example`;
const ask = (page: Parameters<typeof forOwner>[0], email: string, given = password) =>
  forOwner(page, (owner) => changeEmail(owner, { email, password: given }));
const tokens = async (from: string, to: string) => {
  const old = await mailTo(database, from);
  const fresh = await mailTo(database, to);
  return { old: old?.token ?? "", fresh: fresh?.token ?? "", mails: [old?.template, fresh?.template] };
};

describe("a change of address", () => {
  it("is done once both addresses confirmed, in any order; other sessions end and the old address is told", async () => {
    const { email, page, id } = await someoneIn(database);
    const elsewhere = await signedInAs(database, email);
    const wanted = newAddress();
    const account = granted(await ask(page, wanted.toUpperCase()));
    expect(account.emailChange).toMatchObject({
      newEmail: wanted,
      oldConfirmed: false,
      newConfirmed: false,
    });
    const { old, fresh, mails } = await tokens(email, wanted);
    expect(mails).toEqual(["access.email_change_old@1", "access.email_change_new@1"]);

    expect(granted(await confirmEmail(database.app(), fresh))).toEqual({ state: "waiting_other" });
    expect(granted(await forOwner(page, readAccount))).toMatchObject({
      email,
      emailChange: { newConfirmed: true, oldConfirmed: false },
    });
    expect(reasonOf(await confirmEmail(database.app(), fresh))).toBe("link_used");
    expect(granted(await confirmEmail(page, old))).toEqual({ state: "changed" });

    expect(granted(await forOwner(page, readAccount))).toMatchObject({ email: wanted, emailChange: null });
    expect(await actorOf(elsewhere.page)).toEqual({ kind: "visitor" });
    expect(await mailTo(database, email)).toMatchObject({ subject: "L’adresse de votre compte a changé" });
    const [told] = await database.admin`select before, after, personal from audit_event
      where target_id = ${id} and action = 'email.change'`;
    expect(told).toEqual({ before: { email }, after: { email: wanted }, personal: ["email"] });
    expect((await signedInAs(database, wanted)).signedIn).toMatchObject({ state: "open" });
  });

  it("needs the password, and is not the address one has", async () => {
    const { email, page } = await someoneIn(database);
    expect(reasonOf(await ask(page, newAddress(), "autre chose"))).toBe("wrong_password");
    expect(await ask(page, email)).toMatchObject({ refusal: { fields: [{ path: "email" }] } });
    expect(reasonOf(await ask(database.app(), newAddress()))).toBe("signed_out");
  });

  it("answers the same for an address that has an account, whose owner learns nothing of who asked", async () => {
    const owner = await someoneIn(database);
    const { page, email } = await someoneIn(database);
    const account = granted(await ask(page, owner.email));
    const free = granted(await ask((await someoneIn(database)).page, newAddress()));
    expect(Object.keys(account)).toEqual(Object.keys(free));
    const mail = await mailTo(database, owner.email);
    expect(mail).toMatchObject({ subject: "Votre adresse a déjà un compte", token: "" });
    expect(`${mail?.text}${mail?.html}`).not.toContain(email);
    expect(mail?.text).not.toContain("Vasseur");
  });

  it("is refused to the second of two accounts that both proved the same address", async () => {
    const wanted = newAddress();
    const first = await someoneIn(database);
    const second = await someoneIn(database);
    granted(await ask(first.page, wanted));
    const mine = await tokens(first.email, wanted);
    granted(await ask(second.page, wanted));
    const theirs = await tokens(second.email, wanted);
    for (const token of [mine.old, mine.fresh, theirs.fresh])
      granted(await confirmEmail(database.app(), token));
    expect(reasonOf(await confirmEmail(database.app(), theirs.old))).toBe("email_taken");
    expect(granted(await forOwner(second.page, readAccount)).email).toBe(second.email);
  });

  it("is given up by its owner or by the next one asked for: the links say so", async () => {
    const { email, page } = await someoneIn(database);
    const wanted = newAddress();
    granted(await ask(page, wanted));
    const first = await tokens(email, wanted);
    granted(await ask(page, newAddress()));
    expect(reasonOf(await confirmEmail(database.app(), first.old))).toBe("link_revoked");
    const cancelled = granted(await forOwner(page, cancelEmailChange));
    expect(cancelled.emailChange).toBeNull();
    granted(await forOwner(page, cancelEmailChange));
  });
});
