import { eq } from "drizzle-orm";
import { vatListsOf } from "../../../shared/declarations/body-settings.ts";
import { may } from "../../../shared/declarations/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries, Tx } from "../../platform/db.ts";
import { type Permission, permit } from "../../platform/mutate.ts";
import { notFound, refuse } from "../../platform/refusal.ts";
import { organisationById } from "../access/index.ts";
import { readBodySettings } from "./read-body-settings.ts";
import { asUser, showActor, staleVersion } from "./show-access.ts";
import { declarantProfile } from "./tables.ts";
import { importBatch } from "./tables-declarations.ts";

export type BatchRow = typeof importBatch.$inferSelect;

/** Whoever imports in an organisation; a stop with the rule's refusal for others. */
export const permitImport = (ctx: Ctx, organisationId: string): Permission =>
  permit(may(showActor(asUser(ctx), organisationId), "import.run"));

/** An imported file of an organisation where one imports; unknown and not visible are the same refusal. */
export const importOf = async (on: Queries, ctx: Ctx, id: string): Promise<BatchRow> => {
  const [found] = await on.select().from(importBatch).where(eq(importBatch.id, id));
  if (!found) return refuse(notFound);
  permitImport(ctx, found.organisationId);
  return found;
};

/** The same, locked, in one of these states and as it was last seen. */
export const importForUpdate = async (
  tx: Tx,
  ctx: Ctx,
  id: string,
  { version, states }: { version: number; states: readonly BatchRow["state"][] },
): Promise<{ found: BatchRow; permission: Permission }> => {
  const [found] = await tx.select().from(importBatch).where(eq(importBatch.id, id)).for("update");
  if (!found) return refuse(notFound);
  const permission = permitImport(ctx, found.organisationId);
  if (found.version !== version)
    refuse(staleVersion(found.version, {}, "Cet import a changé entre-temps. Relisez-le, puis recommencez."));
  if (!states.includes(found.state))
    return refuse({
      code: "conflict",
      reason: "import_moved_on",
      detail: "Cet import n’en est plus à cette étape. Rechargez la page.",
    });
  return { found, permission };
};

/** What a file leaves to its organisation: its clock, its usual rate, and the lists of the platform. */
export const importDefaults = async (on: Queries, organisationId: string) => {
  const { timeZone } = await organisationById(on, organisationId);
  const [profile] = await on
    .select({ vat: declarantProfile.defaultVat })
    .from(declarantProfile)
    .where(eq(declarantProfile.organisationId, organisationId));
  const vatLists = vatListsOf(await readBodySettings(on));
  return { timeZone, vat: profile?.vat ?? 550, vatLists };
};

/** How the journal names an imported file. */
export const importTarget = ({ id }: Pick<BatchRow, "id">) => ({ kind: "import_batch", id });
