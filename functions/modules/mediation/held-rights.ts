import { inArray } from "drizzle-orm";
import { may } from "../../../shared/mediation/rules.ts";
import { notFound } from "../../platform/refusal.ts";
import type { HeldRights } from "../mail/index.ts";
import { caseActor } from "./case-access.ts";
import { cases } from "./tables.ts";

/** Who decides about held mails: on a case, its handler and the managers; else those who keep the quarantine. */
export const heldRights: HeldRights = async (on, ctx, rows) => {
  const ids = rows.flatMap(({ caseId }) => caseId ?? []);
  const found = ids.length === 0 ? [] : await on.select().from(cases).where(inArray(cases.id, ids));
  return new Map(
    rows.map(({ id, caseId, organisationId }) => {
      if (organisationId === null) return [id, notFound];
      const actor = caseActor(ctx.actor, organisationId);
      const target = found.find((one) => one.id === caseId);
      return [id, target ? may(actor, "case.quarantine", target) : may(actor, "quarantine.decide")];
    }),
  );
};
