import { roles } from "../../../shared/access/schema.ts";
import type { AgentSpace } from "../../modules/access/agent/session.ts";

const labels: Readonly<Record<string, string>> = { ...roles.mediation, ...roles.administration };

/** The person's roles in the organisation, in words. */
export function roleWords({ me, organisation }: AgentSpace): string[] {
  const held = me.memberships.filter((membership) => membership.organisation.id === organisation.id);
  return held.flatMap((membership) => membership.roles).flatMap((role) => labels[role] ?? []);
}
