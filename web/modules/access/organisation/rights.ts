import { type AccessAction, type AccessActor, may } from "../../../../shared/access/rules.ts";
import type { Me } from "../../../../shared/access/schema.ts";
import type { AgentSpace } from "../agent/session.ts";

const actorOf = (me: Me): AccessActor => ({
  kind: "user",
  userId: me.id,
  // The platform's own rights are used on the platform's pages only.
  platformAdministrator: false,
  memberships: me.memberships.map(({ organisation, service, roles }) => ({
    organisationId: organisation.id,
    service,
    roles,
  })),
});

/** Whether an action about the organisation is offered: the same rule as the API's. */
export const mayHere = ({ me, organisation }: AgentSpace, action: AccessAction): boolean =>
  may(actorOf(me), action, { organisationId: organisation.id }) === true;

/** Whether the settings have anything this person may change. */
export const mayOpenSettings = (space: AgentSpace): boolean =>
  mayHere(space, "organisation.change") || mayHere(space, "organisation.texts");
