import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import { enter } from "./enter.ts";
import { hashSecret, newSecret, uuidV7 } from "./ids.ts";
import { aMediator, anOrganisation } from "./test-kit/builders.ts";
import { testDatabase } from "./test-kit/database.ts";

const database = testDatabase();

/** What an organisation says of itself is public; everything else belongs to someone. */
const publicTables = ["intake_address", "organisation"];

const tables = async () =>
  (
    await database.admin<{ name: string; secured: boolean; policies: number; columns: string[] }[]>`
    select c.relname as name, c.relrowsecurity as secured,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies,
      (select array_agg(a.attname::text) from pg_attribute a where a.attrelid = c.oid and a.attnum > 0) as columns
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migration'
    order by c.relname`
  ).map((row) => ({ ...row }));

/** A session of a member of a fresh organisation that owns one case with one entry. */
const aTenant = async () => {
  const organisation = await anOrganisation(database);
  const { actor } = await aMediator(database, organisation.id);
  const secret = newSecret();
  const caseId = uuidV7(new Date());
  await database.admin`
    insert into session (id, user_id, token_hash, last_seen_at, expires_at)
    values (${uuidV7(new Date())}, ${actor.userId}, ${hashSecret(secret)}, now(), now() + interval '1 hour')`;
  await database.admin`
    insert into cases (id, organisation_id, year, seq, received_at, registered_at, channel, status, status_since, subject,
      description, filing_key, last_exchange_at, updated_at)
    values (${caseId}, ${organisation.id}, 2027, 1, now(), now(), 'WEB', 'TO_PROCESS', now(), 'Facture', 'Une facture',
      ${caseId}, now(), now())`;
  await database.admin`
    insert into party (id, organisation_id, case_id, role, kind, last_name, preferred_contact, search_text)
    values (${uuidV7(new Date())}, ${organisation.id}, ${caseId}, 'REQUESTER', 'NATURAL', 'Ferrand', 'POST', 'ferrand')`;
  await database.admin`
    insert into case_entry (id, organisation_id, case_id, kind, medium, occurred_at)
    values (${uuidV7(new Date())}, ${organisation.id}, ${caseId}, 'fact', 'NOTICE', now())`;
  return { organisation, actor, caseId, credentials: { sessionHash: hashSecret(secret) } };
};

describe("row-level security", () => {
  let mine: Awaited<ReturnType<typeof aTenant>>;
  let theirs: Awaited<ReturnType<typeof aTenant>>;
  beforeAll(async () => {
    mine = await aTenant();
    theirs = await aTenant();
  });

  it("is on for every table, and the application owns none of them", async () => {
    const all = await tables();
    expect(all.length).toBeGreaterThan(25);
    expect(all.filter((table) => !table.secured || table.policies === 0)).toEqual([]);
    const owners =
      await database.admin`select distinct tableowner from pg_tables where schemaname = 'public'`;
    expect(owners).toEqual([{ tableowner: "guichet_owner" }]);
    const special = await database.admin`
      select rolname from pg_roles where rolname like 'guichet%' and (rolsuper or rolbypassrls or rolcreaterole)`;
    expect(special).toEqual([]);
  });

  it("shows nobody nothing but what is public", async () => {
    const ctx = await enter(database.app());
    for (const { name } of await tables()) {
      const seen = await countAs(ctx, name);
      if (publicTables.includes(name)) expect(seen).not.toBe(0);
      else expect([name, seen]).toEqual([name, seen === "denied" ? "denied" : 0]);
    }
  });

  it("shows a member the rows of their own organisation only, in every table that carries one", async () => {
    const ctx = await enter(database.app({ kind: "visitor" }, mine.credentials));
    expect(ctx.actor).toMatchObject({ kind: "user", userId: mine.actor.userId });
    for (const { name, columns } of await tables()) {
      if (!columns.includes("organisation_id") || publicTables.includes(name)) continue;
      const foreign = sql`organisation_id is not null and organisation_id <> ${mine.organisation.id}`;
      const seen = await countAs(ctx, name, foreign);
      expect([name, seen]).toEqual([name, seen === "denied" ? "denied" : 0]);
    }
    expect(await countAs(ctx, "cases")).toBe(1);
    expect(await countAs(ctx, "case_entry")).toBe(1);
    expect(await countAs(ctx, "user_account", sql`id = ${theirs.actor.userId}`)).toBe(0);
  });

  it("leaves no right of one request to the next one on the same connection", async () => {
    const member = await enter(database.app({ kind: "visitor" }, mine.credentials));
    expect(await countAs(member, "cases")).toBe(1);
    const nobody = await enter(database.app());
    expect(await countAs(nobody, "cases")).toBe(0);
  });

  it("refuses a row of one's own that hangs on another organisation's case", async () => {
    const ctx = await enter(database.app({ kind: "visitor" }, mine.credentials));
    const attempt = ctx.db.execute(sql`
      insert into case_entry (id, organisation_id, case_id, kind, medium, occurred_at)
      values (${uuidV7(new Date())}, ${mine.organisation.id}, ${theirs.caseId}, 'fact', 'NOTICE', now())`);
    await expect(attempt).rejects.toMatchObject({ cause: { code: "23503" } });
  });

  it("never lets history be rewritten", async () => {
    const ctx = await enter(database.app({ kind: "visitor" }, mine.credentials));
    await expect(ctx.db.execute(sql`update audit_event set action = 'x'`)).rejects.toMatchObject({
      cause: { code: "42501" },
    });
    await expect(database.worker().db.execute(sql`delete from audit_event`)).rejects.toMatchObject({
      cause: { code: "42501" },
    });
  });
});

/** How many rows this context sees, or that it may not even ask. */
const countAs = async (
  ctx: Awaited<ReturnType<typeof enter>>,
  table: string,
  where = sql`true`,
): Promise<number | "denied"> => {
  try {
    const [row] = await ctx.db.execute<{ n: number }>(
      sql`select count(*)::int as n from ${sql.identifier(table)} where ${where}`,
    );
    return row?.n ?? -1;
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    if (cause?.code === "42501") return "denied";
    throw error;
  }
};
