import { roleLabel } from "../../../shared/access/roles.ts";
import { agents, demoPassword, organisations } from "./organisations.ts";

/** One demo account as the panel and .guichet/run.json show it. */
export interface DemoAccount {
  /** French names of its roles. */
  role: string;
  organisation: string;
  email: string;
  password: string;
}

/** One line per account and organisation: who may sign in, as what. */
export const accounts: readonly DemoAccount[] = agents.flatMap((agent) =>
  agent.memberships.map(({ organisation, mediation = [], administration }) => ({
    role: [
      ...mediation.map((role) => roleLabel("mediation", role)),
      ...(administration ? [roleLabel("administration", "admin")] : []),
    ].join(", "),
    organisation: organisations.find(({ slug }) => slug === organisation)?.name ?? organisation,
    email: agent.email,
    password: demoPassword,
  })),
);
