import { serviceNames, services } from "../../../shared/access/roles.ts";
import type { TestDatabase } from "./open-database.ts";
import { type Planted, type PlantedRow, plantRows } from "./planted-rows.ts";
import { type Asker, citizenFunctions, type TableLine, tableLines, type Which } from "./table-lines.ts";

/** Someone who asks PostgreSQL directly: on which role, as what, and how they get there. */
interface Subject {
  name: string;
  role: "app" | "public";
  is: readonly Asker[];
  /** Statements above policies that make the planted account or link what this subject has. */
  given?: (planted: Planted) => string[];
  /** What the function would send first, on this connection. */
  enters: (planted: Planted) => string;
}

const member =
  (service: string, roles: readonly string[], strict = false) =>
  (planted: Planted) => [
    `update membership set service = '${service}', roles = '{${roles.join(",")}}', ended_at = null
    where user_id = '${planted.own.user_id}'`,
    `update organisation set services = '{${serviceNames.join(",")}}', require_second_factor = ${strict}`,
  ];
const session = (change: string) => (planted: Planted) => [
  `update session set ${change} where token_hash = '${planted.sessionHash}'`,
];
const platform = (planted: Planted) => [
  `update platform_administrator set ended_at = null where user_id = '${planted.own.user_id}'`,
];
const all =
  (...several: ReadonlyArray<(planted: Planted) => string[]>) =>
  (planted: Planted) =>
    several.flatMap((one) => one(planted));

const signedIn = ({ sessionHash }: Planted) => `select guichet.enter('${sessionHash}', true)`;
const withLink = ({ linkHash }: Planted) => `select guichet.enter_link('${linkHash}')`;
const withDraft = ({ draft, own }: Planted) =>
  `select set_config('app.link', '', false), set_config('app.draft', '${draft}', false),
    set_config('app.organisation', '${own.organisation_id}', false)`;
/** Every setting that policies read, as if somebody could write SQL of their own. */
const forged = ({ own, linkHash }: Planted) => `select
    guichet.hold('{"mediation": ["${own.organisation_id}"], "administration": ["${own.organisation_id}"]}', false),
    set_config('app.user_id', '${own.user_id}', false), set_config('app.platform', 't', false),
    set_config('app.link_case', '${own.case_id}', false), set_config('app.link', '${linkHash.slice(1)}0', false),
    set_config('app.draft', '${own.case_id}', false), set_config('app.organisation', '${own.organisation_id}', false)`;

const strong = session("second_factor_at = now()");
const link = (change: string) => (planted: Planted) => [
  `update link_session set ${change} where token_hash = '${planted.linkHash}'`,
];
const agentsOf = (service: string): Asker[] => [
  "anyone",
  "self",
  "member",
  service === "administration" ? "administration" : "worker",
  ...(service === "mediation" || service === "declarations" ? ([service] as const) : []),
];

/** Everybody the walk sends: each role of each service, then everyone whose rights ended, wait or never were. */
const subjects: readonly Subject[] = [
  ...serviceNames.flatMap((service) =>
    Object.keys(services[service].roles).map(
      (role): Subject => ({
        name: `${service}.${role}`,
        role: "app",
        is: agentsOf(service),
        given: member(service, [role]),
        enters: signedIn,
      }),
    ),
  ),
  {
    name: "platform administrator",
    role: "app",
    is: ["anyone", "self", "platform"],
    given: all(platform, strong),
    enters: signedIn,
  },
  {
    name: "platform administrator without second factor",
    role: "app",
    is: ["anyone", "self"],
    given: platform,
    enters: signedIn,
  },
  { name: "removed member", role: "app", is: ["anyone", "self"], enters: signedIn },
  {
    name: "disabled account",
    role: "app",
    is: ["anyone"],
    given: all(member("mediation", ["manager"]), ({ own }) => [
      `update user_account set disabled_at = now() where id = '${own.user_id}'`,
    ]),
    enters: signedIn,
  },
  {
    name: "member of an organisation that asks for a second factor, without it",
    role: "app",
    is: ["anyone", "self"],
    given: member("mediation", ["manager"], true),
    enters: signedIn,
  },
  {
    name: "member of an organisation that asks for a second factor, with it",
    role: "app",
    is: agentsOf("mediation"),
    given: all(member("mediation", ["manager"], true), strong),
    enters: signedIn,
  },
  {
    name: "session before its second factor",
    role: "app",
    is: ["anyone"],
    given: all(member("mediation", ["manager"]), session("pending = true")),
    enters: signedIn,
  },
  {
    name: "ended session",
    role: "app",
    is: ["anyone"],
    given: all(member("mediation", ["manager"]), session("ended_at = now()")),
    enters: signedIn,
  },
  { name: "signed out", role: "app", is: ["anyone"], enters: () => "select guichet.enter(null, true)" },
  { name: "citizen", role: "public", is: ["citizen"], enters: () => "select guichet.enter_link(null)" },
  { name: "citizen who forges settings", role: "public", is: ["citizen"], enters: forged },
  {
    name: "citizen with a draft",
    role: "public",
    is: ["citizen", "filer"],
    enters: withDraft,
  },
  {
    name: "holder of a link, before the code",
    role: "public",
    is: ["citizen", "linked"],
    given: link("code_verified = false"),
    enters: withLink,
  },
  {
    name: "holder of a link, after the code",
    role: "public",
    is: ["citizen", "linked", "opened", "thread"],
    enters: withLink,
  },
  {
    name: "representative without verified mandate, after the code",
    role: "public",
    is: ["citizen", "linked", "opened"],
    given: ({ own }) => [
      `update party set role = 'REPRESENTATIVE', mandate_state = 'PROVIDED' where id = '${own.party_id}'`,
    ],
    enters: withLink,
  },
  {
    name: "holder of a revoked link",
    role: "public",
    is: ["citizen"],
    given: ({ own }) => [`update secret_link set revoked_at = now() where id = '${own.secret_link_id}'`],
    enters: withLink,
  },
  {
    name: "holder of a page that closed",
    role: "public",
    is: ["citizen"],
    given: link("expires_at = now() - interval '1 second'"),
    enters: withLink,
  },
];

