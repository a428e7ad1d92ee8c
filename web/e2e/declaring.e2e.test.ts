import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { heading } from "./account-acts.ts";
import { tabTo } from "./acts.ts";
import { enter, said } from "./administration-acts.ts";
import { eventually, journeys, lookAt } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 300_000 };
const nora = "n.delmas@lanterne.example";
const space = "/espace/theatre-de-la-lanterne/declarations";
const link = (page: Page, name: string | RegExp) => page.getByRole("link", { name });
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const amount = (text: string) => new RegExp(text.replaceAll(" ", "\\s"));

/** Opens the draft of a show, from its name. */
const declare = async (page: Page, show: string) => {
  const [found] = await look()`select show.id from show
    join organisation on organisation.id = show.organisation_id
    where organisation.slug = 'theatre-de-la-lanterne' and show.name = ${show}`;
  await page.goto(`${space}/spectacles/${found?.id}/declarer`);
  await page.getByRole("heading", { level: 1, name: new RegExp(show) }).waitFor();
};
const draftOf = async (show: string) => {
  const [draft] =
    await look()`select declaration_version.form, declaration_version.version from declaration_version
    join declaration on declaration.id = declaration_version.declaration_id
    join show on show.id = declaration.show_id where show.name = ${show}`;
  return draft;
};
const saved = (page: Page) => page.getByText("Tout est enregistré").waitFor();

