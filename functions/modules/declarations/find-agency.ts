import { and, eq, inArray } from "drizzle-orm";
import type { Body } from "../../../shared/declarations/enums.ts";
import type { Queries } from "../../platform/db.ts";
import { agencyDirectory, rightsAgency, rightsAgencyMatch } from "./tables.ts";

export interface Agency {
  label: string;
  email: string;
}

/** What a postal code is looked up by, the most exact first: whole for SACEM; its first 5, 3, then 2 for SACD. */
const wantedMatches = (body: Body, postalCode: string): string[] => {
  if (body === "SACEM") return [postalCode];
  return body === "SACD" ? [5, 3, 2].map((length) => postalCode.slice(0, length)) : [];
};

/** The agency of a body for a postal code, in its current directory (declarations.md §6); undefined when none is known. */
export const findAgency = async (
  on: Queries,
  body: Body,
  postalCode: string,
): Promise<Agency | undefined> => {
  const wanted = wantedMatches(body, postalCode);
  if (wanted.length === 0 || postalCode === "") return undefined;
  const rows = await on
    .select({ label: rightsAgency.label, email: rightsAgency.email, match: rightsAgencyMatch.match })
    .from(rightsAgencyMatch)
    .innerJoin(rightsAgency, eq(rightsAgency.id, rightsAgencyMatch.agencyId))
    .innerJoin(
      agencyDirectory,
      and(
        eq(agencyDirectory.body, rightsAgencyMatch.body),
        eq(agencyDirectory.directoryVersion, rightsAgencyMatch.directoryVersion),
      ),
    )
    .where(and(eq(rightsAgencyMatch.body, body), inArray(rightsAgencyMatch.match, wanted)));
  const [best] = rows.toSorted((a, b) => b.match.length - a.match.length);
  return best && { label: best.label, email: best.email };
};
