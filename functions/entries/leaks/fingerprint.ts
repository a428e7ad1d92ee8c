import type postgres from "postgres";

/** Tables that a refusal may write to: what counts tries. */
const counters = ["rate_bucket"];

/** What each table holds, so that two moments can be compared: rows, and the newest transaction that wrote one. */
export const fingerprint = async (admin: postgres.Sql): Promise<{ table: string; print: string }[]> => {
  const tables = await admin<{ name: string }[]>`
    select c.relname as name from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relname = any (${counters})
    order by c.relname`;
  const each = tables.map(
    ({ name }) =>
      `select '${name}' as "table", count(*) || ' ' || coalesce(max(xmin::text::bigint), 0) as print from "${name}"`,
  );
  return admin.unsafe<{ table: string; print: string }[]>(`${each.join(" union all ")} order by 1`);
};
