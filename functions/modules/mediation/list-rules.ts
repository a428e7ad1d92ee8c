import { eq, sql } from "drizzle-orm";
import { type ListName, type ListPlace, wrongParent } from "../../../shared/mediation/lists.ts";
import type { Tx } from "../../platform/db.ts";
import { invalid, refuse } from "../../platform/refusal.ts";
import { listItem } from "./tables-office.ts";

interface Item {
  id?: string;
  list: ListName;
  owner: ListPlace["owner"];
  organisationId: string | null;
}

/** Until the end of the transaction nobody else changes the lists of this owner: two moves at once make no circle. */
export const lockLists = async (tx: Tx, organisationId: string | null): Promise<void> => {
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(${`lists:${organisationId ?? "platform"}`}, 0))`,
  );
};

/** Stops an item that may not go under this one (`wrongParent`), or under one it cannot see. */
export const checkParent = async (
  tx: Tx,
  item: Item,
  parentId: string,
  hasChildren: boolean,
): Promise<void> => {
  const [parent] = await tx.select().from(listItem).where(eq(listItem.id, parentId));
  const wrong = (message: string) => refuse(invalid([{ path: "parentId", message }]));
  if (!parent || (parent.organisationId !== null && parent.organisationId !== item.organisationId))
    return wrong("Cet élément n’existe pas dans la liste.");
  const owner = parent.organisationId === null ? "platform" : "organisation";
  const fault = wrongParent(item, { ...parent, owner }, hasChildren);
  if (fault) wrong(fault);
};

/** Stops a mapping to anything else than an item of the platform's own list. */
export const checkMapping = async (
  tx: Tx,
  item: Pick<Item, "list" | "owner">,
  mapsTo: string,
): Promise<void> => {
  const wrong = (message: string) => refuse(invalid([{ path: "mapsTo", message }]));
  if (item.owner === "platform") wrong("Un élément de la plateforme se compte lui-même.");
  const [target] = await tx.select().from(listItem).where(eq(listItem.id, mapsTo));
  if (target?.organisationId !== null || target.list !== item.list)
    wrong("Choisissez un élément de la liste de la plateforme.");
};
