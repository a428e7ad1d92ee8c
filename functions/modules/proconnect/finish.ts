import * as z from "zod/mini";
import {
  acceptedAcrs,
  type IdentityTicket,
  type ProConnectFault,
  proConnectSeals,
  ticketSeconds,
} from "../../../shared/access/proconnect.ts";
import { isSiret } from "../../../shared/access/siret.ts";
import { errorFields } from "../../platform/log.ts";
import type { Outside } from "../../platform/outside-app.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { faultOf } from "./faults.ts";
import { providerOf } from "./provider.ts";
import { AskedIdentity, callbackUrl } from "./start.ts";

/** What ProConnect says of a person (« Données fournies »). An address it calls unverified is none. */
const UserClaims = z.object({
  sub: z.string().check(z.minLength(1)),
  email: z.string().check(z.trim(), z.minLength(3), z.maxLength(254)),
  email_verified: z.optional(z.literal(true)),
  given_name: z._default(z.string(), ""),
  usual_name: z._default(z.string(), ""),
  siret: z.optional(z.string()),
});

/** A browser keeps cookies of 4 KB, name and attributes included. */
const largestCookie = 3800;

/**
 * Turns ProConnect's answer into a sealed identity, or says what is wrong with it. The code is exchanged with the PKCE
 * verifier; signature, issuer, audience, nonce and dates of the ID Token are checked, then those of the user's claims
 * and that both are about the same person, then the level.
 */
export const finishSignIn = async (
  outside: Outside,
  kept: string | undefined,
  parameters: URLSearchParams,
): Promise<{ ticket: string; back: string } | { fault: ProConnectFault; back?: string }> => {
  const { env } = outside;
  if (!env.proConnect) return { fault: "off" };
  const asked = AskedIdentity.safeParse(kept && (await unseal(env, proConnectSeals.request, kept)));
  if (!asked.success) return { fault: "expired" };
  const { state, nonce, verifier, back } = asked.data;
  if (parameters.get("state") !== state) return { fault: "wrong_state", back };
  try {
    const { client, configuration } = await providerOf(env.proConnect, outside.now());
    const tokens = await client.authorizationCodeGrant(
      configuration,
      new URL(`${callbackUrl(env.appOrigin)}?${parameters}`),
      { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    );
    const claims = tokens.claims();
    if (!claims || !tokens.id_token) return { fault: "wrong_signature", back };
    const acr = String(claims.acr ?? "");
    if (!acceptedAcrs.some((accepted) => accepted === acr)) return { fault: "acr_too_low", back };
    const said = UserClaims.safeParse(
      await client.fetchUserInfo(configuration, tokens.access_token, claims.sub),
    );
    if (!said.success) return { fault: "incomplete", back };
    const ticket = await sealTicket(outside, {
      id: crypto.randomUUID(),
      issuer: claims.iss,
      subject: said.data.sub,
      email: said.data.email,
      givenName: said.data.given_name.trim().slice(0, 100),
      usualName: said.data.usual_name.trim().slice(0, 100),
      siret: said.data.siret && isSiret(said.data.siret) ? said.data.siret : null,
      acr,
      idToken: tokens.id_token,
    });
    return { ticket, back };
  } catch (error) {
    const fault = faultOf(error);
    const level = fault === "refused" || fault === "replayed" ? "info" : "error";
    outside.log[level]("proconnect.answer_refused", { cause: fault, ...errorFields(error) });
    return { fault, back };
  }
};

/** Sealed for a cookie; an ID Token too long for one is left out, and signing out then stays on our side. */
const sealTicket = async ({ env, log }: Outside, ticket: IdentityTicket): Promise<string> => {
  const sealed = await seal(env, proConnectSeals.ticket, ticket, ticketSeconds);
  if (sealed.length <= largestCookie) return sealed;
  log.warn("proconnect.id_token_left_out", { bytes: sealed.length });
  return seal(env, proConnectSeals.ticket, { ...ticket, idToken: null }, ticketSeconds);
};
