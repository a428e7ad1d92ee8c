import { and, asc, eq, or, type SQL, sql } from "drizzle-orm";
import {
  type ChangeView,
  type ListView,
  mostCounted,
  mostViews,
  type SavedView,
  type SavedViews,
  type SaveView,
} from "../../../shared/mediation/case-lists.ts";
import { caseFilter, readListSearch } from "../../../shared/mediation/list-address.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { invalid, notFound, type Result, refuse } from "../../platform/refusal.ts";
import { asUser, caseActor } from "./case-access.ts";
import { casesFound, type ListAsker } from "./case-conditions.ts";
import { answered, askerOfLists } from "./list-cases.ts";
import { cases } from "./tables.ts";
import { savedView } from "./tables-office.ts";

type ViewRow = typeof savedView.$inferSelect;
/** The list a view is of, beside the query of its address. */
const listKey = "liste";
const stored = (list: string, search: Record<string, string>) => ({
  [listKey]: list,
  ...(readListSearch(search) as Record<string, string>),
});
const listOf = ({ filters }: ViewRow) => (filters[listKey] ?? "all") as ListView;

/** One's own views and the shared ones, in their order, each with how many cases it holds now. */
export const listViews = (ctx: Ctx, organisationId: string): Promise<Result<SavedViews>> =>
  answered(
    (async () => {
      const asker = await askerOfLists(ctx, organisationId);
      const rows = await ctx.db
        .select()
        .from(savedView)
        .where(
          and(
            eq(savedView.organisationId, organisationId),
            or(eq(savedView.userId, asker.userId), eq(savedView.shared, true)),
          ),
        )
        .orderBy(asc(savedView.position), asc(savedView.createdAt), asc(savedView.id));
      if (rows.length === 0) return { views: [] };
      const totals = await totalsOf(ctx, rows, asker);
      return { views: rows.map((row, index) => viewOf(row, asker, totals[index] ?? 0)) };
    })(),
  );

/** One statement for all of them: each count stops at `mostCounted`. */
const totalsOf = async (ctx: Ctx, rows: readonly ViewRow[], asker: ListAsker): Promise<number[]> => {
  const counts = rows.map((row): SQL => {
    const held = casesFound(caseFilter(listOf(row), readListSearch(row.filters)), asker);
    return sql`(select count(*)::int from (select from ${cases} where ${held} limit ${mostCounted + 1}) counted)`;
  });
  const [row] = await ctx.db.execute<{ totals: number[] }>(
    sql`select json_build_array(${sql.join(counts, sql`, `)}) as totals`,
  );
  return row?.totals ?? [];
};

const viewOf = (row: ViewRow, { actor, userId }: ListAsker, counted: number): SavedView => ({
  id: row.id,
  title: row.title,
  list: listOf(row),
  search: readListSearch(row.filters) as Record<string, string>,
  shared: row.shared,
  mayChange: row.userId === userId || (row.shared && may(actor, "view.share") === true),
  total: Math.min(counted, mostCounted),
  more: counted > mostCounted,
});

/** Keeps a list's filters under a name; shared with the service by managers alone. Refuses more than `mostViews`. */
export const saveView = async (ctx: Ctx, input: SaveView): Promise<Result<SavedViews>> => {
  const { organisation: organisationId, title, shared } = input;
  const saved = await mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permit(may(caseActor(ctx.actor, organisationId), shared ? "view.share" : "view.save"));
    const own = await tx.$count(
      savedView,
      and(eq(savedView.organisationId, organisationId), eq(savedView.userId, userId)),
    );
    if (own >= mostViews) {
      return refuse(
        invalid([{ path: "title", message: `Vous gardez déjà ${mostViews} vues : supprimez-en une.` }]),
      );
    }
    const id = ctx.newId();
    await tx.insert(savedView).values({
      id,
      organisationId,
      userId,
      shared,
      title,
      filters: stored(input.list, input.search),
      position: own,
    });
    return {
      result: id,
      permission,
      audit: [note("view.save", organisationId, id, { after: { title, shared } })],
      events: [],
    };
  });
  return saved.ok ? listViews(ctx, organisationId) : saved;
};

/** Renames a view, shares it or keeps other filters in it: its author, and managers for a shared one. */
export const changeView = async (ctx: Ctx, id: string, change: ChangeView): Promise<Result<SavedViews>> => {
  const changed = await mutate(ctx, async (tx) => {
    const { found, permission } = await viewForUpdate(tx, ctx, id, change.shared === true);
    const next = {
      title: change.title ?? found.title,
      shared: change.shared ?? found.shared,
      filters: change.search ? stored(listOf(found), change.search) : found.filters,
    };
    await tx.update(savedView).set(next).where(eq(savedView.id, id));
    const { title, shared } = found;
    return {
      result: found.organisationId,
      permission,
      audit: [
        note("view.change", found.organisationId, id, {
          before: { title, shared },
          after: { title: next.title, shared: next.shared },
        }),
      ],
      events: [],
    };
  });
  return changed.ok ? listViews(ctx, changed.value) : changed;
};

/** Takes a view away: the cases in it stay where they are. */
export const deleteView = async (ctx: Ctx, id: string): Promise<Result<SavedViews>> => {
  const deleted = await mutate(ctx, async (tx) => {
    const { found, permission } = await viewForUpdate(tx, ctx, id, false);
    await tx.delete(savedView).where(eq(savedView.id, id));
    const { title, shared } = found;
    return {
      result: found.organisationId,
      permission,
      audit: [note("view.delete", found.organisationId, id, { before: { title, shared } })],
      events: [],
    };
  });
  return deleted.ok ? listViews(ctx, deleted.value) : deleted;
};

/** The view, and the permission to change it; somebody else's own is unknown to all others. */
const viewForUpdate = async (tx: Tx, ctx: Ctx, id: string, sharing: boolean) => {
  const { userId } = asUser(ctx);
  const [found] = await tx.select().from(savedView).where(eq(savedView.id, id)).for("update");
  if (!found || (!found.shared && found.userId !== userId)) return refuse(notFound);
  const actor = caseActor(ctx.actor, found.organisationId);
  permit(may(actor, "case.list"));
  const managed = sharing || found.userId !== userId;
  return { found, permission: permit(may(actor, managed ? "view.share" : "view.save")) };
};

const note = (
  action: "view.save" | "view.change" | "view.delete",
  organisationId: string,
  id: string,
  change: { before?: Record<string, unknown>; after?: Record<string, unknown> },
) => ({ action, organisationId, target: { kind: "saved_view", id }, ...change });
