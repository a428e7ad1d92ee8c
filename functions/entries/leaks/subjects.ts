import { serviceNames, services } from "../../../shared/access/roles.ts";
import type { Holder } from "../../../shared/platform/rights.ts";

/** How the session of a subject stands. `none` = no cookie at all. */
export type SessionState = "open" | "weak" | "pending" | "ended" | "expired" | "idle" | "none";

/** Somebody who asks, as planted; `holders` is all they are towards the planted organisation, by the tables' words. */
export interface Subject {
  name: string;
  holders: ReadonlySet<Holder>;
  /** Membership in the organisation; a role that exists no longer makes a plain member. */
  membership?: { service: string; roles: readonly string[]; ended?: true };
  session: SessionState;
  disabled?: true;
  platform?: true;
  /** Responsible for the planted case. */
  handler?: true;
  /** Opened the case's link; `verified` also gave the code. */
  link?: "opened" | "verified";
}

const everything = { service: "administration", roles: ["admin"] } as const;
const holders = (...held: Holder[]): ReadonlySet<Holder> => new Set(held);

/** Everybody the walk sends: each role of each service, then everyone whose rights ended, wait or never were. */
export const subjects: readonly Subject[] = [
  ...serviceNames.flatMap((service) =>
    Object.keys(services[service].roles).map(
      (role): Subject => ({
        name: `${service}.${role}`,
        holders: holders("self", "member", `${service}.${role}`),
        membership: { service, roles: [role] },
        session: "open",
      }),
    ),
  ),
  {
    name: "handler of the case",
    holders: holders("self", "member", "mediation.mediator", "handler", "assignee"),
    membership: { service: "mediation", roles: ["mediator"] },
    session: "open",
    handler: true,
  },
  {
    name: "member whose role exists no longer",
    holders: holders("self", "member"),
    membership: { service: "resources", roles: ["retired_role"] },
    session: "open",
  },
  { name: "platform administrator", holders: holders("self", "platform"), session: "open", platform: true },
  {
    name: "platform administrator without second factor",
    holders: holders("self"),
    session: "weak",
    platform: true,
  },
  {
    name: "administrator without the second factor asked for",
    holders: holders("self"),
    membership: everything,
    session: "weak",
  },
  {
    name: "removed administrator",
    holders: holders("self"),
    membership: { ...everything, ended: true },
    session: "open",
  },
  { name: "disabled account", holders: holders(), membership: everything, session: "open", disabled: true },
  {
    name: "disabled platform administrator",
    holders: holders(),
    session: "open",
    platform: true,
    disabled: true,
  },
  {
    name: "session before its second factor",
    holders: holders(),
    membership: everything,
    session: "pending",
  },
  { name: "ended session", holders: holders(), membership: everything, session: "ended" },
  { name: "expired session", holders: holders(), membership: everything, session: "expired" },
  { name: "idle session", holders: holders(), membership: everything, session: "idle" },
  { name: "signed out", holders: holders(), session: "none" },
  { name: "holder of the link", holders: holders("link"), session: "none", link: "opened" },
  {
    name: "holder of the link, after the code",
    holders: holders("link", "verified_link"),
    session: "none",
    link: "verified",
  },
];
