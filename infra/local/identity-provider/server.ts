/**
 * An identity provider that behaves like ProConnect (partenaires.proconnect.gouv.fr): discovery, authorisation codes of
 * thirty seconds, an access token of one minute, user's claims as a signed JWT, levels by the `claims` parameter,
 * refusal of unknown parameters and of short `state` or `nonce`, sign-out that needs a state. Made of oidc-provider.
 */
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { exportJWK, generateKeyPair } from "jose";
import type { Configuration, Provider } from "oidc-provider";
import * as z from "zod/mini";
import { closeServer, listen } from "../listen.ts";
import { memoryAdapters } from "./memory.ts";
import { choosePage, errorPage, signedOutPage, signOutPage } from "./pages.ts";
import { idpId, type Person } from "./people.ts";
import { type SwitchBoard, switchBoard, switchesSchema } from "./switches.ts";
import { type SigningKeys, tampered } from "./tamper.ts";

export interface IdentityProviderOptions {
  port: number;
  host: string;
  /** The app that may use it, as it would be registered at ProConnect. */
  appOrigin: string;
  client: { id: string; secret: string };
  people: readonly Person[];
}

export interface RunningIdentityProvider {
  issuer: string;
  port: number;
  switches: SwitchBoard;
  stop(): Promise<void>;
}

/** Path of ProConnect's API, part of its issuer. */
const base = "/api/v2";
/** Every parameter ProConnect takes; any other is its error Y000400. */
const known = new Set([
  ...[
    "response_type",
    "client_id",
    "redirect_uri",
    "scope",
    "claims",
    "state",
    "nonce",
    "prompt",
    "idp_hint",
  ],
  ...["acr_values", "login_hint", "siret_hint", "response_mode", "code_challenge", "code_challenge_method"],
]);

export const startIdentityProvider = async (
  options: IdentityProviderOptions,
): Promise<RunningIdentityProvider> => {
  const switches = switchBoard();
  const [own, stranger] = await Promise.all([
    generateKeyPair("RS256", { extractable: true }),
    generateKeyPair("RS256"),
  ]);
  const keys: SigningKeys = { own: own.privateKey, stranger: stranger.privateKey };
  let serve = (_request: IncomingMessage, response: ServerResponse): Promise<void> => {
    response.writeHead(503).end();
    return Promise.resolve();
  };
  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      console.error("identity provider: a request failed", error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end();
    });
  });
  const { port } = await listen(server, options.port, options.host);
  const origin = `http://${options.host}:${port}`;
  const { default: OidcProvider, interactionPolicy } = await import("oidc-provider");
  const policy = interactionPolicy.base();
  // A level that cannot be had comes back as it is: the service must look at it (« Validation côté serveur »).
  policy.get("login")?.checks.remove("essential_acrs");
  const provider = new OidcProvider(
    `${origin}${base}`,
    configurationOf(options, policy, {
      ...(await exportJWK(own.privateKey)),
      kid: "local",
      alg: "RS256",
      use: "sig",
    }),
  );
  provider.use(async (ctx, next) => {
    await next();
    const how = switches.read().tamper;
    if (ctx.path.endsWith("/token") && hasIdToken(ctx.body))
      ctx.body = { ...ctx.body, id_token: await tampered("id_token", ctx.body.id_token, how, keys) };
    if (ctx.path.endsWith("/userinfo") && typeof ctx.body === "string")
      ctx.body = await tampered("userinfo", ctx.body, how, keys);
  });
  serve = answers(provider, options, switches);
  return { issuer: `${origin}${base}`, port, switches, stop: () => closeServer(server) };
};

const hasIdToken = (body: unknown): body is { id_token: string } =>
  typeof body === "object" && body !== null && "id_token" in body && typeof body.id_token === "string";

type Policy = NonNullable<NonNullable<Configuration["interactions"]>["policy"]>;
type Jwk = NonNullable<Configuration["jwks"]>["keys"][number];

