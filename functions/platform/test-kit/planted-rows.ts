import { randomUUID } from "node:crypto";
import { hashSecret, newSecret } from "../ids.ts";
import type { TestDatabase } from "./open-database.ts";

/** Whose a planted row is: of the asker's own case and account, of the same organisation, of another one. */
type Whose = "own" | "beside" | "foreign";

/** A row that was planted, found again by its key. */
export interface PlantedRow {
  table: string;
  whose: Whose;
  /** What tells rows of one table apart that are not for the same people. */
  kind: string;
  /** Condition on the key: `id = '…'`. */
  where: string;
  /** The whole row, as `jsonb_populate_record` takes it. */
  json: Record<string, unknown>;
}

/** Ids that rows of one case, person and organisation share, by the names of the columns that hold them. */
type Ids = Readonly<Record<string, string>>;

/** What is planted, and the secrets with which askers present themselves. */
export interface Planted {
  rows: readonly PlantedRow[];
  own: Ids;
  sessionHash: string;
  linkHash: string;
  draft: string;
}

interface Column {
  table: string;
  name: string;
  type: string;
  needed: boolean;
  key: boolean;
}

const readColumns = ({ admin }: TestDatabase) => admin<Column[]>`
  select c.relname as table, a.attname::text as name, format_type(a.atttypid, null) as type,
    (a.attnotnull and not a.atthasdef) as needed,
    coalesce(a.attnum = any (coalesce(
      (select i.indkey::int2[] from pg_index i where i.indrelid = c.oid and i.indisprimary),
      (select i.indkey::int2[] from pg_index i where i.indrelid = c.oid and i.indisunique limit 1))), false) as key
  from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migration'
  order by 1, a.attnum`;

let number = 2000;
const nextNumber = () => {
  number += 1;
  return number;
};
/** A value that fits a column nobody said anything about; texts and numbers come once. */
const someValue = ({ name, type }: Column): unknown => {
  if (type === "uuid") return randomUUID();
  if (type.startsWith("timestamp")) return new Date().toISOString();
  if (type === "date") return "2027-01-04";
  if (type.endsWith("[]")) return [];
  if (type === "jsonb") return {};
  if (type === "boolean") return false;
  if (type === "text") return `${name}-${randomUUID()}`;
  return nextNumber();
};

/** Columns that say whose a row is, wherever they stand. */
const newIds = (organisation: string): Ids => {
  const case_id = randomUUID();
  return {
    organisation_id: organisation,
    user_id: randomUUID(),
    case_id,
    target_id: case_id,
    aggregate_id: case_id,
    party_id: randomUUID(),
    participant_id: randomUUID(),
    secret_link_id: randomUUID(),
    stored_file_id: randomUUID(),
    entry_id: randomUUID(),
  };
};
/** Tables whose own id is one that other rows name. */
const namedBy: Readonly<Record<string, string>> = {
  organisation: "organisation_id",
  user_account: "user_id",
  cases: "case_id",
  party: "party_id",
  participant: "participant_id",
  secret_link: "secret_link_id",
  stored_file: "stored_file_id",
};

const oncePerOrganisation: ReadonlySet<string> = new Set([
  "organisation",
  "mediation_settings",
  "declarant_profile",
  "quiet_organisation",
]);

type Values = Record<string, unknown>;
interface Secrets {
  sessionHash: string;
  linkHash: string;
  draft: string;
}

