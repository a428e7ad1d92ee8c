import { type DeclarationRole, services } from "../../../../shared/access/roles.ts";
import { may, type ShowAction, type ShowActor } from "../../../../shared/declarations/rules.ts";
import { type AgentSpace, rolesIn } from "../../access/agent/session.ts";

const isDeclarationRole = (role: string): role is DeclarationRole =>
  Object.hasOwn(services.declarations.roles, role);

const actorOf = (space: AgentSpace): ShowActor => ({
  kind: "member",
  userId: space.me.id,
  roles: rolesIn(space, "declarations").filter(isDeclarationRole),
  administers: rolesIn(space, "administration").includes("admin"),
});

/** Whether this person may do something in the organisation's declarations: the same rule as the API's. */
export const mayInDeclarations = (space: AgentSpace, action: ShowAction): boolean =>
  may(actorOf(space), action) === true;

/** Whether the service is open to this person at all. */
export const mayListShows = (space: AgentSpace): boolean => mayInDeclarations(space, "show.list");
