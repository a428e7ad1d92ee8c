import { and, asc, eq, sql } from "drizzle-orm";
import type {
  ChangePlace,
  ListPlaces,
  Places,
  PlaceView,
  SavePlace,
} from "../../../shared/declarations/shows.ts";
import { zoneOf } from "../../../shared/declarations/territory.ts";
import { wordsOf } from "../../../shared/mediation/search-text.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { placeColumns } from "./read-performances.ts";
import { asUser, permitOn, staleVersion } from "./show-access.ts";
import { placeKey } from "./show-key.ts";
import { changesOf } from "./show-notes.ts";
import { performance, place, show } from "./tables.ts";

/** Places of one organisation: never shared with another, whatever their name (declarations.md §12.24). */

/** A place of the organisation; one of another is unknown. */
export const placeOf = async (on: Queries, organisationId: string, placeId: string): Promise<PlaceView> => {
  const [found] = await on
    .select(placeColumns)
    .from(place)
    .where(and(eq(place.id, placeId), eq(place.organisationId, organisationId)));
  return found ?? refuse(notFound);
};

const columnsOf = (input: Omit<SavePlace, "organisation">) => {
  const { name, street, postalCode, city, subdivision = null, country = "FR", placeType = null } = input;
  return {
    name,
    street,
    postalCode,
    city,
    subdivision,
    country,
    placeType,
    timeZone: zoneOf(postalCode, country),
    placeKey: placeKey({ name, street, postalCode, city, country }),
  };
};

/** The place that reads like this one, made when there is none. */
export const findOrMakePlace = async (
  tx: Tx,
  ctx: Ctx,
  organisationId: string,
  input: Omit<SavePlace, "organisation">,
): Promise<{ found: PlaceView; made: boolean }> => {
  const [made] = await tx
    .insert(place)
    .values({ id: ctx.newId(), organisationId, ...columnsOf(input) })
    .onConflictDoNothing()
    .returning(placeColumns);
  if (made) return { found: made, made: true };
  const [found] = await tx
    .select(placeColumns)
    .from(place)
    .where(and(eq(place.organisationId, organisationId), eq(place.placeKey, columnsOf(input).placeKey)));
  if (!found) throw new Error("a place is neither new nor known");
  return { found, made: false };
};

const noteOf = (organisationId: string, id: string, action: string) => ({
  action,
  organisationId,
  target: { kind: "place", id },
});

/** Adds a place, or answers the one that reads the same. */
export const savePlace = (ctx: Ctx, { organisation, ...input }: SavePlace): Promise<Result<PlaceView>> =>
  mutate(ctx, async (tx) => {
    const permission = permitOn(ctx, "show.create", { organisationId: organisation });
    const { found, made } = await findOrMakePlace(tx, ctx, organisation, input);
    const after = { place: found.name, city: found.city, postalCode: found.postalCode };
    return {
      result: found,
      permission,
      audit: made ? { ...noteOf(organisation, found.id, "place.create"), after } : [],
      events: [],
    };
  });

/**
 * Corrects a place, for all shows that have it; what was declared does not move. Refuses to make it read like another:
 * that one should be chosen instead.
 */
export const changePlace = (
  ctx: Ctx,
  { placeId, version, ...input }: ChangePlace,
): Promise<Result<PlaceView>> =>
  mutate(ctx, async (tx) => {
    asUser(ctx);
    const [found] = await tx.select().from(place).where(eq(place.id, placeId)).for("update");
    if (!found) return refuse(notFound);
    const { organisationId } = found;
    const permission = permitOn(ctx, "place.change", found);
    const said = ({ name, street, postalCode, city, country }: typeof found) => ({
      place: name,
      street,
      postalCode,
      city,
      country,
    });
    if (found.version !== version) refuse(staleVersion(found.version, said(found)));
    const after = columnsOf(input);
    const [other] = await tx
      .select({ id: place.id })
      .from(place)
      .where(and(eq(place.organisationId, organisationId), eq(place.placeKey, after.placeKey)));
    if (other && other.id !== found.id)
      return refuse({
        code: "conflict",
        reason: "place_exists",
        detail: "Ce lieu existe déjà\u00a0: choisissez-le dans la liste.",
        facts: { placeId: other.id },
      });
    const [row] = await tx
      .update(place)
      .set({ ...after, version: found.version + 1 })
      .where(eq(place.id, found.id))
      .returning(placeColumns);
    return {
      result: row ?? refuse(notFound),
      permission,
      audit: {
        ...noteOf(organisationId, found.id, "place.change"),
        ...changesOf(said(found), said({ ...found, ...after })),
      },
      events: [],
    };
  });

/** Places of an organisation by name, each word asked for at the beginning of a word of its name or address. */
export const listPlaces = (ctx: Ctx, { organisation, q }: ListPlaces): Promise<Result<Places>> =>
  answered(async () => {
    permitOn(ctx, "show.list", { organisationId: organisation });
    const words = wordsOf(q ?? "").slice(0, 8);
    const usedBy = sql<number>`((select count(*) from ${show} where ${show.defaultPlaceId} = ${sql.raw('"place"."id"')})
      + (select count(*) from ${performance} where ${performance.placeId} = ${sql.raw('"place"."id"')}))::int`;
    const places = await ctx.db
      .select({ ...placeColumns, usedBy })
      .from(place)
      .where(
        and(
          eq(place.organisationId, organisation),
          ...words.map((word) => sql`strpos(' ' || ${place.placeKey}, ${` ${word}`}) > 0`),
        ),
      )
      .orderBy(asc(place.name), asc(place.id))
      .limit(100);
    return { places };
  });
