import { argon2Sync, randomBytes, randomUUID } from "node:crypto";
import type postgres from "postgres";
import { hashSecret, newSecret, uuidV7 } from "../../platform/ids.ts";
import type { World } from "./plant/plant-world.ts";
import type { SessionState, Subject } from "./subjects.ts";

export const newId = () => uuidV7(new Date());
export const ahead = (minutes: number) => new Date(Date.now() + minutes * 60_000);

/** A subject in their chair: what the browser sends, and what is their own. */
export interface Seat {
  userId: string;
  email: string;
  cookies: string[];
  /** Another open session and a passkey of the same account. */
  sessionId: string;
  passkeyId: string;
}

/** Rows to insert, by table, in the order of foreign keys. */
export type Rows = Record<string, Record<string, unknown>[]>;

/** Inserts rows with one statement for each table and set of columns. */
export const insert = async (admin: postgres.Sql, rows: Rows): Promise<void> => {
  await admin.begin((tx) =>
    Object.entries(rows).flatMap(([table, of]) => {
      const alike = Object.groupBy(of, (row) => Object.keys(row).join());
      return Object.values(alike).map((group = []) => tx`insert into ${tx(table)} ${tx(group)}`);
    }),
  );
};

/** The password of everybody planted, stored as cheaply as argon2id goes: thousands of accounts are planted. */
export const password = "Un chat gris sur neuf toits bleus";
const storedPassword = (): string => {
  const nonce = randomBytes(16);
  const cost = { memory: 8, passes: 1, parallelism: 1 };
  const tag = argon2Sync("argon2id", { ...cost, message: password, nonce, tagLength: 32 });
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64").replaceAll("=", "");
  return `$argon2id$v=19$m=8,t=1,p=1$${text(nonce)}$${text(tag)}`;
};
const passwordHash = storedPassword();

const sessionColumns: Record<Exclude<SessionState, "none">, (now: Date) => object> = {
  open: (now) => ({ second_factor_at: now }),
  weak: () => ({}),
  pending: () => ({ pending: true }),
  ended: (now) => ({ second_factor_at: now, ended_at: now }),
  expired: (now) => ({ second_factor_at: now, expires_at: ahead(-1) }),
  idle: (now) => ({ second_factor_at: now, last_seen_at: ahead(-9 * 60) }),
};

const sessionRow = (userId: string, secret: string, state: Exclude<SessionState, "none">) => {
  const now = new Date();
  return {
    id: newId(),
    user_id: userId,
    token_hash: hashSecret(secret),
    last_seen_at: now,
    expires_at: ahead(600),
    second_factor_at: null,
    pending: false,
    ended_at: null,
    ...sessionColumns[state](now),
  };
};

/** The rows of somebody who may be signed in, and how they ask. */
export const seatRows = (subject: Subject, organisationId: string): { seat: Seat; rows: Rows } => {
  const userId = newId();
  const secret = newSecret();
  const email = `agent-${userId}@valbrune.example`;
  const { membership, session, disabled, platform } = subject;
  const another = sessionRow(userId, newSecret(), "open");
  const passkeyId = newId();
  return {
    seat: {
      userId,
      email,
      sessionId: another.id,
      passkeyId,
      cookies: session === "none" ? [] : [`guichet=${secret}`],
    },
    rows: {
      user_account: [
        {
          id: userId,
          email,
          first_name: "Claire",
          last_name: `Vasseur ${userId.slice(-6)}`,
          password_hash: passwordHash,
          disabled_at: disabled ? new Date() : null,
        },
      ],
      membership: membership
        ? [
            {
              id: newId(),
              organisation_id: organisationId,
              user_id: userId,
              service: membership.service,
              roles: [...membership.roles],
              ended_at: membership.ended ? new Date() : null,
            },
          ]
        : [],
      // Whoever handles cases has declared their independence, as at a first visit.
      independence:
        membership?.service === "mediation"
          ? [{ organisation_id: organisationId, user_id: userId, declared_at: new Date() }]
          : [],
      platform_administrator: platform ? [{ id: newId(), user_id: userId }] : [],
      session: session === "none" ? [] : [another, sessionRow(userId, secret, session)],
      passkey:
        session === "none"
          ? []
          : [
              {
                id: passkeyId,
                user_id: userId,
                credential_id: randomUUID(),
                public_key: "pQECAyYgASFYIA",
                counter: 0,
                name: "Clé",
              },
            ],
    },
  };
};

export const merged = (all: readonly Rows[]): Rows => {
  const rows: Rows = {};
  for (const one of all) {
    for (const [table, of] of Object.entries(one)) rows[table] = [...(rows[table] ?? []), ...of];
  }
  return rows;
};

/** Seats these subjects in a world; holders of the link open the world's own. */
export const seat = async (
  admin: postgres.Sql,
  world: World,
  who: readonly Subject[],
): Promise<Map<Subject, Seat>> => {
  const seated = who.map((subject) => ({
    subject,
    ...seatRows(subject, world.organisation.id),
  }));
  const links = seated.flatMap(({ subject, seat: chair }) => {
    if (!subject.link) return [];
    // The page of the case, and that of a file sent on it: each has a session of its own.
    const pages = { "guichet-link": world.case.linkId, "guichet-file": world.case.fileSecretId };
    return Object.entries(pages).map(([cookie, linkId]) => {
      const secret = newSecret();
      chair.cookies.push(`${cookie}=${secret}`);
      return {
        id: newId(),
        secret_link_id: linkId,
        token_hash: hashSecret(secret),
        code_verified: subject.link === "verified",
        expires_at: ahead(30),
      };
    });
  });
  await insert(admin, { ...merged(seated.map(({ rows }) => rows)), link_session: links });
  const handler = seated.find(({ subject }) => subject.handler);
  if (handler && who.length === 1) {
    await admin`update cases set assignee_id = ${handler.seat.userId} where id = ${world.case.id}`;
  }
  return new Map(seated.map(({ subject, seat: chair }) => [subject, chair]));
};
