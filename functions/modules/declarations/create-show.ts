import { eq, sql } from "drizzle-orm";
import { netOfLines, type SaleLine } from "../../../shared/declarations/money.ts";
import type {
  AddPerformances,
  CreateShow,
  RetypePerformance,
  TypedPerformance,
} from "../../../shared/declarations/show-inputs.ts";
import type { ShowView } from "../../../shared/declarations/shows.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { refuseForeign } from "./change-show.ts";
import { keepLastPerformance } from "./last-performance.ts";
import { placeOf } from "./places.ts";
import { readShow } from "./read-show.ts";
import { performanceForUpdate, permitOn, type ShowRow, sameVersion, showForUpdate } from "./show-access.ts";
import { showKey } from "./show-key.ts";
import { noteOn } from "./show-notes.ts";
import { performance, saleLine, show, ticketingSource } from "./tables.ts";
import { typedFigures, typedTimes } from "./typed-figures.ts";
import { zoneOfPerformance } from "./zone-of-performance.ts";

/** The source of what is typed: one per organisation, made with its first show. */
const typedSource = async (tx: Tx, ctx: Ctx, organisationId: string): Promise<string> => {
  const values = { provider: "MANUAL", accountKey: "manual", label: "Saisie dans Guichet" } as const;
  const [row] = await tx
    .insert(ticketingSource)
    .values({ id: ctx.newId(), organisationId, ...values })
    .onConflictDoUpdate({
      target: [ticketingSource.organisationId, ticketingSource.provider, ticketingSource.accountKey],
      set: { provider: values.provider },
    })
    .returning({ id: ticketingSource.id });
  if (!row) throw new Error("the source of typed shows was not written");
  return row.id;
};

/** Performances as typed, read; stops with what is wrong in any of them. */
const readTyped = (typed: readonly TypedPerformance[], timeZone: string, pathOf: (at: number) => string) => {
  const faults: FieldProblem[] = [];
  const read = typed.flatMap((one, at) => {
    const times = typedTimes(one, timeZone, pathOf(at));
    const figures = typedFigures(one, pathOf(at));
    if ("value" in times && "value" in figures) return [{ ...times.value, ...figures.value }];
    for (const half of [times, figures]) if ("faults" in half) faults.push(...half.faults);
    return [];
  });
  return faults.length > 0 ? refuse(invalid(faults)) : read;
};
type ReadTyped = ReturnType<typeof readTyped>[number];

const columnsOf = ({ startAt, endAt, figures }: ReadTyped, now: Date) => {
  const { rate, ...totals } = figures;
  return { startAt, endAt, ...totals, vat: rate, sourceCheckedAt: now };
};

const writeLines = async (
  tx: Tx,
  ctx: Ctx,
  { organisationId, performanceId }: { organisationId: string; performanceId: string },
  lines: readonly SaleLine[],
): Promise<void> => {
  await tx.delete(saleLine).where(eq(saleLine.performanceId, performanceId));
  const nets = netOfLines(lines);
  const rows = lines.map(({ rate, ...line }, at) => ({
    ...line,
    id: ctx.newId(),
    organisationId,
    performanceId,
    vat: rate,
    net: nets[at] ?? 0,
  }));
  if (rows.length > 0) await tx.insert(saleLine).values(rows);
};

const addTyped = async (
  tx: Tx,
  ctx: Ctx,
  of: Pick<ShowRow, "id" | "organisationId" | "sourceId" | "externalId">,
  typed: readonly ReadTyped[],
): Promise<void> => {
  for (const one of typed) {
    const id = ctx.newId();
    await tx.insert(performance).values({
      id,
      organisationId: of.organisationId,
      showId: of.id,
      sourceId: of.sourceId,
      sourceShowExternalId: of.externalId,
      externalId: id,
      ...columnsOf(one, ctx.now()),
    });
    await writeLines(tx, ctx, { organisationId: of.organisationId, performanceId: id }, one.lines);
  }
  await keepLastPerformance(tx, of.id);
};

/**
 * A show typed by hand with its performances, lines or totals, in the clock of its place (declarations.md §4.3). Refuses
 * an hour that does not exist, an end before the start, and figures that break the pair rule.
 */
