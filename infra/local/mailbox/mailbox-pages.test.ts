import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe, { type AxeResults } from "axe-core";
import { Secret, TOTP } from "otpauth";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findBrowser } from "../../../web/e2e/browser.ts";
import { type RunningMailbox, startMailbox } from "./server.ts";
import { openMailbox } from "./store.ts";

const raw = [
  "From: =?utf-8?Q?M=C3=A9diation?= <r-abcdefghijklmnopqrstuvwxyz@courrier.guichet.example>",
  "To: claire.petit@citoyens.example",
  "Subject: Votre demande",
  "Content-Type: multipart/mixed; boundary=b",
  "",
  "--b",
  "Content-Type: text/plain; charset=utf-8",
  "",
  `Bonjour, voici un lien : http://localhost:3000/suivi#${"a".repeat(80)}`,
  "--b",
  "Content-Type: text/html; charset=utf-8",
  "",
  '<html lang="fr"><title>Votre demande</title><h1>Bonjour</h1><script>parent.hacked = true</script></html>',
  "--b",
  'Content-Disposition: attachment; filename="a.pdf"',
  "",
  "%PDF",
  "--b--",
  "",
].join("\r\n");

const account = {
  name: "Adèle Vernois",
  email: "a.vernois@guichet.example",
  secret: "GUICHETDEMOVERNOISAAAAAAAAAAAAAA",
};

let browser: Browser;
let web: RunningMailbox;
let dataDir: string;
let id: string;

/** Not by @axe-core/playwright: it waits for ever for an answer of the frame where scripts are off. */
const faults = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>("axe.run({ iframes: false })");
  return violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" ")}`);
};

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "guichet-mailbox-pages-"));
  const mailbox = await openMailbox(dataDir);
  const envelope = { from: "r@courrier.guichet.example", to: ["claire.petit@citoyens.example"] };
  const added = await mailbox.add({
    providerMessageId: "0109-id",
    envelope,
    raw: Buffer.from(raw),
    acceptedAt: new Date(),
  });
  id = added.id;
  web = await startMailbox({ port: 0, mailbox, smtp: { host: "127.0.0.1", port: 9 }, codes: [account] });
  const { path, env } = await findBrowser();
  browser = await chromium.launch({ executablePath: path, env: { ...process.env, ...env } });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await web?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe.each(["light", "dark"] as const)("in the %s theme", (colorScheme) => {
  it.each([
    "/",
    "/?to=personne@citoyens.example",
    "/messages/ID",
    "/ecrire",
    "/ecrire?en-reponse=ID",
    "/codes",
    "/inconnue",
  ])("the page %s has no accessibility fault, and no sideways scroll at 320 px", async (path) => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    for (const width of [1280, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(web.url + path.replace("ID", id));
      expect(await faults(page)).toEqual([]);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(await page.evaluate("window.hacked")).toBeUndefined();
    }
    await context.close();
  });
});

it("a wrong form says so at the field, with what was typed", async () => {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${web.url}/ecrire`);
  await page.getByLabel("De").fill("claire.petit@citoyens.example");
  await page.getByLabel("Message").fill("Bonjour");
  await page.getByRole("button", { name: "Envoyer" }).click();
  await page.getByText("Écrivez l’adresse du destinataire").waitFor({ timeout: 5000 });
  expect(await page.getByLabel("Message").inputValue()).toBe("Bonjour");
  expect(await faults(page)).toEqual([]);
});

it("the codes shown are those the account's generator makes now", async () => {
  const shown = await (await fetch(`${web.url}/codes`)).text();
  const [, code = ""] = /<code>(\d{6})<\/code>/.exec(shown) ?? [];
  const secret = Secret.fromBase32(account.secret);
  expect(shown).toContain(account.email);
  expect(TOTP.validate({ token: code, secret, window: 1 })).not.toBeNull();
});
