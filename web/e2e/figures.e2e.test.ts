import { describe, expect, it } from "vitest";
import { parisDay } from "../../functions/platform/test-kit/paris-day.ts";
import { heading } from "./account-acts.ts";
import { dialog, enter, enterWithCode } from "./administration-acts.ts";
import { journeys, lookAt } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 240_000 };
const manager = "s.benali@valbrune.example";
const year = new Date().getUTCFullYear();
const space = "/espace/valbrune/mediation";

describe("statistics", () => {
  it("are figures that open their lists, with their tables and files", slow, async () => {
    const page = await enter(await newPage(), manager);
    await page.getByRole("link", { name: "Statistiques" }).click();
    await heading(page, "Statistiques").waitFor();
    await page.getByText("Compte vérifié").waitFor();
    await page
      .getByRole("img", { name: /Dossiers reçus et clos par mois/ })
      .first()
      .waitFor();
    await lookAt(page, "statistiques");

    // The number of a tile is the number of lines of its list.
    const tile = page.locator("dl > div", { hasText: "Saisines reçues" }).getByRole("link");
    const count = Number((await tile.innerText()).match(/\d+/)?.[0]);
    await tile.click();
    await heading(page, "Tous les dossiers").waitFor();
    expect(page.url()).toContain(`chiffre=received%3A%3A${year}-01-01%3A${year}-12-31`);
    await page.locator("[data-row]").first().waitFor();
    expect(await page.locator("[data-row]").count()).toBe(Math.min(count, 50));
    await page.goBack();

    const block = page
      .locator("section", { has: page.getByRole("heading", { name: "Saisines par mode" }) })
      .first();
    await block.getByRole("button", { name: /^Tableau/ }).click();
    await block.getByRole("rowheader", { name: "Total" }).waitFor();
    for (const [choice, name] of [
      ["Tableur (XLSX)", /^statistiques-mode\.xlsx$/],
      ["Texte (CSV)", /^statistiques-mode\.csv$/],
      ["Image (PNG)", /^statistiques-mode\.png$/],
    ] as const) {
      await block.getByRole("button", { name: /^Exporter/ }).click();
      const [file] = await Promise.all([
        page.waitForEvent("download"),
        block.getByRole("button", { name: choice }).click(),
      ]);
      expect(file.suggestedFilename()).toMatch(name);
    }
  });

  it("keep period and filters in the address, and say when there is nothing", slow, async () => {
    const page = await enter(await newPage(), manager);
    await page.goto(`${space}/statistiques?periode=2019`);
    await page.getByText("Aucune saisine sur cette période").waitFor();
    await lookAt(page, "statistiques-vide");
    await page.getByLabel("Mode de saisine").selectOption("WEB");
    await expect.poll(() => page.url()).toContain("mode=WEB");
    await page.goto(`${space}/statistiques?periode=${year}-01-05_${year}-12-20&comparee=avant`);
    await page.getByText("Compte vérifié").waitFor();
    expect(await page.getByLabel("Du", { exact: true }).inputValue()).toBe(`${year}-01-05`);
  });

  it("are where somebody arrives who reads figures alone, and open no list", slow, async () => {
    const page = await enter(await newPage(), "e.querolle@trois-rives.example");
    await heading(page, "Statistiques").waitFor();
    expect(await page.getByRole("link", { name: "Tous les dossiers" }).count()).toBe(0);
    expect(await page.getByText("voir les dossiers").count()).toBe(0);
  });
});

describe("figures of the platform", () => {
  it("are sums of organisations that share theirs", slow, async () => {
    const page = await enterWithCode(await newPage(), "b.ormerac@guichet.example", "/plateforme/chiffres");
    await heading(page, "Chiffres de la médiation").waitFor();
    await page.getByText("Pas encore de chiffres à montrer").waitFor();
    await lookAt(page, "plateforme-chiffres-vide");
  });
});

describe("the annual report", () => {
  it("is written chapter by chapter, frozen, taken as a file, and its sending noted", slow, async () => {
    await look()`delete from annual_report`;
    const page = await enter(await newPage(), manager);
    await page.goto(`${space}/rapport-annuel?annee=${year - 1}`);
    await heading(page, "Rapport annuel").waitFor();
    const steps = page.getByRole("navigation", { name: "Chapitres du rapport" });
    await steps.getByRole("link", { name: "4. Domaines" }).click();
    await page.getByLabel("Votre commentaire").fill("Les factures d’eau dominent l’année.");
    await page.getByText("Enregistré", { exact: true }).waitFor();
    await lookAt(page, "rapport-annuel-chapitre");
    await page.reload();
    expect(await page.getByLabel("Votre commentaire").inputValue()).toBe(
      "Les factures d’eau dominent l’année.",
    );

    await steps.getByRole("link", { name: "Figer et envoyer" }).click();
    await page.getByRole("button", { name: `Figer le rapport ${year - 1}` }).click();
    await dialog(page)
      .getByRole("button", { name: `Figer le rapport ${year - 1}` })
      .click();
    await page.getByText(/Figé le/).waitFor();
    await page.getByLabel("Remis à l’assemblée délibérante le").fill(parisDay());
    await page.getByRole("button", { name: "Enregistrer les dates" }).click();
    await page.getByText("Dates enregistrées.").waitFor();
    await lookAt(page, "rapport-annuel-fige");

    const [file] = await Promise.all([
      page.waitForEvent("download", { timeout: 60_000 }),
      page.getByRole("button", { name: "Rapport (PDF)" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`rapport-annuel-${year - 1}.pdf`);
  });

  it("says what counting again would change, and why", slow, async () => {
    const page = await enter(await newPage(), manager);
    await page.goto(`${space}/rapport-annuel?annee=${year}&etape=received`);
    await heading(page, "Rapport annuel").waitFor();
    await lookAt(page, "rapport-annuel-annee-en-cours");
    await page.getByText("n’est pas finie").waitFor();
    await look()`update annual_report set figures = jsonb_set(figures, '{current,balance,received}', '7')
      where year = ${year - 1}`;
    await page.goto(`${space}/rapport-annuel?annee=${year - 1}`);
    await page.getByText("Recompter aujourd’hui donnerait d’autres chiffres").click();
    await page.getByRole("rowheader", { name: "Saisines reçues" }).waitFor();
    await lookAt(page, "rapport-annuel-recompte");
  });
});
