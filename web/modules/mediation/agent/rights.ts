import { type MediationRole, services } from "../../../../shared/access/roles.ts";
import { type CaseActor, may } from "../../../../shared/mediation/rules.ts";
import { type AgentSpace, rolesIn } from "../../access/agent/session.ts";

const isMediationRole = (role: string): role is MediationRole =>
  Object.hasOwn(services.mediation.roles, role);

const actorOf = (space: AgentSpace): CaseActor => ({
  kind: "member",
  userId: space.me.id,
  roles: rolesIn(space, "mediation").filter(isMediationRole),
});

/** Whether the lists of cases are offered: the same rule as the API's. */
export const mayListCases = (space: AgentSpace): boolean => may(actorOf(space), "case.list") === true;

/** Whether the quarantine is offered: the same rule as the API's. */
export const mayReadQuarantine = (space: AgentSpace): boolean =>
  may(actorOf(space), "quarantine.list") === true;

/** Whether the templates of messages are offered: the same rule as the API's. */
export const mayKeepTemplates = (space: AgentSpace): boolean =>
  may(actorOf(space), "template.write") === true;

/** Whether the settings of mails are offered: the same rule as the API's. */
export const maySetMails = (space: AgentSpace): boolean => may(actorOf(space), "mail.settings") === true;

/** Whether the figures of mail are offered: the same rule as the API's. */
export const mayReadMailFigures = (space: AgentSpace): boolean =>
  may(actorOf(space), "mail.statistics") === true;
