import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, expect, test } from "vitest";
import { type LocalPostgres, type Login, startPostgres } from "./postgres.ts";
import { isAlive } from "./processes.ts";

const dataDir = mkdtempSync(join(tmpdir(), "guichet-postgres-test-"));
const started: LocalPostgres[] = [];
const start = async (port = 0) => {
  const server = await startPostgres({ dataDir, port, durable: false });
  started.push(server);
  return server;
};
const ask = async (server: LocalPostgres, login: Login, statement: string) => {
  const sql = postgres(server.url(login), { max: 1, onnotice: () => {} });
  try {
    return await sql.unsafe(statement);
  } finally {
    await sql.end();
  }
};

afterAll(async () => {
  for (const server of started) await server.erase();
  rmSync(dataDir, { recursive: true, force: true });
});

test("the four roles log in, own nothing they should not, and French text is understood", async () => {
  const server = await start();
  const [version] = await ask(server, "owner", "show server_version_num");
  expect(Number(version?.server_version_num)).toBeGreaterThanOrEqual(170_000);
  const roles = await ask(
    server,
    "admin",
    "select rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole from pg_roles where rolname like 'guichet_%' order by 1",
  );
  expect(roles.map((row) => Object.values(row))).toEqual([
    ["guichet_app", false, false, false, false],
    ["guichet_owner", false, false, false, false],
    ["guichet_public", false, false, false, false],
    ["guichet_worker", false, false, false, false],
  ]);
  await ask(server, "owner", "create table kept (word text); insert into kept values ('été')");
  await expect(ask(server, "app", "select * from kept")).rejects.toThrow(/permission denied/);
  await expect(ask(server, "worker", "create table public.mine (id int)")).rejects.toThrow(
    /permission denied/,
  );
  const [upper] = await ask(server, "owner", "select upper('ça œuvre') as up, 'é' ~ '\\w' as letter");
  expect(upper).toEqual({ up: "ÇA ŒUVRE", letter: true });
});

test("data stays after a stop, and a server left behind by a killed parent is stopped first", async () => {
  const left = await start();
  expect(isAlive(left.process)).toBe(true);
  const next = await start();
  expect(isAlive(left.process)).toBe(false);
  expect(await ask(next, "owner", "select word from kept")).toEqual([{ word: "été" }]);
  await next.stop();
  expect(isAlive(next.process)).toBe(false);
});

test("a busy port moves on to the next one", async () => {
  const taken = createServer();
  const busy = await new Promise<number>((resolve) =>
    taken.listen(0, "127.0.0.1", () => {
      const address = taken.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    }),
  );
  const server = await start(busy);
  expect(server.port).toBeGreaterThan(busy);
  await new Promise((resolve) => taken.close(resolve));
});
