import { queryOptions } from "@tanstack/react-query";
import { Me, type SignIn } from "../../../../shared/access/schema.ts";
import { call, reasonOf } from "../../../app/api.ts";

/** The signed-in person, or null: nobody is an answer, not a failure. */
export const meQuery = queryOptions({
  queryKey: ["access", "me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return Me.parse(await call("GET", "/api/access/me", undefined, { signal }));
    } catch (error) {
      if (reasonOf(error) === "signed_out") return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

export const signIn = (input: SignIn) => call<Me>("POST", "/api/access/sign-in", input);
export const signOut = () => call<unknown>("POST", "/api/access/sign-out");

export type Organisation = Me["memberships"][number]["organisation"];

/** Who is signed in, and for which organisation they act now. */
export interface AgentSpace {
  me: Me;
  organisation: Organisation;
}

/** Organisations where the person serves, each once, in the order of the account. */
export function organisationsOf(me: Me): Organisation[] {
  return [...new Map(me.memberships.map(({ organisation }) => [organisation.id, organisation])).values()];
}

/** Where to come back after signing in: only one of our own addresses of the agents' space. */
export function safeReturn(wanted: string | undefined): string {
  return wanted !== undefined && /^\/espace(?:[/?][^\\]*)?$/.test(wanted) ? wanted : "/espace";
}

/** Two letters for an avatar. */
export const initials = (me: Pick<Me, "firstName" | "lastName">) =>
  `${me.firstName.charAt(0)}${me.lastName.charAt(0)}`.toUpperCase();

/** The person's roles in one service of the organisation. */
export const rolesIn = ({ me, organisation }: AgentSpace, service: string): string[] =>
  me.memberships
    .filter((membership) => membership.organisation.id === organisation.id && membership.service === service)
    .flatMap((membership) => membership.roles);
