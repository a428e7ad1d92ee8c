import { and, eq, inArray, sql } from "drizzle-orm";
import type { ShowView } from "../../../shared/declarations/shows.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { isOwn } from "./change-show.ts";
import { keepLastPerformance } from "./last-performance.ts";
import { readShow } from "./read-show.ts";
import {
  asUser,
  type PerformanceRow,
  performanceForUpdate,
  permitOn,
  type ShowRow,
  sameVersion,
  showForUpdate,
} from "./show-access.ts";
import { noteOn } from "./show-notes.ts";
import { performance, show, ticketingSource } from "./tables.ts";
import { declaration, declaredPerformance, transmission } from "./tables-declarations.ts";

/** What left, or may have left: the show and its performances are then kept. */
const gone = ["queued", "sent", "accepted", "uncertain", "deposited", "corrected"] as const;

/** Whether something of a show was told to a body. */
export const wasTold = async (on: Queries, showId: string): Promise<boolean> => {
  const [row] = await on
    .select({ one: sql`1` })
    .from(transmission)
    .innerJoin(declaration, eq(declaration.id, transmission.declarationId))
    .where(and(eq(declaration.showId, showId), inArray(transmission.state, [...gone])))
    .limit(1);
  return row !== undefined;
};

/** Whether a show was typed or imported here. */
export const ownShow = async (tx: Tx, found: ShowRow): Promise<boolean> => {
  const [source] = await tx
    .select({ provider: ticketingSource.provider })
    .from(ticketingSource)
    .where(eq(ticketingSource.id, found.sourceId));
  return isOwn(source?.provider ?? "");
};

interface OnShow {
  showId: string;
  version: number;
}
type State = ShowRow["state"];

const notThere: Refusal = {
  code: "conflict",
  reason: "wrong_state",
  detail: "Ce spectacle n’est plus dans cet état. Relisez-le.",
};

/** Moves a show between being shown, hidden and deleted. The same move twice changes nothing. */
const move =
  (action: string, from: readonly State[], to: State, removal = false) =>
  async (ctx: Ctx, { showId, version }: OnShow): Promise<Result<ShowView>> => {
    const moved = await mutate(ctx, async (tx) => {
      asUser(ctx);
      const found = await showForUpdate(tx, showId);
      const facts = removal ? { ownShow: await ownShow(tx, found), told: await wasTold(tx, showId) } : {};
      const permission = permitOn(ctx, removal ? "show.delete" : "show.edit", found, facts);
      if (found.state === to) return { result: null, permission, audit: [], events: [] };
      sameVersion(found, version, { state: found.state });
      if (!from.includes(found.state)) refuse(notThere);
      await tx
        .update(show)
        .set({ state: to, stateSince: ctx.now(), updatedAt: ctx.now(), version: found.version + 1 })
        .where(eq(show.id, showId));
      const said = { before: { showState: found.state }, after: { showState: to } };
      return { result: null, permission, audit: noteOn(found, action, said), events: [] };
    });
    return moved.ok ? readShow(ctx, showId) : moved;
  };

/** Puts a show aside (a subscription, a gift card): readings keep it so (declarations.md §3). */
export const hideShow = move("show.hide", ["visible"], "hidden");
/** Shows a hidden one again. */
export const unhideShow = move("show.unhide", ["hidden"], "visible");
/** Deletes a show typed or imported here that no body was told of; restorable for thirty days (declarations.md §2). */
export const deleteShow = move("show.delete", ["visible", "hidden"], "deleted", true);
/** Brings a deleted show back. */
export const restoreShow = move("show.restore", ["deleted"], "visible");

interface OnPerformance {
  performanceId: string;
  version: number;
}

const stillThere: Refusal = {
  code: "conflict",
  reason: "still_at_source",
  detail:
    "Cette séance est toujours dans votre billetterie\u00a0: supprimez-la là-bas, ou masquez le spectacle.",
};
const declared: Refusal = {
  code: "conflict",
  reason: "told",
  detail: "Cette séance a été déclarée\u00a0: elle est gardée.",
};

const isDeclared = async (tx: Tx, { id }: PerformanceRow): Promise<boolean> => {
  const [row] = await tx
    .select({ one: sql`1` })
    .from(declaredPerformance)
    .innerJoin(
      transmission,
      and(
        eq(transmission.declarationId, declaredPerformance.declarationId),
        eq(transmission.body, declaredPerformance.body),
      ),
    )
    .where(and(eq(declaredPerformance.performanceId, id), inArray(transmission.state, [...gone])))
    .limit(1);
  return row !== undefined;
};

const moveOf = (
  tx: Tx,
  ctx: Ctx,
  found: PerformanceRow,
  values: Pick<PerformanceRow, "sourceState" | "kept">,
) =>
  tx
    .update(performance)
    .set({ ...values, sourceStateSince: ctx.now(), version: found.version + 1 })
    .where(eq(performance.id, found.id));

/**
 * Takes a performance away that the source has no more, or that was typed here; restorable for thirty days. Refuses one
 * that the source still has, and one that a body was told of.
 */
export const removePerformance = async (ctx: Ctx, input: OnPerformance): Promise<Result<ShowView>> => {
  const removed = await mutate(ctx, async (tx) => {
    const { found, of } = await performanceForUpdate(tx, input.performanceId);
    const permission = permitOn(ctx, "show.edit", found);
    sameVersion(found, input.version);
    if (found.sourceState !== "missing" && !(await ownShow(tx, of))) refuse(stillThere);
    if (await isDeclared(tx, found)) refuse(declared);
    await moveOf(tx, ctx, found, { sourceState: "removed", kept: false });
    await keepLastPerformance(tx, of.id);
    const said = { before: { startAt: found.startAt.toISOString() } };
    return {
      result: of.id,
      permission,
      audit: noteOn(of, "performance.remove", said, { kind: "performance", id: found.id }),
      events: [],
    };
  });
  return removed.ok ? readShow(ctx, removed.value) : removed;
};

/** Brings a removed performance back, with its figures and corrections; readings leave it alone from now on. */
export const bringBackPerformance = async (ctx: Ctx, input: OnPerformance): Promise<Result<ShowView>> => {
  const back = await mutate(ctx, async (tx) => {
    const { found, of } = await performanceForUpdate(tx, input.performanceId);
    const permission = permitOn(ctx, "show.edit", found);
    sameVersion(found, input.version);
    if (found.sourceState !== "removed") refuse(notThere);
    const own = await ownShow(tx, of);
    await moveOf(
      tx,
      ctx,
      found,
      own ? { sourceState: "present", kept: false } : { sourceState: "missing", kept: true },
    );
    await keepLastPerformance(tx, of.id);
    const said = { after: { startAt: found.startAt.toISOString() } };
    return {
      result: of.id,
      permission,
      audit: noteOn(of, "performance.bring_back", said, { kind: "performance", id: found.id }),
      events: [],
    };
  });
  return back.ok ? readShow(ctx, back.value) : back;
};
