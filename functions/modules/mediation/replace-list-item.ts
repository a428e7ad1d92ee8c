import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
import * as z from "zod/mini";
import type { ListItemReplaced } from "../../../shared/mediation/lists.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { asUser } from "./case-access.ts";
import { itemForUpdate } from "./change-list-item.ts";
import { placeOf } from "./edit-assessment.ts";
import { itemsFor } from "./list-items.ts";
import { permitLists } from "./list-owner.ts";
import { lockLists } from "./list-rules.ts";
import { listItem } from "./tables-office.ts";

/** Cases moved in one transaction, while whoever asked waits; the others follow in the background. */
const casesAtOnce = 1000;

/**
 * Moves every case of an item to another of the same list, in one audited act with a line in the history of each case,
 * and offers it no more (mediation.md §3.1). The database moves them: whoever sets the lists may see none of these cases.
 * Beyond a thousand, the rest moves just after. Refuses an item replaced by itself, one of another list or an inactive
 * one, and a group that still holds others.
 */
export const replaceListItem = (
  ctx: Ctx,
  organisationId: string | null,
  id: string,
  by: string,
  atOnce = casesAtOnce,
): Promise<Result<ListItemReplaced>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const permission = permitLists(ctx, organisationId);
    await lockLists(tx, organisationId);
    const found = await itemForUpdate(tx, organisationId, id);
    const wrong = (message: string) => refuse(invalid([{ path: "by", message }]));
    const [target] = await tx
      .select()
      .from(listItem)
      .where(
        and(
          eq(listItem.id, by),
          eq(listItem.list, found.list),
          organisationId === null
            ? isNull(listItem.organisationId)
            : or(isNull(listItem.organisationId), eq(listItem.organisationId, organisationId)),
        ),
      );
    if (!target || target.id === id || !target.active)
      return wrong("Choisissez un autre élément de la même liste, encore proposé.");
    const children = await tx
      .select({ id: listItem.id })
      .from(listItem)
      .where(and(eq(listItem.parentId, id), eq(listItem.active, true)));
    if (children.length > 0)
      return wrong("Cet élément en contient d’autres\u00a0: rangez-les ou remplacez-les d’abord.");
    const line = {
      ...{ at: ctx.now().toISOString(), by: userId, requestId: ctx.requestId },
      before: await fieldOf(tx, found),
      after: await fieldOf(tx, target),
    };
    const [moved = { cases: 0, remaining: 0 }] = await tx.execute<{ cases: number; remaining: number }>(
      sql`select * from guichet.replace_list_item(${organisationId}::uuid, ${id}::uuid, ${by}::uuid, ${JSON.stringify(line)}::text::jsonb, ${atOnce})`,
    );
    await tx
      .update(listItem)
      .set({ active: false, updatedAt: ctx.now(), version: sql`${listItem.version} + 1` })
      .where(eq(listItem.id, id));
    return {
      result: { cases: moved.cases, items: await itemsFor(tx, organisationId) },
      permission,
      audit: {
        action: "list.replace",
        organisationId,
        target: { kind: "list_item", id },
        before: { list: found.list, item: found.label },
        after: { list: found.list, item: target.label, cases: moved.cases },
      },
      events:
        moved.remaining > 0
          ? [
              {
                queue: "case-jobs",
                organisationId,
                body: { replaced: id, by, at: line.at, userId, requestId: line.requestId },
              },
            ]
          : [],
    };
  });

/** What is left to move of an item that was replaced, as the queue carries it. */
export const ReplacingAsked = z.object({
  replaced: z.uuid(),
  by: z.uuid(),
  at: z.string(),
  userId: z.uuid(),
  requestId: z.string(),
});

/** Moves what is left, a batch at a time; a second delivery finds nothing to move. */
export const goOnReplacing = async (
  ctx: Ctx,
  { replaced, by, at, userId, requestId }: z.infer<typeof ReplacingAsked>,
  atOnce = casesAtOnce,
): Promise<void> => {
  const items = await ctx.db
    .select()
    .from(listItem)
    .where(inArray(listItem.id, [replaced, by]));
  const [found, target] = [replaced, by].map((id) => items.find((one) => one.id === id));
  if (!found || !target) return;
  const line = {
    ...{ at, by: userId, requestId },
    before: await fieldOf(ctx.db, found),
    after: await fieldOf(ctx.db, target),
  };
  for (let moved = atOnce; moved === atOnce; ) {
    const [row] = await ctx.db.execute<{ moved: number }>(
      sql`select guichet.move_list_item(${found.organisationId}::uuid, ${replaced}::uuid, ${by}::uuid, ${JSON.stringify(line)}::text::jsonb, ${atOnce}) as moved`,
    );
    moved = row?.moved ?? 0;
  }
};

/** The item as the history of a case names it. */
const fieldOf = async (on: Queries, item: typeof listItem.$inferSelect) => ({
  [item.list === "domain" ? "domain" : "thirdParty"]: await placeOf(on, item.id),
});
