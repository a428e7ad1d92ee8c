import { and, eq, ne, sql } from "drizzle-orm";
import { type AgencyList, readAgencies } from "../../../shared/declarations/agency-list.ts";
import type { AgencyDiff, AgencyDirectories, LoadAgencies } from "../../../shared/declarations/declaring.ts";
import { may } from "../../../shared/declarations/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Queries, together } from "../../platform/db.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { answered } from "./answered.ts";
import { asUser, platformActor, staleVersion } from "./show-access.ts";
import { agencyDirectory, rightsAgency, rightsAgencyMatch } from "./tables.ts";

type AgencyBody = "SACEM" | "SACD";

const permitted = (ctx: Ctx) => {
  asUser(ctx);
  return permit(may(platformActor(ctx.actor), "agency.manage"));
};

/** The rows of a CSV, its separator found in its first line. */
const rowsOf = async (csv: string): Promise<string[][]> => {
  const { parseCsv } = await import("hucre/csv");
  const [first = ""] = csv.split("\n", 1);
  const delimiter = [";", "\t"].find((one) => first.includes(one)) ?? ",";
  return parseCsv(csv.replace(/^\ufeff/, ""), { delimiter }).map((row) =>
    row.map((cell) => String(cell ?? "")),
  );
};

/** Whose each match is now, and the version that holds. */
const current = async (on: Queries, body: AgencyBody) => {
  const [[directory], rows] = await together([
    on.select().from(agencyDirectory).where(eq(agencyDirectory.body, body)),
    on
      .select({ match: rightsAgencyMatch.match, email: rightsAgency.email })
      .from(rightsAgencyMatch)
      .innerJoin(rightsAgency, eq(rightsAgency.id, rightsAgencyMatch.agencyId))
      .innerJoin(
        agencyDirectory,
        and(
          eq(agencyDirectory.body, rightsAgencyMatch.body),
          eq(agencyDirectory.directoryVersion, rightsAgencyMatch.directoryVersion),
        ),
      )
      .where(eq(rightsAgencyMatch.body, body)),
  ]);
  return {
    version: directory?.directoryVersion ?? 0,
    owners: new Map(rows.map(({ match, email }) => [match, email])),
  };
};

const diffOf = (
  body: AgencyBody,
  { agencies, faults }: AgencyList,
  { version, owners }: Awaited<ReturnType<typeof current>>,
): AgencyDiff => {
  const next = new Map(
    agencies.flatMap(({ email, matches }) => matches.map((match) => [match, email] as const)),
  );
  return {
    ...{ body, directoryVersion: version, agencies: agencies.length, faults },
    added: [...next.keys()].filter((match) => !owners.has(match)),
    removed: [...owners.keys()].filter((match) => !next.has(match)),
    moved: [...next].flatMap(([match, to]) => {
      const from = owners.get(match);
      return from !== undefined && from !== to ? [{ match, from, to }] : [];
    }),
    unchanged: [...next].filter(([match, email]) => owners.get(match) === email).length,
  };
};

/** What loading a list would change, and what is wrong with it (declarations.md §10.8). Nothing is written. */
export const previewAgencies = (
  ctx: Ctx,
  { body, csv }: { body: AgencyBody; csv: string },
): Promise<Result<AgencyDiff>> =>
  answered(async () => {
    permitted(ctx);
    return diffOf(body, readAgencies(body, await rowsOf(csv)), await current(ctx.db, body));
  });

const withFaults: Refusal = {
  code: "invalid",
  reason: "faults",
  detail: "Cette liste a des erreurs\u00a0: corrigez-les, puis recommencez.",
};

/** Loads a list as the next version of a body's directory; the one before it is kept until the next. */
export const loadAgencies = async (ctx: Ctx, input: LoadAgencies): Promise<Result<AgencyDiff>> => {
  const { body } = input;
  const list = await answered(async () => readAgencies(body, await rowsOf(input.csv)));
  if (!list.ok) return list;
  return mutate(ctx, async (tx) => {
    const permission = permitted(ctx);
    const now = await current(tx, body);
    if (now.version !== input.directoryVersion) refuse(staleVersion(now.version));
    const { agencies, faults } = list.value;
    if (faults.length > 0)
      refuse({
        ...withFaults,
        fields: faults.map(({ line, message }) => ({ path: `csv.${line}`, message })),
      });
    if (agencies.length === 0) refuse(invalid([{ path: "csv", message: "Cette liste est vide." }]));
    const directoryVersion = now.version + 1;
    const rows = agencies.map((agency) => ({ ...agency, id: ctx.newId() }));
    await tx
      .insert(rightsAgency)
      .values(rows.map(({ id, label, email }) => ({ id, body, directoryVersion, label, email })));
    const matches = rows.flatMap(({ id, matches: own }) =>
      own.map((match) => ({ body, directoryVersion, match, agencyId: id })),
    );
    for (let from = 0; from < matches.length; from += 5000)
      await tx.insert(rightsAgencyMatch).values(matches.slice(from, from + 5000));
    const set = { directoryVersion, loadedAt: ctx.now(), loadedBy: asUser(ctx).userId };
    await tx
      .insert(agencyDirectory)
      .values({ body, ...set })
      .onConflictDoUpdate({ target: agencyDirectory.body, set });
    await tx
      .delete(rightsAgency)
      .where(
        and(
          eq(rightsAgency.body, body),
          ne(rightsAgency.directoryVersion, directoryVersion),
          ne(rightsAgency.directoryVersion, now.version),
        ),
      );
    return {
      result: diffOf(body, list.value, now),
      permission,
      audit: {
        action: "agencies.load",
        organisationId: null,
        target: { kind: "agency_directory", id: rows[0]?.id ?? ctx.newId() },
        after: { body, directoryVersion },
      },
      events: [],
    };
  });
};

/** The directories as they are. */
export const readDirectories = (ctx: Ctx): Promise<Result<AgencyDirectories>> =>
  answered(async () => {
    permitted(ctx);
    const rows = await ctx.db
      .select({
        row: agencyDirectory,
        agencies: sql<number>`(select count(*)::int from rights_agency a where a.body = agency_directory.body
          and a.directory_version = agency_directory.directory_version)`,
        matches: sql<number>`(select count(*)::int from rights_agency_match m where m.body = agency_directory.body
          and m.directory_version = agency_directory.directory_version)`,
      })
      .from(agencyDirectory);
    return {
      directories: rows.flatMap(({ row, agencies, matches }) =>
        row.body === "SACEM" || row.body === "SACD"
          ? [
              {
                ...{ body: row.body, directoryVersion: row.directoryVersion },
                ...{ loadedAt: row.loadedAt.toISOString(), agencies, matches },
              },
            ]
          : [],
      ),
    };
  });
