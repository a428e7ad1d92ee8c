import type { ChangeRoles, Member } from "../../../shared/access/members.ts";
import { may, rolesExist } from "../../../shared/access/rules.ts";
import type { Ctx } from "../../platform/ctx.ts";
import { mutate, permit } from "../../platform/mutate.ts";
import { invalid, type Refusal, type Result, refuse } from "../../platform/refusal.ts";
import { organisationClosed, unknownRole } from "./invite-member.ts";
import { memberFacts } from "./member-facts.ts";
import { memberForUpdate } from "./member-for-update.ts";
import { memberViews } from "./member-view.ts";
import type { LoadMemberWork } from "./member-work.ts";
import { cancelTheirInvitations, changeRolesHeld, endSessions } from "./membership-end.ts";
import { keepersOf, keepOne } from "./membership-keepers.ts";
import { rolesWithout, tidyRoles } from "./membership-roles.ts";

/**
 * Gives a member exactly these roles. Every role given and every role taken must be one the actor may give; nobody
 * changes their own, and the last keeper of a service stays one (`last_keeper`). Losing a role ends the member's
 * sessions and gives back the work that went with it. Roles of services that are off are left as they are.
 */
export const changeRoles = (
  ctx: Ctx,
  input: ChangeRoles & { organisationId: string; userId: string },
  load: LoadMemberWork,
): Promise<Result<Member>> =>
  mutate(ctx, async (tx) => {
    const { organisationId, userId } = input;
    const { organisation, actor, held, person } = await memberForUpdate(tx, ctx, organisationId, userId);
    const isOn = ({ service }: { service: string }) =>
      service === "administration" || organisation.services.includes(service);
    const asleep = held.filter((one) => !isOn(one));
    const wanted = [
      ...tidyRoles(input.roles).filter((one) => !asleep.some(({ service }) => service === one.service)),
      ...asleep,
    ];
    const given = rolesWithout(wanted, held);
    const taken = rolesWithout(held, wanted);
    const permission = permit(
      may(actor, "member.change", { organisationId, userId, roles: tidyRoles([...given, ...taken]) }),
    );
    if (organisation.closedAt) refuse(organisationClosed);
    if (!rolesExist(given, organisation.services)) refuse(unknownRole);
    if (wanted.length === 0) refuse(noRoleLeft);
    keepOne(await keepersOf(tx, organisation), userId, wanted);

    const change = { organisationId, userId, held, wanted };
    const released = await changeRolesHeld(tx, ctx, load, change);
    const known = (await memberFacts(tx, organisationId)).get(userId);
    const cancelled = taken.length > 0 ? await cancelTheirInvitations(tx, ctx, change, known) : [];
    if (taken.length > 0) await endSessions(tx, userId);
    const [member] = await memberViews(tx, actor, organisation, [person], load);
    if (!member) throw new Error("a member who was just changed is not there");
    return {
      result: member,
      permission,
      audit: [
        {
          action: "member.change",
          organisationId,
          target: { kind: "user_account", id: userId },
          before: { roles: held },
          after: { roles: wanted },
        },
        ...cancelled,
        ...released.audit,
      ],
      events: released.events,
    };
  });

const noRoleLeft: Refusal = invalid([
  { path: "roles", message: "Choisissez au moins un rôle, ou retirez cette personne de l’organisation." },
]);
