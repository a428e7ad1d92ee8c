import { and, eq, inArray, ne, sql } from "drizzle-orm";
import type { Body } from "../../../shared/declarations/enums.ts";
import { nextTransmissionState } from "../../../shared/declarations/transmission.ts";
import type { Queries } from "../../platform/db.ts";
import { declaration, declarationVersion, transmission } from "./tables-declarations.ts";
import { latestTransmissions, type TransmissionRow, type WholeDeclaration } from "./whole-declaration.ts";

export const nothingLeftWords = "La SACD a déjà accepté toutes ces séances\u00a0: rien n’est à renvoyer.";

/**
 * Which performances are told, under which version, and what it corrects (settled.md §10): none left when SACD accepted
 * all of them before. What is previewed and what is sent both follow it.
 */
export const planOf = (
  whole: Pick<WholeDeclaration, "transmissions">,
  body: Body,
  performanceIds: readonly string[],
): Pick<TransmissionRow, "repVersion" | "corrects" | "performanceIds"> => {
  const replaced = latestTransmissions(whole.transmissions).get(body);
  if (replaced && nextTransmissionState(replaced.state, "replaced") !== undefined)
    return {
      repVersion: replaced.repVersion + 1,
      corrects: replaced.id,
      performanceIds: [...performanceIds],
    };
  const repVersion = replaced?.repVersion ?? 1;
  // What was accepted of an older rectification is told again with this one.
  const before = whole.transmissions
    .map(({ row }) => row)
    .filter((row) => row.body === body && row.repVersion === repVersion);
  const accepted = body === "SACD" ? acceptedAmong(before) : new Set<string>();
  return {
    repVersion,
    corrects: replaced?.corrects ?? null,
    performanceIds: performanceIds.filter((id) => !accepted.has(id)),
  };
};

/** Performances SACD accepted though it refused others of the same sending. */
const acceptedAmong = (rows: readonly TransmissionRow[]): Set<string> =>
  new Set(
    rows
      .filter(
        ({ state, errors }) =>
          state === "rejected" && errors.length > 0 && errors.every(({ performanceId }) => performanceId),
      )
      .flatMap(({ performanceIds, errors }) =>
        performanceIds.filter((id) => !errors.some(({ performanceId }) => performanceId === id)),
      ),
  );

/** Whether an earlier declaration of the show told SACD of its expenses already. */
export const expensesTold = async (
  on: Queries,
  row: { declarationId: string; createdAt: Date },
  showId: string,
): Promise<boolean> => {
  const earlier = await on
    .select({ id: transmission.id })
    .from(transmission)
    .innerJoin(declaration, eq(declaration.id, transmission.declarationId))
    .innerJoin(declarationVersion, eq(declarationVersion.id, transmission.declarationVersionId))
    .where(
      and(
        eq(declaration.showId, showId),
        ne(declaration.id, row.declarationId),
        eq(transmission.body, "SACD"),
        inArray(transmission.state, ["accepted", "uncertain", "corrected"]),
        sql`${transmission.createdAt} < ${row.createdAt.toISOString()}::timestamptz`,
      ),
    )
    .limit(1);
  return earlier.length > 0;
};
