import { and, eq, isNotNull, lte, sql } from "drizzle-orm";
import { type Deadlines, deadlineOf } from "../../../shared/declarations/deadlines.ts";
import { type Body, bodies } from "../../../shared/declarations/enums.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Queries } from "../../platform/db.ts";
import { opening, zoneOfShow } from "./show-conditions.ts";
import { show } from "./tables.ts";
import { declaration, declarationVersion } from "./tables-declarations.ts";

/** What a body has still to be told of a show that is over, and until when. */
export interface OpenDeadline {
  showId: string;
  show: string;
  body: Body;
  /** Calendar day. */
  dueOn: string;
  /** Day of its last performance. */
  lastOn: string;
  /** A draft that is for this body was begun. */
  begun: boolean;
}

const isBody = (code: string): code is Body => Object.hasOwn(bodies, code);

/** Everything an organisation has still to tell bodies of its ended shows, the nearest deadline first. */
export const openDeadlines = async (
  on: Queries,
  organisationId: string,
  now: Date,
  deadlines: Deadlines,
): Promise<OpenDeadline[]> => {
  const rows = await on
    .select({
      showId: show.id,
      show: show.name,
      last: show.lastPerformanceAt,
      timeZone: zoneOfShow,
      open: sql<string[]>`to_json(opening.bodies)`,
      drafts: sql<string[]>`coalesce((select json_agg(distinct asked.body) from ${declaration}
        join ${declarationVersion} on ${declarationVersion.declarationId} = ${declaration.id}
          and ${declarationVersion.state} = 'draft'
        cross join lateral jsonb_array_elements_text(${declarationVersion.form} -> 'bodies') as asked (body)
        where ${declaration.showId} = ${show.id} and ${declaration.cancelledAt} is null), '[]')`,
    })
    .from(show)
    .innerJoin(opening(now, deadlines), sql`true`)
    .where(
      and(
        eq(show.organisationId, organisationId),
        eq(show.state, "visible"),
        isNotNull(show.lastPerformanceAt),
        lte(show.lastPerformanceAt, now),
        sql`opening.bodies is not null`,
      ),
    );
  return rows
    .flatMap(({ showId, show: name, last, timeZone, open, drafts }) =>
      open.filter(isBody).flatMap((body) => {
        if (!last) return [];
        const lastOn = dayIn(timeZone, last);
        const dueOn = deadlineOf(deadlines[body], lastOn);
        return [{ showId, show: name, body, dueOn, lastOn, begun: drafts.includes(body) }];
      }),
    )
    .toSorted((a, b) => (a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.show.localeCompare(b.show)));
};
