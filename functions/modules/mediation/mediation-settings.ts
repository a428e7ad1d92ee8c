import { eq } from "drizzle-orm";
import { defaultMediationSettings, type MediationSettings } from "../../../shared/mediation/settings.ts";
import type { Queries } from "../../platform/db.ts";
import { mediationSettings } from "./tables-office.ts";

/** What an organisation set for its mediation, or the defaults; version 0 = nothing was ever set. */
export const mediationSettingsOf = async (
  on: Queries,
  organisationId: string,
): Promise<MediationSettings & { version: number }> => {
  const [row] = await on
    .select()
    .from(mediationSettings)
    .where(eq(mediationSettings.organisationId, organisationId));
  return { ...defaultMediationSettings, ...row?.settings, version: row?.version ?? 0 };
};
