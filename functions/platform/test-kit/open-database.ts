import { randomUUID } from "node:crypto";
import postgres from "postgres";
import { type DatabaseRole, databaseUser } from "../../../infra/catalogue.ts";
import type { OrganisationSettings } from "../../../shared/access/organisation.ts";
import { type Actor, type Credentials, type Ctx, makeCtx } from "../ctx.ts";
import { connect, type Db } from "../db.ts";
import { type Env, readEnv } from "../env.ts";
import { type LogFields, makeLog } from "../log.ts";
import type { TestEngines } from "./engines.ts";

/** A database of its own, cloned from the migrated template, and contexts on it. */
export interface TestDatabase {
  /** A context on the application's role (row-level security holds), as `actor`, with a clock the test may set. */
  app(actor?: Actor, credentials?: Credentials): Ctx;
  /** A context on the role of people without account, who present a draft or a link. */
  public(actor?: Actor, credentials?: Credentials): Ctx;
  /** A context on the worker's role, as mail and jobs have it. */
  worker(actor?: Actor): Ctx;
  /** Another container: its own connection on the given role. */
  anotherContainer(role: Exclude<DatabaseRole, "owner">, actor?: Actor): Ctx;
  /** Above all policies, to prepare and to look. */
  admin: postgres.Sql;
  env: Env;
  /** Environment variables with which a function logs in as this role. */
  login(role: Exclude<DatabaseRole, "owner">): Record<string, string>;
  /** Sets the clock of every context; undefined = the real one. */
  setNow(at: Date | undefined): void;
  /** What was logged so far, parsed. */
  logged: (LogFields & { level: string; event: string })[];
}

/** A database that is not there yet: `create` clones it, `drop` closes and removes it. */
export const openTestDatabase = (
  engines: TestEngines,
): { database: TestDatabase; create: () => Promise<void>; drop: () => Promise<void> } => {
  const name = `t_${randomUUID().replaceAll("-", "")}`;
  let now: Date | undefined;
  const open = new Map<string, Db>();
  const logged: TestDatabase["logged"] = [];
  Object.assign(process.env, engines.environment, { DATABASE_NAME: name });

  const login: TestDatabase["login"] = (role) => ({
    DATABASE_USER: databaseUser(role),
    DATABASE_PASSWORD: engines.passwords[role],
  });
  const envOf = (role: Exclude<DatabaseRole, "owner">): Env =>
    readEnv({
      ...engines.environment,
      DATABASE_NAME: name,
      ...login(role),
    });
  const contextOn = (
    key: string,
    role: Exclude<DatabaseRole, "owner">,
    actor: Actor,
    credentials?: Credentials,
  ): Ctx => {
    const env = envOf(role);
    const db = open.get(key) ?? connect(env);
    open.set(key, db);
    return makeCtx({
      env,
      db,
      actor,
      requestId: randomUUID(),
      log: makeLog({}, (line) => logged.push(JSON.parse(line))),
      ...(credentials ? { credentials } : {}),
      now: () => now ?? new Date(),
    });
  };

  const adminUrl = new URL(engines.adminUrl);
  adminUrl.pathname = `/${name}`;
  const admin = postgres(adminUrl.href, { max: 4, onnotice: () => {} });
  const root = postgres(engines.adminUrl, { max: 1, onnotice: () => {} });

  const create = async () => {
    await root.unsafe(`create database ${name} template ${engines.template}`);
  };
  const drop = async () => {
    await Promise.all([...open.values()].map((db) => db.$client.end({ timeout: 1 })));
    await admin.end({ timeout: 1 });
    await root.unsafe(`drop database if exists ${name} with (force)`);
    await root.end();
  };

  const database: TestDatabase = {
    app: (actor = { kind: "visitor" }, credentials) => contextOn("app", "app", actor, credentials),
    public: (actor = { kind: "visitor" }, credentials) => contextOn("public", "public", actor, credentials),
    worker: (actor = { kind: "job", name: "test" }) => contextOn("worker", "worker", actor),
    anotherContainer: (role, actor = { kind: "visitor" }) => contextOn(randomUUID(), role, actor),
    admin,
    login,
    get env() {
      return envOf("app");
    },
    setNow: (at) => {
      now = at;
    },
    logged,
  };
  return { database, create, drop };
};

/** Settings of an organisation as tests need them; any part can be replaced. */
export const someSettings = (replaced: Partial<OrganisationSettings> = {}): OrganisationSettings => ({
  senderName: "Médiation – Ville de Valbrune",
  shortName: "Valbrune",
  phone: "02 61 91 01 42",
  address: ["4 place du Marché", "18990 Valbrune"],
  mediation: {
    title: "médiatrice",
    intro: "Vous êtes en désaccord avec un service de la ville ?",
    accepts: ["vous contestez une facture"],
    refers: [],
    privacy: "Vos réponses servent à traiter votre demande.",
    dueDays: 60,
  },
  ...replaced,
});
