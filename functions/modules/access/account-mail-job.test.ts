import { beforeAll, describe, expect, it } from "vitest";
import { mutate, permit } from "../../platform/mutate.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { accountPost } from "../mail/account-post.ts";
import { applyDelivery } from "../mail/apply-delivery.ts";
import { accountsMailbox } from "./account-delivery.ts";
import { type AskedMail, askAccountMail } from "./account-mail.ts";
import { sendAccountMail } from "./account-mail-job.ts";
import { accountMail } from "./tables.ts";
import { granted, mailTo, withTotp } from "./test-kit.ts";

const database = testDatabase();
const roles = [
  { service: "mediation", roles: ["manager", "reader"] },
  { service: "administration", roles: ["admin"] },
];
let organisation: Awaited<ReturnType<typeof anOrganisation>>;
let person: Awaited<ReturnType<typeof aUser>>;
beforeAll(async () => {
  organisation = await anOrganisation(database, { settings: { logo: "/logos/valbrune.svg" } });
  person = await aUser(database);
});

/** Asks for a mail to an address of its own and gives what arrived. */
const asked = async (given: Omit<AskedMail, "address"> & { address?: string }) => {
  const address = given.address ?? `destinataire-${crypto.randomUUID()}@valbrune.example`;
  const ctx = database.worker();
  granted(
    await mutate(ctx, async (tx) => ({
      result: null,
      permission: permit(true),
      audit: [],
      events: await askAccountMail(tx, ctx, { ...given, address }),
    })),
  );
  return mailTo(database, address);
};
const link = (purpose: NonNullable<AskedMail["link"]>["purpose"], targetId: string) => ({
  purpose,
  organisationId: null,
  targetId,
  expiresAt: new Date(Date.now() + 3600_000),
});
const anInvitation = async () => {
  const id = crypto.randomUUID();
  await database.admin`
    insert into invitation (id, organisation_id, email, email_canonical, roles, invited_by, sent_at, expires_at)
    values (${id}, ${organisation.id}, ${id}, ${id}, ${database.admin.json(roles)}, ${person.id}, now(), '2027-04-12T10:00:00Z')`;
  return id;
};

