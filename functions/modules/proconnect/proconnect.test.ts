import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { peopleOf } from "../../../infra/local/identity-provider/people.ts";
import {
  type RunningIdentityProvider,
  startIdentityProvider,
} from "../../../infra/local/identity-provider/server.ts";
import { loopback } from "../../../infra/local/ports.ts";
import {
  IdentityTicket,
  proConnectFaults,
  proConnectSeals,
  proConnectSignOutPath,
} from "../../../shared/access/proconnect.ts";
import { readHmacKeys } from "../../platform/env.ts";
import { seal, unseal } from "../../platform/seal.ts";
import { apiEvent, entranceForTests, lambdaContext } from "../../platform/test-kit/api-event.ts";

const appOrigin = "http://guichet.localhost";
const hmac = `1:${Buffer.from("a key for tests only").toString("base64")}`;
const env = { hmacKeys: readHmacKeys(hmac) };
const agents = [{ email: "s.benali@valbrune.example", firstName: "Samira", lastName: "Benali" }];
let provider: RunningIdentityProvider;

beforeAll(async () => {
  provider = await startIdentityProvider({
    port: 0,
    host: loopback,
    appOrigin,
    client: { id: "guichet", secret: "a secret for tests" },
    people: peopleOf(agents),
  });
  Object.assign(process.env, {
    APP_ORIGIN: appOrigin,
    HMAC_KEYS: hmac,
    ENTRANCE_SECRET: entranceForTests,
    LOG_LEVEL: "silent",
    PROCONNECT_ISSUER: provider.issuer,
    PROCONNECT_CLIENT_ID: "guichet",
    PROCONNECT_CLIENT_SECRET: "a secret for tests",
  });
});
afterEach(() => {
  provider.switches.reset();
  vi.useRealTimers();
});
afterAll(() => provider.stop());

interface Hop {
  status: number;
  location: string;
  text: string;
}

