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
  const { begin } = client;
  // Writes are the same few statements at each request; lists vary with what is asked, and choose by `.prepare`.
  client.begin = ((work: (tx: postgres.TransactionSql) => unknown) =>
    begin((tx) => work(Object.assign(tx, { unsafe: keptStatements(tx) })))) as typeof begin;
  return drizzle(client, { casing: "snake_case" });
};

/** `unsafe` as Drizzle calls it, with each statement prepared once per connection: one round trip instead of two. */
const keptStatements =
  ({ unsafe }: Pick<postgres.Sql, "unsafe">): postgres.Sql["unsafe"] =>
  <T extends unknown[]>(query: string, parameters?: never[], options?: postgres.UnsafeQueryOptions) => {
    const asked = unsafe<T>(query, parameters, { ...options, prepare: true });
    // Sent now, not when somebody awaits: what is asked first runs first.
    asked.execute();
    return asked;
  };

/**
 * The same connection with all its statements prepared, for code that repeats a few of them: queue functions. Those
 * sent together then travel together.
 */
export const withKeptStatements = (db: Db): Db => {
  const known = kept.get(db);
  if (known) return known;
  const client = db.$client;
  const own = ((...given: Parameters<typeof client>) => client(...given)) as typeof client;
  const made = drizzle(Object.assign(own, client, { unsafe: keptStatements(client) }), {
    casing: "snake_case",
  });
  kept.set(db, made);
  return made;
};
const kept = new WeakMap<Db, Db>();

/**
 * Answers of work sent together on one connection, where PostgreSQL does it in the order it was sent: `.execute()` at
 * once, then async functions up to their first await, then bare queries. When one fails, waits for the others first:
 * what they still send must not come after the rollback.
 */
export const together = async <T extends readonly unknown[]>(
  work: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> => {
  // A bare query runs each time it is awaited: from here on it is one promise.
  const sent = work.map((one) => Promise.resolve(one)) as { [K in keyof T]: Promise<Awaited<T[K]>> };
  await Promise.allSettled(sent);
  return Promise.all(sent);
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
