import { accentColour, type OrganisationSettings } from "../../../shared/access/organisation.ts";
import { type AccountLetter, accountWords, type LetterFacts } from "./account-letter.ts";
import type { AccountMailKind } from "./account-mail.ts";

/** Mails about accounts with invented people, for previews: one per kind, in the order of an account's life. */
const kinds: Readonly<Record<AccountMailKind, Partial<LetterFacts>>> = {
  invitation: {
    invitation: {
      roles: [{ service: "mediation", roles: ["mediator"] }],
      invitedBy: "Claire Vasseur",
      expiresAt: new Date("2027-03-23T10:00:00Z"),
    },
  },
  invited_existing: {
    invitation: {
      roles: [{ service: "mediation", roles: ["reader"] }],
      invitedBy: "Claire Vasseur",
      expiresAt: new Date("2027-03-23T10:00:00Z"),
    },
  },
  password_forgotten: {},
  password_changed: {},
  magic_link: {},
  second_factor_changed: { factors: { totp: true, passkeys: 1, recoveryCodes: 8 } },
  email_change_old: { newEmail: "hugo.lemarchand@valbrune.example" },
  email_change_new: {},
  email_changed: { newEmail: "hugo.lemarchand@valbrune.example" },
  membership_ended: {},
  registration: { registration: company() },
  join_requested: { registration: company() },
  join_unanswered: { registration: company() },
  claim_code: {
    claimCode: {
      code: "482913",
      siret: "73282932000074",
      askedBy: "Yanis Corbière (yanis.corbiere@troupe.example)",
    },
  },
  claim_decided: { claim: { siret: "73282932000074", status: "verified", reason: null } },
};

function company() {
  return {
    firstName: "Yanis",
    lastName: "Corbière",
    email: "yanis.corbiere@troupe.example",
    name: "Troupe du Lavoir",
    siret: "73282932000074",
  };
}

/** What an organisation is to these letters. */
interface Sender {
  name: string;
  slug: string;
  timeZone: string;
  settings: OrganisationSettings;
}

/** Every kind of mail about an account, as this organisation's members receive it. */
export const accountLetterSamples = (origin: string, organisation: Sender): AccountLetter[] =>
  (Object.entries(kinds) as [AccountMailKind, Partial<LetterFacts>][]).map(([kind, facts]) => ({
    ...accountWords(kind, { origin, token: "exemple", name: "Hugo Lemarchand", organisation, ...facts }),
    key: kind,
    template: `access.${kind}@1`,
    targetId: null,
    senderName: organisation.settings.senderName,
    ...(organisation.settings.logo
      ? { logo: { path: organisation.settings.logo, alt: organisation.name } }
      : {}),
    accent: accentColour(organisation.settings.accent),
    to: "hugo.lemarchand@valbrune.example",
  }));
