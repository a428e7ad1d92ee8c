import { eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { closedOrganisations } from "../access/index.ts";
import { eraseHeldFrom, eraseMailSettings } from "../mail/index.ts";
import { service } from "./case-access.ts";
import { added, eraseCase } from "./erase-case.ts";
import { cases } from "./tables.ts";
import { erasure } from "./tables-office.ts";

/** Days between the closing of an organisation and the erasure of everything its mediation held. */
const days = 30;
/** Everything an organisation's mediation keeps besides its cases; the order has no importance. */
const ownTables = [
  "tag",
  "person",
  "contact",
  "absence",
  "independence",
  "annual_report",
  "survey_answer",
  "anonymous_case",
  "registration_draft",
  "notification",
  "notification_choice",
  "user_signature",
  "saved_view",
  "background_job",
  "mediation_settings",
  "form_config",
  "list_item",
  "case_counter",
] as const;

/**
 * Erases what organisations that closed a month ago held: every case, held mail, list, text and figure of their
 * mediation, legal holds included. The proof that it was done is the one row that stays.
 */
export const eraseClosedOrganisations = async (ctx: Ctx): Promise<void> => {
  const before = new Date(ctx.now().getTime() - days * 86_400_000);
  for (const organisationId of await closedOrganisations(ctx.db, before)) {
    const [already] = await ctx.db
      .select({ id: erasure.id })
      .from(erasure)
      .where(eq(erasure.targetId, organisationId));
    if (!already) await eraseOrganisation(ctx, organisationId);
  }
};

const eraseOrganisation = async (ctx: Ctx, organisationId: string): Promise<void> => {
  let counts: Record<string, number> = {};
  for (;;) {
    const some = await ctx.db
      .select({ id: cases.id })
      .from(cases)
      .where(eq(cases.organisationId, organisationId))
      .limit(100);
    for (const { id } of some) {
      const erased = await eraseCase(ctx, id, "organisation_closed");
      if (erased) counts = added(counts, erased.counts);
    }
    if (some.length < 100) break;
  }
  counts = added(counts, { heldMails: await eraseHeldFrom(ctx, organisationId, "anybody") });
  const gone = await mutate(ctx, async (tx) => {
    // What is asked of people waits no longer; what was found of cases went with them.
    await tx.delete(erasure).where(inArray(erasure.organisationId, [organisationId]));
    await eraseMailSettings(tx, organisationId, service);
    for (const table of ownTables) {
      await tx.execute(sql`delete from ${sql.identifier(table)} where organisation_id = ${organisationId}`);
    }
    await tx.insert(erasure).values({
      id: ctx.newId(),
      organisationId,
      scope: "organisation",
      targetId: organisationId,
      cause: "organisation_closed",
      state: "done",
      at: ctx.now(),
      finishedAt: ctx.now(),
      proof: { counts, remains: {}, elsewhere: 0 },
    });
    return {
      result: null,
      permission: permit(true),
      audit: {
        action: "mediation.erase",
        organisationId,
        target: { kind: "organisation", id: organisationId },
        after: counts,
      },
      events: [],
    };
  });
  if (!gone.ok) throw new Error(`an organisation was not erased: ${gone.refusal.reason}`);
};
