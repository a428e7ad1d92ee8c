import { sql } from "drizzle-orm";
import { type Deadlines, deadlineOf } from "../../../shared/declarations/deadlines.ts";
import type { Body, PerformanceType } from "../../../shared/declarations/enums.ts";
import type { ShowBody } from "../../../shared/declarations/shows.ts";
import { suggestedBodies } from "../../../shared/declarations/suggested-bodies.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Queries } from "../../platform/db.ts";
import { declaration, declarationVersion, transmission } from "./tables-declarations.ts";

/** How far one declaration is with one body. */
interface Told {
  showId: string;
  declarationId: string;
  body: Body;
  state: Exclude<ShowBody["state"], "todo" | "later">;
  versionNumber: number;
}

/** What a person should see first when several declarations of a show tell one body. */
const gravity: readonly ShowBody["state"][] = [
  "rejected",
  "uncertain",
  "failed",
  "to_deposit",
  "draft",
  "queued",
  "sent",
  "accepted",
  "deposited",
  "corrected",
  "cancelled",
];

/** The newest word of each declaration of these shows to each body: its transmission, else its draft. */
export const toldOf = (on: Queries, showIds: readonly string[]): PromiseLike<Told[]> => {
  const ids = sql`any (${`{${showIds.join(",")}}`}::uuid[])`;
  return on.execute<Told & Record<string, unknown>>(sql`
    select distinct on ("declarationId", body) "showId", "declarationId", body, state, "versionNumber" from (
      select ${declaration.showId} as "showId", ${declaration.id} as "declarationId", ${transmission.body} as body,
        ${transmission.state} as state, ${declarationVersion.number} as "versionNumber"
      from ${transmission} join ${declaration} on ${declaration.id} = ${transmission.declarationId}
      join ${declarationVersion} on ${declarationVersion.id} = ${transmission.declarationVersionId}
      where ${declaration.showId} = ${ids} and ${transmission.state} <> 'cancelled'
      union all
      select ${declaration.showId}, ${declaration.id}, asked.body, 'draft', ${declarationVersion.number}
      from ${declarationVersion} join ${declaration} on ${declaration.id} = ${declarationVersion.declarationId}
      cross join lateral jsonb_array_elements_text(${declarationVersion.form} -> 'bodies') as asked (body)
      where ${declaration.showId} = ${ids} and ${declarationVersion.state} = 'draft'
        and ${declaration.cancelledAt} is null) as words
    order by "declarationId", body, "versionNumber" desc, state = 'draft'`);
};

/** What one show is, as far as its bodies are concerned. */
export interface BodyFacts {
  expectedBodies: readonly Body[] | null;
  performanceType: PerformanceType | null;
  lastPerformanceAt: Date | null;
  timeZone: string;
  /** Bodies with an ended performance that they were not told of. */
  open: readonly Body[];
  deadlines: Deadlines;
}

/** Every body of a show with its state and deadline: those expected first, then others that were told. */
export const bodiesOf = (of: BodyFacts, told: readonly Told[], now: Date): ShowBody[] => {
  const expected = of.expectedBodies ?? suggestedBodies(of.performanceType);
  const over = of.lastPerformanceAt !== null && of.lastPerformanceAt <= now;
  const last = of.lastPerformanceAt && dayIn(of.timeZone, of.lastPerformanceAt);
  // SIBIL is expected of the whole organisation.
  return [...new Set([...expected, ...of.open, ...told.map(({ body }) => body)])].map((body) => {
    const [gravest] = told
      .filter((one) => one.body === body)
      .toSorted((a, b) => gravity.indexOf(a.state) - gravity.indexOf(b.state));
    const open = of.open.includes(body);
    return {
      body,
      state: gravest?.state ?? (open || over ? "todo" : "later"),
      declarationId: gravest?.declarationId ?? null,
      versionNumber: gravest?.versionNumber ?? null,
      dueOn: last && deadlineOf(of.deadlines[body], last),
      open,
    };
  });
};
