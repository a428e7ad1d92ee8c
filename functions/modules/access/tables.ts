import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, text, unique, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { OrganisationSettings } from "../../../shared/access/schema.ts";
import { createdAt, id, instant } from "../../platform/columns.ts";

/** A public body or a company that uses Guichet. */
export const organisation = pgTable("organisation", {
  id: id(),
  /** Part of its public addresses: /mediation/<slug>. */
  slug: text().notNull().unique(),
  name: text().notNull(),
  kind: text({ enum: ["commune", "intercommunality", "department", "region", "state", "other"] }).notNull(),
  timeZone: text().notNull().default("Europe/Paris"),
  services: text().array().notNull().default(sql`'{}'`),
  settings: jsonb().$type<OrganisationSettings>().notNull(),
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
  createdAt: createdAt(),
  disabledAt: instant(),
});

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
    createdAt: createdAt(),
    lastSeenAt: instant().notNull(),
    expiresAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [index("session_by_user").on(t.userId)],
);

/**
 * A secret link: 256 random bits in someone's hands, a hash here. One purpose, an end, revocable.
 * The follow-up page of a case is the first purpose.
 */
export const secretLink = pgTable(
  "secret_link",
  {
    id: id(),
    organisationId: uuid().notNull(),
    purpose: text({ enum: ["case_follow_up"] }).notNull(),
    tokenHash: text().notNull().unique(),
    /** What it opens: the case, and as which party. */
    targetId: uuid().notNull(),
    partyId: uuid().notNull(),
    /** Hash of the 12-character access code given to people without e-mail. */
    accessCodeHash: text(),
    createdAt: createdAt(),
    expiresAt: instant(),
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
  },
  (t) => [unique("link_code_once").on(t.secretLinkId, t.codeHash, t.createdAt)],
);
