import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { fillRequest, openCase, sendRequest, signIn, tabTo } from "./acts.ts";
import { dialog, said } from "./administration-acts.ts";
import { eventually, journeys, lookAt, newAddress } from "./journey.ts";

const { newPage, look } = journeys();
const manager = "o.tessandier@trois-rives.example";
const settings = "/espace/trois-rives/mediation/reglages";

const press = async (page: Page, name: string | RegExp) => {
  await tabTo(page, page.getByRole("button", { name }).first());
  await page.keyboard.press("Enter");
};

describe("the form of an organisation", () => {
  it("mediation#46 is configured and published; a citizen answers it by keyboard alone at 320 px, and the agent reads the answer", {
    timeout: 300_000,
  }, async () => {
    const page = await newPage();
    await signIn(page, manager, "trois-rives");
    await page.getByRole("link", { name: "Formulaire", exact: true }).click();
    await page.getByRole("heading", { level: 1, name: "Formulaire de demande" }).waitFor();
    await page.getByText("Le formulaire habituel est en ligne.").waitFor();
    await lookAt(page, "reglages-formulaire");

    await press(page, "Modifier : Vos questions");
    const section = page.getByRole("region", { name: "Vos questions" });
    const typeQuestion = async (at: number, text: string) => {
      await press(page, "Ajouter une question");
      // The new question takes the focus once it is drawn.
      const field = section.getByLabel("Question posée").nth(at);
      await eventually(async () =>
        expect(await field.evaluate((element) => element === document.activeElement)).toBe(true),
      );
      await page.keyboard.type(text);
    };
    await typeQuestion(0, "Quelle école ?");
    await section.getByLabel("Type de réponse").selectOption("single");
    await section.getByLabel("Réponses proposées").fill("Jaurès\nPergaud");
    await typeQuestion(1, "Votre enfant suit-il un traitement ?");
    await section.getByText("semble porter sur la santé").waitFor();
    await section.getByLabel("Question posée").nth(1).fill("Un menu particulier ?");
    await section.getByLabel("Type de réponse").nth(1).selectOption("yes_no");
    await section.getByLabel("Quand la poser").selectOption({ index: 2 });
    await section.getByLabel("Si la réponse est").selectOption("Pergaud");
    await lookAt(page, "reglages-formulaire-questions");
    await section.getByRole("button", { name: "Descendre la question 1" }).focus();
    await page.keyboard.press("Enter");
    await eventually(async () =>
      expect(await section.getByLabel("Question posée").first().inputValue()).toBe("Un menu particulier ?"),
    );
    // Its own button is off now: the focus went to the other one.
    await page.keyboard.press("Enter");
    await eventually(async () =>
      expect(await section.getByLabel("Question posée").first().inputValue()).toBe("Quelle école ?"),
    );
    await section.getByRole("button", { name: "Enregistrer" }).click();
    await said(page, /Le public ne le verra qu’une fois publié/);

    await press(page, "Voir avant de publier");
    const preview = dialog(page);
    await preview.getByText("Pergaud", { exact: true }).click();
    await preview.getByText("Un menu particulier").waitFor();
    await lookAt(page, "reglages-formulaire-apercu");
    await preview.getByRole("button", { name: "Publier le formulaire" }).click();
    await said(page, "Formulaire publié, version 1.");

    const phone = await newPage({ width: 320 });
    const email = newAddress("ines.marchetti");
    await fillRequest(phone, {
      organisation: "trois-rives",
      lastName: "Marchetti",
      email,
      text: "On me facture des repas de cantine alors que mon enfant a changé d’école.",
      answer: async () => {
        await tabTo(phone, phone.getByRole("radio", { name: "Jaurès" }));
        await phone.keyboard.press("ArrowDown");
        const menu = phone.getByRole("group", { name: /Un menu particulier/ });
        await tabTo(phone, menu.getByRole("radio", { name: "Oui" }));
        await phone.keyboard.press("Space");
        await lookAt(phone, "demande-questions");
      },
    });
    await phone.getByText("Pergaud").waitFor();
    const number = await sendRequest(phone);
    const [row] = await look()`
      select c.custom_answers as answers, c.form_version as version from cases c
      join organisation o on o.id = c.organisation_id
      where o.slug = 'trois-rives' and c.year || '-' || lpad(c.seq::text, 5, '0') = ${number}`;
    expect(row?.version).toBe(1);

    await openCase(page, number);
    await page.getByText("Quelle école ?").first().waitFor();
    await page.getByText("Pergaud", { exact: true }).first().waitFor();
  });

  it("mediation#46 a town is chosen from its postal code by keyboard; without the service the field is a plain one", async () => {
    const page = await newPage({ width: 320 });
    await page.goto("/mediation/valbrune/demande");
    await tabTo(page, page.getByRole("radio", { name: "Pour moi" }));
    await page.keyboard.press("Space");
    await press(page, "Continuer");
    await page.getByRole("heading", { level: 1, name: /Vos coordonnées/ }).waitFor();
    const code = page.getByRole("combobox", { name: /Code postal/ });
    await tabTo(page, code);
    await page.keyboard.type("01000");
    await page.getByRole("option", { name: "01000 Saint-Denis-les-Reyssole" }).waitFor();
    await lookAt(page, "demande-communes");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await page.getByRole("combobox", { name: /Commune/ }).inputValue()).toBe(
      "Saint-Denis-les-Reyssole",
    );
    expect(await code.inputValue()).toBe("01000");

    await page.route("**/api/addresses*", (route) => route.abort());
    const street = page.getByRole("combobox", { name: /Numéro et rue/ });
    await street.fill("3 rue des Forges");
    await page.getByRole("heading", { level: 1, name: /Vos coordonnées/ }).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    expect(await street.inputValue()).toBe("3 rue des Forges");
  });
});

