import { and, asc, eq, isNull, or } from "drizzle-orm";
import { may as mayAccess } from "../../../shared/access/rules.ts";
import type { ListItems, ListItemView, ListName, ReferenceLists } from "../../../shared/mediation/lists.ts";
import { may } from "../../../shared/mediation/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { done, invalid, type Result, refuse, refused, signedOut } from "../../platform/refusal.ts";
import { accessActor } from "../access/index.ts";
import { caseActor, service } from "./case-access.ts";
import { listItem } from "./tables-office.ts";
import { tagsOf } from "./tags.ts";

export type ListItemRow = typeof listItem.$inferSelect;

/** The platform's items and an organisation's own, in the order of each list; `null` = the platform's alone. */
export const itemsFor = async (on: Queries, organisationId: string | null): Promise<ListItemView[]> => {
  const rows = await on
    .select()
    .from(listItem)
    .where(
      organisationId === null
        ? isNull(listItem.organisationId)
        : or(isNull(listItem.organisationId), eq(listItem.organisationId, organisationId)),
    )
    .orderBy(asc(listItem.list), asc(listItem.position), asc(listItem.labelKey));
  return rows.map(itemView);
};

const itemView = (row: ListItemRow): ListItemView => ({
  id: row.id,
  owner: row.organisationId === null ? "platform" : "organisation",
  list: row.list,
  label: row.label,
  parentId: row.parentId,
  position: row.position,
  active: row.active,
  mapsTo: row.mapsTo,
  guidance: row.guidance,
  address: row.address,
  web: row.web,
  phone: row.phone,
  version: row.version,
});

/** What cases of an organisation may be sorted by, for whoever reads them. */
export const readReferenceLists = async (
  ctx: Ctx,
  organisationId: string,
): Promise<Result<ReferenceLists>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const verdict = may(caseActor(ctx.actor, organisationId), "case.list");
  if (verdict !== true) return refused(verdict);
  const [items, tags] = await together([itemsFor(ctx.db, organisationId), tagsOf(ctx.db, organisationId)]);
  return done({ items, tags });
};

/** The same items for whoever sets them, who may see no case. */
export const readListSettings = async (
  ctx: Ctx,
  organisationId: string | null,
): Promise<Result<ListItems>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const actor = accessActor(ctx.actor);
  const verdict =
    organisationId === null
      ? mayAccess(actor, "platform.read")
      : mayAccess(actor, "organisation.texts", { organisationId, service });
  if (verdict !== true) return refused(verdict);
  return done({ items: await itemsFor(ctx.db, organisationId) });
};

/**
 * The item a case is being given: active, of this list, of the platform or of this organisation; the one it has already
 * stays even when it was deactivated. Refused at `path` otherwise. A group of third parties is nobody to turn to.
 */
export const itemToSet = async (
  on: Queries,
  given: { list: ListName; id: string; current: string | null; organisationId: string; path: string },
): Promise<ListItemRow> => {
  const [row] = await on
    .select()
    .from(listItem)
    .where(
      and(
        eq(listItem.id, given.id),
        eq(listItem.list, given.list),
        or(isNull(listItem.organisationId), eq(listItem.organisationId, given.organisationId)),
      ),
    );
  const wrong = (message: string) => refuse(invalid([{ path: given.path, message }]));
  if (!row) return wrong("Cet élément n’existe pas dans la liste.");
  if (!row.active && row.id !== given.current)
    return wrong(`« ${row.label} » n’est plus proposé. Choisissez-en un autre.`);
  if (given.list === "third_party" && row.parentId === null) {
    const [child] = await on
      .select({ id: listItem.id })
      .from(listItem)
      .where(eq(listItem.parentId, row.id))
      .limit(1);
    if (child) return wrong(`« ${row.label} » est un groupe\u00a0: choisissez une institution.`);
  }
  return row;
};
