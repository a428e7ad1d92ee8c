import type { Db } from "./db.ts";
import { connect } from "./db.ts";
import { type Env, readEnv } from "./env.ts";
import { uuidV7 } from "./ids.ts";
import { type Log, makeLog } from "./log.ts";

/** Who acts. What each may do is decided by rules, never by its kind alone. */
export type Actor =
  /** Anyone on the Internet; `draft` is the form they fill, whose id nobody else knows. */
  | { kind: "visitor"; draft?: { id: string; organisationId?: string } }
  /** Someone who holds the secret link of one case, as one party. */
  | {
      kind: "link";
      secretLinkId: string;
      caseId: string;
      partyId: string;
      organisationId: string;
      codeVerified: boolean;
    }
  /** Someone who holds the secret link of one file of one message. */
  | {
      kind: "recipient";
      secretLinkId: string;
      /** What the message is about. */
      targetId: string;
      organisationId: string;
      codeVerified: boolean;
    }
  | {
      kind: "user";
      userId: string;
      /** Those that count now: live, in a service that is on, with the second factor the organisation asks for. */
      memberships: readonly ActorMembership[];
      /** Manages organisations and accounts; only in a session with a second factor. */
      platformAdministrator?: true;
      /** The session it acts by; absent in tests and before one is opened. */
      session?: { id: string; secondFactor: boolean; idleMinutes: number };
    }
  /** A schedule or a queue consumer. */
  | { kind: "job"; name: string }
  /** A received mail being posted. */
  | { kind: "mail"; inboundMailId: string };

export interface ActorMembership {
  organisationId: string;
  service: string;
  roles: readonly string[];
  /** Colleagues who are away today and for whom this member acts. */
  replaces?: readonly string[];
  /** Handles cases, and has not declared yet that they are neither elected nor employed by the authority. */
  undeclared?: true;
}

/** What the browser presented, before the database said who it is. Hashes only. */
export interface Credentials {
  sessionHash?: string;
  linkHash?: string;
  /** The page asked by itself, nobody did anything: the session's idle time goes on. */
  background?: true;
  /** Address of the network the request came from, for limits; never stored in clear. */
  clientAddress?: string;
  /** What the browser says it is: read once, for the label of a session. */
  userAgent?: string;
}

/** Everything a verb may use of the outside: time, ids, database and who asks come from here only. */
export interface Ctx {
  env: Env;
  db: Db;
  log: Log;
  actor: Actor;
  credentials: Credentials;
  requestId: string;
  locale: "fr";
  now(): Date;
  newId(): string;
}

/** By function: a process of Lambda is one function, a test drives several, each with its own login. */
const containers = new Map<string, { env: Env; db: Db; usedAt: number }>();

/** Milliseconds after which an unused connection is not trusted: networks on the way drop it without a word. */
const connectionRest = 4 * 60_000;

/** The container's environment and database, made at its first request and kept. */
export const containerContext = (requestId: string, functionName: string, actor: Actor): Ctx => {
  const usedAt = Date.now();
  let container = containers.get(functionName);
  if (container && usedAt - container.usedAt > connectionRest) {
    // A frozen container cannot have closed it in time; the old one is dropped without waiting for an answer.
    void container.db.$client.end({ timeout: 0 });
    container = { env: container.env, db: connect(container.env), usedAt };
  }
  if (!container) {
    const env = readEnv();
    container = { env, db: connect(env), usedAt };
  }
  container.usedAt = usedAt;
  containers.set(functionName, container);
  const { env, db } = container;
  const log = makeLog({ function: functionName, requestId }, undefined, env.logLevel);
  return makeCtx({ env, db, requestId, actor, log });
};

/** A context over given parts; tests give their own clock. */
export const makeCtx = (parts: {
  env: Env;
  db: Db;
  requestId: string;
  actor: Actor;
  log: Log;
  credentials?: Credentials;
  now?: () => Date;
}): Ctx => {
  const now = parts.now ?? (() => new Date());
  return {
    env: parts.env,
    db: parts.db,
    log: parts.log,
    actor: parts.actor,
    credentials: parts.credentials ?? {},
    requestId: parts.requestId,
    locale: "fr",
    now,
    newId: () => uuidV7(now()),
  };
};

/** The same context as another actor. */
export const actingAs = (ctx: Ctx, actor: Actor): Ctx => ({ ...ctx, actor });