const mayTouch = (sight: TableLine["sees"], { is }: Subject, row: PlantedRow): boolean =>
  is.some((asker) => {
    const which = sight[asker];
    return which !== undefined && covers(which, asker, row);
  });

/** Kinds hold within what the asker is close to: the organisation for those who work there, the own case for citizens. */
const covers = (which: Which, asker: Asker, { whose, kind }: PlantedRow): boolean => {
  if (which === "all") return true;
  if (which === "own") return whose === "own";
  if (which === "organisation") return whose !== "foreign";
  if (!which.includes(kind)) return false;
  if (asker === "platform") return true;
  return ["member", "worker", "mediation", "declarations"].includes(asker)
    ? whose !== "foreign"
    : whose === "own";
};

const writesOf = ({ sees, writes }: TableLine, { role }: Subject): TableLine["sees"] =>
  writes ?? (role === "app" ? sees : {});

/** Runs a statement as whoever the connection is, undoes it, and tells the rows it touched or the error's code. */
const attempt = `
  create schema if not exists walk;
  grant usage on schema walk to guichet_app, guichet_public;
  create or replace function walk.attempts(statements text[]) returns text[] language plpgsql as $$
  declare
    statement text;
    answers text[] := '{}';
    touched integer;
  begin
    foreach statement in array statements loop
      begin
        execute statement;
        get diagnostics touched = row_count;
        raise exception using errcode = 'WALKS', message = touched::text;
      exception
        when sqlstate 'WALKS' then answers := answers || sqlerrm;
        when others then answers := answers || sqlstate::text;
      end;
    end loop;
    return answers;
  end $$`;

interface Attempt {
  what: string;
  statement: string;
  /** Rows of one table; several at once where the answer counts them. */
  rows: readonly PlantedRow[];
  /** They must be seen: a walk that sees nothing proves nothing. Else it must come to nothing. */
  wanted: boolean;
}

/** What one subject tries on the rows of one table; what they may do is not tried, save reading. */
const attemptsOn = (
  rows: readonly PlantedRow[],
  line: TableLine,
  subject: Subject,
  columns: ReadonlyMap<string, readonly string[]>,
): Attempt[] => {
  const table = rows[0]?.table ?? "";
  const seen = Map.groupBy(rows, (row) => mayTouch(line.sees, subject, row));
  const closed = rows.filter((row) => !mayTouch(writesOf(line, subject), subject, row));
  // A column the role may change, if there is one: else the privilege alone would answer.
  const [column = Object.keys(rows[0]?.json ?? {})[0]] = columns.get(`${subject.role}.${table}`) ?? [];
  const together = (what: string, statement: string, some: readonly PlantedRow[] = [], wanted = false) =>
    some.length === 0
      ? []
      : [{ what, statement: `${statement} where ${some.map(byKey).join(" or ")}`, rows: some, wanted }];
  return [
    ...together("reads", `select 1 from ${table}`, seen.get(true), true),
    ...together("reads", `select 1 from ${table}`, seen.get(false)),
    ...together("changes", `update ${table} set ${column} = ${column}`, closed),
    ...together("deletes", `delete from ${table}`, closed),
    ...closed.map((row) => ({ what: "inserts", statement: insertOf(row), rows: [row], wanted: false })),
  ];
};

const byKey = ({ where }: PlantedRow) => `(${where})`;

/** The row as it stands: a policy refuses it before the key that is taken does. */
const insertOf = ({ table, json }: PlantedRow): string => {
  const names = Object.keys(json).join(", ");
  const record = JSON.stringify(json).replaceAll("'", "''");
  return `insert into ${table} (${names}) select ${names} from jsonb_populate_record(null::${table}, '${record}')`;
};

