import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { type ChangeListItem, type ListItems, labelKey } from "../../../shared/mediation/lists.ts";
import { differences } from "../../../shared/platform/audit-words.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { notFound, type Result, refuse } from "../../platform/refusal.ts";
import { labelTaken, sameLabel } from "./create-list-item.ts";
import { itemsFor, type ListItemRow } from "./list-items.ts";
import { permitLists } from "./list-owner.ts";
import { checkMapping, checkParent, lockLists } from "./list-rules.ts";
import { listItem } from "./tables-office.ts";

/** The item, locked; one of another owner is unknown. */
export const itemForUpdate = async (
  tx: Tx,
  organisationId: string | null,
  id: string,
): Promise<ListItemRow> => {
  const [found] = await tx
    .select()
    .from(listItem)
    .where(
      and(
        eq(listItem.id, id),
        organisationId === null
          ? isNull(listItem.organisationId)
          : eq(listItem.organisationId, organisationId),
      ),
    )
    .for("update");
  return found ?? refuse(notFound);
};

/**
 * Renames, moves, maps, describes or deactivates an item of an organisation's own, or of the platform's (`null`). A new
 * name shows everywhere save in frozen reports; an item is never deleted, so a case never loses the one it has. Refuses
 * what the two levels forbid, a label taken at that place, and an older version (mediation.md §3.1).
 */
export const changeListItem = (
  ctx: Ctx,
  organisationId: string | null,
  id: string,
  { version, ...input }: ChangeListItem,
): Promise<Result<ListItems>> =>
  mutate(ctx, async (tx) => {
    const permission = permitLists(ctx, organisationId);
    await lockLists(tx, organisationId);
    const found = await itemForUpdate(tx, organisationId, id);
    if (found.version !== version) refuse(listChanged);
    const owner = organisationId === null ? ("platform" as const) : ("organisation" as const);
    const { list } = found;
    if (input.parentId && input.parentId !== found.parentId) {
      const [child] = await tx
        .select({ id: listItem.id })
        .from(listItem)
        .where(eq(listItem.parentId, id))
        .limit(1);
      await checkParent(tx, { id, list, owner, organisationId }, input.parentId, child !== undefined);
    }
    if (input.mapsTo) await checkMapping(tx, { list, owner }, input.mapsTo);
    const next = {
      label: input.label ?? found.label,
      parentId: input.parentId === undefined ? found.parentId : input.parentId,
      position: input.position ?? found.position,
      active: input.active ?? found.active,
      mapsTo: input.mapsTo === undefined ? found.mapsTo : input.mapsTo,
      guidance: input.guidance === undefined ? found.guidance : input.guidance || null,
      address: input.address === undefined ? found.address : input.address || null,
      web: input.web === undefined ? found.web : input.web || null,
      phone: input.phone === undefined ? found.phone : input.phone || null,
    };
    if (await labelTaken(tx, { id, organisationId, list }, next)) refuse(sameLabel(next.label));
    const before = Object.fromEntries(Object.keys(next).map((key) => [key, found[key as keyof typeof next]]));
    const changed = differences(before, next);
    if (changed.length > 0)
      await tx
        .update(listItem)
        .set({
          ...next,
          labelKey: labelKey(next.label),
          updatedAt: ctx.now(),
          version: sql`${listItem.version} + 1`,
        })
        .where(eq(listItem.id, id));
    const words = await namesOf(tx, [found.parentId, next.parentId, found.mapsTo, next.mapsTo]);
    const said = (row: Record<string, unknown>) =>
      Object.fromEntries([
        ["list", list],
        ...changed.map(({ key }) => [key, words.get(String(row[key])) ?? row[key] ?? null]),
      ]);
    return {
      result: { items: await itemsFor(tx, organisationId) },
      permission,
      audit:
        changed.length === 0
          ? []
          : {
              action: "list.change",
              organisationId,
              target: { kind: "list_item", id },
              before: { ...said(before), item: found.label },
              after: { ...said(next), item: found.label },
            },
      events: [],
    };
  });

/** Labels of items by id, for the journal. */
const namesOf = async (tx: Tx, ids: ReadonlyArray<string | null>): Promise<Map<string, string>> => {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await tx
    .select({ id: listItem.id, label: listItem.label })
    .from(listItem)
    .where(inArray(listItem.id, wanted));
  return new Map(rows.map(({ id, label }) => [id, label]));
};

const listChanged = {
  code: "conflict",
  reason: "version_differs",
  detail: "Cet élément a changé entre-temps. Relisez la liste, puis recommencez.",
} as const;
