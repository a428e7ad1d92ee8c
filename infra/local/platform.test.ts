import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Platform, startPlatform } from "./platform.ts";
import { lookAt } from "./processes.ts";

const dataDir = mkdtempSync(join(tmpdir(), "guichet-platform-test-"));
const options = {
  dataDir,
  ports: "free",
  mode: "bundles",
  demo: false,
  durable: false,
  schedules: false,
  visibilitySeconds: 2,
} as const;
let platform: Platform;

beforeAll(async () => {
  platform = await startPlatform(options);
}, 120_000);
afterAll(async () => {
  await platform.stop();
  rmSync(dataDir, { recursive: true, force: true });
}, 60_000);

const health = () => fetch(`${platform.urls.api}/health`);
const ask = async (statement: string) => {
  const sql = postgres(platform.db("admin"), { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
};

test("the app, its API and the mailbox answer once the platform has started", async () => {
  expect((await fetch(platform.urls.app)).status).toBe(200);
  expect((await health()).status).toBe(200);
  expect((await fetch(platform.urls.mailbox)).status).toBe(200);
});

test("the API goes on after its processes were killed", async () => {
  await health();
  expect(await platform.kill("api")).toBeGreaterThan(0);
  expect((await health()).status).toBe(200);
});

test("a schedule runs when asked", async () => {
  await platform.runSchedule("sweep-outbox");
  await platform.runSchedule("reconcile-mail");
  await expect(platform.runSchedule("api")).rejects.toThrow(/no schedule/);
});

test("mail received while the database is down is worked on once it is back", async () => {
  await platform.stopDatabase();
  const raw =
    "From: a@messagerie.example\r\nTo: x@courrier.guichet.example\r\nSubject: Bonjour\r\n\r\nTexte\r\n";
  await platform.engines.smtp.accept(
    { from: "a@messagerie.example", to: [`nulle-part@${platform.mailDomain}`] },
    Buffer.from(raw),
  );
  const queued = async () => {
    const { waiting, held } = await platform.engines.queues.count("mail-inbound");
    return waiting + held;
  };
  expect(await queued()).toBe(1);
  await platform.startDatabase();
  await expect.poll(queued, { timeout: 30_000 }).toBe(0);
  expect(await ask("select count(*)::int as count from inbound_mail")).toEqual([{ count: 1 }]);
});

test("a stop leaves no process behind, and what was stored is there after the next start", async () => {
  await ask("create table survivor (word text)");
  await health();
  const [row] = await ask("select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid");
  const { functions } = JSON.parse(readFileSync(join(dataDir, "pids.json"), "utf8"));
  const pids: number[] = [row?.pid, ...functions.map(({ pid }: { pid: number }) => pid)];
  expect(pids.length).toBeGreaterThan(1);
  expect(pids.map(lookAt)).not.toContain(undefined);
  await platform.stop();
  expect(pids.filter(lookAt)).toEqual([]);
  platform = await startPlatform(options);
  expect(await ask("select count(*)::int as count from survivor")).toEqual([{ count: 0 }]);
  expect((await health()).status).toBe(200);
});
