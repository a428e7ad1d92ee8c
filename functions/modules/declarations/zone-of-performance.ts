import { eq } from "drizzle-orm";
import type { Queries } from "../../platform/db.ts";
import { organisationById } from "../access/index.ts";
import type { ShowRow } from "./show-access.ts";
import { place } from "./tables.ts";

/** The clock a performance is given by: that of its place, else of the show's, else the organisation's. */
export const zoneOfPerformance = async (
  on: Queries,
  own: { placeId: string | null },
  of: Pick<ShowRow, "organisationId" | "defaultPlaceId">,
): Promise<string> => {
  const placeId = own.placeId ?? of.defaultPlaceId;
  const [known] = placeId
    ? await on.select({ zone: place.timeZone }).from(place).where(eq(place.id, placeId))
    : [];
  return known?.zone ?? (await organisationById(on, of.organisationId)).timeZone;
};
