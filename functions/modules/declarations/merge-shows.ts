import { and, eq, inArray, isNull, notInArray, sql } from "drizzle-orm";
import type { MergeShows } from "../../../shared/declarations/show-inputs.ts";
import type { ShowView } from "../../../shared/declarations/shows.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, notFound, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { ownShow } from "./hide-show.ts";
import { keepLastPerformance } from "./last-performance.ts";
import { readShow } from "./read-show.ts";
import { asUser, permitOn, type ShowRow, sameVersion } from "./show-access.ts";
import { filesAttached, refuseTooManyFiles } from "./show-files.ts";
import { noteOn } from "./show-notes.ts";
import { performance, show, showFile } from "./tables.ts";
import { declaration, declaredPerformance } from "./tables-declarations.ts";

const declared = (name: string): Refusal => ({
  code: "conflict",
  reason: "declared",
  detail: `«\u00a0${name}\u00a0» est dans une déclaration\u00a0: annulez-la d’abord, ou laissez ce spectacle à part.`,
});
const notTogether: Refusal = {
  code: "conflict",
  reason: "other_account",
  detail: "Ces spectacles ne viennent pas de la même billetterie.",
};
const notThere: Refusal = {
  code: "conflict",
  reason: "wrong_state",
  detail: "Un de ces spectacles n’est plus affiché. Relisez la liste.",
};

/** Shows locked in the order of their ids, so that two that merge the same ones wait for each other. */
const locked = (tx: Tx, ids: readonly string[]): Promise<ShowRow[]> =>
  tx
    .select()
    .from(show)
    .where(inArray(show.id, [...ids]))
    .orderBy(show.id)
    .for("update");

/**
 * Brings series of one account under one show, as its performances: vendors who sell each evening apart have a series for
 * each. Later readings follow (`mergedInto`). What is typed of the show holds for all, and files come with them;
 * corrections and own values of performances stay theirs. Refuses shows of another account, hidden ones, and those in a declaration. Source:
 * declarations.md §3.
 */
export const mergeShows = async (ctx: Ctx, input: MergeShows): Promise<Result<ShowView>> => {
  const merged = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const seen = new Map(input.shows.map(({ id, version }) => [id, version]));
    if (seen.has(input.showId) || seen.size < input.shows.length)
      refuse(
        invalid([
          { path: "shows", message: "Choisissez d’autres spectacles que celui-ci, chacun une fois." },
        ]),
      );
    const rows = await locked(tx, [input.showId, ...seen.keys()]);
    const into = rows.find(({ id }) => id === input.showId) ?? refuse(notFound);
    const permission = permitOn(ctx, "show.merge", into, { ownShow: await ownShow(tx, into) });
    const others = rows.filter(
      ({ id, organisationId }) => seen.has(id) && organisationId === into.organisationId,
    );
    if (others.length < seen.size) refuse(notFound);
    // The same click again: all of it was done.
    if (others.every(({ mergedInto }) => mergedInto === into.id))
      return { result: null, permission, audit: [], events: [] };
    sameVersion(into, input.version);
    for (const other of others) sameVersion(other, seen.get(other.id) ?? 0);
    if ([into, ...others].some(({ state }) => state !== "visible")) refuse(notThere);
    if (others.some(({ sourceId }) => sourceId !== into.sourceId)) refuse(notTogether);
    const ids = others.map(({ id }) => id);
    const [known] = await tx
      .select({ showId: declaration.showId })
      .from(declaration)
      .where(and(inArray(declaration.showId, ids), isNull(declaration.cancelledAt)))
      .limit(1);
    if (known) refuse(declared(others.find(({ id }) => id === known.showId)?.name ?? ""));
    await tx
      .update(performance)
      .set({ showId: into.id, version: sql`${performance.version} + 1` })
      .where(inArray(performance.showId, ids));
    const now = { updatedAt: ctx.now(), version: sql`${show.version} + 1` };
    // Those that were merged into one of them before follow it.
    await tx.update(show).set({ mergedInto: into.id }).where(inArray(show.mergedInto, ids));
    await tx
      .update(show)
      .set({ ...now, state: "merged", stateSince: ctx.now(), mergedInto: into.id, lastPerformanceAt: null })
      .where(inArray(show.id, ids));
    await tx.update(show).set(now).where(eq(show.id, into.id));
    await keepLastPerformance(tx, into.id);
    await takeFiles(tx, into.id, ids);
    const said = { after: { mergedShows: others.map(({ name }) => name).join(", ") } };
    return { result: null, permission, audit: noteOn(into, "show.merge", said), events: [] };
  });
  return merged.ok ? readShow(ctx, input.showId) : merged;
};

/** Joins files of other shows to this one; one that is there already, byte for byte, stays there once. */
const takeFiles = async (tx: Tx, into: string, from: readonly string[]) => {
  const theirs = tx.select({ is: showFile.storedFileId }).from(showFile).where(eq(showFile.showId, into));
  for (const showId of from)
    await tx
      .update(showFile)
      .set({ showId: into })
      .where(and(eq(showFile.showId, showId), notInArray(showFile.storedFileId, theirs)));
  refuseTooManyFiles(await filesAttached(tx, into), "shows");
};

/**
 * Takes a series out again: its performances are its own, as are those that readings added meanwhile. Files stay. Gives the show that
 * stands by itself again. Refuses when one of them is in a declaration of the show that they were brought under.
 */
export const unmergeShow = async (
  ctx: Ctx,
  { showId, version }: { showId: string; version: number },
): Promise<Result<ShowView>> => {
  const apart = await mutate(ctx, async (tx) => {
    asUser(ctx);
    const [known] = await tx.select({ mergedInto: show.mergedInto }).from(show).where(eq(show.id, showId));
    const rows = await locked(tx, [showId, ...(known?.mergedInto ? [known.mergedInto] : [])]);
    const found = rows.find(({ id }) => id === showId) ?? refuse(notFound);
    const permission = permitOn(ctx, "show.merge", found, { ownShow: await ownShow(tx, found) });
    if (found.state === "visible") return { result: null, permission, audit: [], events: [] };
    sameVersion(found, version);
    const from = rows.find(({ id }) => id === found.mergedInto);
    if (found.state !== "merged" || !from) return refuse(notThere);
    const own = and(
      eq(performance.sourceId, found.sourceId),
      eq(performance.sourceShowExternalId, found.externalId),
    );
    const [told] = await tx
      .select({ id: performance.id })
      .from(performance)
      .innerJoin(declaredPerformance, eq(declaredPerformance.performanceId, performance.id))
      .where(and(own, isNull(declaredPerformance.cancelledAt)))
      .limit(1);
    if (told) refuse(declared(found.name));
    await tx
      .update(performance)
      .set({ showId, version: sql`${performance.version} + 1` })
      .where(own);
    const now = { updatedAt: ctx.now(), version: sql`${show.version} + 1` };
    await tx
      .update(show)
      .set({ ...now, state: "visible", stateSince: ctx.now(), mergedInto: null })
      .where(eq(show.id, showId));
    await tx.update(show).set(now).where(eq(show.id, from.id));
    await keepLastPerformance(tx, showId);
    await keepLastPerformance(tx, from.id);
    const said = { before: { mergedShows: found.name } };
    return { result: null, permission, audit: noteOn(from, "show.unmerge", said), events: [] };
  });
  return apart.ok ? readShow(ctx, showId) : apart;
};
