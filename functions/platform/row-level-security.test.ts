import { sql } from "drizzle-orm";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "./ctx.ts";
import { enter } from "./enter.ts";
import { hashSecret, newSecret, uuidV7 } from "./ids.ts";
import { aMediator, anOrganisation } from "./test-kit/builders.ts";
import { testDatabase } from "./test-kit/database.ts";
import { walkTables } from "./test-kit/walk-tables.ts";

const database = testDatabase();

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

  it("belongs to an owner that no function serves people as, and no role skips it", async () => {
    const owners =
      await database.admin`select distinct tableowner from pg_tables where schemaname = 'public'`;
    expect(owners).toEqual([{ tableowner: "guichet_owner" }]);
    const special = await database.admin`
      select rolname from pg_roles where rolname like 'guichet%' and (rolsuper or rolbypassrls or rolcreaterole)`;
    expect(special).toEqual([]);
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

/** How many rows this context sees. */
const countAs = async (ctx: Ctx, table: string): Promise<number> => {
  const [row] = await ctx.db.execute<{ n: number }>(
    sql`select count(*)::int as n from ${sql.identifier(table)}`,
  );
  return row?.n ?? -1;
};

describe("the walk of raw SQL over every table", () => {
  const walked = testDatabase();
  const leaksOf = async () => (await walkTables(walked)).leaks;

  it("finds nothing that a role or a person sees or writes beyond their right", async () => {
    const { combinations, leaks } = await walkTables(walked);
    expect(leaks).toEqual([]);
    expect(combinations).toBeGreaterThan(15_000);
  }, 120_000);

  it("finds a planted leak: a table without security, without a line, or whose policy lets others in", async () => {
    const { admin } = walked;
    await admin`create table forgotten (id uuid primary key, organisation_id uuid not null)`;
    await admin`grant select on forgotten to guichet_public`;
    await admin`alter table party disable row level security`;
    await admin`drop policy own_organisation on case_closing`;
    await admin`create policy wide on quarantine for select to guichet_app using (true)`;
    await admin`create function guichet.every_name() returns setof text language sql security definer
      as 'select last_name from public.party'`;
    await admin`grant execute on function guichet.every_name() to guichet_public`;
    const leaks = await leaksOf();
    expect(leaks).toEqual(
      expect.arrayContaining([
        "forgotten: no row-level security",
        "forgotten: no line in table-lines.ts",
        "party: no row-level security",
        "guichet.every_name: runs on the role of citizens without being listed",
        expect.stringMatching(/^citizen reads party \(own row, beside row, foreign row\): 3/),
        expect.stringMatching(/^administration\.admin reads quarantine .*foreign row/),
        expect.stringMatching(/^mediation\.manager does not see case_closing/),
      ]),
    );
  }, 120_000);
});
