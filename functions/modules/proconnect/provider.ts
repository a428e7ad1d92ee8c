import type { Configuration } from "openid-client";
import type { OutsideEnv } from "../../platform/env.ts";

type Client = typeof import("openid-client");
type Settings = NonNullable<OutsideEnv["proConnect"]>;

/** Seconds each call to the provider may take: four of them fit in the function's own time. */
const callSeconds = 4;
/** How long what the provider says of itself is believed: short, so that one that is down is told by us. */
const discoverySeconds = 60;

let known: { issuer: string; until: number; provider: Promise<Provider> } | undefined;

/** The provider, ready to speak to. */
export interface Provider {
  client: Client;
  configuration: Configuration;
}

/**
 * Discovers the provider (OpenID Connect Discovery 1.0) and keeps what it learnt for the container. The client
 * authenticates by `client_secret_post`, and both the ID Token and the user's claims must be signed with the algorithm
 * registered at ProConnect (partenaires.proconnect.gouv.fr, « Implémentation technique »). Throws when it is down.
 */
export const providerOf = (settings: Settings, now: Date): Promise<Provider> => {
  const issuer = settings.issuer.href;
  if (known?.issuer === issuer && known.until > now.getTime()) return known.provider;
  const provider = discover(settings);
  known = { issuer, until: now.getTime() + discoverySeconds * 1000, provider };
  provider.catch(() => {
    known = undefined;
  });
  return provider;
};

const discover = async ({ issuer, clientId, clientSecret, algorithm }: Settings): Promise<Provider> => {
  const client = await import("openid-client");
  const configuration = await client.discovery(
    issuer,
    clientId,
    { id_token_signed_response_alg: algorithm, userinfo_signed_response_alg: algorithm },
    client.ClientSecretPost(clientSecret),
    {
      timeout: callSeconds,
      execute: [
        // Without it the library trusts TLS and never looks at a signature.
        client.enableNonRepudiationChecks,
        // Plain http is for the provider of this machine; a deployed one is https (infra/stacks/settings.ts).
        ...(issuer.protocol === "http:" ? [client.allowInsecureRequests] : []),
      ],
    },
  );
  return { client, configuration };
};
