import { type AnyColumn, asc, desc, type SQL, sql } from "drizzle-orm";
import type { ListCases, SortKey } from "../../../shared/mediation/case-lists.ts";
import { caseStatuses } from "../../../shared/mediation/enums.ts";
import { decodeValues, encodeWords } from "../../platform/keyset.ts";
import { cases } from "./tables.ts";

const forms = {
  timestamptz: /^\d{4,6}-\d\d-\d\d[ T][\d:.]{5,15}[+-][\d:]{2,8}$/,
  date: /^(infinity|\d{4,6}-\d\d-\d\d)$/,
  int: /^\d{1,9}$/,
  numeric: /^-?\d{1,12}(\.\d{1,9})?$/,
  uuid: /^[0-9a-f-]{36}$/,
} as const;
type Type = keyof typeof forms;

/** One order of a list: values compared, each with its type; the case's id comes last. */
type Order = readonly (readonly [value: SQL | AnyColumn, type: Type])[];

/** The order people work in, as the index `case_by_step` has it. */
const statusStep = sql.raw(
  `array_position('{${Object.keys(caseStatuses).join(",")}}'::text[], "cases"."status")`,
);
/** Cases without a due date come after all others, as the index `case_by_due` has it. */
const due = sql`coalesce(${cases.dueOn}, 'infinity'::date)`;

const orders: Record<Exclude<SortKey, "relevance">, Order> = {
  received: [[cases.receivedAt, "timestamptz"]],
  last: [[cases.lastExchangeAt, "timestamptz"]],
  due: [[due, "date"]],
  number: [
    [cases.year, "int"],
    [cases.seq, "int"],
  ],
  status: [
    [statusStep, "int"],
    [cases.receivedAt, "timestamptz"],
  ],
};
const newestFirst: readonly SortKey[] = ["received", "last", "number"];

/**
 * The order asked for, else the view's own: best answers first where words are looked for, the waiting cases oldest
 * first, others newest first. `rank` = how well a case answers, where words are looked for.
 */
export const orderOf = (
  { sort, direction, view }: Pick<ListCases, "sort" | "direction" | "view">,
  rank: SQL | undefined,
) => {
  const key = sort === "relevance" && !rank ? undefined : sort;
  const byRank: Order | undefined = rank && [
    [rank, "int"],
    [sql`(-extract(epoch from ${cases.receivedAt}))`, "numeric"],
  ];
  const order = (key === "relevance" ? byRank : key && orders[key]) ?? orders.received;
  const ascending = direction
    ? direction === "asc"
    : key
      ? !newestFirst.includes(key)
      : view === "unassigned";
  const values = [...order, [cases.id, "uuid"] as const];
  const listed = sql.join(
    values.map(([value]) => sql`${value}`),
    sql`, `,
  );
  return {
    orderBy: values.map(([value]) => (ascending ? asc(value) : desc(value))),
    /** The values of a row as text, for the cursor behind it. */
    place: sql<string[]>`json_build_array(${sql.join(
      values.map(([value]) => sql`(${value})::text`),
      sql`, `,
    )})`,
    after: (cursor: string | undefined): SQL | undefined => {
      const given = decodeValues(
        cursor,
        values.map(([, type]) => forms[type]),
      );
      return (
        given &&
        sql`(${listed}) ${sql.raw(ascending ? ">" : "<")} (${sql.join(
          values.map(([, type], index) => sql`${given[index]}::${sql.raw(type)}`),
          sql`, `,
        )})`
      );
    },
  };
};

/** A page of the `limit + 1` rows read, and where the next one begins. */
export const pageOf = <R extends { place: string[] }>(rows: readonly R[], limit: number) => {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return { page, next: rows.length > limit && last ? encodeWords(last.place) : null };
};
