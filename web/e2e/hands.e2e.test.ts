import type { Page } from "playwright-core";
import { describe, it } from "vitest";
import { signIn } from "./acts.ts";
import { journeys, lookAt } from "./journey.ts";

const { newPage, look } = journeys();
const space = "/espace/valbrune/mediation";

const dialog = (page: Page) => page.locator("dialog[open]");
/** An open case of this person, by the list it stands in. */
const firstOf = async (page: Page, list: string) => {
  await page.goto(`${space}/${list}`);
  await page.locator("tbody tr").first().waitFor();
};

describe("whose hands a case is in", () => {
  it("a manager changes status and due date in place, restricts, and gives the case away from its menu", {
    timeout: 240_000,
  }, async () => {
    const page = await newPage();
    await signIn(page, "s.benali@valbrune.example");
    const [row] = await look()`select c.id from cases c join organisation o on o.id = c.organisation_id
      where o.slug = 'valbrune' and c.status = 'TO_PROCESS' and not c.restricted and c.assignee_id is not null
      order by c.seq limit 1`;
    await page.goto(`${space}/dossiers/${row?.id}`);
    await page.getByRole("button", { name: /^Statut : À traiter/ }).click();
    await page.getByRole("button", { name: "Solliciter l’administration", exact: true }).click();
    await page.getByText("Statut : Solliciter l’administration.").first().waitFor();

    await page.getByRole("button", { name: "Autres actions" }).click();
    await lookAt(page, "dossier-autres-actions", ".case-header .case-menu");
    await page.getByRole("button", { name: "Restreindre…" }).click();
    await dialog(page).getByRole("button", { name: "Restreindre", exact: true }).click();
    await dialog(page).getByText("Dites pourquoi, en 3").waitFor();
    await lookAt(page, "dossier-restreindre");
    await dialog(page).getByLabel("Pourquoi").fill("Concerne un agent du service.");
    await dialog(page).getByRole("button", { name: "Restreindre", exact: true }).click();
    await page.locator(".case-header__flags").getByText("Restreint").waitFor();

    await page.getByRole("button", { name: "Autres actions" }).click();
    await page.getByRole("button", { name: /^(Transférer|Attribuer)…$/ }).click();
    await lookAt(page, "dossier-transferer");
    await dialog(page).getByLabel("À qui").selectOption({ index: 1 });
    await dialog(page)
      .getByLabel(/^Un mot pour cette personne/)
      .fill("Peux-tu le reprendre ?");
    await dialog(page)
      .getByRole("button", { name: /^(Transférer|Attribuer)$/ })
      .click();
    await page
      .getByText(/est maintenant à la charge de/)
      .first()
      .waitFor();
    await lookAt(page, "dossier-restreint-transfere");
  });

  it("several cases change together, with what became of each; the team shows who is away", {
    timeout: 240_000,
  }, async () => {
    const page = await newPage();
    await signIn(page, "s.benali@valbrune.example");
    await firstOf(page, "dossiers");
    await page.locator("tbody .case-table__select input").nth(0).check();
    await page.locator("tbody .case-table__select input").nth(1).check();
    await page.getByText("2\u00a0dossiers sélectionnés").waitFor();
    await lookAt(page, "liste-selection");
    await page.getByRole("button", { name: "Échéance…" }).click();
    await dialog(page).getByLabel("Échéance").fill("2099-12-31");
    await dialog(page)
      .getByRole("button", { name: /^Changer l’échéance de 2/ })
      .click();
    await page.getByText(/à l’échéance changée/).waitFor({ timeout: 60_000 });
    await lookAt(page, "liste-resultat");

    await page.goto(`${space}/equipe`);
    await page.getByRole("button", { name: "Déclarer une absence" }).click();
    await dialog(page).getByRole("button", { name: "Déclarer l’absence" }).click();
    await dialog(page).getByText("Dites qui remplace").waitFor();
    await lookAt(page, "equipe-absence");
    await dialog(page).getByLabel("Qui remplace").selectOption({ index: 2 });
    await dialog(page).getByLabel("Premier jour").fill("2098-05-04");
    await dialog(page).getByLabel("Dernier jour").fill("2098-05-08");
    await dialog(page).getByRole("button", { name: "Déclarer l’absence" }).click();
    await page.getByText("Absence déclarée.").first().waitFor();
    await lookAt(page, "equipe");
  });
});
