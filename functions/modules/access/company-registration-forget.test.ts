import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { anOrganisation, aPlatformAdministrator, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { accountPost } from "../mail/account-post.ts";
import { sendAccountMail } from "./account-mail-job.ts";
import { forgetAccounts } from "./forget-accounts.ts";
import { over, type PlainRow, plainRows, short } from "./test-kit.ts";

const database = testDatabase();
const { admin } = database;
const { plant, kept, journalOf } = plainRows(database);
const forget = (batch?: number) => forgetAccounts(database.worker(), batch);

describe("companies that somebody wanted to register", () => {
  let last = 0;
  const aRegistration = async (row: PlainRow, linkEnd?: Date) => {
    last += 1;
    const email = `yanis-${randomUUID()}@troupe.example`;
    const id = await plant("company_registration", {
      siret: `0098${String(70_000 + last)}00001`,
      official: true,
      name: "LA TROUPE DU HALAGE",
      address: "12 chemin de halage",
      first_name: "Yanis",
      last_name: "Corbière",
      email,
      created_at: over(200),
      ...row,
    });
    await plant("audit_event", {
      at: over(200),
      actor_kind: "visitor",
      action: "company.ask",
      target_kind: "company_registration",
      target_id: id,
      aggregate_id: id,
      after: { email, siret: "x" },
      personal: ["email"],
      request_id: "test",
    });
    if (linkEnd)
      await plant("secret_link", {
        purpose: "registration",
        token_hash: randomUUID(),
        target_id: id,
        expires_at: linkEnd,
      });
    return id;
  };

  it("go a day after their link ended unconfirmed, or long after they were settled, with what the journal says of them", async () => {
    const past = [
      await aRegistration({}, over(1)),
      await aRegistration({ created_at: over(2) }),
      await aRegistration({ settled_at: over(60) }, over(190)),
    ];
    const stay = [
      await aRegistration({}, short(1)),
      await aRegistration({ created_at: short(1) }),
      await aRegistration({ settled_at: short(60) }, over(59)),
    ];
    await forget();
    await forget();
    expect(await kept("company_registration", [...past, ...stay])).toEqual([
      false,
      false,
      false,
      true,
      true,
      true,
    ]);
    for (const id of past) {
      const [asked, forgotten, ...more] = await journalOf(id);
      expect(asked?.after).toEqual({ email: null, siret: "x" });
      expect(forgotten?.action).toBe("company.forget");
      expect(more).toEqual([]);
    }
    for (const id of stay) expect((await journalOf(id))[0]?.after.email).toContain("@troupe.example");
  });

  describe("and that was here already", () => {
    const asked = async (joinAskedAt: Date, siret = `0098${String(80_000 + ++last)}00001`) => {
      const organisation = await anOrganisation(database, {
        services: ["declarations"],
        name: "Troupe du Halage",
      });
      await admin`update organisation set siret = ${siret} where id = ${organisation.id}`;
      const id = await aRegistration({
        siret: `${siret.slice(0, 9)}00099`,
        organisation_id: organisation.id,
        settled_at: joinAskedAt,
        join_asked_at: joinAskedAt,
      });
      const [row] = await admin`select email from company_registration where id = ${id}`;
      return { id, organisation, email: String(row?.email) };
    };
    const mailsFor = (id: string) =>
      admin`select id, address from account_mail where kind = 'join_unanswered' and target_id = ${id} order by address`;

    it("waits while nobody administers the platform", async () => {
      const { id } = await asked(over(30));
      await forget();
      expect(await mailsFor(id)).toEqual([]);
      const [row] = await admin`select unanswered_told_at from company_registration where id = ${id}`;
      expect(row).toEqual({ unanswered_told_at: null });
    });

    it("is told once to each platform administrator after thirty days without answer", async () => {
      const administrators = [await aPlatformAdministrator(database), await aPlatformAdministrator(database)];
      const gone = await aPlatformAdministrator(database);
      await admin`update platform_administrator set ended_at = now() where user_id = ${gone.id}`;
      const disabled = await aPlatformAdministrator(database);
      await admin`update user_account set disabled_at = now() where id = ${disabled.id}`;
      const [late, early] = [await asked(over(30)), await asked(short(30))];
      await Promise.all([
        forget(1),
        forgetAccounts(database.anotherContainer("worker", { kind: "job", name: "test" }), 1),
      ]);
      await forget();
      const mails = await mailsFor(late.id);
      expect(mails.map(({ address }) => address)).toEqual(
        administrators.map(({ email }) => email).toSorted(),
      );
      expect(await mailsFor(early.id)).toEqual([]);
      expect((await journalOf(late.id)).map(({ action }) => action)).toEqual([
        "company.ask",
        "company.join_unanswered",
      ]);

      for (const { id } of mails) await sendAccountMail(database.worker(), accountPost, String(id));
      const [letter] = await admin`select m.subject, m.text, m.sender_name from outgoing_message m
        join outgoing_recipient r on r.outgoing_message_id = m.id where r.address = ${administrators[0]?.email ?? ""}`;
      expect(letter).toMatchObject({
        subject: "Demande sans réponse\u00a0: rejoindre Troupe du Halage",
        sender_name: "Guichet",
      });
      expect(letter?.text).toContain(`Yanis Corbière (${late.email}) a demandé`);
      expect(letter?.text).toContain("/plateforme/organisations");
    });

    it("is answered by an invitation since, or by a role, in any organisation of its SIREN", async () => {
      const siret = `0098${String(90_000 + ++last)}00001`;
      const invited = await asked(over(30), siret);
      const member = await asked(over(30));
      const before = await asked(over(30));
      const { id: sister } = await anOrganisation(database, { services: ["declarations"] });
      await admin`update organisation set siret = ${`${siret.slice(0, 9)}00027`} where id = ${sister}`;
      const invite = (organisation_id: string, email: string, sent_at: Date) =>
        plant("invitation", {
          organisation_id,
          email,
          email_canonical: email,
          roles: [],
          sent_at,
          expires_at: over(10),
        });
      await invite(sister, invited.email, over(29));
      await invite(before.organisation.id, before.email, over(31));
      await aUser(
        database,
        [{ organisationId: member.organisation.id, service: "declarations", roles: ["manager"] }],
        { email: member.email },
      );
      await forget();
      expect(await mailsFor(invited.id)).toEqual([]);
      expect(await mailsFor(member.id)).toEqual([]);
      expect((await mailsFor(before.id)).length).toBeGreaterThan(0);
    });
  });
});
