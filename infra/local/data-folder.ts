import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod/mini";
import { stopLeftPostgres } from "./postgres.ts";
import { erasePostgresHome } from "./postgres-home.ts";
import { endProcess, identify, isAlive, type ProcessIdentity } from "./processes.ts";

/** Names inside the data folder (`.guichet`). */
export const postgresFolder = (dataDir: string) => join(dataDir, "postgres");
export const s3Folder = (dataDir: string) => join(dataDir, "s3");
export const mailboxFolder = (dataDir: string) => join(dataDir, "mailbox");
export const runFile = (dataDir: string) => join(dataDir, "run.json");
export const logFile = (dataDir: string) => join(dataDir, "functions.log");
/** What was still queued when the last run ended. */
export const queuedFile = (dataDir: string) => join(dataDir, "queued.json");
const keysFile = (dataDir: string) => join(dataDir, "keys.json");
const pidsFile = (dataDir: string) => join(dataDir, "pids.json");

/** Writes a whole file or nothing, readable by its owner alone where it holds secrets. */
export const writeWhole = (path: string, content: string, mode = 0o644) => {
  writeFileSync(`${path}.new`, content, { mode });
  renameSync(`${path}.new`, path);
};

const Keys = z.object({
  /** As HMAC_KEYS wants it. */
  hmac: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  postgres: z.string(),
  /** What the key service encrypts with, 32 bytes. */
  kms: z.string(),
});
export type Keys = z.infer<typeof Keys>;

/** The secrets of this installation: made once, kept in the data folder for its owner alone. */
export const readKeys = (dataDir: string): Keys => {
  const file = keysFile(dataDir);
  const known = existsSync(file) ? Keys.safeParse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
  if (known?.success) return known.data;
  const keys: Keys = {
    hmac: `1:${randomBytes(32).toString("base64")}`,
    accessKeyId: `LOCAL${randomBytes(8).toString("hex").toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString("base64"),
    postgres: randomBytes(24).toString("base64url"),
    kms: randomBytes(32).toString("base64"),
    // A folder of before some key existed keeps those it has.
    ...(existsSync(file) ? z.partial(Keys).parse(JSON.parse(readFileSync(file, "utf8"))) : {}),
  };
  writeWhole(file, JSON.stringify(keys, null, 2), 0o600);
  return keys;
};

const Identity = z.object({ pid: z.number(), started: z.string() });
const Pids = z.object({
  host: Identity,
  /** The npm that started it; when that one is gone, nobody waits for the host any more. */
  parent: z.optional(Identity),
  functions: z.array(Identity),
});

const readPids = (dataDir: string): z.infer<typeof Pids> | undefined => {
  const file = pidsFile(dataDir);
  if (!existsSync(file)) return undefined;
  const parsed = Pids.safeParse(JSON.parse(readFileSync(file, "utf8")));
  return parsed.success ? parsed.data : undefined;
};

/** Another run holds the data folder. */
export class AlreadyRunning extends Error {
  readonly pid: number;
  constructor(dataDir: string, pid: number) {
    super(`Guichet is already running on ${dataDir} (process ${pid}).`);
    this.pid = pid;
  }
}

/** Refuses a folder that a living run uses. A run whose npm was killed is ending by itself and is helped to. */
const refuseIfRunning = async (dataDir: string) => {
  const { host, parent } = readPids(dataDir) ?? {};
  if (!host || host.pid === process.pid || !isAlive(host)) return;
  if (!parent || isAlive(parent)) throw new AlreadyRunning(dataDir, host.pid);
  await endProcess(host, [{ signal: "SIGTERM", patienceMs: 20_000 }]);
};

/**
 * Takes the data folder for this process, made when absent, and ends what a killed run left: its database and its
 * function processes, known by number and start time, so nobody else's process is ever touched.
 * Returns how to note the function processes that live now, and how to let the folder go.
 */
export const claimDataFolder = async (dataDir: string) => {
  mkdirSync(dataDir, { recursive: true });
  await refuseIfRunning(dataDir);
  for (const left of readPids(dataDir)?.functions ?? []) await endProcess(left, []);
  await stopLeftPostgres(postgresFolder(dataDir));
  const owner = {
    host: identify(process.pid),
    ...(process.env.npm_lifecycle_event ? { parent: identify(process.ppid) } : {}),
  };
  const note = (functions: readonly ProcessIdentity[]) =>
    writeWhole(pidsFile(dataDir), JSON.stringify({ ...owner, functions }, null, 2));
  note([]);
  return {
    noteFunctions: (pids: readonly number[]) => note(pids.map(identify)),
    release: () => {
      rmSync(pidsFile(dataDir), { force: true });
      rmSync(runFile(dataDir), { force: true });
    },
  };
};

/** Empties the data folder, also what PostgreSQL had to keep elsewhere. Refuses while a run uses it. */
export const eraseDataFolder = async (dataDir: string): Promise<void> => {
  if (!existsSync(dataDir)) return;
  (await claimDataFolder(dataDir)).release();
  erasePostgresHome(postgresFolder(dataDir));
  rmSync(dataDir, { recursive: true, force: true });
};
