import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { GivenRoles } from "../../../shared/access/members.ts";
import type { OrganisationSettings } from "../../../shared/access/organisation.ts";
import { organisationKindCodes } from "../../../shared/access/organisation-kinds.ts";
import { linkPurposes } from "../../../shared/access/secret-link.ts";
import { createdAt, id, instant } from "../../platform/columns.ts";

/** A public body or a company that uses Guichet. */
export const organisation = pgTable("organisation", {
  id: id(),
  /** Part of its public addresses: /mediation/<slug>. */
  slug: text().notNull().unique(),
  name: text().notNull(),
  kind: text({ enum: organisationKindCodes }).notNull(),
  timeZone: text().notNull().default("Europe/Paris"),
  services: text().array().notNull().default(sql`'{}'`),
  settings: jsonb().$type<OrganisationSettings>().notNull(),
  /** Companies: 14 digits, checked; null for those that never needed one. */
  siret: text(),
  /** Minutes without activity after which a member's session ends. */
  idleMinutes: integer().notNull().default(60),
  /** Memberships here count only in a session with a second factor. */
  requireSecondFactor: boolean().notNull().default(false),
  version: integer().notNull().default(1),
  createdAt: createdAt(),
  closedAt: instant(),
});

/** A person who signs in. */
export const userAccount = pgTable("user_account", {
  id: id(),
  /** Canonical: trimmed, lower case. */
  email: text().notNull().unique(),
  firstName: text().notNull(),
  lastName: text().notNull(),
  /** argon2id in PHC form; null until a password is chosen. */
  passwordHash: text(),
  passwordChangedAt: instant(),
  timeZone: text().notNull().default("Europe/Paris"),
  createdAt: createdAt(),
  /** Last activity in the sessions that are deleted by now; a kept one knows better. */
  lastSeenAt: instant(),
  disabledAt: instant(),
});