/** What went wrong with an attempt, if anything did. */
const leakOf = ({ name }: Subject, { what, rows, wanted }: Attempt, answer = "no answer"): string[] => {
  const which = `${rows[0]?.table} (${rows.map(({ whose, kind }) => `${whose} ${kind}`).join(", ")})`;
  if (wanted) return answer === String(rows.length) ? [] : [`${name} does not see ${which}: ${answer}`];
  // Refused by a privilege or a policy, or no such row for this connection.
  return answer === "0" || answer === "42501" ? [] : [`${name} ${what} ${which}: ${answer}`];
};

const unsecured = async ({ admin }: TestDatabase): Promise<string[]> => {
  const tables = await admin<{ name: string; secured: boolean }[]>`
    select relname as name, relrowsecurity as secured from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'schema_migration' order by 1`;
  const known = new Set(tables.map(({ name }) => name));
  return [
    ...tables.filter(({ secured }) => !secured).map(({ name }) => `${name}: no row-level security`),
    ...tables
      .filter(({ name }) => !(name in tableLines))
      .map(({ name }) => `${name}: no line in table-lines.ts`),
    ...Object.keys(tableLines)
      .filter((name) => !known.has(name))
      .map((name) => `${name}: a line without its table`),
  ];
};

const runByCitizens = async ({ admin }: TestDatabase): Promise<string[]> => {
  const functions = await admin<{ name: string }[]>`
    select distinct proname::text as name from pg_proc
    where pronamespace = 'guichet'::regnamespace and has_function_privilege('guichet_public', oid, 'execute') order by 1`;
  return functions
    .filter(({ name }) => !citizenFunctions.includes(name))
    .map(({ name }) => `guichet.${name}: runs on the role of citizens without being listed`);
};

/** Columns each role may change, by `<role>.<table>`. */
const changeable = async ({ admin }: TestDatabase): Promise<ReadonlyMap<string, readonly string[]>> => {
  const rows = await admin<{ place: string; columns: string[] }[]>`
    select r.role || '.' || c.relname as place, array_agg(a.attname::text order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join (values ('app'), ('public')) r (role)
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and has_column_privilege('guichet_' || r.role, c.oid, a.attnum, 'update')
    group by 1`;
  return new Map(rows.map(({ place, columns }) => [place, columns]));
};

/**
 * Row-level security asked by raw SQL: plants rows of two organisations in every table, then lets every kind of asker
 * read, insert, change and delete each of them on the role the functions use. A leak is what came to more than
 * table-lines.ts allows, a table without security or without a line, or a row that should be seen and is not.
 */
export const walkTables = async (
  database: TestDatabase,
): Promise<{ combinations: number; leaks: string[] }> => {
  const { admin } = database;
  const leaks = [...(await unsecured(database)), ...(await runByCitizens(database))];
  const planted = await plantRows(database);
  const tables = Map.groupBy(planted.rows, ({ table }) => table);
  const columns = await changeable(database);
  await admin.unsafe(attempt);
  let combinations = 0;
  for (const subject of subjects) {
    await admin.begin(async (sql) => {
      await sql`set local session_replication_role = replica`;
      await sql.unsafe(asPlanted(planted).join(";"));
      await sql.unsafe((subject.given?.(planted) ?? []).join(";"));
    });
    const tries = [...tables].flatMap(([table, rows]) => {
      const line = tableLines[table];
      return line ? attemptsOn(rows, line, subject, columns) : [];
    });
    const container = database.anotherContainer(subject.role);
    const client = container.db.$client;
    await client.unsafe(subject.enters(planted));
    const [answered] = await client<{ answers: string[] }[]>`
      select to_jsonb(walk.attempts(${`{${tries.map(({ statement }) => JSON.stringify(statement)).join(",")}}`}::text[])) as answers`;
    const answers = answered?.answers ?? [];
    for (const [index, one] of tries.entries()) {
      combinations += one.rows.length;
      leaks.push(...leakOf(subject, one, answers[index]));
    }
    await client.end({ timeout: 1 });
  }
  return { combinations, leaks };
};

/** Puts back what a subject before changed. */
const asPlanted = ({ own, sessionHash, linkHash }: Planted): string[] => [
  `update membership set ended_at = now(), service = 'mediation', roles = '{reader}' where user_id = '${own.user_id}'`,
  `update organisation set require_second_factor = false`,
  `update platform_administrator set ended_at = now() where user_id = '${own.user_id}'`,
  `update user_account set disabled_at = null where id = '${own.user_id}'`,
  `update session set pending = false, ended_at = null, second_factor_at = null, last_seen_at = now()
    where token_hash = '${sessionHash}'`,
  `update link_session set code_verified = true, expires_at = now() + interval '1 hour' where token_hash = '${linkHash}'`,
  `update secret_link set revoked_at = null where id = '${own.secret_link_id}'`,
  `update party set role = 'REQUESTER', mandate_state = null where id = '${own.party_id}'`,
];
