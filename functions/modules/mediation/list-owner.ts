import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { type Permission, permit } from "../../platform/mutate.ts";
import { accessActor, permitPlatform } from "../access/index.ts";
import { asUser, service } from "./case-access.ts";

/**
 * The permission to change the lists of an organisation (managers and administrators), or those of the platform
 * (`null`: its administrators alone), or a stop (mediation.md §2).
 */
export const permitLists = (ctx: Ctx, organisationId: string | null): Permission => {
  asUser(ctx);
  return organisationId === null
    ? permitPlatform(ctx, "platform.change")
    : permit(may(accessActor(ctx.actor), "organisation.texts", { organisationId, service }));
};
