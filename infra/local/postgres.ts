import { type ChildProcess, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { chownSync, closeSync, existsSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { type DatabaseRole, databaseRoles, databaseUser } from "../catalogue.ts";
import { freePort, loopback } from "./ports.ts";
import { erasePostgresHome, type PostgresHome, postgresHome } from "./postgres-home.ts";
import { endProcess, eventually, identify, lookAt, type ProcessIdentity } from "./processes.ts";

/** Who may log in: the four roles of the catalogue, and the superuser of the cluster for tools and tests. */
export type Login = DatabaseRole | "admin";

export interface PostgresOptions {
  /**
   * Folder of the cluster, made when absent and, as root, given to the user PostgreSQL runs as.
   * Where that user cannot reach it, the cluster stands elsewhere (see postgres-home.ts).
   */
  dataDir: string;
  /** Wanted port; taken = the next free one; 0 or absent = any. */
  port?: number;
  /** False for tests: fsync off, a power cut may lose the data. */
  durable: boolean;
  /** Secret the passwords of all logins are derived from; the same one at each start. */
  secret?: string;
}

export interface LocalPostgres {
  host: string;
  port: number;
  /** Name of the application's database. */
  database: string;
  process: ProcessIdentity;
  password: (login: Login) => string;
  /** Connection address of a login, to the application's database or to the one named. */
  url: (login: Login, database?: string) => string;
  /** Stops the server and keeps the data; connections are cut, transactions rolled back. */
  stop: () => Promise<void>;
  /** Stops the server, then removes the data. */
  erase: () => Promise<void>;
}

const databaseName = "guichet";
const userOf = (login: Login) => (login === "admin" ? "postgres" : databaseUser(login));

/**
 * Starts PostgreSQL 17 from the programs npm brought, on the loopback address only, with the roles guichet_owner,
 * guichet_app, guichet_public and guichet_worker (plain logins: no superuser, row-level security holds) and the database `guichet`
 * owned by the first. A server that a killed parent left behind on the same data is stopped first.
 */
export const startPostgres = async (options: PostgresOptions): Promise<LocalPostgres> => {
  const home = postgresHome(options.dataDir);
  const secret = options.secret ?? "guichet";
  const password = (login: Login) =>
    createHmac("sha256", secret).update(`postgres ${login}`).digest("base64url");

  await endStalePostgres(home);
  if (!existsSync(join(home.data, "PG_VERSION"))) await initialise(home, password("admin"));
  const { child, port } = await launch(home, options);
  const server = identify(child.pid ?? 0);

  const url = (login: Login, database = databaseName) =>
    `postgres://${userOf(login)}:${password(login)}@${loopback}:${port}/${database}`;
  const stop = () =>
    endProcess(server, [
      { signal: "SIGINT", patienceMs: 10_000 },
      { signal: "SIGQUIT", patienceMs: 5_000 },
    ]);
  try {
    await prepareRoles(url("admin", "postgres"), url("admin"), password);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    host: loopback,
    port,
    database: databaseName,
    process: server,
    password,
    url,
    stop,
    erase: async () => {
      await stop();
      erasePostgresHome(options.dataDir);
    },
  };
};

/** The server running on this data, if the pid file names one and the process truly is it. */
const runningOn = (data: string): ProcessIdentity | undefined => {
  const file = join(data, "postmaster.pid");
  if (!existsSync(file)) return undefined;
  const found = lookAt(Number(readFileSync(file, "utf8").split("\n")[0]));
  return found?.command.includes(data) ? { pid: found.pid, started: found.started } : undefined;
};

/** Stops the server a killed run left on this data folder, if any. */
export const stopLeftPostgres = async (dataDir: string): Promise<void> => {
  if (existsSync(dataDir)) await endStalePostgres(postgresHome(dataDir));
};

/** Stops what a killed parent left; a pid file without its server (number taken by another process) is removed. */
const endStalePostgres = async ({ data }: PostgresHome) => {
  const stale = runningOn(data);
  if (stale) {
    await endProcess(stale, [
      { signal: "SIGINT", patienceMs: 10_000 },
      { signal: "SIGQUIT", patienceMs: 5_000 },
    ]);
  }
  rmSync(join(data, "postmaster.pid"), { force: true });
};

const initialise = async ({ runner, folder, data, bin, log }: PostgresHome, adminPassword: string) => {
  const passwordFile = join(folder, "initial-password");
  writeFileSync(passwordFile, adminPassword, { mode: 0o600 });
  if (runner) chownSync(passwordFile, runner.uid, runner.gid);
  try {
    const locale = process.platform === "darwin" ? "en_US.UTF-8" : "C.UTF-8";
    const flags = [
      "--encoding=UTF8",
      `--locale=${locale}`,
      "--auth=scram-sha-256",
      "--username=postgres",
      "--no-sync",
    ];
    const child = spawn(join(bin, "initdb"), [`--pgdata=${data}`, `--pwfile=${passwordFile}`, ...flags], {
      ...runner,
      cwd: "/",
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    child.stderr.on("data", (chunk) => (said += chunk));
    const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
    if (code !== 0) {
      rmSync(data, { recursive: true, force: true });
      throw new Error(`initdb ended with ${code} (see also ${log}):\n${said}`);
    }
  } finally {
    rmSync(passwordFile, { force: true });
  }
};

const settings = (port: number, durable: boolean) => [
  `port=${port}`,
  `listen_addresses=${loopback}`,
  "unix_socket_directories=",
  "max_connections=200",
  "timezone=UTC",
  "log_timezone=UTC",
  ...(durable ? [] : ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]),
];

/** Starts the server and waits until its pid file says ready; another port when someone was faster on this one. */
const launch = async (
  home: PostgresHome,
  options: PostgresOptions,
): Promise<{ child: ChildProcess; port: number }> => {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort(options.port ?? 0);
    const log = openSync(home.log, "w");
    // Its own process group: Ctrl-C in the terminal reaches us alone, and we stop it last.
    const child = spawn(
      join(home.bin, "postgres"),
      ["-D", home.data, ...settings(port, options.durable).flatMap((setting) => ["-c", setting])],
      { ...home.runner, cwd: "/", detached: true, stdio: ["ignore", log, log] },
    );
    closeSync(log);
    const failed = new Promise<never>((_, reject) => child.once("error", reject));
    const ready = eventually(() => child.exitCode !== null || isReady(home.data), 60_000);
    await Promise.race([ready, failed]);
    if (isReady(home.data)) return { child, port };
    const said = readFileSync(home.log, "utf8");
    if (child.exitCode === null && child.pid)
      await endProcess(identify(child.pid), [{ signal: "SIGQUIT", patienceMs: 5_000 }]);
    if (attempt >= 5 || !/Address already in use/.test(said))
      throw new Error(`PostgreSQL does not start:\n${said}`);
  }
};

/** Line 8 of the pid file, as `pg_ctl -w` reads it. */
const isReady = (data: string) => {
  const file = join(data, "postmaster.pid");
  return existsSync(file) && readFileSync(file, "utf8").split("\n")[7]?.trim() === "ready";
};

const prepareRoles = async (adminUrl: string, databaseUrl: string, password: (login: Login) => string) => {
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} });
  try {
    const known = new Set((await admin`select rolname from pg_roles`).map((row) => row.rolname));
    for (const role of databaseRoles) {
      const user = databaseUser(role);
      if (!known.has(user)) await admin.unsafe(`create role ${user}`);
      await admin.unsafe(
        `alter role ${user} login nosuperuser nocreatedb nocreaterole nobypassrls password '${password(role)}'`,
      );
    }
    const [existing] = await admin`select 1 from pg_database where datname = ${databaseName}`;
    if (!existing) await admin.unsafe(`create database ${databaseName} owner ${databaseUser("owner")}`);
  } finally {
    await admin.end();
  }
  const own = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await own.unsafe(`revoke all on database ${databaseName} from public`);
    await own.unsafe(
      `grant connect on database ${databaseName} to ${databaseRoles.map(databaseUser).join(", ")}`,
    );
  } finally {
    await own.end();
  }
};
