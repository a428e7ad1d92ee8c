import { type MediationRole, services } from "../../../../shared/access/roles.ts";
import { type Action, type CaseActor, may } from "../../../../shared/mediation/rules.ts";
import { type AgentSpace, rolesIn } from "../../access/agent/session.ts";

const isMediationRole = (role: string): role is MediationRole =>
  Object.hasOwn(services.mediation.roles, role);

const actorOf = (space: AgentSpace): CaseActor => ({
  kind: "member",
  userId: space.me.id,
  roles: rolesIn(space, "mediation").filter(isMediationRole),
});

/** Whether this person may do something in the organisation's mediation: the same rule as the API's. */
export const mayInMediation = (space: AgentSpace, action: Action): boolean =>
  may(actorOf(space), action) === true;

export const mayListCases = (space: AgentSpace): boolean => mayInMediation(space, "case.list");
export const mayReadQuarantine = (space: AgentSpace): boolean => mayInMediation(space, "quarantine.list");
export const mayKeepTemplates = (space: AgentSpace): boolean => mayInMediation(space, "template.write");
export const maySetMails = (space: AgentSpace): boolean => mayInMediation(space, "mail.settings");
export const mayReadMailFigures = (space: AgentSpace): boolean => mayInMediation(space, "mail.statistics");
