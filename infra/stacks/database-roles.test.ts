import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "../../functions/platform/migrate.ts";
import { OrganisationSettings } from "../../shared/access/organisation.ts";
import { startPostgres } from "../local/postgres.ts";
import { masterUser } from "./database.ts";
import { rolesStatement } from "./database-roles.ts";

const dataDir = mkdtempSync(join(tmpdir(), "guichet-roles-"));
let server: Awaited<ReturnType<typeof startPostgres>>;
let admin: postgres.Sql;
let master: postgres.Sql;

const login = (username: string, password: string) =>
  postgres({
    host: server.host,
    port: server.port,
    database: "guichet",
    username,
    password,
    max: 1,
    onnotice: () => undefined,
  });
const docs = (name: string) => readFileSync(join(import.meta.dirname, "../../docs", name), "utf8");

/** A cluster as RDS hands it over: a master that is no superuser, the role rds_iam, and a database of the master. */
beforeAll(async () => {
  server = await startPostgres({ dataDir, durable: false });
  admin = postgres(server.url("admin", "postgres"), { max: 1, onnotice: () => undefined });
  for (const statement of [
    "drop database guichet",
    "drop role guichet_owner, guichet_app, guichet_public, guichet_worker",
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

test("the master makes the four roles, and may say it again", async () => {
  await master.unsafe(rolesStatement);
  await master.unsafe(rolesStatement);
  const roles = await master`
    select rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, pg_has_role(oid, 'rds_iam', 'usage') as by_iam
    from pg_roles where rolname like 'guichet\\_%' and rolname <> ${masterUser} order by rolname`;
  expect(roles.map(({ rolname }) => rolname)).toEqual([
    "guichet_app",
    "guichet_owner",
    "guichet_public",
    "guichet_worker",
  ]);
  for (const role of roles)
    expect(role).toMatchObject({
      rolcanlogin: true,
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      by_iam: true,
    });
});

test("the owner may then apply our migrations, and the application may not make tables", async () => {
  await admin.unsafe("alter role guichet_owner password 'owner'; alter role guichet_app password 'app'");
  const owner = login("guichet_owner", "owner");
  const app = login("guichet_app", "app");
  try {
    await migrate(drizzle(owner));
    expect(await app`select id from cases`).toHaveLength(0);
    await expect(app`create table mine (id int)`).rejects.toThrow(/permission denied/);
  } finally {
    await owner.end();
    await app.end();
  }
});

/** Runs a statement of docs/. The Data API binds `:name`; PostgreSQL itself `$1`. */
const execute = (file: string, values: ReadonlyMap<string, string>) => {
  const names: string[] = [];
  const statement = docs(file)
    .replace(/^--.*$/gm, "")
    .replace(/:([a-z_]+)/g, (_, name) => `$${names.push(name)}`);
  return master.unsafe(
    statement,
    names.map((name) => values.get(name) ?? ""),
  );
};

test("the first organisation, its administrator and its public page come from the statements of docs/", async () => {
  const given: Array<{ name: string; value: { stringValue: string } }> = JSON.parse(
    docs("first-organisation.example.json"),
  );
  const values = new Map(given.map(({ name, value }) => [name, value.stringValue]));
  OrganisationSettings.parse(JSON.parse(values.get("settings") ?? ""));

  await execute("first-organisation.sql", values);
  const roles = await master`
    select slug, email, service, roles from membership
    join organisation on organisation.id = organisation_id join user_account on user_account.id = user_id
    order by service`;
  expect(roles.map((row) => ({ ...row }))).toEqual([
    {
      slug: "ville-de-clairval",
      email: "camille.berger@clairval.example",
      service: "administration",
      roles: ["admin"],
    },
    {
      slug: "ville-de-clairval",
      email: "camille.berger@clairval.example",
      service: "mediation",
      roles: ["manager"],
    },
  ]);

  const waiting = () =>
    master`select body ->> 'organisationId' as id from outbox where queue = 'publish-pages'`;
  const [made] = await master`select id from organisation`;
  expect((await waiting()).map(({ id }) => id)).toEqual([made?.id]);
  await master.unsafe(docs("publish-pages.sql"));
  expect((await waiting()).map(({ id }) => id)).toEqual([made?.id, made?.id]);
});

test("the first administrator of the platform is an account that exists, made so once and written in the journal", async () => {
  const made = async (email: string) =>
    (await execute("first-administrator.sql", new Map([["email", email]]))).count;
  expect(await made("personne@clairval.example")).toBe(0);
  expect(await made(" Camille.Berger@clairval.example ")).toBe(1);
  expect(await made("camille.berger@clairval.example")).toBe(0);
  const rows =
    await master`select email from platform_administrator join user_account on user_account.id = user_id`;
  expect(rows.map(({ email }) => email)).toEqual(["camille.berger@clairval.example"]);
  const notes = await master`select actor_kind from audit_event where action = 'administrator.join'`;
  expect(notes.map((row) => row.actor_kind)).toEqual(["deployment"]);
});
