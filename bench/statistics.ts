import postgres from "postgres";
import type { Engines, Seeded } from "./engines.ts";
import { type Effort, type Figure, figure, median } from "./figure.ts";
import { apiBundle } from "./guarded-read.ts";
import { inProcess } from "./in-process.ts";
import type { ReadLoop, ReadTimes } from "./read-loop.ts";
import { getEvent } from "./requests.ts";

/** The whole page of statistics of a year, compared with the year before. */
const path = ({ organisationId }: Seeded) =>
  `/api/mediation/figures?organisation=${organisationId}&from=2026-01-01&to=2026-12-31&compare=year`;

/** Gives the cases four years of receptions, statuses, closings, reopenings, domains and answers, as an office has. */
const liveFourYears = async (sql: postgres.Sql) => {
  await sql`set session_replication_role = replica`;
  await sql`
    with numbered as (select id, row_number() over (order by id) as n from cases)
    update cases c set received_at = '2023-01-02T09:00:00Z'::timestamptz + (n.n % 1450) * interval '1 day',
      registered_at = '2023-01-02T09:00:00Z'::timestamptz + (n.n % 1450 + n.n % 4) * interval '1 day',
      channel = (array['WEB', 'EMAIL', 'MAIL', 'PHONE', 'OFFICE'])[1 + n.n % 5],
      domain_id = (select i.id from list_item i where i.list = 'domain' and i.organisation_id is null
        order by i.code offset n.n % 150 limit 1),
      competent = n.n % 7 <> 0, admissibility = case when n.n % 9 = 0 then 'INADMISSIBLE' else 'ADMISSIBLE' end,
      first_response_at = '2023-01-02T09:00:00Z'::timestamptz + (n.n % 1450 + 5) * interval '1 day',
      status = case when n.n % 10 < 9 then 'CLOSED' else 'TO_PROCESS' end,
      closed_at = case when n.n % 10 < 9 then '2023-01-02T09:00:00Z'::timestamptz + (n.n % 1450 + 20 + n.n % 90) * interval '1 day' end,
      outcome = case when n.n % 10 < 9 then (array['PARTIAL', 'FAVORABLE_TO_CITIZEN', 'INADMISSIBLE', 'OTHER'])[1 + n.n % 4] end
    from numbered n where n.id = c.id`;
  await sql`update party set postal_code = (array['01000', '20200', '97400', '75012'])[1 + ascii(right(id::text, 1)) % 4],
    requester_type = 'INDIVIDUAL'`;
  await sql`insert into case_closing (id, organisation_id, case_id, closed_at, closed_by, ended_on, outcome, reopened_at)
    select gen_random_uuid(), organisation_id, id, closed_at - interval '10 days', organisation_id, closed_at::date, 'OTHER',
      closed_at - interval '5 days' from cases where closed_at is not null and ascii(right(id::text, 1)) % 10 = 0`;
  await sql`insert into case_closing (id, organisation_id, case_id, closed_at, closed_by, ended_on, outcome)
    select gen_random_uuid(), organisation_id, id, closed_at, organisation_id, closed_at::date, outcome
    from cases where closed_at is not null`;
  await sql`insert into case_status_span (id, organisation_id, case_id, status, since, until)
    select gen_random_uuid(), organisation_id, id, s.status, received_at + s.n * interval '4 days',
      received_at + (s.n + 1) * interval '4 days'
    from cases cross join (values (0, 'TO_PROCESS'), (1, 'WAITING_FOR_ADMINISTRATION'), (2, 'WAITING_FOR_REQUESTER'),
      (3, 'ABOUT_TO_CLOSE')) as s(n, status)`;
  await sql`set session_replication_role = origin`;
  await sql`analyze`;
};

const prepared = async (engines: Engines, name: string, cases: number): Promise<Seeded> => {
  const seeded = await engines.database(name, cases);
  const sql = postgres(seeded.adminUrl, { max: 1, onnotice: () => {} });
  try {
    await liveFourYears(sql);
    if (cases > 10_000) await printPlans(sql, seeded);
  } finally {
    await sql.end();
  }
  return seeded;
};

/** What PostgreSQL does for each population of a year. */
const printPlans = async (sql: postgres.Sql, { organisationId }: Seeded) => {
  const year = "'Europe/Paris', '2026-01-01T00:00:00+01', '2027-01-01T00:00:00+01', '{}'";
  for (const facts of ["received_facts", "closed_facts", "stock_facts"]) {
    const plan = await sql.unsafe<{ "QUERY PLAN": string }[]>(
      `explain (analyze, costs off, timing off, buffers off) select * from guichet.${facts}('${organisationId}', ${year})`,
    );
    for (const line of plan) console.error(`    ${line["QUERY PLAN"]}`);
  }
};

/** Statistics of one organisation with 20,000 cases, two years at once; beside the same with 1,000. */
export const statistics = async (engines: Engines, _seeded: Seeded, { quick }: Effort): Promise<Figure> => {
  const times: ReadTimes = {};
  for (const [name, cases] of [
    ["thousand", 1000],
    ["twenty_thousand", 20_000],
  ] as const) {
    const seeded = await prepared(engines, name, cases);
    const loop: ReadLoop = {
      bundle: apiBundle,
      events: [{ name, event: getEvent(path(seeded), seeded) }],
      raw: [],
      rounds: quick ? 5 : 9,
      each: 3,
    };
    Object.assign(
      times,
      await inProcess<ReadTimes>("read-loop.ts", loop, engines.environment("api", seeded.name)),
    );
  }
  const [small, large] = [median(times.thousand ?? []), median(times.twenty_thousand ?? [])];
  return figure({
    name: "statistics of 20,000 cases, a year compared",
    value: large,
    unit: "ms",
    must: 300,
    note: `${(large / small).toFixed(1)} times those of 1,000 cases (${small.toFixed(0)} ms)`,
  });
};
