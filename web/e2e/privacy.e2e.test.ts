import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { fillRequest, sendRequest } from "./acts.ts";
import { journeys, mailTo, newAddress, shared } from "./journey.ts";

const { newPage } = journeys();

/** The origins a page asked anything of, our own app and files excepted. */
const strangers = (page: Page): Set<string> => {
  const found = new Set<string>();
  const own = new Set([new URL(shared.app).origin, new URL(shared.files).origin]);
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (/^https?:$/.test(protocol) && !own.has(origin)) found.add(origin);
  });
  return found;
};
const cookies = async (page: Page) => (await page.context().cookies()).map(({ name }) => name);

describe("what a visitor's browser is asked", () => {
  it("public pages set no cookie and speak to nobody but Guichet", async () => {
    const page = await newPage();
    const asked = strangers(page);
    for (const path of [
      "/",
      "/mediation/",
      "/mediation/valbrune",
      "/mediation/valbrune/demande",
      "/suivi",
      "/connexion",
      "/mentions-legales/",
      "/donnees-personnelles/",
      "/accessibilite/",
    ]) {
      const answer = await page.goto(path, { waitUntil: "networkidle" });
      expect([path, answer?.headers()["set-cookie"]]).toEqual([path, undefined]);
    }
    expect(await cookies(page)).toEqual([]);
    expect([...asked]).toEqual([]);
  });

  it("a citizen's journey sets one cookie only, when a link is opened, and the address of the link goes nowhere", async () => {
    const page = await newPage();
    const asked = strangers(page);
    const referrers: string[] = [];
    page.on("request", (request) => {
      const referrer = request.headers().referer;
      if (referrer) referrers.push(referrer);
    });
    const email = newAddress("nadege.thibaudot");
    await fillRequest(page, {
      lastName: "Thibaudot",
      email,
      text: "La cantine m’a facturé neuf repas que mon fils n’a pas pris.",
    });
    await sendRequest(page);
    expect(await cookies(page)).toEqual([]);
    const receipt = await mailTo(email, /./);
    const link = new RegExp(`${shared.app}/suivi#[\\w-]{43}`).exec(receipt.text)?.[0] ?? "no link";
    await page.goto("about:blank");
    await page.goto(link);
    await page.getByRole("button", { name: /Recevoir un code/ }).waitFor();
    expect(await cookies(page)).toEqual(["guichet-link"]);
    expect([...asked]).toEqual([]);
    expect(referrers).toEqual([]);
    const [cookie] = await page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax" });
  });
});
