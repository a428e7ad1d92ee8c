import { expect, it } from "vitest";
import { seasonOf } from "../modules/declarations/agent/following/season.ts";
import { heading } from "./account-acts.ts";
import { enter } from "./administration-acts.ts";
import { journeys, lookAt } from "./journey.ts";

const { newPage } = journeys();
const slow = { timeout: 300_000 };
const space = "/espace/theatre-de-la-lanterne/declarations";
const reader = "p.itier@lanterne.example";

it("a season is read in figures that are those of its shows", slow, async () => {
  const page = await enter(await newPage(), reader);
  const seen = [0, 0, 0, 0];
  // It was given two months ago: the year of a season may have begun since.
  const { year } = seasonOf(new Date());
  for (const season of [year - 1, year]) {
    await page.goto(`${space}/statistiques?saison=${season}`);
    await heading(page, "Statistiques").waitFor();
    const open = page.getByRole("button", { name: /^Tableau.*Recette par esthétique/ });
    await open.or(page.getByText("Aucune séance pendant cette saison")).waitFor();
    if ((await open.count()) === 0) continue;
    await open.click();
    const table = page.getByRole("table", { name: "Recette par esthétique" });
    await table.waitFor();
    const row = table.getByRole("row", { name: /Danse/ });
    if ((await row.count()) === 0) continue;
    const cells = await row.getByRole("cell").allInnerTexts();
    for (const [at, cell] of cells.slice(0, 4).entries())
      seen[at] = (seen[at] ?? 0) + Number(cell.replaceAll(/[\s€,]/g, ""));
  }
  // La Nuit des lanternes, the demo's one show of dance, which no journey changes; cents.
  expect(seen).toEqual([2, 205, 18, 324_000]);
  await lookAt(page, "declarations-statistiques");
});

it("a list is asked for and fetched, and news are heard as one chooses", slow, async () => {
  const page = await enter(await newPage(), reader);
  await page.goto(`${space}/fichiers`);
  await heading(page, "Mes fichiers").waitFor();
  await page.getByText("Aucun fichier pour l’instant.").waitFor();
  await page.getByLabel("Du (facultatif)").fill("2027-03-02");
  await page.getByLabel("Au (facultatif)").fill("2027-03-01");
  await page.getByText("La fin est avant le début.").waitFor();
  await page.getByLabel("Du (facultatif)").fill("");
  await page.getByLabel("Au (facultatif)").fill("");
  await page.getByRole("button", { name: "Préparer le fichier" }).click();
  await page.getByRole("button", { name: /Télécharger seances-.*\.xlsx/ }).waitFor({ timeout: 60_000 });
  await lookAt(page, "declarations-fichiers");

  await page.goto(`${space}/mes-alertes`);
  await page.getByLabel("Une déclaration à faire bientôt").selectOption("digest");
  await page.getByText("C’est noté.").waitFor();
  await page.reload();
  await heading(page, "Mes alertes").waitFor();
  expect(await page.getByLabel("Une déclaration à faire bientôt").inputValue()).toBe("digest");
  await lookAt(page, "declarations-mes-alertes");
});