/** Rows of a table that are not for the same people, and what sets them apart; one plain row where nothing is said. */
const kindsOf = (
  ids: Ids,
  { sessionHash, linkHash, draft }: Secrets,
): Record<string, Record<string, Values>> => {
  const received = randomUUID();
  const inHour = new Date(Date.now() + 3_600_000).toISOString();
  const shared = { visibility: "SHARED", source: "MEDIATOR", decision: "kept" };
  return {
    organisation: { row: { services: ["mediation"] } },
    session: { row: { token_hash: sessionHash, expires_at: inHour } },
    secret_link: {
      "case link": { purpose: "case_follow_up" },
      "file link": { id: randomUUID(), purpose: "message_file", party_id: null },
      "account link": { id: randomUUID(), purpose: "invitation", target_id: randomUUID(), party_id: null },
    },
    link_session: { row: { token_hash: linkHash, expires_at: inHour, code_verified: true } },
    upload_ticket: {
      "of a draft": { owner: `draft:${draft}` },
      "of a link": { owner: `link:${ids.case_id}:${ids.party_id}` },
      "of an agent": { owner: `case:${ids.case_id}:${ids.user_id}` },
    },
    cases: {
      row: {
        filing_key: `form:${ids.organisation_id}:${draft}`,
        channel: "WEB",
        status: "TO_PROCESS",
      },
    },
    party: { row: { role: "REQUESTER" } },
    audit_event: { row: { action: "test.planted" } },
    form_config: { row: { number: nextNumber() } },
    case_link: { row: { other_id: "ffffffff-ffff-7fff-bfff-ffffffffffff" } },
    saved_view: { shared: { shared: true }, "of a colleague": { user_id: randomUUID() } },
    reply_template: { shared: { user_id: null }, "of a colleague": { user_id: randomUUID() } },
    case_entry: {
      received: { id: received, kind: "fact", fact: "case.received", medium: "PORTAL" },
      message: {
        id: ids.entry_id,
        kind: "message",
        side: "REQUESTER",
        direction: "OUT",
        medium: "PORTAL",
      },
      note: { kind: "note", medium: "EMAIL" },
      "to the administration": { kind: "message", side: "ADMINISTRATION", medium: "EMAIL" },
      "of a colleague": { kind: "fact", fact: "case.taken", medium: "NOTICE" },
    },
    case_file: {
      "with the request": { ...shared, entry_id: received },
      "with a message": { ...shared, entry_id: ids.entry_id },
      internal: { ...shared, entry_id: ids.entry_id, visibility: "INTERNAL" },
    },
  };
};

const literal = (value: unknown) => `'${String(value).replaceAll("'", "''")}'`;

/**
 * Plants one row of every table and kind three times: of the asker's own case and account, beside it in the same
 * organisation, and in another one. Columns that nobody names get any value of their type, so a new table is planted
 * by itself.
 */
export const plantRows = async (database: TestDatabase): Promise<Planted> => {
  const columns = await readColumns(database);
  const tables = Map.groupBy(columns, ({ table }) => table);
  const organisation = randomUUID();
  const secrets = (): Secrets => ({
    sessionHash: hashSecret(newSecret()),
    linkHash: hashSecret(newSecret()),
    draft: randomUUID(),
  });
  const own = newIds(organisation);
  const mine = secrets();
  const worlds: ReadonlyArray<{ whose: Whose; ids: Ids; known: Secrets }> = [
    { whose: "own", ids: own, known: mine },
    { whose: "beside", ids: newIds(organisation), known: secrets() },
    { whose: "foreign", ids: newIds(randomUUID()), known: secrets() },
  ];

  const rows: PlantedRow[] = [];
  for (const { whose, ids, known } of worlds) {
    const kinds = kindsOf(ids, known);
    for (const [table, cells] of tables) {
      // Both cases of the organisation are in the one row of it, and of its settings.
      if (oncePerOrganisation.has(table) && whose === "beside") continue;
      for (const [kind, said] of Object.entries(kinds[table] ?? { row: {} })) {
        const json: Values = {};
        for (const column of cells) {
          const named = column.name === "id" ? ids[namedBy[table] ?? ""] : ids[column.name];
          if (column.name in said) json[column.name] = said[column.name];
          else if (named !== undefined && column.type === "uuid") json[column.name] = named;
          else if (column.needed) json[column.name] = someValue(column);
        }
        const where = cells
          .filter(({ key }) => key)
          .map(({ name }) => `${name} = ${literal(json[name])}`)
          .join(" and ");
        rows.push({ table, whose, kind, where, json });
      }
    }
  }
  await database.admin.begin(async (sql) => {
    // Foreign keys wait for nothing here: rows name each other, and some name nothing.
    await sql`set local session_replication_role = replica`;
    for (const { table, json } of rows) {
      const names = Object.keys(json);
      await sql.unsafe(
        `insert into ${table} (${names.join(", ")}) select ${names.join(", ")}
         from jsonb_populate_record(null::${table}, $1::text::jsonb)`,
        [JSON.stringify(json)],
      );
    }
    await sql`update platform_administrator set ended_at = now()`;
  });
  return { rows, own, ...mine };
};
