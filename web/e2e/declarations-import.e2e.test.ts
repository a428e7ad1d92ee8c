import type { Locator, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { heading } from "./account-acts.ts";
import { dialog, enter } from "./administration-acts.ts";
import { journeys, lookAt } from "./journey.ts";

const { newPage } = journeys();
const slow = { timeout: 300_000 };
const editor = "p.itier@lanterne.example";
const space = "/espace/theatre-de-la-lanterne/declarations";

const file = (name: string, ...lines: string[]) => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(["Nom;Jour;Horaire;Formule;PU;Vendus;Exo;TVA;Caisse", ...lines].join("\r\n")),
});
const bal = [
  "Le Grand Bal;12/03/2026;20:30;Plein;15,00;20;0;5,5;Marie",
  "Le Grand Bal;12/03/2026;20:30;Réduit;10,00;15;0;5,5;Théo",
  "Le Grand Bal;12/03/2026;20:30;Invitation;0;0;6;0;Marie",
  "Le Grand Bal;31/02/2026;20:30;Plein;15,00;4;0;5,5;Marie",
  "Le Grand Bal;13/03/2026;20h30;Plein;quinze;4;0;5,5;Théo",
];
const button = (page: Page | Locator, name: string | RegExp) => page.getByRole("button", { name });
const send = async (page: Page, sent: ReturnType<typeof file>) => {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    button(page, "Choisir un fichier").click(),
  ]);
  await chooser.setFiles(sent);
};
const figure = (page: Page, words: string) =>
  page.locator(".import-figures > div", { hasText: words }).locator("dd");

describe("a file of sales", () => {
  let page: Page;

  it(
    "is sent, its columns named, its rows looked at and mended, then imported and undone",
    slow,
    async () => {
      page = await enter(await newPage(), editor);
      await page.goto(`${space}/importer`);
      await heading(page, "Importer un fichier").waitFor();
      await lookAt(page, "declarations-import-fichier");
      await send(page, file("grand-bal-mars.csv", ...bal));

      await page.getByText("Dites à quoi correspond chaque colonne.").waitFor();
      await page.getByText("points-virgules, accents lus correctement").waitFor();
      await page.getByText("« PU » peut être HT ou TTC").waitFor();
      await lookAt(page, "declarations-import-colonnes");
      await page.getByLabel("Colonne Horaire").selectOption("");
      await button(page, "Voir l’aperçu").click();
      await page.getByRole("alert").getByText("Dites quelle colonne donne l’heure.").waitFor();
      await page.getByLabel("Colonne Horaire").selectOption("time");
      await button(page, "Voir l’aperçu").click();

      await page.getByText("2 lignes ne peuvent pas être lues").waitFor();
      await page.getByText("Ligne 5, Date : le 31 février n’existe pas.").waitFor();
      await page.getByText("Ligne 6, Prix TTC : écrivez un montant en chiffres").waitFor();
      expect(await figure(page, "payantes").innerText()).toBe("35");
      expect(await figure(page, "HT, TVA").innerText()).toMatch(/^426,54\s€$/);
      await lookAt(page, "declarations-import-apercu");
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        button(page, /^Télécharger les 2/).click(),
      ]);
      expect(download.suggestedFilename()).toBe("grand-bal-mars-erreurs.csv");

      await button(page, /Modifier la cellule Prix TTC, ligne 6/).click();
      await page.getByLabel("Prix TTC, ligne 6").fill("15");
      await page.keyboard.press("Enter");
      await button(page, "Importer les 4 lignes prêtes").waitFor();
      await button(page, "En erreur (1)").click();
      await page.getByText("Ligne 5, Date").waitFor();
      await button(page, "Importer les 4 lignes prêtes").click();

      await page.getByText("4 lignes importées").waitFor({ timeout: 60_000 });
      await page.getByText("2 séances nouvelles.").waitFor();
      await lookAt(page, "declarations-import-termine");
      await page.getByRole("link", { name: "Le Grand Bal" }).click();
      await heading(page, "Le Grand Bal").waitFor();
      await page.goBack();

      await button(page, "Annuler cet import…").click();
      await button(dialog(page), "Annuler l’import").click();
      await page.getByText("Cet import a été annulé").waitFor({ timeout: 60_000 });
      await lookAt(page, "declarations-import-annule");
    },
  );

  it("sent twice is identical; one that cannot be read says why", slow, async () => {
    page = await enter(await newPage(), editor);
    const lines = file("contes.csv", "Contes d’avril;18/04/2026;15:00;Plein;8,00;12;0;5,5;Marie");
    await page.goto(`${space}/importer`);
    await send(page, lines);
    await button(page, "Voir l’aperçu").click();
    await button(page, "Importer la ligne prête").click();
    await page.getByText("1 ligne importée").waitFor({ timeout: 60_000 });

    await page.getByRole("link", { name: "Importer un autre fichier" }).click();
    await send(page, lines);
    await page.getByText("Guichet a repris les colonnes de votre dernier fichier").waitFor();
    await button(page, "Voir l’aperçu").click();
    await page.getByText("Fichier identique : rien n’a changé.").waitFor();
    await lookAt(page, "declarations-import-identique");
    expect(await button(page, /^Importer/).count()).toBe(0);

    await page.getByRole("link", { name: "Choisir un autre fichier" }).click();
    await send(page, { name: "affiche.csv", mimeType: "text/csv", buffer: Buffer.from("%PDF-1.7\n%%EOF") });
    await page.getByText("n’est ni un tableau Excel").waitFor();
    await lookAt(page, "declarations-import-illisible");
    await page.getByRole("link", { name: "Choisir un autre fichier" }).click();
    await send(page, {
      name: "sans-en-tete.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("Ventes\nBal;12/03/2026 20:30;15\n"),
    });
    await page.getByText("Aucune ligne d’en-tête trouvée : indiquez-la.").waitFor();
    await lookAt(page, "declarations-import-en-tete");
  });
});
