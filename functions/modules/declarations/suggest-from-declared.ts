import { and, desc, eq, exists, inArray } from "drizzle-orm";
import type { Suggestions } from "../../../shared/declarations/shows.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Result } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { placeColumns } from "./read-performances.ts";
import { permitOn } from "./show-access.ts";
import { toldStates } from "./show-conditions.ts";
import { place, show } from "./tables.ts";
import { declaration, transmission } from "./tables-declarations.ts";

/** Shows that are looked at. */
const most = 10;

/** What the last ten declared shows of an organisation had, each value once, the newest first (declarations.md §4.5). */
export const suggestFromDeclared = (ctx: Ctx, organisation: string): Promise<Result<Suggestions>> =>
  answered(async () => {
    permitOn(ctx, "show.list", { organisationId: organisation });
    const told = ctx.db
      .select({ id: transmission.id })
      .from(transmission)
      .innerJoin(declaration, eq(declaration.id, transmission.declarationId))
      .where(and(eq(declaration.showId, show.id), inArray(transmission.state, [...toldStates])));
    const shows = await ctx.db
      .select()
      .from(show)
      .where(and(eq(show.organisationId, organisation), exists(told)))
      .orderBy(desc(show.lastPerformanceAt), desc(show.id))
      .limit(most);
    const placeIds = [...new Set(shows.flatMap(({ defaultPlaceId }) => defaultPlaceId ?? []))];
    const places = await ctx.db.select(placeColumns).from(place).where(inArray(place.id, placeIds));
    const producers = shows.flatMap(
      ({ producerName: name, producerSiren: siren, producerCountry: country }) =>
        name === null ? [] : [{ name, siren, country }],
    );
    return {
      producers: [...new Map(producers.map((one) => [JSON.stringify(one), one])).values()],
      places: placeIds.flatMap((id) => places.find((one) => one.id === id) ?? []),
      capacities: [...new Set(shows.flatMap(({ capacity }) => capacity ?? []))],
    };
  });
