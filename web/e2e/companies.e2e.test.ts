import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { companies } from "../../infra/local/company-directory/companies.ts";
import { follow, goodPassword, heading, linkIn, passwordAt } from "./account-acts.ts";
import { dialog, enter, enterWithCode, rowOf, said } from "./administration-acts.ts";
import { eventually, journeys, lookAt, mailTo, newAddress, order } from "./journey.ts";

const { newPage } = journeys();
const siretOf = (name: string) => {
  const found = companies.find((company) => company.name === name)?.establishments[0]?.siret;
  if (!found) throw new Error(`no company ${name}`);
  return found;
};
const picture = readFileSync(join(import.meta.dirname, "../../docs/images/request-form.png"));
const document = (name: string) => ({ name, mimeType: "image/png", buffer: picture });

/** From the number to the mail's link; `also` fills what the directory does not say. */
const register = async (page: Page, siret: string, also: Record<string, string> = {}): Promise<string> => {
  await page.goto("/inscription");
  await page.getByLabel(/Numéro SIRET/).fill(siret);
  await page.getByRole("button", { name: "Rechercher" }).click();
  await page.getByLabel("Votre prénom").fill("Maud");
  await page.getByLabel("Votre nom", { exact: true }).fill("Tersanne");
  for (const [label, text] of Object.entries(also)) await page.getByLabel(label).fill(text);
  const email = newAddress("maud.tersanne");
  await page.getByLabel("Votre adresse e-mail professionnelle").fill(email);
  await page.getByRole("button", { name: "Recevoir le lien" }).click();
  await heading(page, "Consultez votre messagerie").waitFor();
  await follow(page, linkIn(await mailTo(email, /inscription/)));
  return email;
};

