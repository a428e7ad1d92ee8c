import { count, eq, inArray } from "drizzle-orm";
import { type AskExport, exportKinds, mostExported } from "../../../shared/declarations/exports.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { askLongWork } from "../../platform/long-work.ts";
import { mutate } from "../../platform/mutate.ts";
import { type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { exportedAsides, exportedTransmissions, performanceIds } from "./read-exported.ts";
import { asUser, permitOn } from "./show-access.ts";
import { performance, saleLine } from "./tables.ts";

/** The kind of long work behind every exported list. */
export const exportWorkKind = "declarations_export";

/**
 * Asks for a list as a file, made in the background and kept a day for the asker alone. Refuses more than 50,000 rows,
 * and says how many there are; who asks for what is in the journal (declarations.md §9).
 */
export const askExport = (ctx: Ctx, input: AskExport): Promise<Result<{ id: string }>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { organisationId, kind } = input;
    const permission = permitOn(ctx, "show.export", { organisationId });
    const { timeZone } = await organisationById(tx, organisationId);
    const rows = await rowsOf(tx, input, timeZone);
    if (rows > mostExported) refuse(tooMany(rows));
    const { id, event } = await askLongWork(tx, ctx, "declaration-jobs", {
      organisationId,
      userId,
      kind: exportWorkKind,
      input: { ...input },
      total: rows,
    });
    return {
      result: { id },
      permission,
      audit: {
        action: "listing.ask",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        after: { list: exportKinds[kind], lines: rows },
      },
      events: [event],
    };
  });

type Reader = Parameters<typeof performanceIds>[0];

const rowsOf = async (on: Reader, input: AskExport, timeZone: string): Promise<number> => {
  if (input.kind === "transmissions") return (await exportedTransmissions(on, input, timeZone)).length;
  if (input.kind === "aside") return (await exportedAsides(on, input, timeZone)).length;
  const ids = await performanceIds(on, input);
  if (input.kind !== "lines") return ids.length;
  const [found] = await on
    .select({ lines: count() })
    .from(saleLine)
    .innerJoin(performance, eq(performance.id, saleLine.performanceId))
    .where(inArray(performance.id, ids));
  return found?.lines ?? 0;
};

const tooMany = (rows: number): Refusal => ({
  code: "invalid",
  reason: "too_many_rows",
  detail: `Ce fichier compterait ${rows.toLocaleString("fr-FR")} lignes. Il en contient 50\u00a0000 au plus\u00a0: choisissez une période plus courte.`,
});