describe("the words of a mail about an account", () => {
  it("invite with the organisation's name, logo and sender, the roles in words, and until when", async () => {
    const targetId = await anInvitation();
    const mail = await asked({
      kind: "invitation",
      organisationId: organisation.id,
      targetId,
      link: link("invitation", targetId),
    });
    expect(mail).toMatchObject({
      subject: "Invitation à rejoindre Ville de Valbrune sur Guichet",
      sender_name: "Médiation – Ville de Valbrune",
    });
    expect(mail?.text).toContain("Claire Vasseur vous invite à rejoindre Ville de Valbrune");
    expect(mail?.text).toContain("Médiation\u00a0: Médiateur principal, Lecture seule");
    expect(mail?.text).toContain("Organisation\u00a0: Administrateur de l’organisation");
    expect(mail?.text).toContain("jusqu’au 12\u00a0avril 2027");
    expect(mail?.text).toMatch(/\/invitation#[\w-]{43}/);
    expect(mail?.html).toContain("/logos/valbrune.png");
  });

  it("never belong to the organisation's own mail: a colleague cannot read somebody's link", async () => {
    const targetId = await anInvitation();
    await asked({
      kind: "invitation",
      organisationId: organisation.id,
      targetId,
      link: link("invitation", targetId),
    });
    const rows =
      await database.admin`select organisation_id from outgoing_message where target_id = ${targetId}`;
    expect(rows).toEqual([{ organisation_id: null }]);
  });

  it("exist for every kind, greet by name, end with what to do if one did not ask, and use no capitals to shout", async () => {
    const change = crypto.randomUUID();
    await database.admin`insert into email_change (id, user_id, new_email, expires_at)
      values (${change}, ${person.id}, 'neuve@valbrune.example', now() + interval '1 day')`;
    const claim = crypto.randomUUID();
    await database.admin`insert into siret_claim (id, organisation_id, siret, status, reason)
      values (${claim}, ${organisation.id}, '73282932000074', 'refused', 'Le document est illisible.')`;
    const code = crypto.randomUUID();
    await database.admin`
      insert into claim_code (id, claim_id, organisation_id, address, asked_by, expires_at)
      values (${code}, ${claim}, ${organisation.id}, 'mairie@ville.example', ${person.id}, now() + interval '30 minutes')`;
    await withTotp(database, person.id);
    const userId = person.id;
    const all: Record<(typeof accountMail.$inferInsert)["kind"], Omit<AskedMail, "kind" | "address">> = {
      password_forgotten: {},
      magic_link: {},
      invitation: { targetId: await anInvitation(), link: link("invitation", userId) },
      invited_existing: { targetId: await anInvitation(), organisationId: organisation.id, userId },
      email_change_old: { targetId: change, userId, link: link("email_change_old", change) },
      email_change_new: { targetId: change, userId, link: link("email_change_new", change) },
      email_changed: { targetId: change, userId },
      password_changed: { userId },
      second_factor_changed: { userId },
      registration: { link: link("registration", change) },
      join_requested: { organisationId: organisation.id, userId },
      join_unanswered: { userId },
      membership_ended: { organisationId: organisation.id, userId },
      claim_decided: { organisationId: organisation.id, targetId: claim, userId },
      claim_code: { organisationId: organisation.id, targetId: code },
    };
    await database.admin`insert into platform_administrator (id, user_id) values (gen_random_uuid(), ${userId})`;
    const subjects = new Set<string>();
    for (const kind of accountMail.kind.enumValues) {
      // These two are only written to accounts.
      const toAccount = kind === "password_forgotten" || kind === "magic_link";
      const mail = await asked({ kind, ...all[kind], ...(toAccount ? { address: person.email } : {}) });
      if (!mail) throw new Error(`${kind} was not written`);
      expect(mail.template).toBe(`access.${kind}@1`);
      expect(mail.text).toMatch(/Bonjour( Claire Vasseur)?,/);
      expect(mail.text).not.toMatch(/\b[A-ZÉÈÀ]{7,}\b|undefined|null/);
      // Before « ? ! : ; » French has a space that does not break.
      expect(mail.text.replaceAll(/https?:\S+/g, "")).not.toMatch(/[^\s\u00a0][?!:;»]|[ ][?!:;»]/);
      expect(mail.text.includes("#")).toBe(mail.token !== "");
      subjects.add(mail.subject);
    }
    expect(subjects.size).toBe(accountMail.kind.enumValues.length);
  });
});

describe("the job of account mails", () => {
  it("sends nothing when the link was used, revoked or has expired meanwhile", async () => {
    for (const [column, value] of [
      ["used_at", new Date()],
      ["revoked_at", new Date()],
      ["expires_at", new Date(0)],
    ] as const) {
      const ctx = database.worker();
      const targetId = await anInvitation();
      const address = `tard-${column}@valbrune.example`;
      await mutate(ctx, async (tx) => ({
        result: null,
        permission: permit(true),
        audit: [],
        events: await askAccountMail(tx, ctx, {
          kind: "invitation",
          address,
          targetId,
          link: link("invitation", targetId),
        }),
      }));
      await database.admin`update secret_link set ${database.admin({ [column]: value })} where target_id = ${targetId}`;
      expect(await mailTo(database, address)).toBeUndefined();
      const [row] = await database.admin`select done_at from account_mail where address = ${address}`;
      expect(row?.done_at).toBeInstanceOf(Date);
    }
  });

  it("throws for a mail nobody asked for, so that its message is kept for a person to see", async () => {
    await expect(sendAccountMail(database.worker(), accountPost, crypto.randomUUID())).rejects.toThrow();
  });

  const delivery = async (targetId: string) =>
    (await database.admin`select delivery_state, delivery_cause from invitation where id = ${targetId}`)[0];

  it("brings an invitation's delivery back to it, unless its address was corrected meanwhile", async () => {
    const targetId = await anInvitation();
    const address = `${targetId}@valbrune.example`;
    await asked({ kind: "invitation", address, targetId, link: link("invitation", targetId) });
    const [recipient] = await database.admin`select r.id from outgoing_recipient r
      join outgoing_message m on m.id = r.outgoing_message_id where m.target_id = ${targetId}`;
    const ctx = database.worker();
    const bounce = async (state: "sent" | "hard_bounced") =>
      granted(
        await mutate(ctx, async (tx) => ({
          result: null,
          permission: permit(true),
          ...(await applyDelivery(tx, ctx, [accountsMailbox], recipient?.id, {
            provider: "ses",
            eventKey: crypto.randomUUID(),
            kind: "Bounce",
            state,
            address: undefined,
            statusCode: "5.1.1",
            diagnostic: undefined,
            reason: "Cette adresse n’existe pas.",
            at: new Date(),
          })),
        })),
      );
    await bounce("sent");
    expect(await delivery(targetId)).toEqual({ delivery_state: null, delivery_cause: null });
    await database.admin`update invitation set email_canonical = ${address} where id = ${targetId}`;
    await bounce("hard_bounced");
    expect(await delivery(targetId)).toEqual({
      delivery_state: "hard_bounced",
      delivery_cause: "Cette adresse n’existe pas.",
    });
  });

  it("gives up an address nobody can write to, and the invitation says so", async () => {
    const targetId = await anInvitation();
    const address = "quelqu’un@@valbrune";
    expect(await asked({ kind: "invitation", address, targetId, link: link("invitation", targetId) })).toBe(
      undefined,
    );
    expect(await delivery(targetId)).toEqual({
      delivery_state: "failed",
      delivery_cause: "Cette adresse n’est pas prise en charge.",
    });
  });
});
