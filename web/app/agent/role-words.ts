import { roleLabel } from "../../../shared/access/roles.ts";
import type { AgentSpace } from "../../modules/access/agent/session.ts";

/** The person's roles in the organisation, in words. */
export function roleWords({ me, organisation }: AgentSpace): string[] {
  const held = me.memberships.filter((membership) => membership.organisation.id === organisation.id);
  return held.flatMap(({ service, roles }) => roles.map((role) => roleLabel(service, role)));
}
