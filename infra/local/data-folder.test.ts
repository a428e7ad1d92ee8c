import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { AlreadyRunning, claimDataFolder, eraseDataFolder, readKeys } from "./data-folder.ts";
import { identify, isAlive, type ProcessIdentity } from "./processes.ts";

let dataDir: string;
const sleepers: ProcessIdentity[] = [];

/** A process that lives until it is ended, as a function's would after its host was killed. */
const sleeper = () => {
  const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], {
    detached: true,
    stdio: "ignore",
  });
  const identity = identify(child.pid ?? 0);
  sleepers.push(identity);
  return identity;
};

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "guichet-data-test-"));
});

afterEach(() => {
  for (const each of sleepers.splice(0)) if (isAlive(each)) process.kill(each.pid, "SIGKILL");
  rmSync(dataDir, { recursive: true, force: true });
});

test("keys are made once and only their owner reads them", () => {
  const first = readKeys(dataDir);
  expect(first.hmac).toMatch(/^1:[A-Za-z0-9+/]{43}=$/);
  expect(readKeys(dataDir)).toEqual(first);
  expect(statSync(join(dataDir, "keys.json")).mode & 0o777).toBe(0o600);
});

test("function processes of a killed run are ended by the next one, and nobody else's", async () => {
  const dead = sleeper();
  process.kill(dead.pid, "SIGKILL");
  await expect.poll(() => isAlive(dead)).toBe(false);
  const [left, stranger] = [sleeper(), sleeper()];
  const recycled = { pid: stranger.pid, started: "another time" };
  writeFileSync(join(dataDir, "pids.json"), JSON.stringify({ host: dead, functions: [left, recycled] }));
  const folder = await claimDataFolder(dataDir);
  expect(isAlive(left)).toBe(false);
  expect(isAlive(stranger)).toBe(true);
  folder.release();
});

test("a folder in use is refused, and neither reset nor a second start touches it", async () => {
  const host = sleeper();
  writeFileSync(join(dataDir, "pids.json"), JSON.stringify({ host, functions: [] }));
  await expect(claimDataFolder(dataDir)).rejects.toThrow(AlreadyRunning);
  await expect(eraseDataFolder(dataDir)).rejects.toThrow(AlreadyRunning);
  expect(isAlive(host)).toBe(true);
  expect(existsSync(dataDir)).toBe(true);
});

test("a run whose npm was killed is ended instead of refused", async () => {
  const [host, npm] = [sleeper(), sleeper()];
  process.kill(npm.pid, "SIGKILL");
  await expect.poll(() => isAlive(npm)).toBe(false);
  writeFileSync(join(dataDir, "pids.json"), JSON.stringify({ host, parent: npm, functions: [] }));
  const folder = await claimDataFolder(dataDir);
  expect(isAlive(host)).toBe(false);
  expect(JSON.parse(readFileSync(join(dataDir, "pids.json"), "utf8")).host.pid).toBe(process.pid);
  folder.release();
  expect(existsSync(join(dataDir, "pids.json"))).toBe(false);
});

test("reset leaves nothing", async () => {
  readKeys(dataDir);
  await eraseDataFolder(dataDir);
  expect(existsSync(dataDir)).toBe(false);
});
