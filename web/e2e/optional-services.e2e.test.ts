import type { Page } from "playwright-core";
import { afterEach, describe, expect, it } from "vitest";
import { openCase, signIn } from "./acts.ts";
import { eventually, journeys, lookAt, shared } from "./journey.ts";
import { startCompany, startConfiguredEdge } from "./other-companies.ts";

const { newPage, look } = journeys();

const running: { stop: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0).reverse()) await one.stop();
});
const company = async () => {
  const started = await startCompany();
  running.push(started);
  return started;
};
const edgeWith = async (environment: Record<string, string>) => {
  const started = await startConfiguredEdge(environment);
  running.push(started);
  return started.app;
};
const matomo = (url: string) => ({ GUICHET_MATOMO_URL: `${url}/matomo/`, GUICHET_MATOMO_SITE: "7" });
const sentry = (url: string) => ({ GUICHET_SENTRY_DSN: `${url.replace("//", "//0a1b2c@")}/42` });
const chat = (url: string) => ({ GUICHET_CHAT_SCRIPT: `${url}/widget.js` });
const chatButton = (page: Page) => page.getByRole("button", { name: /Discuter avec nous/ });

/** Waits until the page read its configuration and did what follows from it. */
const configured = (page: Page, service: string) => page.locator(`html[data-services~=${service}]`).waitFor();

describe("a deployment without services of other companies", () => {
  it("reads an empty configuration and shows nothing of them", async () => {
    const page = await newPage();
    const answer = page.waitForResponse("**/configuration.json");
    const scripts: string[] = [];
    page.on("request", (request) => scripts.push(request.url()));
    await page.goto("/donnees-personnelles/", { waitUntil: "networkidle" });
    expect(await (await answer).json()).toEqual({});
    expect(scripts.filter((url) => /error-reports|visits-|chat-/.test(url))).toEqual([]);
    for (const words of [
      "Discuter avec nous",
      "fréquentation",
      "signalement des pannes",
      "discussion en direct",
    ])
      expect(await page.getByText(words).filter({ visible: true }).count()).toBe(0);
  });
});

describe("counted visits", () => {
  it("tell the pages of a person in plain addresses, and neither cookie nor token, number, name or search", async () => {
    const server = await company();
    const page = await newPage({ app: await edgeWith(matomo(server.url)) });
    const [row] = await look()`
      select c.year || '-' || lpad(c.seq::text, 5, '0') as number from cases c
      join organisation o on o.id = c.organisation_id and o.slug = 'valbrune' order by c.received_at limit 1`;
    await page.goto(`/suivi?de=Morvan#${"a".repeat(43)}`);
    await configured(page, "visits");
    await signIn(page, "s.benali@valbrune.example");
    await openCase(page, String(row?.number));
    await page.goto("/espace/valbrune/mediation/dossiers?q=Morvan");
    await page.locator("main h1").waitFor();
    await configured(page, "visits");
    const space = "/espace/:organisation/mediation";
    const told = () => server.at("/matomo/matomo.php").map(({ body }) => new URLSearchParams(body));
    await eventually(() => {
      const paths = told().map((visit) => new URL(visit.get("url") ?? "").pathname);
      expect(paths).toEqual(expect.arrayContaining(["/suivi", "/connexion", space, `${space}/dossiers/:id`]));
      expect(paths.at(-1)).toBe(`${space}/dossiers`);
    });
    for (const visit of told())
      expect([...visit.keys()]).toEqual(["idsite", "rec", "apiv", "send_image", "url"]);
    expect(told()[0]?.get("idsite")).toBe("7");
    for (const { headers, method, path } of server.received) {
      expect([method, path]).toEqual(["POST", "/matomo/matomo.php"]);
      expect([headers.cookie, headers.referer]).toEqual([undefined, undefined]);
    }
    expect(JSON.stringify(server.received)).not.toMatch(/Morvan|aaaaa|valbrune|benali|\d{4}-\d{5}/);
    expect((await page.context().cookies()).map(({ name }) => name)).not.toContain("followed");
  });

  it("leave out browsers that ask not to be followed, and people who refuse on the page that says so", async () => {
    const server = await company();
    const app = await edgeWith(matomo(server.url));
    for (const signal of ["globalPrivacyControl", "doNotTrack"]) {
      const shy = await newPage({ app });
      await shy.addInitScript((name) => {
        Object.defineProperty(navigator, name, { value: name === "doNotTrack" ? "1" : true });
      }, signal);
      await shy.goto("/");
      await configured(shy, "visits");
      await shy.waitForLoadState("networkidle");
    }
    expect(server.received).toEqual([]);

    const page = await newPage({ app });
    await page.goto("/donnees-personnelles/");
    await eventually(() => expect(server.received).toHaveLength(1));
    await lookAt(page, "donnees-personnelles-avec-mesure");
    await page.getByText("Ne pas compter mes visites depuis cet appareil").click();
    for (const path of ["/", "/suivi"]) {
      await page.goto(path);
      await configured(page, "visits");
      await page.waitForLoadState("networkidle");
    }
    expect(server.received).toHaveLength(1);
    await page.goto("/donnees-personnelles/");
    await configured(page, "visits");
    expect(await page.getByLabel(/Ne pas compter/).isChecked()).toBe(true);
  });
});

