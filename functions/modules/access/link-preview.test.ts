import { beforeAll, describe, expect, it } from "vitest";
import type { linkPurposes } from "../../../shared/access/secret-link.ts";
import { hashSecret, newSecret } from "../../platform/ids.ts";
import { anOrganisation, aUser } from "../../platform/test-kit/builders.ts";
import { testDatabase } from "../../platform/test-kit/database.ts";
import { forOwner } from "./account-owner.ts";
import { changeEmail } from "./email-change.ts";
import { previewLink } from "./link-preview.ts";
import { askMagicLink } from "./magic-link.ts";
import { askPasswordReset } from "./password-reset.ts";
import { granted, mailTo, password, reasonOf, someoneIn } from "./test-kit.ts";

const database = testDatabase();
const visitor = () => database.app({ kind: "visitor" }, { clientAddress: crypto.randomUUID() });
type Purpose = Parameters<typeof previewLink>[1]["purpose"];
const preview = (token: string, purpose: Purpose) => previewLink(visitor(), { token, purpose });

let organisationId: string;
beforeAll(async () => {
  organisationId = (await anOrganisation(database)).id;
});

/** A link in any state, as the table may hold it. */
const aLink = async (
  purpose: (typeof linkPurposes)[number],
  state: { used?: true; revoked?: true; expired?: true } = {},
): Promise<string> => {
  const token = newSecret();
  const { id } = await aUser(database);
  await database.admin`
    insert into secret_link (id, organisation_id, purpose, token_hash, target_id, expires_at, used_at, revoked_at)
    values (gen_random_uuid(), ${purpose === "invitation" ? organisationId : null}, ${purpose}, ${hashSecret(token)}, ${id},
      now() + ${state.expired ? "-1 minute" : "1 hour"}::interval, ${state.used ? new Date() : null},
      ${state.revoked ? new Date() : null})`;
  return token;
};

const purposes = {
  invitation: "invitation",
  password_reset: "password_reset",
  magic_link: "magic_link",
  email_change: "email_change_new",
  registration: "registration",
} as const;
const wayOn: Record<keyof typeof purposes, RegExp> = {
  invitation: /nouvelle invitation|Connectez-vous/,
  password_reset: /Mot de passe oublié/,
  magic_link: /nouveau lien de connexion/,
  email_change: /Recommencez le changement d’adresse/,
  registration: /Recommencez l’inscription/,
};

describe.each(Object.keys(purposes) as Purpose[])("a link for %s that does not open", (purpose) => {
  const stored = purposes[purpose];
  it.each(["expired", "used", "revoked"] as const)("says that it is %s, and what to do", async (fault) => {
    const refused = await preview(await aLink(stored, { [fault]: true }), purpose);
    expect(refused).toMatchObject({ refusal: { code: "notFound", reason: `link_${fault}` } });
    const detail = refused.ok ? "" : refused.refusal.detail;
    expect(detail).toMatch({ expired: /a expiré/, used: /déjà servi/, revoked: /annulé/ }[fault]);
    expect(detail).toMatch(wayOn[purpose]);
  });

  it("says that it is unknown, cut, pasted twice, unreadable or for something else", async () => {
    const live = await aLink(stored);
    const other = purpose === "magic_link" ? "password_reset" : "magic_link";
    const cases = {
      link_unknown: newSecret(),
      link_truncated: live.slice(0, -4),
      link_doubled: `${live}${live}`,
      link_unreadable: "un lien de Camille, voir plus bas",
      link_foreign: await aLink(other),
    };
    const details = new Set<string>();
    for (const [reason, token] of Object.entries(cases)) {
      const refused = await preview(token, purpose);
      expect(reasonOf(refused)).toBe(reason);
      if (!refused.ok) details.add(refused.refusal.detail);
    }
    expect(details.size).toBe(5);
  });

  it("is never one of a case, a survey or an upload", async () => {
    for (const foreign of ["case_follow_up", "survey", "document_upload"] as const)
      expect(reasonOf(await preview(await aLink(foreign), purpose))).toBe("link_foreign");
  });
});

describe("a link that opens", () => {
  it("shows the address it was sent to, however often it is read and however it was pasted", async () => {
    const { email, id } = await someoneIn(database);
    await database.admin`insert into platform_administrator (id, user_id) values (gen_random_uuid(), ${id})`;
    granted(await askPasswordReset(visitor(), email));
    const reset = (await mailTo(database, email))?.token ?? "";
    granted(await askMagicLink(visitor(), email));
    const magic = (await mailTo(database, email))?.token ?? "";
    const shown = granted(await preview(`https://guichet.example/mot-de-passe#${reset} `, "password_reset"));
    expect(shown).toEqual({ purpose: "password_reset", email, expiresAt: expect.any(String) });
    expect(granted(await preview(reset, "password_reset"))).toEqual(shown);
    expect(granted(await preview(magic, "magic_link"))).toMatchObject({ email });
  });

  it("shows the new address of a change, and nothing once it was given up", async () => {
    const { email, page, id } = await someoneIn(database);
    const wanted = `neuve-${id}@valbrune.example`;
    granted(await forOwner(page, (owner) => changeEmail(owner, { email: wanted, password })));
    const token = (await mailTo(database, email))?.token ?? "";
    expect(granted(await preview(token, "email_change"))).toMatchObject({
      purpose: "email_change_old",
      email: wanted,
    });
    await database.admin`update email_change set cancelled_at = now() where user_id = ${id}`;
    expect(reasonOf(await preview(token, "email_change"))).toBe("link_revoked");
  });

  it("shows an invitation as its mail did: who, where, as what, and whether an account exists", async () => {
    const inviter = await aUser(database);
    const token = newSecret();
    const target = crypto.randomUUID();
    const roles = [{ service: "mediation", roles: ["reader"] }];
    await database.admin`
      insert into invitation (id, organisation_id, email, email_canonical, roles, invited_by, sent_at, expires_at)
      values (${target}, ${organisationId}, 'Nouvelle@valbrune.example', 'nouvelle@valbrune.example',
        ${database.admin.json(roles)}, ${inviter.id}, now(), now() + interval '14 days')`;
    await database.admin`
      insert into secret_link (id, organisation_id, purpose, token_hash, target_id, expires_at)
      values (gen_random_uuid(), ${organisationId}, 'invitation', ${hashSecret(token)}, ${target}, now() + interval '14 days')`;
    expect(granted(await preview(token, "invitation"))).toMatchObject({
      email: "Nouvelle@valbrune.example",
      invitation: {
        organisation: { name: "Ville de Valbrune" },
        roles,
        invitedBy: "Claire Vasseur",
        hasAccount: false,
      },
    });
    await database.admin`update invitation set cancelled_at = now() where id = ${target}`;
    expect(reasonOf(await preview(token, "invitation"))).toBe("link_revoked");
  });

  it("is read a limited number of times from one network", async () => {
    const here = visitor();
    const reasons = [];
    for (let count = 0; count < 61; count++)
      reasons.push(reasonOf(await previewLink(here, { token: newSecret(), purpose: "magic_link" })));
    expect(reasons.at(-2)).toBe("link_unknown");
    expect(reasons.at(-1)).toBe("too_many");
  });
});
