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
