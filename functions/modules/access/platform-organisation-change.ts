import { eq } from "drizzle-orm";
import type { ChangeOrganisation, PlatformOrganisation } from "../../../shared/access/platform.ts";
import { isService, switchedServices } from "../../../shared/access/roles.ts";
import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import type { Tx } from "../../platform/db.ts";
import { type Change, mutate, type Permission, permit } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { asMemberOf, type LoadMemberWork } from "./member-work.ts";
import { lockOrganisation, type OrganisationRow } from "./membership-lock.ts";
import { changedFields, pagesOf, sameVersion } from "./organisation-change.ts";
import { oneVersionMore, platformView } from "./platform-organisations.ts";
import { organisation } from "./tables.ts";

/**
 * Changes an organisation's name, kind and services. A service that is switched off keeps its rows and its memberships,
 * which stop counting at once; the list says beforehand how many people that is. One that is switched on gets what it
 * needs to begin.
 */
export const changeServices = (
  ctx: Ctx,
  input: ChangeOrganisation & { organisationId: string },
  load: LoadMemberWork,
): Promise<Result<PlatformOrganisation>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await forPlatform(tx, ctx, input.organisationId);
    const { name, kind } = input;
    const services = knownServices(input.services);
    sameVersion(found, input.version, shown(found), { name, kind, services });
    const added = services.filter((service) => !found.services.includes(service));
    await beginServices(tx, ctx, load, found, added);
    return change(tx, found, permission, "organisation.platform_change", { name, kind, services });
  });

/** Closes an organisation: nobody enters it any more and its pages leave the site. Nothing is deleted. */
export const closeOrganisation = (ctx: Ctx, organisationId: string): Promise<Result<PlatformOrganisation>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await forPlatform(tx, ctx, organisationId);
    if (found.closedAt) refuse(alreadySo("Cette organisation est déjà fermée."));
    return change(tx, found, permission, "organisation.close", { closedAt: ctx.now() });
  });

/** Opens a closed organisation again, as it was. */
export const reopenOrganisation = (ctx: Ctx, organisationId: string): Promise<Result<PlatformOrganisation>> =>
  mutate(ctx, async (tx) => {
    const { found, permission } = await forPlatform(tx, ctx, organisationId);
    if (!found.closedAt) refuse(alreadySo("Cette organisation est ouverte."));
    return change(tx, found, permission, "organisation.reopen", { closedAt: null });
  });

/** Services in the order of the house, each once; refuses a name that is none. */
export const knownServices = (asked: readonly string[]): string[] => {
  if (!asked.every((name) => isService(name) && name !== "administration")) {
    refuse(invalid([{ path: "services", message: "Ce service n’existe pas." }]));
  }
  return switchedServices.filter((name) => asked.includes(name));
};

/** Has each service that was switched on make what it needs in an organisation. */
export const beginServices = async (
  tx: Tx,
  ctx: Ctx,
  load: LoadMemberWork,
  { id, slug }: Pick<OrganisationRow, "id" | "slug">,
  added: readonly string[],
): Promise<void> => {
  for (const work of await load()) {
    if (!added.includes(work.service)) continue;
    await asMemberOf(tx, id, work.service, () => work.opened(tx, ctx, { id, slug }));
  }
};

const forPlatform = async (tx: Tx, ctx: Ctx, organisationId: string) => {
  const { organisation: found, actor } = await lockOrganisation(tx, ctx, organisationId);
  return { found, permission: permit(may(actor, "platform.change")) };
};

const shown = ({ name, kind, services }: OrganisationRow) => ({ name, kind, services });

const change = async (
  tx: Tx,
  found: OrganisationRow,
  permission: Permission,
  action: string,
  changed: Partial<Pick<OrganisationRow, "name" | "kind" | "services" | "closedAt">>,
): Promise<Change<PlatformOrganisation>> => {
  await tx
    .update(organisation)
    .set({ ...changed, version: oneVersionMore })
    .where(eq(organisation.id, found.id));
  const { closedAt, ...fields } = changed;
  return {
    result: await platformView(tx, found.id),
    permission,
    audit: {
      action,
      organisationId: found.id,
      target: { kind: "organisation", id: found.id },
      ...(closedAt === undefined ? changedFields(shown(found), { ...shown(found), ...fields }) : {}),
    },
    events: [pagesOf(found.id)],
  };
};

const alreadySo = (detail: string): Refusal => ({ code: "conflict", reason: "already_so", detail });
