import { roleLabel } from "../../../shared/access/roles.ts";
import { agents, demoPassword, organisations } from "./organisations.ts";
import { otherOrganisations, otherPeople } from "./other-people.ts";

/** One demo account as the panel and .guichet/run.json show it. */
export interface DemoAccount {
  /** French names of its roles. */
  role: string;
  organisation: string;
  email: string;
  password: string;
  /** Asked for a code after the password: the page /codes of the mailbox shows it. */
  code?: true;
}

const nameOf = (slug: string) =>
  [...organisations, ...otherOrganisations].find((one) => one.slug === slug)?.name ?? slug;

const agentAccounts = agents.flatMap((agent) =>
  agent.memberships.map(({ organisation, mediation = [], administration }) => ({
    role: [
      ...mediation.map((role) => roleLabel("mediation", role)),
      ...(administration ? [roleLabel("administration", "admin")] : []),
    ].join(", "),
    organisation: nameOf(organisation),
    email: agent.email,
    password: demoPassword,
  })),
);

const otherAccounts = otherPeople
  .filter(({ leftDaysAgo }) => leftDaysAgo === undefined)
  .flatMap(({ email, memberships, platform, totp }): DemoAccount[] => {
    const places = [...new Set(memberships.map(({ organisation }) => organisation))];
    const account = { email, password: demoPassword, ...(totp ? { code: true as const } : {}) };
    const platformLine = { ...account, role: "Administrateur de la plateforme", organisation: "Toutes" };
    return [
      ...(platform ? [platformLine] : []),
      ...places.map((place) => ({
        ...account,
        organisation: nameOf(place),
        role: memberships
          .filter(({ organisation }) => organisation === place)
          .flatMap(({ service, roles }) => roles.map((role) => roleLabel(service, role)))
          .join(", "),
      })),
    ];
  });

/** One line per account and organisation: who may sign in, as what. */
export const accounts: readonly DemoAccount[] = [...agentAccounts, ...otherAccounts];
