import * as z from "zod/mini";
import { proConnectSeals } from "../../../shared/access/proconnect.ts";
import { errorFields } from "../../platform/log.ts";
import type { Outside } from "../../platform/outside-app.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { providerOf } from "./provider.ts";

const signOutSeconds = 600;
const Kept = z.object({ state: z.string() });

/**
 * Where to send the browser to close the session at ProConnect too (RP-Initiated Logout 1.0; state is required there),
 * with the sealed ID Token of the session that was just closed here. Undefined when it cannot be done.
 */
export const startSignOut = async (
  outside: Outside,
  sealedIdToken: string,
): Promise<{ to: URL; kept: string } | undefined> => {
  const { env } = outside;
  const idToken = await unseal(env, proConnectSeals.idToken, sealedIdToken);
  if (!env.proConnect || typeof idToken !== "string") return undefined;
  try {
    const { client, configuration } = await providerOf(env.proConnect, outside.now());
    const state = client.randomState();
    const to = client.buildEndSessionUrl(configuration, {
      id_token_hint: idToken,
      state,
      post_logout_redirect_uri: `${env.appOrigin}/api/proconnect/signed-out`,
    });
    // The library adds it, and ProConnect takes only what it knows.
    to.searchParams.delete("client_id");
    return { to, kept: await seal(env, proConnectSeals.signOut, { state }, signOutSeconds) };
  } catch (error) {
    outside.log.error("proconnect.sign_out_failed", errorFields(error));
    return undefined;
  }
};

/** Whether this browser is the one that asked to sign out. */
export const askedToSignOut = async (
  { env }: Outside,
  kept: string | undefined,
  state: string | undefined,
): Promise<boolean> => {
  const asked = Kept.safeParse(kept && (await unseal(env, proConnectSeals.signOut, kept)));
  return asked.success && asked.data.state === state;
};
