import type { AgentSpace } from "../../access/agent/session.ts";
import { mayHere } from "../../access/organisation/rights.ts";

/** Whether the form and the rules of the mediation are this person's to set: the same rule as the API's. */
export const maySetMediation = (space: AgentSpace): boolean =>
  space.organisation.services.includes("mediation") && mayHere(space, "organisation.texts");
