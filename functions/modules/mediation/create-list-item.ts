import { and, eq, isNull, or, sql } from "drizzle-orm";
import { type CreateListItem, type ListItems, labelKey } from "../../../shared/mediation/lists.ts";
import type { FieldProblem } from "../../../shared/platform/problem.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { mutate } from "../../platform/mutate.ts";
import { invalid, type Result, refuse } from "../../platform/refusal.ts";
import { itemsFor } from "./list-items.ts";
import { permitLists } from "./list-owner.ts";
import { checkMapping, checkParent, lockLists } from "./list-rules.ts";
import { listItem } from "./tables-office.ts";

/**
 * Adds an item to a list of an organisation, or of the platform (`null`). Refuses a label that reads like another at the
 * same place, whatever its case and accents, and a third level (mediation.md §3.1).
 */
export const createListItem = async (
  ctx: Ctx,
  organisationId: string | null,
  input: CreateListItem,
): Promise<Result<ListItems>> =>
  mutate(ctx, async (tx) => {
    const permission = permitLists(ctx, organisationId);
    await lockLists(tx, organisationId);
    const { list, label, parentId = null, mapsTo = null } = input;
    const owner = organisationId === null ? "platform" : "organisation";
    if (parentId) await checkParent(tx, { list, owner, organisationId }, parentId, false);
    if (mapsTo) await checkMapping(tx, { list, owner }, mapsTo);
    const id = ctx.newId();
    const made = await tx
      .insert(listItem)
      .values({
        id,
        organisationId,
        list,
        code: id,
        label,
        labelKey: labelKey(label),
        parentId,
        position: nextPosition(organisationId, list, parentId),
        mapsTo,
        guidance: input.guidance || null,
        address: input.address || null,
        web: input.web || null,
        phone: input.phone || null,
        updatedAt: ctx.now(),
      })
      .onConflictDoNothing()
      .returning({ id: listItem.id });
    if (made.length === 0) refuse(sameLabel(label));
    return {
      result: { items: await itemsFor(tx, organisationId) },
      permission,
      audit: {
        action: "list.create",
        organisationId,
        target: { kind: "list_item", id },
        after: { list, label },
      },
      events: [],
    };
  });

/** After the last one at the same place. */
const nextPosition = (organisationId: string | null, list: string, parentId: string | null) =>
  sql<number>`(select coalesce(max(${listItem.position}) + 1, 0) from ${listItem} where ${and(
    organisationId === null
      ? isNull(listItem.organisationId)
      : or(isNull(listItem.organisationId), eq(listItem.organisationId, organisationId)),
    sql`${listItem.list} = ${list}`,
    parentId ? eq(listItem.parentId, parentId) : isNull(listItem.parentId),
  )})`;

const labelFault = (message: string): FieldProblem[] => [{ path: "label", message }];
export const sameLabel = (label: string) =>
  invalid(labelFault(`« ${label} » existe déjà à cet endroit de la liste.`));

/** Whether another item of the same owner reads the same at the same place. */
export const labelTaken = async (
  tx: Tx,
  given: { id: string; organisationId: string | null; list: "domain" | "third_party" },
  at: { parentId: string | null; label: string },
): Promise<boolean> => {
  const [other] = await tx
    .select({ id: listItem.id })
    .from(listItem)
    .where(
      and(
        given.organisationId === null
          ? isNull(listItem.organisationId)
          : eq(listItem.organisationId, given.organisationId),
        eq(listItem.list, given.list),
        at.parentId ? eq(listItem.parentId, at.parentId) : isNull(listItem.parentId),
        eq(listItem.labelKey, labelKey(at.label)),
        sql`${listItem.id} <> ${given.id}`,
      ),
    )
    .limit(1);
  return other !== undefined;
};
