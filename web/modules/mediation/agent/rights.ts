import { type MediationRole, roles } from "../../../../shared/access/schema.ts";
import { may } from "../../../../shared/mediation/rules.ts";
import { type AgentSpace, rolesIn } from "../../access/agent/session.ts";

const isMediationRole = (role: string): role is MediationRole => Object.hasOwn(roles.mediation, role);

/** Whether the quarantine is offered: the same rule as the API's. */
export const mayReadQuarantine = (space: AgentSpace): boolean =>
  may(
    { kind: "member", userId: space.me.id, roles: rolesIn(space, "mediation").filter(isMediationRole) },
    "quarantine.list",
  ) === true;