describe("reported errors", () => {
  it("tell the kind and the place of a fault in Sentry's protocol, and nothing that a person could read", async () => {
    const server = await company();
    const page = await newPage({ app: await edgeWith(sentry(server.url)) });
    await page.goto(`/suivi?de=Morvan#${"a".repeat(43)}`);
    await configured(page, "errors");
    await page.evaluate(() => {
      const fault = new TypeError("Madame Morvan n’est pas un nombre");
      fault.stack = `TypeError: Madame Morvan\n    at open (${location.origin}/assets/agent-1a2b.js?q=Morvan:3:7)`;
      // As the browser tells of an error that nobody caught, without failing this test for it.
      window.dispatchEvent(new ErrorEvent("error", { error: fault, message: fault.message }));
    });
    await eventually(() => expect(server.received).toHaveLength(1));
    const [request] = server.received;
    expect(request?.path).toMatch(/^\/api\/42\/envelope\/\?.*sentry_key=0a1b2c/);
    expect([request?.headers.cookie, request?.headers.referer]).toEqual([undefined, undefined]);
    const [envelope, item, event] = (request?.body ?? "").split("\n").map((line) => JSON.parse(line));
    expect([item.type, envelope.event_id]).toEqual(["event", event.event_id]);
    expect(event.exception.values[0]).toMatchObject({
      type: "TypeError",
      stacktrace: { frames: [{ filename: expect.stringMatching(/\/assets\/agent-1a2b\.js$/), lineno: 3 }] },
    });
    expect(event.request).toEqual({ url: expect.stringMatching(/\/suivi$/) });
    expect(JSON.stringify([request?.path, request?.body])).not.toMatch(/Morvan|aaaaa|followed/);
    for (const left of ["user", "breadcrumbs", "contexts", "tags", "extra", "message"])
      expect(event[left] ?? {}).toEqual({});
  });
});

describe("a live chat", () => {
  it("asks the other company for nothing before the click, which is offered in words that say so", async () => {
    const server = await company();
    const page = await newPage({ app: await edgeWith(chat(server.url)) });
    await page.goto("/");
    await configured(page, "chat");
    await lookAt(page, "accueil-guichet-avec-discussion");
    expect(await chatButton(page).innerText()).toContain("serveur d’une autre entreprise");
    await page.waitForLoadState("networkidle");
    expect(server.received).toEqual([]);

    server.breakScript(true);
    await chatButton(page).click();
    await page.getByText(/ne s’est pas chargée/).waitFor();
    server.breakScript(false);
    await chatButton(page).click();
    await page.getByText("La discussion est chargée.").waitFor();
    await page.locator("html[data-widget=opened]").waitFor();
    await eventually(() => expect(server.at("/opened")).toHaveLength(1));
    await chatButton(page).click();
    expect(server.at("/widget.js")).toHaveLength(2);
  });

  it("stands in an agent's account menu, and on no page that a secret link opens", async () => {
    const server = await company();
    const page = await newPage({ app: await edgeWith(chat(server.url)) });
    await page.goto("/suivi");
    await page.waitForLoadState("networkidle");
    expect(await chatButton(page).count()).toBe(0);
    await signIn(page, "s.benali@valbrune.example");
    await page.goto("/compte");
    await configured(page, "chat");
    await page.getByRole("button", { name: /^Menu de/ }).click();
    await chatButton(page).click();
    await page.locator("html[data-widget=opened]").waitFor();
    expect(new URL(page.url()).origin).not.toBe(shared.app);
  });
});
