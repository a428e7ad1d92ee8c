import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { may } from "../../../shared/access/rules.ts";
import type { FirstSteps } from "../../../shared/mediation/first-steps.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { together } from "../../platform/db.ts";
import { done, type Result, refused, signedOut } from "../../platform/refusal.ts";
import { accessActor, membersOf, organisationById } from "../access/index.ts";
import { intakeNameOf } from "../mail/index.ts";
import { notHidden, service } from "./case-access.ts";
import { cases } from "./tables.ts";
import { formConfig } from "./tables-office.ts";

/** What a new organisation has done before its mediation opens. For its managers and administrators. */
export const firstSteps = async (ctx: Ctx, organisationId: string): Promise<Result<FirstSteps>> => {
  if (ctx.actor.kind !== "user") return refused(signedOut);
  const verdict = may(accessActor(ctx.actor), "organisation.texts", { organisationId, service });
  if (verdict !== true) return refused(verdict);
  const [organisation, intake, team, [form], [sample]] = await together([
    organisationById(ctx.db, organisationId),
    intakeNameOf(ctx.db, organisationId, service),
    membersOf(ctx.db, organisationId, service),
    ctx.db
      .select({ published: sql<boolean>`count(*) > 0` })
      .from(formConfig)
      .where(and(eq(formConfig.organisationId, organisationId), isNotNull(formConfig.number))),
    ctx.db
      .select({ id: cases.id, version: cases.version })
      .from(cases)
      .where(
        and(
          eq(cases.organisationId, organisationId),
          eq(cases.sample, true),
          isNull(cases.deletedAt),
          notHidden(cases.id),
        ),
      )
      .limit(1),
  ]);
  const { address, logo, mediation } = organisation.settings;
  return done({
    slug: organisation.slug,
    intakeAddress: intake ? `${intake}@${ctx.env.mailDomain}` : null,
    done: {
      identity: logo !== undefined || address.length > 0,
      address: intake !== undefined,
      texts: mediation !== undefined,
      team: team.length > 1,
      published: form?.published ?? false,
    },
    sample: sample ?? null,
  });
};
