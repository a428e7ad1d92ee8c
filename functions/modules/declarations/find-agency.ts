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

/**
 * The agency of a body for each of these postal codes, in its current directory (declarations.md §6); those that none
 * lists are left out.
 */
export const findAgencies = async (
  on: Queries,
  body: Body,
  postalCodes: readonly string[],
): Promise<Map<string, Agency>> => {
  const wanted = [...new Set(postalCodes.filter((code) => code !== ""))];
  const matches = wanted.flatMap((code) => wantedMatches(body, code));
  if (matches.length === 0) return new Map();
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
    .where(and(eq(rightsAgencyMatch.body, body), inArray(rightsAgencyMatch.match, matches)));
  return new Map(
    wanted.flatMap((code) => {
      const match = wantedMatches(body, code).find((one) => rows.some((row) => row.match === one));
      const best = rows.find((row) => row.match === match);
      return best ? [[code, { label: best.label, email: best.email }] as const] : [];
    }),
  );
};