/** A browser with two cookie jars: ours, kept by the function's answers, and the provider's. */
const aBrowser = () => {
  const ours = new Map<string, string>();
  const theirs = new Map<string, string>();
  const keep = (jar: Map<string, string>, lines: readonly string[]) => {
    for (const line of lines) {
      const [pair = ""] = line.split(";");
      const at = pair.indexOf("=");
      if (/max-age=0|01 Jan 1970/i.test(line)) jar.delete(pair.slice(0, at));
      else jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
  };
  const cookies = (jar: Map<string, string>) => [...jar].map(([name, value]) => `${name}=${value}`);
  const app = async (path: string): Promise<Hop> => {
    const { handler } = await import("../../entries/proconnect.ts");
    const answer = await handler(
      apiEvent("GET", path, { cookies: cookies(ours) }),
      lambdaContext("proconnect"),
    );
    keep(ours, answer.cookies ?? []);
    return { status: answer.statusCode, location: String(answer.headers?.location ?? ""), text: answer.body };
  };
  const there = async (url: string, form?: Record<string, string>): Promise<Hop> => {
    const response = await fetch(url, {
      redirect: "manual",
      headers: { cookie: cookies(theirs).join("; ") },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    keep(theirs, response.headers.getSetCookie());
    const location = response.headers.get("location");
    const text = await response.text();
    return { status: response.status, location: location ? new URL(location, url).href : "", text };
  };
  /** Follows the provider's redirections until they lead back to us. */
  const until = async (hop: Hop): Promise<Hop> =>
    hop.location === "" || hop.location.startsWith(appOrigin) ? hop : until(await there(hop.location));
  return {
    ours,
    app,
    there,
    until,
    /** Leaves for the provider, chooses somebody (or refuses), and stops before our callback. */
    choose: async (choice: { person: string } | { refuse: string }, back = "/espace/valbrune/dossiers") => {
      const started = await app(`/api/proconnect/start?return=${encodeURIComponent(back)}`);
      const page = await there(started.location);
      const shown = await there(page.location);
      expect(shown.text).toContain("Qui se connecte");
      return until(await there(page.location, choice));
    },
    callback: (hop: Hop) => app(hop.location.slice(appOrigin.length)),
    ticket: async () =>
      IdentityTicket.safeParse(
        await unseal(env, proConnectSeals.ticket, decodeURIComponent(ours.get("guichet-proconnect") ?? "")),
      ),
  };
};
const samira = { person: "local-s.benali@valbrune.example" };

/** Goes all the way as this person. */
const signInAs = async (person: { person: string }) => {
  const browser = aBrowser();
  return { browser, end: await browser.callback(await browser.choose(person)) };
};

describe("the way to ProConnect and back", () => {
  test("ends on the sign-in page with a sealed identity: who, which employer, which level", async () => {
    const { browser, end } = await signInAs(samira);
    expect(end).toMatchObject({
      status: 302,
      location: `${appOrigin}/connexion?retour=%2Fespace%2Fvalbrune%2Fdossiers#proconnect`,
    });
    const ticket = await browser.ticket();
    expect(ticket.data).toMatchObject({
      issuer: provider.issuer,
      subject: "local-s.benali@valbrune.example",
      email: "s.benali@valbrune.example",
      givenName: "Samira",
      usualName: "Benali",
      siret: "00987101300018",
      acr: "eidas2",
    });
    expect(ticket.data?.idToken).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  test("asks for what ProConnect wants: state and nonce of 32 characters, PKCE, levels as an essential claim, nothing else", async () => {
    const started = await aBrowser().app("/api/proconnect/start");
    const asked = new URL(started.location).searchParams;
    expect(asked.get("state")?.length).toBeGreaterThanOrEqual(32);
    expect(asked.get("nonce")?.length).toBeGreaterThanOrEqual(32);
    expect(asked.get("code_challenge_method")).toBe("S256");
    expect(asked.get("scope")).toBe("openid given_name usual_name email siret uid idp_id");
    expect(JSON.parse(asked.get("claims") ?? "")).toMatchObject({ id_token: { acr: { essential: true } } });
    expect([...asked.keys()].sort()).toEqual(
      [
        "claims",
        "client_id",
        "code_challenge",
        "code_challenge_method",
        "nonce",
        "redirect_uri",
        "response_type",
        "scope",
        "state",
      ].sort(),
    );
  });

  test.each([
    ["//ailleurs.example", "/espace"],
    ["/\\ailleurs.example", "/espace"],
    ["https://ailleurs.example", "/espace"],
    ["/espace/valbrune", "/espace/valbrune"],
  ])("goes on to « %s » only when it is ours: %s", async (asked, expected) => {
    const browser = aBrowser();
    const end = await browser.callback(await browser.choose(samira, asked));
    expect(new URL(end.location).searchParams.get("retour")).toBe(expected);
  });

  test("a refusal brings back with its code and leaves nothing in the browser", async () => {
    const browser = aBrowser();
    const end = await browser.callback(await browser.choose({ refuse: "oui" }));
    expect(end.location).toMatch(/\/connexion\?retour=[^#]+#proconnect-erreur=refused$/);
    expect(browser.ours.size).toBe(0);
  });

  test.each([
    ["nonce", "wrong_nonce"],
    ["audience", "wrong_audience"],
    ["expired", "expired"],
    ["signature", "wrong_signature"],
    ["userinfo_signature", "wrong_signature"],
    ["userinfo_audience", "wrong_audience"],
    ["userinfo_subject", "wrong_signature"],
  ] as const)("an answer with another %s is refused: %s", async (tamper, fault) => {
    provider.switches.set({ tamper });
    const { browser, end } = await signInAs(samira);
    expect(end.location.split("#")[1]).toBe(`proconnect-erreur=${fault}`);
    expect(browser.ours.size).toBe(0);
    expect(proConnectFaults).toHaveProperty(fault);
  });

  test("a level that is only declared is too low, whatever the provider let through", async () => {
    const { end } = await signInAs({ person: "local-declared" });
    expect(end.location.split("#")[1]).toBe("proconnect-erreur=acr_too_low");
  });

  test("ten minutes are the longest one may take", async () => {
    const browser = aBrowser();
    const answer = await browser.choose(samira);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 601_000 });
    expect((await browser.callback(answer)).location.split("#")[1]).toBe("proconnect-erreur=expired");
  });

  test("an answer to another browser's question, a changed state and an old question are refused", async () => {
    const victim = aBrowser();
    const answer = await aBrowser().choose(samira);
    expect((await victim.callback(answer)).location.split("#")[1]).toBe("proconnect-erreur=expired");
    await victim.app("/api/proconnect/start");
    expect((await victim.callback(answer)).location.split("#")[1]).toBe("proconnect-erreur=wrong_state");
  });

  test("a callback replayed with its own cookie meets a code that was used", async () => {
    const browser = aBrowser();
    const answer = await browser.choose(samira);
    const kept = new Map(browser.ours);
    await browser.callback(answer);
    for (const [name, value] of kept) browser.ours.set(name, value);
    expect((await browser.callback(answer)).location.split("#")[1]).toBe("proconnect-erreur=replayed");
  });

  test.each(["outage", "error500"] as const)(
    "a provider that is down (%s) is said, before and after the choice",
    async (answer) => {
      const browser = aBrowser();
      const chosen = await browser.choose(samira);
      provider.switches.set({ answer });
      expect((await browser.callback(chosen)).location.split("#")[1]).toBe("proconnect-erreur=unreachable");
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 120_000 });
      const end = await aBrowser().app("/api/proconnect/start?return=/compte");
      expect(end.location).toBe(`${appOrigin}/connexion?retour=%2Fcompte#proconnect-erreur=unreachable`);
    },
  );
});

describe("signing out of ProConnect too", () => {
  test("goes through its own sign-out with the session's id_token, and comes back", async () => {
    const { browser } = await signInAs(samira);
    const { data } = await browser.ticket();
    const sealed = await seal(env, proConnectSeals.idToken, data?.idToken, 60);
    const left = await browser.app(proConnectSignOutPath(sealed));
    const asked = new URL(left.location);
    expect(asked.pathname).toBe("/api/v2/session/end");
    expect([...asked.searchParams.keys()].sort()).toEqual([
      "id_token_hint",
      "post_logout_redirect_uri",
      "state",
    ]);
    const page = await browser.there(left.location);
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? "";
    const back = await browser.until(await browser.there(action, { xsrf, logout: "yes" }));
    expect(back.location).toMatch(/\/api\/proconnect\/signed-out\?state=/);
    const end = await browser.callback(back);
    expect(end.location).toBe(`${appOrigin}/connexion`);
    expect(browser.ours.size).toBe(0);
    // The provider asks again who signs in.
    await browser.choose(samira);
  });

  test("anything but a session's own seal leads to the sign-in page and to no provider", async () => {
    const end = await aBrowser().app("/api/proconnect/sign-out?session=whatever");
    expect(end.location).toBe(`${appOrigin}/connexion`);
  });
});