const createOwnAccount = async (page: Page) => {
  await heading(page, "Terminer l’inscription").waitFor();
  await passwordAt(page, "Mot de passe").fill(goodPassword);
  await page.getByRole("button", { name: "Créer mon compte" }).click();
  await page.waitForURL(/\/espace\//);
};

describe("a company", () => {
  it("proves its SIRET by documents: refused with a reason, sent again, verified", {
    timeout: 240_000,
  }, async () => {
    const page = await newPage();
    const email = await register(page, siretOf("LES OMBRES DE BRENELLE"));
    await createOwnAccount(page);
    await page.getByRole("link", { name: "Organisation" }).first().click();
    await page.getByText("Non vérifiée").waitFor();
    const file = page.locator("section[aria-labelledby=siret] input[type=file]");
    await file.setInputFiles({
      name: "pouvoir.svg",
      mimeType: "image/svg+xml",
      buffer: Buffer.from("<svg/>"),
    });
    await page.getByText("Choisissez un PDF, ou une photo PNG ou JPEG.").waitFor();
    await lookAt(page, "organisation-siret-erreur");
    await file.setInputFiles(document("extrait.png"));
    await page.getByText("extrait.png").first().waitFor();
    await page.getByRole("button", { name: "Envoyer les justificatifs" }).click();
    await page.getByText("En cours de vérification").waitFor();

    const platform = await enterWithCode(
      await newPage(),
      "a.vernois@guichet.example",
      "/plateforme/entreprises",
    );
    const row = rowOf(platform, /ombres de brenelle/i);
    const opened = platform.context().waitForEvent("page");
    await row.getByRole("button", { name: "extrait.png" }).click();
    expect((await (await opened).request.get((await opened).url())).ok()).toBe(true);
    await row.getByRole("button", { name: /^Décider/ }).click();
    await dialog(platform)
      .locator("label", { hasText: /^Refusé/ })
      .click();
    await platform.getByRole("button", { name: "Refuser et prévenir" }).click();
    await platform.getByText(/Écrivez ce qui manque/).waitFor();
    await lookAt(platform, "plateforme-decision-erreur");
    await platform.getByRole("textbox", { name: "Motif" }).fill("Il manque le pouvoir signé.");
    await platform.getByRole("button", { name: "Refuser et prévenir" }).click();
    await said(platform, /SIRET refusé/);
    expect((await mailTo(email, /^Vérification/)).text).toContain("Il manque le pouvoir signé.");

    await page.reload();
    await page.getByText("Il manque le pouvoir signé.").waitFor();
    await lookAt(page, "organisation-siret-refuse");
    await file.setInputFiles(document("pouvoir.png"));
    await page.getByText("pouvoir.png").first().waitFor();
    await page.getByRole("button", { name: "Envoyer d’autres documents" }).click();
    await page.getByText("En cours de vérification").waitFor();
    await platform.reload();
    await row.getByRole("button", { name: /^Décider/ }).click();
    await dialog(platform)
      .locator("label", { hasText: /^Vérifié/ })
      .click();
    await platform.getByRole("button", { name: "Vérifier et prévenir" }).click();
    await said(platform, /SIRET vérifié/);
    await page.reload();
    await page.getByText("Ce SIRET est bien le vôtre").waitFor();
  });

  it("declarations#25 a town proves its SIRET with the code its published address received, by keyboard", {
    timeout: 120_000,
  }, async () => {
    const page = await enter(await newPage({ width: 320 }), "s.marquenterre@port-lavergne.example");
    await page.goto("/espace/port-lavergne/organisation");
    const ask = page.getByRole("button", { name: "Recevoir un code à m…@port-lavergne.example" });
    await ask.waitFor();
    await lookAt(page, "organisation-siret-adresse-publiee");
    await ask.focus();
    await page.keyboard.press("Enter");
    const field = page.getByLabel(/Code envoyé à m…@port-lavergne\.example/);
    await eventually(async () => expect(await field.evaluate((input) => input.matches(":focus"))).toBe(true));
    const mail = await mailTo("mairie@port-lavergne.example", /^Un code pour Ville de Port-Lavergne/);
    expect(mail.text).toContain("Solène Marquenterre (s.marquenterre@port-lavergne.example)");
    const code = /Code\s:\s(\d{3})\s(\d{3})/.exec(mail.text)?.slice(1).join("") ?? "";
    await page.keyboard.type(code === "123456" ? "654321" : "123456");
    await page.keyboard.press("Enter");
    await page.getByText("Ce code ne correspond pas.").waitFor();
    await eventually(async () => expect(await field.getAttribute("aria-invalid")).toBe("true"));
    await lookAt(page, "organisation-siret-code-faux");
    await field.fill("");
    await page.keyboard.type(code);
    await page.keyboard.press("Enter");
    await said(page, "SIRET vérifié.");
    await page.getByText("Ce SIRET est bien le vôtre").waitFor();
    await lookAt(page, "organisation-siret-code-verifie");
    expect(await page.content()).not.toContain("mairie@port-lavergne");
  });

  it("that is here already can be asked to let somebody in", async () => {
    const page = await newPage();
    await register(page, siretOf("COMPAGNIE DU TRICYCLE"));
    await heading(page, "Cette entreprise utilise déjà Guichet").waitFor();
    await lookAt(page, "inscription-deja-la");
    await page.getByRole("button", { name: "Demander à la rejoindre" }).click();
    await heading(page, "Votre demande est envoyée").waitFor();
    expect((await mailTo("g.nolleau@tricycle.example", /rejoindre/)).text).toContain("Maud Tersanne");
  });

  it("that is not published writes its name and address itself", async () => {
    const page = await newPage();
    await page.goto("/inscription");
    await page.getByLabel(/Numéro SIRET/).fill(siretOf("[NON-DIFFUSIBLE]"));
    await page.getByRole("button", { name: "Rechercher" }).click();
    await page.getByText("a demandé à ne pas être publiée").waitFor();
    await lookAt(page, "inscription-non-publiee");
    await register(page, siretOf("[NON-DIFFUSIBLE]"), {
      "Nom de l’entreprise": "Atelier des Marionnettes",
      "Adresse de l’entreprise": "5 rue des Lavandières, 18995 Brenelle",
    });
    await createOwnAccount(page);
    await page.getByText("Atelier des Marionnettes").first().waitFor();
  });

  it("registers while the directory is down, and is told a number that has ceased", async () => {
    const page = await newPage();
    await page.goto("/inscription");
    await page.getByLabel(/Numéro SIRET/).fill(siretOf("THEATRE DE LA LANTERNE"));
    await page.getByRole("button", { name: "Rechercher" }).click();
    await eventually(async () =>
      expect(await page.locator(".fr-error-text, .fr-message--error").count()).toBe(1),
    );
    await lookAt(page, "inscription-fermee");
    await order("directory/down");
    try {
      await page.getByLabel(/Numéro SIRET/).fill("00987512100023");
      await page.getByRole("button", { name: "Rechercher" }).click();
      await page.getByText("L’annuaire ne répond pas.").waitFor();
      await lookAt(page, "inscription-annuaire-en-panne");
    } finally {
      await order("directory/up");
    }
  });
});
