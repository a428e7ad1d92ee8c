import { desc, eq } from "drizzle-orm";
import type { OrganisationView } from "../../../shared/access/organisation.ts";
import { type AccessActor, allowedActions, may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Queries } from "../../platform/db.ts";
import { done, notFound, type Result, refused } from "../../platform/refusal.ts";
import { accessActor, asUser } from "./access-actor.ts";
import type { OrganisationRow } from "./membership-lock.ts";
import { organisation, siretClaim } from "./tables.ts";

/** An organisation with its settings, for its members and for the platform. */
export const readOrganisation = async (
  ctx: Ctx,
  organisationId: string,
): Promise<Result<OrganisationView>> => {
  asUser(ctx);
  const actor = accessActor(ctx.actor);
  const verdict = may(actor, "organisation.read", { organisationId });
  if (verdict !== true) return refused(verdict);
  const [found] = await ctx.db.select().from(organisation).where(eq(organisation.id, organisationId));
  return found ? done(await organisationView(ctx.db, actor, found)) : refused(notFound);
};

/** The same for a row just read or written. */
export const organisationView = async (
  on: Queries,
  actor: AccessActor,
  found: OrganisationRow,
): Promise<OrganisationView> => {
  const {
    id,
    slug,
    name,
    kind,
    timeZone,
    services,
    siret,
    settings,
    idleMinutes,
    requireSecondFactor,
    version,
  } = found;
  const [claim] = await on
    .select({ id: siretClaim.id, status: siretClaim.status, reason: siretClaim.reason })
    .from(siretClaim)
    .where(eq(siretClaim.organisationId, id))
    .orderBy(desc(siretClaim.createdAt))
    .limit(1);
  return {
    id,
    slug,
    name,
    kind,
    timeZone,
    services,
    siret,
    claim: claim ?? null,
    settings,
    idleMinutes,
    requireSecondFactor,
    version,
    allowed: [
      ...allowedActions(
        actor,
        [
          "organisation.read",
          "organisation.change",
          "organisation.leave",
          "claim.prove",
          "member.list",
          "member.invite",
          "audit.read",
          "audit.export",
        ],
        { organisationId: id },
      ),
      ...(services.includes("mediation")
        ? allowedActions(actor, ["organisation.texts"], { organisationId: id, service: "mediation" })
        : []),
    ],
  };
};
