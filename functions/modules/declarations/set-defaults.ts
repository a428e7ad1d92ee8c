import { and, eq, inArray, ne, sql } from "drizzle-orm";
import type {
  DefaultsSet,
  DefaultsUndo,
  SetDefaults,
  UndoDefaults,
} from "../../../shared/declarations/show-inputs.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { placeOf } from "./places.ts";
import { readShow } from "./read-show.ts";
import { permitOn, type ShowRow, sameVersion, showForUpdate } from "./show-access.ts";
import { changesOf, noteOn } from "./show-notes.ts";
import { performance, show } from "./tables.ts";

const fields = ["placeId", "capacity", "audience", "vat"] as const;
type Field = (typeof fields)[number];
type Defaults = Pick<DefaultsUndo, Field>;

const columns = {
  placeId: performance.placeId,
  capacity: performance.capacity,
  audience: performance.audience,
  vat: performance.vatOverride,
} as const;
const emptied = {
  placeId: { placeId: null },
  capacity: { capacity: null },
  audience: { audience: null },
  vat: { vatOverride: null },
} as const;

const defaultsOf = (found: ShowRow): Required<Record<Field, unknown>> & Defaults => ({
  placeId: found.defaultPlaceId,
  capacity: found.capacity,
  audience: found.audience,
  vat: found.defaultVat,
});
const asColumns = ({ placeId, capacity, audience, vat }: Defaults) => ({
  ...(placeId === undefined ? {} : { defaultPlaceId: placeId }),
  ...(capacity === undefined ? {} : { capacity }),
  ...(audience === undefined ? {} : { audience }),
  ...(vat === undefined ? {} : { defaultVat: vat }),
});

/** Only what a person gave, and what it replaces. */
const given = (input: Defaults): Field[] => fields.filter((field) => input[field] !== undefined);
const only = (all: Defaults, wanted: readonly Field[]): Defaults =>
  Object.fromEntries(wanted.map((field) => [field, all[field]]));

/** Performances of the show whose own value is this one: they follow the default from now on. */
const turnToDefault = async (
  tx: Tx,
  showId: string,
  field: Field,
  value: string | number,
): Promise<DefaultsUndo["own"]> => {
  const rows = await tx
    .update(performance)
    .set({ ...emptied[field], version: sql`${performance.version} + 1` })
    .where(and(eq(performance.showId, showId), eq(columns[field], value)))
    .returning({ performanceId: performance.id });
  return rows.map(({ performanceId }) => ({ performanceId, field }));
};

const here = (showId: string) => and(eq(performance.showId, showId), ne(performance.sourceState, "removed"));

/** How many performances take all these defaults, of how many. */
const applied = async (tx: Tx, showId: string, wanted: readonly Field[]) => {
  const follows = wanted.map((field) => sql`${columns[field]} is null`);
  const [row] = await tx
    .select({
      applied: sql<number>`count(*) filter (where ${follows.length > 0 ? sql.join(follows, sql` and `) : sql`true`})::int`,
      of: sql<number>`count(*)::int`,
    })
    .from(performance)
    .where(here(showId));
  return row ?? { applied: 0, of: 0 };
};

/**
 * Sets defaults of a show. An empty value of a performance means the default, so those that had none, or the former
 * default, follow; those with another value of their own keep it, and one whose own value is the new default has none
 * any more (declarations.md §4.5, §12.24). Answers how many it applied to, and what undoes it.
 */
export const setDefaults = async (ctx: Ctx, input: SetDefaults): Promise<Result<DefaultsSet>> => {
  const set = await mutate(ctx, async (tx) => {
    const found = await showForUpdate(tx, input.showId);
    const permission = permitOn(ctx, "show.edit", found);
    const before = defaultsOf(found);
    sameVersion(found, input.version, before);
    const wanted = given(input);
    if (input.placeId) await placeOf(tx, found.organisationId, input.placeId);
    const own: DefaultsUndo["own"] = [];
    for (const field of wanted) {
      const value = input[field];
      if (value !== null && value !== undefined)
        own.push(...(await turnToDefault(tx, found.id, field, value)));
    }
    await write(tx, ctx, found, input);
    const after = only(input, wanted);
    return {
      result: {
        ...(await applied(tx, found.id, wanted)),
        undo: { ...only(before, wanted), own },
      },
      permission,
      audit: noteOn(found, "show.defaults", changesOf(only(before, wanted), after)),
      events: [],
    };
  });
  return set.ok ? withShow(ctx, input.showId, set.value) : set;
};

const write = (tx: Tx, ctx: Ctx, found: ShowRow, to: Defaults) =>
  tx
    .update(show)
    .set({ ...asColumns(to), updatedAt: ctx.now(), version: found.version + 1 })
    .where(eq(show.id, found.id));

const withShow = async (
  ctx: Ctx,
  showId: string,
  value: Omit<DefaultsSet, "show">,
): Promise<Result<DefaultsSet>> => {
  const read = await readShow(ctx, showId);
  return read.ok ? { ok: true, value: { ...value, show: read.value } } : read;
};

/** Puts former defaults back, and their own values to the performances that lost them. Nothing undoes it in turn. */
export const undoDefaults = async (ctx: Ctx, input: UndoDefaults): Promise<Result<DefaultsSet>> => {
  const undone = await mutate(ctx, async (tx) => {
    const found = await showForUpdate(tx, input.showId);
    const permission = permitOn(ctx, "show.edit", found);
    const before = defaultsOf(found);
    sameVersion(found, input.version, before);
    const { own, ...to } = input.undo;
    const wanted = given(to);
    if (to.placeId) await placeOf(tx, found.organisationId, to.placeId);
    if (own.some(({ field }) => !wanted.includes(field)))
      refuse(invalid([{ path: "undo.own", message: "Cette annulation n’est plus possible." }]));
    for (const field of wanted) {
      const ids = own.filter((one) => one.field === field).map(({ performanceId }) => performanceId);
      if (ids.length === 0) continue;
      await tx
        .update(performance)
        .set({ ...ownValue(field, before), version: sql`${performance.version} + 1` })
        .where(and(eq(performance.showId, found.id), inArray(performance.id, ids)));
    }
    await write(tx, ctx, found, to);
    const counted = await applied(tx, found.id, wanted);
    return {
      result: { ...counted, undo: { own: [] } },
      permission,
      audit: noteOn(found, "show.defaults", changesOf(only(before, wanted), only(to, wanted))),
      events: [],
    };
  });
  return undone.ok ? withShow(ctx, input.showId, undone.value) : undone;
};

/** The default that is undone was their own value before. */
const ownValue = (field: Field, { placeId, capacity, audience, vat }: Defaults) =>
  ({
    placeId: { placeId: placeId ?? null },
    capacity: { capacity: capacity ?? null },
    audience: { audience: audience ?? null },
    vat: { vatOverride: vat ?? null },
  })[field];
