import { and, eq, isNull, or, sql } from "drizzle-orm";
import type { ListItemReplaced } from "../../../shared/mediation/lists.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { itemForUpdate } from "./change-list-item.ts";
import { itemsFor } from "./list-items.ts";
import { permitLists } from "./list-owner.ts";
import { lockLists } from "./list-rules.ts";
import { listItem } from "./tables-office.ts";

/**
 * Moves every case of an item to another of the same list, in one audited act, and offers it no more (mediation.md
 * §3.1). The database moves them: whoever sets the lists may see none of these cases. Refuses an item replaced by itself,
 * one of another list or an inactive one, and a group that still holds others.
 */
export const replaceListItem = (
  ctx: Ctx,
  organisationId: string | null,
  id: string,
  by: string,
): Promise<Result<ListItemReplaced>> =>
  mutate(ctx, async (tx) => {
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
    const rows = await tx.execute<{ moved: number }>(
      sql`select guichet.replace_list_item(${organisationId}::uuid, ${id}::uuid, ${by}::uuid, ${ctx.now().toISOString()}::timestamptz) as moved`,
    );
    const moved = rows[0]?.moved ?? 0;
    await tx
      .update(listItem)
      .set({ active: false, updatedAt: ctx.now(), version: sql`${listItem.version} + 1` })
      .where(eq(listItem.id, id));
    return {
      result: { cases: moved, items: await itemsFor(tx, organisationId) },
      permission,
      audit: {
        action: "list.replace",
        organisationId,
        target: { kind: "list_item", id },
        before: { list: found.list, item: found.label },
        after: { list: found.list, item: target.label, cases: moved },
      },
      events: [],
    };
  });
