import { describe, expect, it } from "vitest";
import { mailCatalogue } from "../../functions/modules/mediation/mail-catalogue.ts";
import { organisations } from "../../infra/local/demo/organisations.ts";
import { signIn, tabTo } from "./acts.ts";
import { dialog, said } from "./administration-acts.ts";
import { eventually, journeys, lookAt, mailTo, shared } from "./journey.ts";

const { newPage, look } = journeys();
const manager = "o.tessandier@trois-rives.example";
const space = "/espace/trois-rives/mediation";

describe("settings of mails", () => {
  it("are read and changed block by block; who saves second chooses what stays", {
    timeout: 240_000,
  }, async () => {
    const page = await newPage();
    await signIn(page, manager, "trois-rives");
    await page.getByRole("link", { name: "Réglages des courriels" }).click();
    await page.getByRole("heading", { level: 1, name: "Réglages des courriels" }).waitFor();
    await page.getByText("@", { exact: false }).first().waitFor();
    await page.getByRole("button", { name: /Récépissé d’une demande/ }).waitFor();
    await lookAt(page, "courriels-reglages");

    await page.getByRole("button", { name: "Modifier : Textes" }).click();
    await page.getByLabel("Signature").fill("Médiation des Trois Rives\nMaison des services");
    await page.getByRole("button", { name: "Modifier : Envoi et avis" }).click();
    await page.getByRole("button", { name: "Modifier : Courriel sur un dossier clos" }).click();
    await lookAt(page, "courriels-reglages-saisie");
    const sending = page.getByRole("region", { name: "Envoi et avis" });
    await sending.getByLabel("Secondes pour annuler un envoi").fill("300");
    await sending.getByRole("button", { name: "Enregistrer" }).click();
    await sending.getByText("Au plus 120\u00a0secondes.").first().waitFor();
    await sending.getByRole("button", { name: "Annuler" }).click();
    await page.getByRole("region", { name: "dossier clos" }).getByRole("button", { name: "Annuler" }).click();

    const other = await newPage();
    await signIn(other, manager, "trois-rives");
    await other.goto(`${space}/courriels`);
    await other.getByRole("button", { name: "Modifier : Textes" }).click();
    await other.getByLabel("Signature").fill("Une autre signature");
    await other.getByRole("button", { name: "Enregistrer" }).click();
    await said(other, "Réglages enregistrés.");

    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("Rien n’est perdu").waitFor();
    await lookAt(page, "courriels-reglages-conflit");
    await page.getByRole("button", { name: "Enregistrer mes choix" }).click();
    await said(page, "Réglages enregistrés.");
    const [row] = await look()`
      select s.signature from mail_settings s join organisation o on o.id = s.organisation_id
      where o.slug = 'trois-rives'`;
    expect(row?.signature).toBe("Médiation des Trois Rives\nMaison des services");
  });

  it("each mail is looked at in the light, in the dark and as text, and a trial reaches only oneself", async () => {
    const page = await newPage();
    await signIn(page, manager, "trois-rives");
    await page.goto(`${space}/courriels`);
    await page.getByRole("button", { name: /Récépissé d’une demande/ }).click();
    const frame = page.frameLocator("iframe.mail-preview__frame");
    await frame.getByRole("heading", { name: "Votre demande est enregistrée" }).waitFor();
    const ground = () => frame.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
    expect(await ground()).toBe("rgb(246, 246, 246)");
    await dialog(page).getByText("Sombre").click();
    await eventually(async () => expect(await ground()).toBe("rgb(22, 22, 22)"));
    await lookAt(page, "courriels-apercu");
    await dialog(page).getByText("Texte seul").click();
    await dialog(page).getByText("Numéro de votre dossier", { exact: false }).waitFor();
    await dialog(page).getByRole("button", { name: "M’envoyer un essai" }).click();
    await said(page, `Essai envoyé à ${manager}.`);
    const trial = await mailTo(manager, /^\[Essai\] /);
    expect(trial.to).toEqual([manager]);
    expect(trial.html).toContain("Votre demande est enregistrée");
  });

  it("a mediator has templates and no settings", async () => {
    const page = await newPage();
    await signIn(page, "n.belkaidi@trois-rives.example", "trois-rives");
    await page.getByRole("link", { name: "Modèles", exact: true }).waitFor();
    expect(await page.getByRole("link", { name: "Réglages des courriels" }).count()).toBe(0);
    await page.goto(`${space}/courriels`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    expect(await page.getByText("Adresse de contact").count()).toBe(0);
  });
});

describe("templates of messages", () => {
  it("are written by keyboard, with variables from a list; one that does not exist is named at its field", async () => {
    const page = await newPage();
    await signIn(page, "c.vasseur@valbrune.example");
    await page.goto("/espace/valbrune/mediation/modeles");
    await page.getByText("Demande de pièces").waitFor();
    await lookAt(page, "modeles");

    await tabTo(page, page.getByRole("button", { name: "Écrire un modèle" }));
    await page.keyboard.press("Enter");
    const form = dialog(page);
    await form.getByLabel("Titre").fill("Rendez-vous confirmé");
    await form.getByLabel("Catégorie").fill("Instruction");
    await form.getByLabel("Objet").fill("Notre rendez-vous");
    await form.getByLabel("Texte").fill("Bonjour {{requester.nom}},\n\nÀ bientôt. ");
    await tabTo(page, form.getByRole("button", { name: "Ajouter une variable dans le texte" }));
    await page.keyboard.press("Enter");
    await tabTo(page, form.getByRole("button", { name: /^Votre nom\s*Claire/ }));
    await page.keyboard.press("Enter");
    await eventually(async () =>
      expect(await form.getByLabel("Texte").inputValue()).toContain("{{mediator.name}}"),
    );
    await form.getByRole("button", { name: "Enregistrer" }).click();
    await form
      .getByText(/Cette variable n’existe pas\s: «\srequester\.nom\s»/)
      .first()
      .waitFor();
    await lookAt(page, "modeles-variable-inconnue");
    await form.getByLabel("Texte").fill("Bonjour {{requester.name}},\n\nÀ bientôt. {{mediator.name}}");
    await form.getByText("Bonjour Nadège Thibaudot,").waitFor();
    await form.getByRole("button", { name: "Enregistrer" }).click();
    await said(page, "Modèle enregistré.");
    await page.getByRole("button", { name: /Rendez-vous confirmé/ }).waitFor();

    await page.getByRole("button", { name: /Demande de pièces/ }).click();
    await dialog(page).getByText("Fourni avec Guichet").waitFor();
    await lookAt(page, "modeles-lecture");
    await dialog(page).getByRole("button", { name: "En faire un modèle à moi" }).click();
    await dialog(page).getByRole("button", { name: "Enregistrer" }).click();
    await said(page, "Modèle enregistré.");
    await page.getByRole("button", { name: /Demande de pièces \(à moi\)/ }).waitFor();
  });
});

describe("the look of mails", () => {
  const [organisation] = organisations;
  const own = { signature: "Médiation de la ville\n4 place du Marché", acknowledgement: null };
  const samples = mailCatalogue.map((mail) => ({
    code: mail.code.replace(".", "-"),
    ...mail.sample(
      { appOrigin: shared.app },
      {
        ...organisation,
        id: "00000000-0000-7000-8000-000000000001",
        timeZone: "Europe/Paris",
        services: ["mediation"],
        settings: { ...organisation.settings, accent: "green-emeraude" },
      },
      own,
    ),
  }));

  it.each(samples)(
    "$code holds on a small phone, in the dark and without images",
    async ({ code, html, text }) => {
      const page = await newPage();
      await page.setContent(html);
      await lookAt(page, `courriel-${code}`);
      if (!process.env.GUICHET_SCREENS) return;
      await page.route("**/*", (route) => route.abort());
      await page.setContent(html);
      await lookAt(page, `courriel-${code}-sans-images`);
      await page.setContent(
        '<html lang="fr"><title>Texte</title><pre style="margin:16px;white-space:pre-wrap;overflow-wrap:anywhere"></pre></html>',
      );
      await page.locator("pre").evaluate((element, words) => {
        element.textContent = words;
      }, text);
      await lookAt(page, `courriel-${code}-texte`);
    },
  );
});
