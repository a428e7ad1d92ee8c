import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { signIn } from "./acts.ts";
import { dialog, said } from "./administration-acts.ts";
import { eventually, journeys, lookAt, order } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 240_000 };
const manager = "s.benali@valbrune.example";
const space = "/espace/valbrune/mediation";

/** A case of Valbrune, open or closed, that nothing keeps from being looked at or erased. */
const aCaseThatIs = async (state: "open" | "closed") => {
  const [row] = await look()`select c.id from cases c join organisation o on o.id = c.organisation_id
    where o.slug = 'valbrune' and not c.restricted and not c.legal_hold and c.deleted_at is null and not c.sample
      and c.status <> 'MERGED' and (c.status = 'CLOSED') = ${state === "closed"}
    order by (select count(*) from case_entry e where e.case_id = c.id) desc, c.seq limit 1`;
  return String(row?.id);
};
const choose = async (page: Page, action: string) => {
  await page.getByRole("button", { name: "Autres actions" }).click();
  await page.getByRole("button", { name: action }).click();
  await dialog(page).waitFor();
};
/** Waits in « Mes fichiers » for the file whose name matches, and takes it. */
const download = async (page: Page, name: RegExp) => {
  await page.goto(`${space}/mes-fichiers`);
  const button = page.getByRole("button", { name }).first();
  await button.waitFor({ timeout: 60_000 });
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  expect(file.suggestedFilename()).toMatch(name);
};

describe("files made on demand", () => {
  it("a list is exported, found under one's files and under the bell, and downloaded", slow, async () => {
    const page = await newPage();
    await signIn(page, manager);
    // What other journeys asked for under the same name.
    await look()`delete from background_job where user_id = (select id from user_account where email = ${manager})`;
    await page.goto(`${space}/mes-fichiers`);
    await page.getByRole("heading", { name: "Aucun fichier" }).waitFor();
    await lookAt(page, "mes-fichiers-vide");
    await page.goto(`${space}/dossiers`);
    await page.locator("tbody tr").first().waitFor();
    await page.getByRole("button", { name: "Exporter…" }).click();
    await dialog(page)
      .getByText(/avec les filtres affichés/)
      .waitFor();
    await lookAt(page, "liste-exporter");
    await dialog(page).getByText("Texte (CSV)").click();
    await dialog(page).getByRole("button", { name: "Préparer le fichier" }).click();
    await said(page, /Fichier en préparation/);
    await download(page, /dossiers-\d{4}-\d\d-\d\d\.csv/);
    await lookAt(page, "mes-fichiers");
    await page.reload();
    await page.getByRole("button", { name: /^Nouvelles/ }).click();
    await page
      .getByRole("link", { name: /Fichier prêt/ })
      .first()
      .click();
    await page.getByRole("heading", { level: 1, name: "Mes fichiers" }).waitFor();
  });

  it("the summary and the whole of a case are asked for from its menu", slow, async () => {
    const page = await newPage();
    await signIn(page, manager);
    await page.goto(`${space}/dossiers/${await aCaseThatIs("open")}`);
    await choose(page, "Synthèse en PDF…");
    await lookAt(page, "dossier-synthese-pdf");
    await dialog(page).getByText("Transmissible à l’administration").click();
    await dialog(page).getByRole("button", { name: "Préparer le fichier" }).click();
    await said(page, /Fichier en préparation/);
    await choose(page, "Dossier complet…");
    await dialog(page).getByRole("button", { name: "Préparer le fichier" }).click();
    await dialog(page)
      .getByText(/Dites à quoi elle servira/)
      .waitFor();
    await lookAt(page, "dossier-complet");
    await dialog(page).getByLabel("À quoi servira-t-elle ?").fill("Demande du tribunal administratif.");
    await dialog(page).getByRole("button", { name: "Préparer le fichier" }).click();
    await dialog(page).waitFor({ state: "detached" });
    await download(page, /synthese-.*\.pdf/);
    await download(page, /dossier-\d{4}-\d{5}\.zip/);
  });
});

describe("what is known of a person", () => {
  it("is reviewed, then given in one archive", slow, async () => {
    const page = await newPage();
    await signIn(page, manager);
    await page.goto(`${space}/dossiers/${await aCaseThatIs("open")}`);
    await choose(page, "Répondre à une demande d’accès…");
    await dialog(page).getByRole("heading", { name: "Échanges" }).first().waitFor();
    await lookAt(page, "demande-d-acces");
    await dialog(page)
      .getByText(/pas proposés?$/)
      .first()
      .click();
    // Kept as it is, and found again by whoever goes on.
    await dialog(page).getByLabel("À masquer dans les textes").fill("La voisine du dessus");
    await dialog(page).getByRole("button", { name: "Enregistrer le choix" }).click();
    await said(page, /Choix enregistré/);
    await choose(page, "Répondre à une demande d’accès…");
    await dialog(page)
      .getByText(/Choix enregistré par/)
      .waitFor();
    expect(await dialog(page).getByLabel("À masquer dans les textes").inputValue()).toContain("La voisine");
    await lookAt(page, "demande-d-acces-choix");
    await dialog(page).getByRole("button", { name: "Préparer le fichier" }).click();
    await dialog(page).getByText("Dites pourquoi, en 10").waitFor();
    await lookAt(page, "demande-d-acces-raison");
    await dialog(page).getByLabel("Raison").fill("Demande reçue par courrier le 3 mars.");
    await dialog(page).getByRole("button", { name: "Préparer le fichier" }).click();
    await said(page, /Fichier en préparation/);
    await download(page, /acces-\d{4}-\d{5}-.*\.zip/);
  });

  it("is erased once a manager confirms, and the page shows the proof", slow, async () => {
    const page = await newPage();
    await signIn(page, manager);
    const id = await aCaseThatIs("closed");
    await page.goto(`${space}/dossiers/${id}`);
    await choose(page, "Effacer les données…");
    await dialog(page)
      .getByText(/dossiers? concernés?/)
      .waitFor();
    await lookAt(page, "effacer-les-donnees");
    await dialog(page).getByLabel("Raison").fill("Demande reçue par courrier le 3 mars.");
    await dialog(page).getByRole("button", { name: "Préparer l’effacement" }).click();
    await said(page, /Effacement préparé/);
    await page.goto(`${space}/donnees-personnelles`);
    await page.getByText("Préparé, à confirmer").first().waitFor();
    await lookAt(page, "donnees-personnelles-a-confirmer");
    await page.getByRole("button", { name: "Confirmer l’effacement…" }).first().click();
    await dialog(page).waitFor();
    await lookAt(page, "donnees-personnelles-confirmer");
    await dialog(page)
      .getByLabel(/EFFACER/)
      .fill("EFFACER");
    await dialog(page).getByRole("button", { name: "Effacer définitivement" }).click();
    await said(page, /Effacement confirmé/);
    await order("run-schedule/forget-cases");
    await eventually(async () => {
      expect(await look()`select 1 from cases where id = ${id}`).toHaveLength(0);
    });
    await page.reload();
    await page
      .getByText(/Recherche dans toutes les données/)
      .first()
      .waitFor();
    await lookAt(page, "donnees-personnelles-effacees");
    await page.goto(`${space}/dossiers/${id}`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    expect(await page.locator(".case-header").count()).toBe(0);
  });
});
