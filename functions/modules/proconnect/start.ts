import * as z from "zod/mini";
import { acceptedAcrs, type ProConnectFault, proConnectSeals } from "../../../shared/access/proconnect.ts";
import { errorFields } from "../../platform/log.ts";
import type { Outside } from "../../platform/outside-app.ts";
import { seal } from "../../platform/seal.ts";
import { providerOf } from "./provider.ts";

/** What is remembered in the browser between leaving and coming back: sealed, ten minutes. */
export const AskedIdentity = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  /** Path of the app to go on to. */
  back: z.string(),
});
export const askedSeconds = 600;

/** Claims of the user we ask for; each is a scope of its own at ProConnect. */
const scope = "openid given_name usual_name email siret uid idp_id";

export const callbackUrl = (appOrigin: string) => `${appOrigin}/api/proconnect/callback`;

/**
 * Where to send the browser, and what to keep in it: state and nonce of 43 characters (ProConnect wants 32 at least),
 * a PKCE verifier, and the levels we accept as an essential claim. ProConnect refuses any parameter it does not know.
 */
export const startSignIn = async (
  outside: Outside,
  back: string | undefined,
): Promise<{ to: URL; kept: string } | { fault: ProConnectFault }> => {
  const { env } = outside;
  if (!env.proConnect) return { fault: "off" };
  try {
    const { client, configuration } = await providerOf(env.proConnect, outside.now());
    const asked: z.infer<typeof AskedIdentity> = {
      state: client.randomState(),
      nonce: client.randomNonce(),
      verifier: client.randomPKCECodeVerifier(),
      back: ownPath(back),
    };
    const to = client.buildAuthorizationUrl(configuration, {
      redirect_uri: callbackUrl(env.appOrigin),
      scope,
      state: asked.state,
      nonce: asked.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(asked.verifier),
      code_challenge_method: "S256",
      claims: JSON.stringify({
        id_token: { acr: { essential: true, values: acceptedAcrs }, amr: { essential: true } },
      }),
    });
    return { to, kept: await seal(env, proConnectSeals.request, asked, askedSeconds) };
  } catch (error) {
    outside.log.error("proconnect.start_failed", errorFields(error));
    return { fault: "unreachable" };
  }
};

/** A path of our own site to go back to; anything that could lead elsewhere becomes the agents' home. */
export const ownPath = (asked: string | undefined): string =>
  asked && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(asked) && asked.length <= 500 ? asked : "/espace";
