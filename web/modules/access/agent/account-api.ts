import { queryOptions } from "@tanstack/react-query";
import type * as z from "zod/mini";
import type {
  AcceptInvitation,
  Account,
  AskByEmail,
  ChangeEmail,
  ChangePassword,
  EmailConfirmed,
  LinkPreview,
  Me,
  PasskeyOptions,
  Proof,
  ReadLink,
  RecoveryCodes,
  ResetPassword,
  SessionList,
  SignedIn,
  TotpCode,
  TotpStart,
  UpdateProfile,
} from "../../../../shared/access/schema.ts";
import { call } from "../../../app/api.ts";

type Given<Schema extends z.ZodMiniType> = z.infer<Schema>;
type Codes = Given<typeof RecoveryCodes>;

/** What a link is for, before its holder does anything. */
export const readLink = (input: Given<typeof ReadLink>) =>
  call<LinkPreview>("POST", "/api/access/links/read", input, { repeatable: true });
export const askReset = (input: Given<typeof AskByEmail>) =>
  call<unknown>("POST", "/api/access/password/forgotten", input);
export const resetPassword = (input: Given<typeof ResetPassword>) =>
  call<unknown>("POST", "/api/access/password/reset", input);
export const askMagicLink = (input: Given<typeof AskByEmail>) =>
  call<unknown>("POST", "/api/access/magic-link", input);
export const confirmEmail = (token: string) =>
  call<Given<typeof EmailConfirmed>>("POST", "/api/access/email-change/confirm", { token });
export const acceptInvitation = (input: AcceptInvitation) =>
  call<SignedIn>("POST", "/api/access/invitations/accept", input);
export const joinByInvitation = (token: string) =>
  call<Me>("POST", "/api/access/invitations/join", { token });

/** One's own account, read again at each visit. */
export const accountQuery = queryOptions({
  queryKey: ["access", "account"],
  queryFn: ({ signal }) =>
    call<Account>("GET", "/api/access/account", undefined, { signal, background: true }),
});
/** Where the account is open. */
export const sessionsQuery = queryOptions({
  queryKey: ["access", "sessions"],
  queryFn: ({ signal }) =>
    call<SessionList>("GET", "/api/access/account/sessions", undefined, { signal, background: true }),
});

const act = <Answer>(path: string, input?: unknown) =>
  call<Answer>("POST", `/api/access/account/${path}`, input);

export const updateProfile = (input: UpdateProfile) => act<Account>("profile", input);
export const changePassword = (input: ChangePassword) => act<unknown>("password", input);
export const changeEmail = (input: Given<typeof ChangeEmail>) => act<Account>("email", input);
export const cancelEmailChange = () => act<Account>("email/cancel");
export const endSession = (id: string) => act<SessionList>(`sessions/${id}/end`);
export const endOtherSessions = () => act<SessionList>("sessions/end-others");
export const startTotp = (proof: Proof) => act<Given<typeof TotpStart>>("totp/start", proof);
export const confirmTotp = (input: Given<typeof TotpCode>) => act<Codes>("totp/confirm", input);
export const removeTotp = (proof: Proof) => act<Account>("totp/remove", proof);
export const passkeyOptions = (proof: Proof) => act<Given<typeof PasskeyOptions>>("passkeys/options", proof);
export const addPasskey = (input: { name: string; response: object }) => act<Codes>("passkeys", input);
export const removePasskey = (id: string, proof: Proof) => act<Account>(`passkeys/${id}/remove`, proof);
export const renewRecoveryCodes = (proof: Proof) => act<Codes>("recovery-codes", proof);
