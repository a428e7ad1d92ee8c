import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { DeclarationForm, FormPerformance } from "../../../shared/declarations/declaration.ts";
import type { DeclarationView, OpenDeclaration } from "../../../shared/declarations/declaring.ts";
import type { Body } from "../../../shared/declarations/enums.ts";
import { withoutEchoes } from "../../../shared/declarations/freeze.ts";
import { suggestedBodies } from "../../../shared/declarations/suggested-bodies.ts";
import { dayIn } from "../../../shared/mediation/dates.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { readDeclaration } from "./declaration-view.ts";
import { asUser, permitOn, type ShowRow, showForUpdate } from "./show-access.ts";
import { place } from "./tables.ts";
import {
  declaration,
  declarationCounter,
  declarationVersion,
  declaredPerformance,
} from "./tables-declarations.ts";
import {
  declaredPlace,
  performancesOf,
  profileOf,
  type ShowPerformance,
  uuids,
} from "./whole-declaration.ts";

/**
 * Opens the draft of a show, prefilled from the show and from its last declaration, or answers the one that is open
 * (declarations.md §4.5). By default it takes the performances that ended and are told nowhere. Refuses a performance of
 * another show.
 */
export const openDeclaration = async (ctx: Ctx, input: OpenDeclaration): Promise<Result<DeclarationView>> => {
  const opened = await mutate(ctx, async (tx) => {
    const of = await showForUpdate(tx, input.showId);
    const permission = permitOn(ctx, "declaration.draft", of);
    const open = input.performanceIds ? undefined : await openDraft(tx, of.id);
    if (open) return { result: open, permission, audit: [], events: [] };
    const performances = await performancesOf(tx, of.id);
    const chosen = await choose(tx, performances, input.performanceIds, ctx.now());
    const organisation = await organisationById(tx, of.organisationId);
    const { userId } = asUser(ctx);
    const id = ctx.newId();
    const year = Number(dayIn(organisation.timeZone, ctx.now()).slice(0, 4));
    const form = await firstForm(tx, of, input.bodies, chosen);
    const seq = await nextSeq(tx, of.organisationId, year);
    const own = { organisationId: of.organisationId };
    await tx.insert(declaration).values({ id, ...own, showId: of.id, year, seq, createdBy: userId });
    await tx.insert(declarationVersion).values({
      ...{ id: ctx.newId(), ...own, declarationId: id, number: 1, state: "draft", form },
      ...{ updatedAt: ctx.now(), updatedBy: userId },
    });
    return {
      result: id,
      permission,
      audit: {
        action: "declaration.open",
        ...own,
        target: { kind: "declaration", id },
        aggregateId: of.id,
      },
      events: [],
    };
  });
  return opened.ok ? readDeclaration(ctx, opened.value) : opened;
};

const openDraft = async (tx: Tx, showId: string): Promise<string | undefined> => {
  const [found] = await tx
    .select({ id: declaration.id })
    .from(declaration)
    .innerJoin(declarationVersion, eq(declarationVersion.declarationId, declaration.id))
    .where(
      and(
        eq(declaration.showId, showId),
        eq(declarationVersion.state, "draft"),
        eq(declarationVersion.number, 1),
      ),
    )
    .orderBy(asc(declaration.createdAt), asc(declaration.id))
    .limit(1);
  return found?.id;
};

const choose = async (
  tx: Tx,
  performances: readonly ShowPerformance[],
  asked: readonly string[] | undefined,
  now: Date,
): Promise<ShowPerformance[]> => {
  if (asked) {
    const chosen = performances.filter(({ id }) => asked.includes(id));
    if (chosen.length !== new Set(asked).size)
      refuse(invalid([{ path: "performanceIds", message: "Une de ces séances n’est pas de ce spectacle." }]));
    return chosen;
  }
  const told = await tx
    .select({ id: declaredPerformance.performanceId })
    .from(declaredPerformance)
    .where(
      and(
        sql`${declaredPerformance.performanceId} = ${uuids(performances.map(({ id }) => id))}`,
        sql`${declaredPerformance.cancelledAt} is null`,
      ),
    );
  const known = new Set(told.map(({ id }) => id));
  return performances.filter(
    ({ id, row, startAt, endAt }) =>
      !known.has(id) && row.sourceState !== "cancelled" && new Date(endAt ?? startAt) <= now,
  );
};

/** The next number of the organisation's declarations of a year. */
export const nextSeq = async (tx: Tx, organisationId: string, year: number): Promise<number> => {
  const [counter] = await tx
    .insert(declarationCounter)
    .values({ organisationId, year, last: 1 })
    .onConflictDoUpdate({
      target: [declarationCounter.organisationId, declarationCounter.year],
      set: { last: sql`${declarationCounter.last} + 1` },
    })
    .returning({ last: declarationCounter.last });
  if (!counter) throw new Error("the counter gave no number");
  return counter.last;
};

/** The show as it is kept, what it does not say taken from its last declaration. */
const firstForm = async (
  tx: Tx,
  of: ShowRow,
  bodies: readonly Body[] | undefined,
  chosen: readonly ShowPerformance[],
): Promise<DeclarationForm> => {
  const [last] = await tx
    .select({ form: declarationVersion.form })
    .from(declarationVersion)
    .innerJoin(declaration, eq(declaration.id, declarationVersion.declarationId))
    .where(eq(declaration.showId, of.id))
    .orderBy(desc(declarationVersion.updatedAt))
    .limit(1);
  const places = await tx
    .select()
    .from(place)
    .where(
      sql`${place.id} = ${uuids(
        [of.defaultPlaceId, ...chosen.map(({ row }) => row.placeId)].flatMap((id) => (id ? [id] : [])),
      )}`,
    );
  const placed = (id: string | null) => {
    const found = places.find((one) => one.id === id);
    return found ? declaredPlace(found) : null;
  };
  const before = last?.form;
  const profile = await profileOf(tx, of.organisationId);
  return withoutEchoes({
    bodies: [
      ...(bodies ?? of.expectedBodies ?? before?.bodies ?? suggestedBodies(of.performanceType)),
    ].filter((body) => body !== "SIBIL"),
    performanceType: of.performanceType ?? before?.performanceType ?? null,
    producer: of.producerName
      ? { name: of.producerName, siren: of.producerSiren, country: of.producerCountry }
      : (before?.producer ?? null),
    place: placed(of.defaultPlaceId) ?? before?.place ?? null,
    capacity: of.capacity ?? before?.capacity ?? null,
    audience: of.audience,
    vat: of.defaultVat ?? profile.defaultVat,
    expenses: of.expenses ?? null,
    introductionFees: of.introductionFees ?? null,
    circusExpenses: of.circusExpenses ?? null,
    expenseLines: of.expenseLines,
    cessionPrice: before?.cessionPrice ?? null,
    note: null,
    performances: chosen.map(({ row }) => formPerformance(row, placed(row.placeId))),
  });
};

/** What is said of a performance itself, as the form keeps it. */
const formPerformance = (row: ShowPerformance["row"], own: FormPerformance["place"]): FormPerformance => ({
  performanceId: row.id,
  place: own,
  ...{ capacity: row.capacity, audience: row.audience, vat: row.vatOverride },
  ...{ consumptions: row.consumptions, catering: row.catering },
  ...{ programSales: row.programSales, otherRevenues: row.otherRevenues },
});
