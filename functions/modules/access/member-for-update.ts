import { eq } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { notFound, refuse } from "../../platform/refusal.ts";
import { rolesHeld } from "./membership-grant.ts";
import { lockOrganisation } from "./membership-lock.ts";
import { userAccount } from "./tables.ts";

/** A live member of an organisation that is locked from here on; whoever is not one is the same as nobody. */
export const memberForUpdate = async (tx: Tx, ctx: Ctx, organisationId: string, userId: string) => {
  const locked = await lockOrganisation(tx, ctx, organisationId);
  const held = await rolesHeld(tx, organisationId, userId);
  const [person] = await tx.select().from(userAccount).where(eq(userAccount.id, userId));
  return person && held.length > 0 ? { ...locked, held, person } : refuse(notFound);
};
