import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startPostgres } from "../local/postgres.ts";
import { masterUser } from "./database.ts";
import { rolesStatement } from "./database-roles.ts";

const dataDir = mkdtempSync(join(tmpdir(), "guichet-roles-"));
let server: Awaited<ReturnType<typeof startPostgres>>;
let admin: postgres.Sql;
let master: postgres.Sql;

/** A cluster as RDS hands it over: a master that is no superuser, the role rds_iam, and a database of the master. */
beforeAll(async () => {
  server = await startPostgres({ dataDir, durable: false });
  admin = postgres(server.url("admin", "postgres"), { max: 1, onnotice: () => undefined });
  for (const statement of [
    "drop database guichet",
    "drop role guichet_owner, guichet_app, guichet_worker",
    "create role rds_iam",
    `create role ${masterUser} login createrole createdb password 'master'`,
    `grant rds_iam to ${masterUser} with admin option`,
    `create database guichet owner ${masterUser}`,
  ])
    await admin.unsafe(statement);
  master = postgres({
    ...{
      host: server.host,
      port: server.port,
      database: "guichet",
      username: masterUser,
      password: "master",
    },
    max: 1,
    onnotice: () => undefined,
  });
});

afterAll(async () => {
  await master?.end();
  await admin?.end();
  await server?.erase();
  rmSync(dataDir, { recursive: true, force: true });
});

test("the master makes the three roles, and may say it again", async () => {
  await master.unsafe(rolesStatement);
  await master.unsafe(rolesStatement);
  const roles = await master`
    select rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, pg_has_role(oid, 'rds_iam', 'usage') as by_iam
    from pg_roles where rolname in ('guichet_owner', 'guichet_app', 'guichet_worker') order by rolname`;
  expect(roles.map(({ rolname }) => rolname)).toEqual(["guichet_app", "guichet_owner", "guichet_worker"]);
  for (const role of roles)
    expect(role).toMatchObject({
      rolcanlogin: true,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      by_iam: true,
    });
});

test("the owner may then do all that a migration does, and the others may not", async () => {
  await admin.unsafe("alter role guichet_owner password 'owner'; alter role guichet_app password 'app'");
  const login = (username: string, password: string) =>
    postgres({
      ...{ host: server.host, port: server.port, database: "guichet", username, password },
      max: 1,
      onnotice: () => undefined,
    });
  const owner = login("guichet_owner", "owner");
  const app = login("guichet_app", "app");
  try {
    await owner`create extension pg_trgm`;
    await owner`create schema guichet`;
    await owner`create table proof (id int)`;
    await owner`grant select on proof to guichet_app`;
    expect(await app`select * from proof`).toHaveLength(0);
    await expect(app`create table mine (id int)`).rejects.toThrow(/permission denied/);
    await expect(app`insert into proof values (1)`).rejects.toThrow(/permission denied/);
  } finally {
    await owner.end();
    await app.end();
  }
});