export const createShow = async (ctx: Ctx, input: CreateShow): Promise<Result<ShowView>> => {
  const created = await mutate(ctx, async (tx) => {
    const { organisation: organisationId, placeId = null, name, capacity = null } = input;
    const permission = permitOn(ctx, "show.create", { organisationId });
    const where = placeId ? await placeOf(tx, organisationId, placeId) : undefined;
    const timeZone = where?.timeZone ?? (await organisationById(tx, organisationId)).timeZone;
    const typed = readTyped(input.performances, timeZone, (at) => `performances.${at}.`);
    const id = ctx.newId();
    const of = {
      id,
      organisationId,
      sourceId: await typedSource(tx, ctx, organisationId),
      externalId: id,
      name,
      nameKey: showKey(name),
      defaultPlaceId: placeId,
      capacity,
      updatedAt: ctx.now(),
    };
    await tx.insert(show).values(of);
    await addTyped(tx, ctx, of, typed);
    return {
      result: id,
      permission,
      audit: noteOn(of, "show.create", { after: { name, performancesAdded: typed.length } }),
      events: [],
    };
  });
  return created.ok ? readShow(ctx, created.value) : created;
};

const providerOf = async (tx: Tx, { sourceId }: ShowRow): Promise<string> => {
  const [source] = await tx
    .select({ provider: ticketingSource.provider })
    .from(ticketingSource)
    .where(eq(ticketingSource.id, sourceId));
  return source?.provider ?? "";
};

/** Adds performances to a show typed or imported here. */
export const addPerformances = async (ctx: Ctx, input: AddPerformances): Promise<Result<ShowView>> => {
  const added = await mutate(ctx, async (tx) => {
    const found = await showForUpdate(tx, input.showId);
    const permission = permitOn(ctx, "show.edit", found);
    refuseForeign(await providerOf(tx, found));
    sameVersion(found, input.version);
    const timeZone = await zoneOfPerformance(tx, { placeId: null }, found);
    const typed = readTyped(input.performances, timeZone, (at) => `performances.${at}.`);
    await addTyped(tx, ctx, found, typed);
    await tx
      .update(show)
      .set({ updatedAt: ctx.now(), version: found.version + 1 })
      .where(eq(show.id, found.id));
    return {
      result: null,
      permission,
      audit: noteOn(found, "performance.add", { after: { performancesAdded: typed.length } }),
      events: [],
    };
  });
  return added.ok ? readShow(ctx, input.showId) : added;
};

/** Writes a typed performance anew: times, lines or totals. What was declared of it does not move (declarations.md §4.6). */
export const retypePerformance = async (ctx: Ctx, input: RetypePerformance): Promise<Result<ShowView>> => {
  const retyped = await mutate(ctx, async (tx) => {
    const { found, of } = await performanceForUpdate(tx, input.performanceId);
    const permission = permitOn(ctx, "figure.correct", found);
    refuseForeign(await providerOf(tx, of));
    const { startAt, endAt, paid, free, gross, net, vat } = found;
    const before = {
      startAt: startAt.toISOString(),
      endAt: endAt?.toISOString() ?? null,
      paid,
      free,
      gross,
      net,
      vat,
    };
    sameVersion(found, input.version, before);
    const timeZone = await zoneOfPerformance(tx, found, of);
    const [typed] = readTyped([input.performance], timeZone, () => "performance.");
    if (!typed) throw new Error("a typed performance was neither read nor refused");
    const columns = columnsOf(typed, ctx.now());
    await tx
      .update(performance)
      .set({ ...columns, version: sql`${performance.version} + 1` })
      .where(eq(performance.id, found.id));
    const { organisationId } = found;
    await writeLines(tx, ctx, { organisationId, performanceId: found.id }, typed.lines);
    await keepLastPerformance(tx, of.id);
    const { sourceCheckedAt, ...after } = columns;
    return {
      result: of.id,
      permission,
      audit: noteOn(
        of,
        "performance.retype",
        {
          before,
          after: {
            ...after,
            startAt: after.startAt.toISOString(),
            endAt: after.endAt?.toISOString() ?? null,
          },
        },
        { kind: "performance", id: found.id },
      ),
      events: [],
    };
  });
  return retyped.ok ? readShow(ctx, retyped.value) : retyped;
};
