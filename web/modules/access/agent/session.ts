import { type QueryClient, queryOptions } from "@tanstack/react-query";
import type * as z from "zod/mini";
import {
  Me,
  type PasskeyOptions,
  type RecoveryCode,
  type SignedIn,
  type SignedOut,
  type SignIn,
  type SignInMethods,
  type TotpCode,
} from "../../../../shared/access/schema.ts";
import { call, reasonOf } from "../../../app/api.ts";
import { readDevice, writeDevice } from "../../../app/device-storage.ts";

type Given<Schema extends z.ZodMiniType> = z.infer<Schema>;

/** The signed-in person, or null: nobody is an answer, not a failure. */
export const meQuery = queryOptions({
  queryKey: ["access", "me"],
  queryFn: async ({ signal }): Promise<Me | null> => {
    try {
      return Me.parse(await call("GET", "/api/access/me", undefined, { signal, background: true }));
    } catch (error) {
      if (reasonOf(error) === "signed_out") return null;
      throw error;
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
});

/** How one may sign in here; a front without an identity provider offers the password alone. */
export const signInMethodsQuery = queryOptions({
  queryKey: ["access", "sign-in-methods"],
  queryFn: ({ signal }) =>
    call<Given<typeof SignInMethods>>("GET", "/api/access/sign-in-methods", undefined, {
      signal,
      background: true,
    }),
  staleTime: Number.POSITIVE_INFINITY,
  retry: false,
});

export const signIn = (input: SignIn) => call<SignedIn>("POST", "/api/access/sign-in", input);
export const signInWithTotp = (input: Given<typeof TotpCode>) =>
  call<SignedIn>("POST", "/api/access/second-factor/totp", input);
export const signInWithRecoveryCode = (input: Given<typeof RecoveryCode>) =>
  call<SignedIn>("POST", "/api/access/second-factor/recovery", input);
export const passkeySignInOptions = () =>
  call<Given<typeof PasskeyOptions>>("POST", "/api/access/second-factor/passkey/options");
export const signInWithPasskey = (response: object) =>
  call<SignedIn>("POST", "/api/access/second-factor/passkey", { response });
export const signInWithProConnect = () => call<SignedIn>("POST", "/api/access/proconnect");
export const openMagicLink = (token: string) =>
  call<SignedIn>("POST", "/api/access/magic-link/open", { token });
export const signOut = () => call<Given<typeof SignedOut>>("POST", "/api/access/sign-out");
/** The person is there: their session goes on. */
export const stillHere = () => call<unknown>("POST", "/api/access/still-here");
/** Whether the session goes on; asking does not prolong it. */
export const checkSession = () => call<Me>("GET", "/api/access/me", undefined, { background: true });

/** Whether this tab had a session: what tells « expirée » from a first visit. */
const hadSession = "guichet.session";
export const tabHadSession = () => readDevice(hadSession, "sessionStorage") !== null;
export const forgetTabSession = () => writeDevice(hadSession, null, "sessionStorage");

/** Keeps who has just signed in. Nothing read before, by nobody or by someone else, remains. */
export function keepSession(client: QueryClient, me: Me) {
  writeDevice(hadSession, "1", "sessionStorage");
  client.setQueryData(meQuery.queryKey, me);
}

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

/** Where to come back after signing in: only one of our own addresses behind the sign-in. */
export function safeReturn(wanted: string | undefined): string {
  return wanted !== undefined && /^\/(?:espace|compte|plateforme)(?:[/?][^\\]*)?$/.test(wanted)
    ? wanted
    : "/espace";
}

/** Two letters for an avatar. */
export const initials = (me: Pick<Me, "firstName" | "lastName">) =>
  `${me.firstName.charAt(0)}${me.lastName.charAt(0)}`.toUpperCase();

/** The person's roles in one service of the organisation. */
export const rolesIn = ({ me, organisation }: AgentSpace, service: string): string[] =>
  me.memberships
    .filter((membership) => membership.organisation.id === organisation.id && membership.service === service)
    .flatMap((membership) => membership.roles);
