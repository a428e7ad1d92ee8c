import { eq, sql } from "drizzle-orm";
import type { Tx } from "../../platform/db.ts";
import type { OutboxEvent } from "../../platform/mutate.ts";
import { type Refusal, refuse } from "../../platform/refusal.ts";
import { pagesOf } from "./organisation-change.ts";
import { organisation } from "./tables.ts";

/**
 * Opens the public page of a mediation that was being prepared, and has it written; one that is open stays as it is.
 * Refuses a mediation that says nothing of itself yet.
 */
export const openToPublic = async (tx: Tx, organisationId: string): Promise<OutboxEvent[]> => {
  const [found] = await tx
    .select({ settings: organisation.settings })
    .from(organisation)
    .where(eq(organisation.id, organisationId))
    .for("update");
  if (!found?.settings.mediation) return refuse(nothingSaid);
  const { unpublished, ...mediation } = found.settings.mediation;
  if (!unpublished) return [];
  await tx
    .update(organisation)
    .set({ settings: { ...found.settings, mediation }, version: sql`${organisation.version} + 1` })
    .where(eq(organisation.id, organisationId));
  return [pagesOf(organisationId)];
};

const nothingSaid: Refusal = {
  code: "conflict",
  reason: "texts_missing",
  detail: "Écrivez d’abord les textes de la page publique\u00a0: le formulaire les montre.",
};