describe("the rules of a mediation", () => {
  it("are read and changed block by block; a status takes the organisation's own name everywhere", {
    timeout: 120_000,
  }, async () => {
    const page = await newPage();
    await signIn(page, manager, "trois-rives");
    await page.goto(`${settings}/regles`);
    await page.getByText("Ses intervenants et les médiateurs principaux").waitFor();
    await lookAt(page, "reglages-regles");
    await press(page, "Modifier : Conservation");
    const keeping = page.getByRole("region", { name: "Conservation" });
    await keeping.getByLabel("Mois de conservation après la clôture").fill("36");
    await keeping.getByRole("button", { name: "Enregistrer" }).click();
    await keeping.getByText("Au plus 24\u00a0mois.").first().waitFor();
    await keeping.getByRole("button", { name: "Annuler" }).click();

    await press(page, "Modifier : Avancement");
    const statuses = page.getByRole("region", { name: "Avancement" });
    await statuses.getByLabel("Finalisation", { exact: true }).fill("Rédaction de l’avis");
    await lookAt(page, "reglages-regles-saisie");
    await statuses.getByRole("button", { name: "Enregistrer" }).click();
    await said(page, "Réglages enregistrés.");
    await statuses.getByText("Rédaction de l’avis").waitFor();
  });

  it("the first steps stay within reach, and a case to try with is made and taken away", {
    timeout: 120_000,
  }, async () => {
    const page = await newPage();
    await signIn(page, manager, "trois-rives");
    await page.goto("/espace/trois-rives/mediation/premiers-pas");
    await page.getByRole("heading", { level: 2, name: /Publier le formulaire/ }).waitFor();
    await lookAt(page, "premiers-pas");
    await page.getByRole("button", { name: "Créer un dossier d’essai" }).click();
    await page
      .locator(".case-header")
      .getByText(/\d{4}-ESSAI/)
      .first()
      .waitFor();
    await page.goto("/espace/trois-rives/mediation/premiers-pas");
    await page.getByRole("button", { name: "Le retirer" }).click();
    await said(page, "Dossier d’essai retiré.");
    await page.getByRole("button", { name: "Créer un dossier d’essai" }).waitFor();
  });
});
