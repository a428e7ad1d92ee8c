import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { demoPassword } from "../../infra/local/demo/organisations.ts";
import { accountsWithCodes } from "../../infra/local/demo/other-people.ts";
import { giveCredentials } from "./account-acts.ts";
import { eventually } from "./journey.ts";

/** Signs in with the demo's password; gives the page once it is past the sign-in. */
export const enter = async (page: Page, email: string): Promise<Page> => {
  await page.goto("/connexion");
  await giveCredentials(page, email, demoPassword);
  await page.waitForURL(({ pathname }) => !pathname.startsWith("/connexion"));
  return page;
};

/** The code of now or, a little early, the next one: each is good once, and another journey may just have used it. */
const unusedCode = (secret: Secret, used: ReadonlySet<string>): Promise<string> =>
  eventually(() => {
    const code = [0, 30_000]
      .map((early) => new TOTP({ secret }).generate({ timestamp: Date.now() + early }))
      .find((one) => !used.has(one));
    if (!code) throw new Error("each code of this minute was tried");
    return code;
  }, 40_000);

/** Signs a demo account in with its password and the code of its telephone, on the page asked for. */
export const enterWithCode = async (page: Page, email: string, path: string): Promise<Page> => {
  const account = accountsWithCodes.find((one) => one.email === email);
  if (!account) throw new Error(`${email} has no code generator in the demo`);
  await page.goto(`/connexion?retour=${encodeURIComponent(path)}`);
  await giveCredentials(page, email, demoPassword);
  const used = new Set<string>();
  for (let isIn = false; !isIn; ) {
    const code = await unusedCode(Secret.fromBase32(account.secret), used);
    used.add(code);
    await page.getByLabel("Code à 6 chiffres").fill(code);
    const [answer] = await Promise.all([
      page.waitForResponse((answered) => answered.url().endsWith("/api/access/second-factor/totp")),
      page.getByRole("button", { name: "Valider" }).click(),
    ]);
    isIn = answer.ok();
    if (!isIn && used.size > 3) throw new Error(`${email}: ${await answer.text()}`);
  }
  await page.waitForURL(({ pathname }) => pathname === path);
  return page;
};

export const dialog = (page: Page) => page.getByRole("dialog");
export const rowOf = (page: Page, name: string | RegExp) => page.getByRole("row", { name });
/** Waits for one of the short notices that say what was done. */
export const said = (page: Page, words: string | RegExp) =>
  page.locator(".notices").getByText(words).last().waitFor();