/** Manages organisations and accounts; sees no case, beneficiary, show or appointment. */
export const platformAdministrator = pgTable(
  "platform_administrator",
  {
    id: id(),
    userId: uuid().notNull(),
    grantedBy: uuid(),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [uniqueIndex("platform_administrator_live").on(t.userId).where(sql`ended_at is null`)],
);

/** What a person may be in one service of one organisation; several roles can be held at once. */
export const membership = pgTable(
  "membership",
  {
    id: id(),
    organisationId: uuid().notNull(),
    userId: uuid().notNull(),
    service: text().notNull(),
    roles: text().array().notNull(),
    createdAt: createdAt(),
    endedAt: instant(),
  },
  (t) => [
    uniqueIndex("membership_live").on(t.organisationId, t.userId, t.service).where(sql`ended_at is null`),
    index("membership_by_user").on(t.userId),
  ],
);

/** An open session: the browser holds the token, the table its sha256. */
export const session = pgTable(
  "session",
  {
    id: id(),
    userId: uuid().notNull(),
    tokenHash: text().notNull().unique(),
    method: text({ enum: ["password", "magic_link", "proconnect", "invitation"] })
      .notNull()
      .default("password"),
    /** When the second factor was given; null while it was not. */
    secondFactorAt: instant(),
    /** True between the first and the second factor: the session opens nothing but the second step. */
    pending: boolean().notNull().default(false),
    /** « Firefox sur Windows », for the owner's list. */
    device: text(),
    /** Keyed hash of the network it was opened from: whoever attacks from elsewhere does not stop its owner. */
    network: text(),
    /** Challenge of a passkey ceremony under way (WebAuthn §13.4.3): answered once. */
    challenge: text(),
    /** Sealed id_token, for signing out of the identity provider too. */
    idToken: text(),
    createdAt: createdAt(),
    lastSeenAt: instant().notNull(),
    expiresAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [index("session_by_user").on(t.userId)],
);

/**
 * A secret link: 256 bits in someone's hands, a hash here. One purpose, an end, revocable; those of accounts are used
 * once. The one mechanism of follow-up pages, invitations, resets, surveys and uploads.
 */
export const secretLink = pgTable(
  "secret_link",
  {
    id: id(),
    /** Null for links about an account alone. */
    organisationId: uuid(),
    purpose: text({ enum: linkPurposes }).notNull(),
    tokenHash: text().notNull().unique(),
    /** What it opens: the case, the invitation, the account, the change of address. */
    targetId: uuid().notNull(),
    /** As which party of a case. */
    partyId: uuid(),
    /** Hash of the 12-character access code given to people without e-mail. */
    accessCodeHash: text(),
    createdAt: createdAt(),
    expiresAt: instant(),
    usedAt: instant(),
    revokedAt: instant(),
  },
  (t) => [index("secret_link_by_target").on(t.targetId), index("secret_link_by_code").on(t.accessCodeHash)],
);

/** A short session opened by a secret link: what the link alone shows, then content after a code. */
export const linkSession = pgTable("link_session", {
  id: id(),
  secretLinkId: uuid().notNull(),
  tokenHash: text().notNull().unique(),
  codeVerified: boolean().notNull().default(false),
  createdAt: createdAt(),
  expiresAt: instant().notNull(),
});

/** A code sent by e-mail as second step of a secret link; the newest one counts. */
export const linkCode = pgTable(
  "link_code",
  {
    id: id(),
    secretLinkId: uuid().notNull(),
    codeHash: text().notNull(),
    createdAt: instant().notNull(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
    /** Wrong codes typed while it was the newest. */
    tries: integer().notNull().default(0),
  },
  (t) => [unique("link_code_once").on(t.secretLinkId, t.codeHash, t.createdAt)],
);

/** A role waiting for someone to accept it. The address is fixed; correcting it is a new sending. */
export const invitation = pgTable(
  "invitation",
  {
    id: id(),
    /** Null when it invites a platform administrator. */
    organisationId: uuid(),
    /** As typed, for display; compared by its canonical form. */
    email: text().notNull(),
    emailCanonical: text().notNull(),
    roles: jsonb().$type<GivenRoles>().notNull(),
    invitedBy: uuid(),
    createdAt: createdAt(),
    sentAt: instant().notNull(),
    expiresAt: instant().notNull(),
    /** State of the last sending as the mail module told it: `delivered`, `hard_bounced`... */
    deliveryState: text(),
    deliveryCause: text(),
    acceptedAt: instant(),
    acceptedBy: uuid(),
    cancelledAt: instant(),
  },
  (t) => [
    uniqueIndex("invitation_waiting")
      .on(t.organisationId, t.emailCanonical)
      .where(sql`accepted_at is null and cancelled_at is null`),
    index("invitation_by_email").on(t.emailCanonical),
  ],
);

/** A new address that both the old and the new one must confirm. */
export const emailChange = pgTable(
  "email_change",
  {
    id: id(),
    userId: uuid().notNull(),
    newEmail: text().notNull(),
    oldConfirmedAt: instant(),
    newConfirmedAt: instant(),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    doneAt: instant(),
    cancelledAt: instant(),
  },
  (t) => [index("email_change_by_user").on(t.userId)],
);

/** A time-based code generator (RFC 6238). One per account. */
export const totpFactor = pgTable("totp_factor", {
  userId: uuid().primaryKey(),
  /** Sealed: only the functions that check a code can read it. */
  secret: text().notNull(),
  /** Null until a first code proved that the application has it. */
  confirmedAt: instant(),
  /** Last time step accepted: a code works once. */
  lastStep: bigint({ mode: "number" }),
  createdAt: createdAt(),
});

/** A passkey or security key (WebAuthn). */
export const passkey = pgTable(
  "passkey",
  {
    id: id(),
    userId: uuid().notNull(),
    /** base64url, as the browser gives it. */
    credentialId: text().notNull().unique(),
    publicKey: text().notNull(),
    counter: bigint({ mode: "number" }).notNull(),
    transports: text().array().notNull().default(sql`'{}'`),
    name: text().notNull(),
    createdAt: createdAt(),
    lastUsedAt: instant(),
  },
  (t) => [index("passkey_by_user").on(t.userId)],
);

/** One of ten single-use codes for whoever lost their device. */
export const recoveryCode = pgTable(
  "recovery_code",
  {
    id: id(),
    userId: uuid().notNull(),
    codeHash: text().notNull(),
    createdAt: createdAt(),
    usedAt: instant(),
  },
  (t) => [unique("recovery_code_once").on(t.userId, t.codeHash)],
);

/** Who an identity provider says someone is, tied to an account by an invitation or by its owner. */
export const identity = pgTable(
  "identity",
  {
    id: id(),
    userId: uuid().notNull(),
    issuer: text().notNull(),
    subject: text().notNull(),
    createdAt: createdAt(),
    lastUsedAt: instant(),
  },
  (t) => [unique("identity_once").on(t.issuer, t.subject), index("identity_by_user").on(t.userId)],
);

/**
 * One mail about an account, asked for by a request and written by a job: the request does the same work whether the
 * account exists or not. The job derives the link's token, so that no secret is stored.
 */
export const accountMail = pgTable("account_mail", {
  id: id(),
  kind: text({
    enum: [
      "password_forgotten",
      "magic_link",
      "invitation",
      "invited_existing",
      "email_change_old",
      "email_change_new",
      "email_changed",
      "password_changed",
      "second_factor_changed",
      "registration",
      "membership_ended",
      "claim_decided",
      "claim_code",
      "join_requested",
      "join_unanswered",
    ],
  }).notNull(),
  organisationId: uuid(),
  /** Whom it is for, when an account is known. */
  userId: uuid(),
  /** Where it goes. */
  address: text().notNull(),
  /** The secret link whose token it carries, when it carries one. */
  secretLinkId: uuid(),
  /** The record it is about. */
  targetId: uuid(),
  createdAt: createdAt(),
  /** Set when the mail was queued, or when there was nothing to send. */
  doneAt: instant(),
});

/** A company's claim to be the one of a SIRET. Only one claim per SIRET is ever `verified`. */
export const siretClaim = pgTable(
  "siret_claim",
  {
    id: id(),
    organisationId: uuid().notNull(),
    siret: text().notNull(),
    status: text({ enum: ["unverified", "pending", "verified", "refused", "disputed"] }).notNull(),
    method: text({ enum: ["proconnect", "public_email", "document"] }),
    /** Proofs given: stored files. */
    files: uuid().array().notNull().default(sql`'{}'`),
    /** When the documents were sent. */
    sentAt: instant(),
    reason: text(),
    decidedBy: uuid(),
    decidedAt: instant(),
    createdAt: createdAt(),
    version: integer().notNull().default(1),
  },
  (t) => [
    uniqueIndex("siret_claim_verified").on(t.siret).where(sql`status = 'verified'`),
    unique("siret_claim_once").on(t.organisationId, t.siret),
  ],
);

/** A document given to prove a claim. */
export const claimFile = pgTable(
  "claim_file",
  {
    id: id(),
    claimId: uuid().notNull(),
    organisationId: uuid().notNull(),
    name: text().notNull(),
    /** Proved by its content. */
    type: text().notNull(),
    size: integer().notNull(),
    /** Key in the bucket `files`. */
    key: text().notNull(),
    createdAt: createdAt(),
  },
  (t) => [index("claim_file_by_claim").on(t.claimId)],
);

/** A code sent to the address published for a claim's SIRET: derived from its id, so that nothing stored tells it. */
export const claimCode = pgTable(
  "claim_code",
  {
    id: id(),
    claimId: uuid().notNull(),
    organisationId: uuid().notNull(),
    /** Where it went. */
    address: text().notNull(),
    askedBy: uuid().notNull(),
    createdAt: createdAt(),
    expiresAt: instant().notNull(),
    usedAt: instant(),
  },
  (t) => [index("claim_code_by_claim").on(t.claimId)],
);

/** A company that somebody wants to register: what the directory said of it, who asked, until a link confirms it. */
export const companyRegistration = pgTable("company_registration", {
  id: id(),
  siret: text().notNull(),
  /** Whether name and address are the directory's own, or typed. */
  official: boolean().notNull(),
  name: text().notNull(),
  address: text().notNull(),
  firstName: text().notNull(),
  lastName: text().notNull(),
  email: text().notNull(),
  createdAt: createdAt(),
  /** Set once: the organisation that was made, or asked to be joined. */
  settledAt: instant(),
  organisationId: uuid(),
  /** When it became a request to join that organisation. */
  joinAskedAt: instant(),
  /** When the platform's administrators were told that nobody answered that request. */
  unansweredToldAt: instant(),
});
