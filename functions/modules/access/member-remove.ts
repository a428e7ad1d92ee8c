import { may } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import type { Result } from "../../platform/refusal.ts";
import { asUser } from "./access-actor.ts";
import { askAccountMail } from "./account-mail.ts";
import { memberFacts } from "./member-facts.ts";
import { memberForUpdate } from "./member-for-update.ts";
import type { LoadMemberWork } from "./member-work.ts";
import { cancelTheirInvitations, changeRolesHeld, endSessions } from "./membership-end.ts";
import { keepersOf, keepOne } from "./membership-keepers.ts";

/**
 * Takes someone out of an organisation: their sessions end at once, their work is given back as each service says,
 * what they invited is cancelled, and they are told by mail. The account stays. Refuses the last keeper of a service.
 */
export const removeMember = (
  ctx: Ctx,
  { organisationId, userId }: { organisationId: string; userId: string },
  load: LoadMemberWork,
): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    const { organisation, actor, held, person } = await memberForUpdate(tx, ctx, organisationId, userId);
    const permission = permit(may(actor, "member.remove", { organisationId, userId, roles: held }));
    keepOne(await keepersOf(tx, organisation), userId);

    const facts = await memberFacts(tx, organisationId);
    const change = { organisationId, userId, held, wanted: [] };
    const released = await changeRolesHeld(tx, ctx, load, change);
    const cancelled = await cancelTheirInvitations(tx, ctx, change, facts.get(userId));
    await endSessions(tx, userId);
    const told = await askAccountMail(tx, ctx, {
      kind: "membership_ended",
      address: person.email,
      organisationId,
      userId,
    });
    return {
      result: {},
      permission,
      audit: [
        {
          action: "member.remove",
          organisationId,
          target: { kind: "user_account", id: userId },
          before: { roles: held },
        },
        ...cancelled,
        ...released.audit,
      ],
      events: [...released.events, ...told],
    };
  });

/** Leaves an organisation. Work is given back as for a removal; invitations made stay. Refuses the last keeper. */
export const leaveOrganisation = (
  ctx: Ctx,
  organisationId: string,
  load: LoadMemberWork,
): Promise<Result<Record<string, never>>> =>
  mutate(ctx, async (tx) => {
    const { userId } = asUser(ctx);
    const { organisation, actor, held } = await memberForUpdate(tx, ctx, organisationId, userId);
    const permission = permit(may(actor, "organisation.leave", { organisationId }));
    keepOne(await keepersOf(tx, organisation), userId);
    const released = await changeRolesHeld(tx, ctx, load, { organisationId, userId, held, wanted: [] });
    return {
      result: {},
      permission,
      audit: [
        {
          action: "member.leave",
          organisationId,
          target: { kind: "user_account", id: userId },
          before: { roles: held },
        },
        ...released.audit,
      ],
      events: released.events,
    };
  });
