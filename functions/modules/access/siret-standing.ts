import { and, eq } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";
import { organisation, siretClaim } from "./tables.ts";

/** SIRET of an organisation, and whether it proved that it is its own. */
export const siretStanding = async (
  on: Queries,
  organisationId: string,
): Promise<{ siret: string | null; verified: boolean }> => {
  const [found] = await on
    .select({ siret: organisation.siret, status: siretClaim.status })
    .from(organisation)
    .leftJoin(
      siretClaim,
      and(eq(siretClaim.organisationId, organisation.id), eq(siretClaim.siret, organisation.siret)),
    )
    .where(eq(organisation.id, organisationId));
  return { siret: found?.siret ?? null, verified: found?.status === "verified" };
};