describe("a declaration", () => {
  it("declarations#1 is filled once for all bodies, and says what is missing and where", slow, async () => {
    const page = await enter(await newPage(), nora);
    await declare(page, "Le Pain des étoiles");
    await saved(page);
    // Drinks and programmes are asked for by SACEM alone.
    await page.getByRole("checkbox", { name: /^SACEM/ }).check({ force: true });
    await saved(page);
    await page.getByText(amount("1 824,00")).first().waitFor();
    await lookAt(page, "declaration-brouillon");

    const missing = page.getByRole("region", { name: "Ce qui manque, par organisme" });
    await missing.getByRole("button", { name: "Total des dépenses" }).first().click();
    const gross = page.getByLabel("Total des dépenses, TTC");
    expect(await gross.evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.type("6330");
    await page.keyboard.press("Tab");
    await page.getByText(amount("ce serait 6 000,00 €")).waitFor();
    await page.keyboard.press("Tab");
    await page.getByText("Il manque le HT.").first().waitFor();
    await button(page, /^Reprendre/).click();
    await saved(page);
    expect(await page.getByLabel("Total des dépenses, HT").inputValue()).toMatch(amount("6 000,00"));
    await missing.getByRole("button", { name: "Total des dépenses" }).first().waitFor({ state: "detached" });

    await button(page, /^Détailler la séance du sam|^Détailler/)
      .nth(2)
      .click();
    const drinks = page.getByRole("group", { name: /^Consommations/ });
    await drinks.getByLabel("TTC").fill("156");
    await drinks.getByLabel("HT").fill("165");
    await drinks.getByLabel("HT").blur();
    await drinks
      .getByText(amount("Le HT (165,00 €) dépasse le TTC (156,00 €)".replace(/[()]/g, ".")))
      .waitFor();
    await page.getByText("1\u00a0valeur à corriger").waitFor();
    await lookAt(page, "declaration-a-corriger");

    // What is wrong is not at the server, and is not lost.
    await page.reload();
    await page.getByText("1\u00a0valeur à corriger").waitFor();
    await page
      .getByRole("region", { name: "Ce qui manque, par organisme" })
      .getByRole("button", { name: /^Consommations/ })
      .first()
      .click();
    expect(await drinks.getByLabel("HT").inputValue()).toBe("165");
    await drinks.getByRole("button", { name: /^Reprendre/ }).click();
    await saved(page);
    await eventually(async () =>
      expect((await draftOf("Le Pain des étoiles"))?.form.performances).toContainEqual(
        expect.objectContaining({ consumptions: expect.objectContaining({ gross: 15_600, net: 13_000 }) }),
      ),
    );
    // What is stored is saved no more.
    const before = await draftOf("Le Pain des étoiles");
    await page.waitForTimeout(3_000);
    expect((await draftOf("Le Pain des étoiles"))?.version).toBe(before?.version);
  });

  it("keeps what is typed without a network, and sends it when it is back", slow, async () => {
    const page = await enter(await newPage(), nora);
    await declare(page, "Le Pain des étoiles");
    await saved(page);
    await page.context().setOffline(true);
    await page.getByLabel("Jauge", { exact: false }).first().fill("175");
    await page.getByText("Votre saisie est gardée sur cet appareil.").waitFor();
    await page.context().setOffline(false);
    await saved(page);
    await eventually(async () => expect((await draftOf("Le Pain des étoiles"))?.form.capacity).toBe(175));
  });

  it("asks when two people changed the same value, and keeps both until one is chosen", slow, async () => {
    const one = await enter(await newPage(), nora);
    const other = await enter(await newPage(), nora);
    await declare(one, "Le Pain des étoiles");
    await declare(other, "Le Pain des étoiles");
    await saved(one);
    await saved(other);
    await one.locator("[id='champ-form.capacity']").fill("170");
    await eventually(async () => expect((await draftOf("Le Pain des étoiles"))?.form.capacity).toBe(170));
    await other.locator("[id='champ-form.capacity']").fill("160");
    await other.getByText("a changé la même chose que vous").waitFor();
    await lookAt(other, "declaration-conflit");
    await button(other, /^Prendre la sienne/).click();
    await saved(other);
    expect(await other.locator("[id='champ-form.capacity']").inputValue()).toBe("170");
  });

  it("is seen exactly as each body receives it, and sent to one body at a time", slow, async () => {
    const page = await enter(await newPage(), nora);
    await declare(page, "Contes d’avril");
    await saved(page);
    await page.getByRole("checkbox", { name: /^SACEM/ }).check({ force: true });
    await page.getByRole("checkbox", { name: /^ASTP/ }).check({ force: true });
    await page.getByRole("checkbox", { name: /^SACD/ }).uncheck({ force: true });
    for (const [label, typed] of [
      ["Total des dépenses, TTC", "1055"],
      ["Total des dépenses, HT", "1000"],
      ["dont frais d’approche, TTC", "0"],
      ["dont frais d’approche, HT", "0"],
    ] as const)
      await page.getByLabel(label).fill(typed);
    await page.getByRole("combobox", { name: /^Producteur/ }).fill("troupe du hal");
    await page.getByRole("option", { name: /LA TROUPE DU HALAGE/ }).click();
    expect(await page.getByLabel("SIREN du producteur").inputValue()).toBe("009875121");
    await saved(page);
    const preview = button(page, "Voir ce qui sera envoyé");
    await tabTo(page, preview);
    await page.keyboard.press("Enter");
    await heading(page, "Vérifier avant d’envoyer").waitFor();
    await page.getByText("Envoi à la SACEM").waitFor();
    await link(page, "Télécharger").waitFor();
    await lookAt(page, "declaration-apercu-sacem");
    await link(page, /^ASTP/).click();
    await page.getByText(amount("133,65")).first().waitFor();
    await lookAt(page, "declaration-apercu-astp");
    await link(page, /^SACEM/).click();

    await button(page, "Envoyer à la SACEM").click();
    await page.getByRole("dialog", { name: amount("Envoyer 1 séance, 141,00 € TTC") }).waitFor();
    await lookAt(page, "declaration-confirmer");
    await page.getByRole("dialog").getByRole("button", { name: "Envoyer" }).click();
    await page.getByRole("heading", { level: 1, name: /DEC-\d{4}-\d{4}/ }).waitFor();
    await page.getByText("Transmise").first().waitFor({ timeout: 60_000 });
    await lookAt(page, "declaration-envoyee");

    await button(page, /^Noter la réponse/).click();
    await page.getByLabel("Leur référence").fill("2027-48-00391");
    await button(page, /^Noter «/).click();
    await page.getByText("Acceptée").first().waitFor();
    await page.getByText("2027-48-00391").waitFor();
    await lookAt(page, "declaration-acceptee");
  });

  it("has its deadlines, its list and the organisation's numbers", slow, async () => {
    const page = await enter(await newPage(), nora);
    await page.goto(`${space}/echeances`);
    await heading(page, "Échéances").waitFor();
    await page.getByText("Le Pain des étoiles").first().waitFor();
    await lookAt(page, "declarations-echeances");
    await page.goto(`${space}/declarations`);
    await heading(page, "Déclarations").waitFor();
    await page.getByRole("row", { name: /Contes d’avril/ }).waitFor();
    await lookAt(page, "declarations-liste");
    await page.goto(`${space}/sibil?annee=2026&trimestre=3`);
    await heading(page, /^SIBIL, 3e trimestre 2026/).waitFor();
    await button(page, "C’est déposé…").click();
    await page.getByLabel("Référence donnée par le portail").fill("SIB-2026-3");
    await page.getByRole("dialog").getByRole("button", { name: "Noter le dépôt" }).click();
    await page.getByText("référence SIB-2026-3").waitFor();
    await lookAt(page, "declarations-sibil");
    await page.goto(`${space}/numeros`);
    await heading(page, "Nos numéros").waitFor();
    await button(page, /^Modifier/).click();
    await page.getByLabel("Identifiant SACD").fill("73a");
    await button(page, "Enregistrer").click();
    await page.getByText("1 à 10 chiffres.").first().waitFor();
    await lookAt(page, "declarations-numeros");
    await page.getByLabel("Identifiant SACD").fill("730418");
    await button(page, "Enregistrer").click();
    await said(page, "Vos numéros sont enregistrés.");
  });
});
