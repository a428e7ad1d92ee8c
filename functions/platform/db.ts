import type { ExtractTablesWithRelations } from "drizzle-orm";
import { drizzle, type PostgresJsDatabase, type PostgresJsTransaction } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import type { Env } from "./env.ts";

type Schema = Record<string, never>;
/** The container's database: one connection, so one request at a time (true on Lambda). */
export type Db = PostgresJsDatabase<Schema> & { $client: postgres.Sql };
/** An open write transaction; only `mutate` makes one. */
export type Tx = PostgresJsTransaction<Schema, ExtractTablesWithRelations<Schema>>;
/** Where a query may run. */
export type Queries = Db | Tx;

/** Opens the container's connection lazily: nothing is sent before the first query. A statement may last `statementSeconds`. */
export const connect = (env: Env, statementSeconds = 25): Db => {
  const { host, port, name, user, password } = env.database;
  const client = postgres({
    host,
    port,
    database: name,
    username: user,
    password: password ?? (() => iamToken(env)),
    ssl: password ? false : "verify-full",
    max: 1,
    // A database that scaled to zero needs up to 15 s to wake.
    connect_timeout: 30,
    idle_timeout: 0,
    max_lifetime: null,
    fetch_types: false,
    onnotice: () => {},
    connection: {
      application_name: "guichet",
      statement_timeout: statementSeconds * 1000,
      lock_timeout: 10_000,
    },
  });
  return drizzle(client, { casing: "snake_case" });
};

/** A fifteen-minute password signed with the function's own role: no database password exists in the cloud. */
const iamToken = async (env: Env): Promise<string> => {
  const { Signer } = await import("@aws-sdk/rds-signer");
  const { host, port, user } = env.database;
  return new Signer({ hostname: host, port, username: user, region: env.region }).getAuthToken();
};

/**
 * A query prepared once per connection: three times less work per read than an unprepared one (bench).
 * `build` receives the database and ends with `.prepare("name")`.
 */
export const prepared = <P>(build: (db: Db) => P): ((db: Db) => P) => {
  const made = new WeakMap<Db, P>();
  return (db) => {
    let statement = made.get(db);
    if (!statement) {
      statement = build(db);
      made.set(db, statement);
    }
    return statement;
  };
};