const configurationOf = (
  { appOrigin, client, people }: IdentityProviderOptions,
  policy: Policy,
  key: object,
): Configuration => ({
  adapter: memoryAdapters(),
  clients: [
    {
      client_id: client.id,
      client_secret: client.secret,
      redirect_uris: [`${appOrigin}/api/proconnect/callback`],
      post_logout_redirect_uris: [`${appOrigin}/api/proconnect/signed-out`],
      response_types: ["code"],
      grant_types: ["authorization_code"],
      token_endpoint_auth_method: "client_secret_post",
      id_token_signed_response_alg: "RS256",
      userinfo_signed_response_alg: "RS256",
    },
  ],
  jwks: { keys: [key as Jwk] },
  cookies: { keys: [randomBytes(32).toString("base64url")] },
  acrValues: ["eidas0", "eidas1", "eidas1-mfa", "eidas2", "eidas3"],
  scopes: ["openid", "given_name", "usual_name", "email", "siret", "uid", "idp_id"],
  claims: {
    openid: ["sub"],
    ...Object.fromEntries(
      ["given_name", "usual_name", "email", "siret", "uid", "idp_id"].map((name) => [name, [name]]),
    ),
    acr: null,
    amr: null,
  },
  features: {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    jwtUserinfo: { enabled: true },
    rpInitiatedLogout: {
      enabled: true,
      logoutSource: (ctx, form) => {
        ctx.body = signOutPage(form);
      },
      postLogoutSuccessSource: (ctx) => {
        ctx.body = signedOutPage();
      },
    },
  },
  // PKCE is optional there; when a challenge is given, it is checked.
  pkce: { required: () => false },
  routes: {
    authorization: "/authorize",
    token: "/token",
    userinfo: "/userinfo",
    jwks: "/jwks",
    end_session: "/session/end",
  },
  ttl: {
    AuthorizationCode: 30,
    AccessToken: 60,
    IdToken: 60,
    Interaction: 3600,
    Session: 12 * 3600,
    Grant: 3600,
  },
  interactions: { policy, url: (_ctx, { uid }) => `/choix/${uid}` },
  findAccount: (_ctx, sub) => {
    const person = people.find((one) => one.sub === sub);
    if (!person) return undefined;
    return {
      accountId: sub,
      claims: () => ({
        sub,
        given_name: person.givenName,
        usual_name: person.usualName,
        email: person.email,
        siret: person.siret,
        uid: sub,
        idp_id: idpId,
      }),
    };
  },
  // Nobody is asked for consent there: the service was registered with its claims.
  loadExistingGrant: async ({ oidc }) => {
    const { client: asking, session, provider, params } = oidc;
    if (!asking || !session?.accountId) return undefined;
    const grant = new provider.Grant({ clientId: asking.clientId, accountId: session.accountId });
    grant.addOIDCScope(String(params?.scope ?? "openid"));
    grant.addOIDCClaims(["acr", "amr"]);
    await grant.save();
    return grant;
  },
  renderError: (ctx, { error, error_description }) => {
    ctx.type = "html";
    ctx.body = errorPage("Y000400", `${error} ${error_description ?? ""}`);
  },
});

/** The pages around the protocol, and the protocol itself below its base path. */
const answers = (
  provider: Provider,
  { people }: Pick<IdentityProviderOptions, "people">,
  switches: SwitchBoard,
) => {
  const protocol = provider.callback();
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://local");
    if (url.pathname === "/_switches") return askSwitches(switches, request, response);
    const { answer } = switches.read();
    if (answer === "outage") return void request.socket.destroy();
    if (answer === "error500") return void response.writeHead(500).end();
    if (url.pathname.startsWith("/choix/")) return choose(provider, people, request, response);
    if (!url.pathname.startsWith(`${base}/`))
      return html(response, 404, errorPage("Y000404", "Page inconnue."));
    const refusal = url.pathname === `${base}/authorize` ? refusedRequest(url.searchParams) : undefined;
    if (refusal) return html(response, 400, errorPage("Y000400", refusal));
    // As a framework would mount it: the library finds its own base path from the two.
    Object.assign(request, { originalUrl: request.url });
    request.url = `${url.pathname.slice(base.length)}${url.search}`;
    await protocol(request, response);
  };
};

/** What ProConnect refuses before any protocol; a request that goes on after the choice has only its path. */
const refusedRequest = (given: URLSearchParams): string | undefined => {
  const unknown = [...given.keys()].find((name) => !known.has(name));
  if (unknown) return `Paramètre inconnu : ${unknown}`;
  const short = ["state", "nonce"].find((name) => (given.get(name) ?? "").length < 32);
  return short && `${short} : 32 caractères au moins`;
};

/** The page on which one chooses who one is, and what becomes of the choice. */
const choose = async (
  provider: Provider,
  people: readonly Person[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  if (request.method !== "POST") {
    await provider.interactionDetails(request, response);
    return html(response, 200, choosePage(people, request.url ?? ""));
  }
  const form = new URLSearchParams((await readText(request)).toString());
  const person = people.find(({ sub }) => sub === form.get("person"));
  const result = person
    ? { login: { accountId: person.sub, acr: person.acr, amr: [...person.amr], remember: true } }
    : { error: "access_denied", error_description: "User auth aborted" };
  await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
};

const askSwitches = async (
  switches: SwitchBoard,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const json = (status: number, value: unknown) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  if (request.method === "DELETE") switches.reset();
  if (request.method === "POST") {
    // A page of another site can post a form here, but not JSON.
    if (!request.headers["content-type"]?.startsWith("application/json"))
      return json(415, { error: "POST application/json" });
    const parsed = switchesSchema.safeParse(parseJson(await readText(request)));
    if (!parsed.success) return json(400, { error: z.prettifyError(parsed.error) });
    switches.set(parsed.data);
  }
  return json(200, switches.read());
};

const readText = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const html = (response: ServerResponse, status: number, text: string): void =>
  void response
    .writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
    .end(text);
