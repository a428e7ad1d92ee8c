import { describe, expect, it } from "vitest";
import { journeys, lookAt } from "./journey.ts";

const { newPage } = journeys();

describe("pages that anyone may read", () => {
  const pages = [
    ["accueil-guichet", "/", /Guichet/],
    ["annuaire", "/mediation/", /médiat/i],
    ["accueil-mediation", "/mediation/valbrune", /Valbrune/],
    ["suivi-sans-lien", "/suivi", /Suivre votre dossier/],
    ["connexion", "/connexion", /Connexion|Guichet/],
    ["mentions-legales", "/mentions-legales/", /Mentions/],
    ["donnees-personnelles", "/donnees-personnelles/", /Données/],
    ["accessibilite", "/accessibilite/", /Accessibilité/],
  ] as const;

  it.each(pages)("%s opens, in both themes and on a small phone", async (name, path, title) => {
    const page = await newPage();
    const answer = await page.goto(path);
    expect(answer?.status()).toBe(200);
    await page.locator("h1").first().waitFor();
    expect(await page.title()).toMatch(title);
    await lookAt(page, name);
  });

  it.each([
    ["cut by a mail program", "a".repeat(30), /incomplet/],
    ["pasted twice", "a".repeat(86), /deux fois/],
    ["of nothing that exists", "a".repeat(43), /n’existe pas/],
  ])("a follow-up link %s says what happened, and offers a new one", async (_how, token, sentence) => {
    const page = await newPage();
    await page.goto(`/suivi#${token}`);
    const alert = page.locator(".fr-alert--warning");
    await alert.waitFor();
    expect(await alert.innerText()).toMatch(sentence);
    expect(await page.getByRole("button", { name: "Recevoir un nouveau lien" }).isVisible()).toBe(true);
    expect(page.url()).not.toContain("#");
  });

  it("an unknown address says so and shows where to go", async () => {
    const page = await newPage();
    const answer = await page.goto("/mediation/ville-inconnue");
    expect(answer?.status()).toBe(404);
    await page.locator("h1").first().waitFor();
    await lookAt(page, "introuvable");
  });

  it("the home of an organisation is readable without JavaScript", async () => {
    const page = await newPage({ javaScript: false });
    await page.goto("/mediation/valbrune");
    const text = await page.locator("main").innerText();
    expect(text).toContain("Demander une médiation");
    expect(text).toContain("02 61 91 01 42");
    expect(text).toContain("4 place du Marché");
  });
});
