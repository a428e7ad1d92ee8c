import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { signIn } from "./acts.ts";
import { journeys, lookAt } from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const manager = "s.benali@valbrune.example";
const space = "/espace/valbrune/mediation";

/** A case told on paper by somebody without e-mail, in the hands of the mediator. */
const onPaper = async (page: Page, lastName: string): Promise<string> => {
  await page.goto(`${space}/nouveau`);
  await page.getByLabel("Mode de saisine").selectOption("MAIL");
  await page.getByLabel("Date réelle de la saisine").fill("2026-01-12");
  await page.getByLabel("Nom", { exact: true }).fill(lastName);
  await page
    .getByRole("textbox", { name: "Description", exact: true })
    .fill("La facture d’eau compte une fuite réparée depuis.");
  await page.getByRole("button", { name: "Enregistrer le dossier" }).click();
  await page.getByRole("heading", { name: "Votre demande est enregistrée" }).waitFor();
  const [row] = await look()<{ id: string }[]>`
    select case_id as id from party where last_name = ${lastName} and role = 'REQUESTER'`;
  const id = String(row?.id);
  await look()`update cases set assignee_id = (select id from user_account where email = ${mediator}) where id = ${id}`;
  return id;
};
const dialog = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });

describe("lists and tags of an organisation", () => {
  it("an item is added, renamed, replaced by another, and no longer offered; tags come and go", async () => {
    const page = await newPage();
    await signIn(page, manager);
    await page.goto(`${space}/reglages/listes`);
    const domains = page.getByRole("region", { name: "Domaines" });
    await domains.getByText("Eau et assainissement").first().waitFor();
    for (const label of ["Marchés de plein air", "Halles et marchés"]) {
      await domains.getByRole("button", { name: /^Ajouter/ }).click();
      await dialog(page, "Ajouter à la liste").getByLabel("Libellé").fill(label);
      await dialog(page, "Ajouter à la liste").getByRole("button", { name: "Ajouter à la liste" }).click();
      await page.getByText(`«\u00a0${label}\u00a0» est ajouté.`).waitFor();
    }
    await domains.getByRole("button", { name: "Modifier\u00a0: Halles et marchés" }).click();
    const change = dialog(page, /^Modifier/);
    await change.getByLabel("Libellé").fill("Halles, foires et marchés");
    await lookAt(page, "agent-liste-element");
    await change.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("«\u00a0Halles, foires et marchés\u00a0» est enregistré.").waitFor();

    await domains.getByRole("button", { name: /^Remplacer par….*Marchés de plein air$/ }).click();
    const replace = dialog(page, /^Remplacer/);
    await replace.getByLabel("Remplacer par").pressSequentially("foires");
    await replace.getByRole("option", { name: "Halles, foires et marchés" }).click();
    await lookAt(page, "agent-liste-remplacer");
    await replace.getByRole("button", { name: "Remplacer sur tous les dossiers" }).click();
    await domains.getByText("Marchés de plein air (n’est plus proposé)").waitFor();

    await domains.getByRole("button", { name: "Modifier\u00a0: Halles, foires et marchés" }).click();
    await dialog(page, /^Modifier/)
      .getByText("Proposé aux agents")
      .click();
    await dialog(page, /^Modifier/)
      .getByRole("button", { name: "Enregistrer" })
      .click();
    await domains.getByText("Halles, foires et marchés (n’est plus proposé)").waitFor();

    const tags = page.getByRole("region", { name: "Étiquettes" });
    await tags.getByRole("button", { name: "Créer une étiquette" }).click();
    await dialog(page, "Créer une étiquette").getByLabel("Libellé").fill("À relire en réunion");
    await dialog(page, "Créer une étiquette").getByLabel("Couleur").selectOption("green");
    await lookAt(page, "agent-etiquette");
    await dialog(page, "Créer une étiquette").getByRole("button", { name: "Créer l’étiquette" }).click();
    await page.getByText("Étiquette créée.").waitFor();
    await lookAt(page, "agent-listes");
    await tags.getByRole("button", { name: "Supprimer\u00a0: À relire en réunion" }).click();
    await dialog(page, /^Supprimer l’étiquette/)
      .getByRole("button", { name: "Supprimer l’étiquette" })
      .click();
    await page.getByText("Étiquette supprimée.").waitFor();
    expect(await look()`select id from tag where label = 'À relire en réunion'`).toHaveLength(0);
  });
});

describe("somebody without e-mail", () => {
  it("is called, and the call is logged; a letter is written, read as printed, made, and made again at the closing", async () => {
    const page = await newPage();
    await signIn(page, mediator);
    const id = await onPaper(page, "Roustan-Essai");
    await page.goto(`${space}/dossiers/${id}`);
    await page.getByText("Aucune adresse e-mail sur ce dossier.").waitFor();
    await lookAt(page, "agent-dossier-sans-e-mail");
    await page.getByRole("button", { name: /^Appel.*à consigner$/ }).click();
    const call = dialog(page, "Consigner un échange");
    await call.getByText("Appel passé").click();
    // Today, and never in the future.
    await call.getByLabel("Heure").fill("00:00");
    await call.getByLabel("Ce qui s’est dit").fill("Elle préfère le courrier.");
    await lookAt(page, "agent-consigner-un-appel");
    await call.getByRole("button", { name: "Consigner l’échange" }).click();
    await page.getByText("Échange consigné. Rien n’a été envoyé.").waitFor();

    // Her address is not known yet: the letter says where to write it.
    await page.getByRole("button", { name: "Courrier", exact: true }).click();
    await lookAt(page, "agent-courrier-sans-adresse");
    await dialog(page, /^Courrier pour/)
      .getByRole("link", { name: "La compléter dans Synthèse" })
      .click();
    await page.getByRole("button", { name: "Modifier : Requérant" }).click();
    const requester = page.getByRole("region", { name: "Requérant", exact: true });
    await requester.getByLabel("Adresse", { exact: true }).fill("12 rue des Lavandières");
    await requester.getByLabel("Code postal").fill("48990");
    await requester.getByLabel("Ville").fill("Valbrune");
    await requester.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("Requérant : enregistré.").waitFor();

    const people = page.getByRole("region", { name: "Représentants" });
    await people.getByRole("button", { name: "Ajouter un représentant" }).click();
    const representative = dialog(page, "Ajouter un représentant");
    await representative.getByLabel("Qualité").selectOption("RELATIVE");
    await representative.getByLabel("Nom", { exact: true }).fill("Ardouin");
    await representative.getByRole("button", { name: "Ajouter le représentant" }).click();
    await people.getByText("Mandat : non fourni").waitFor();
    await lookAt(page, "agent-synthese-representant");
    await people.getByRole("button", { name: "Vérifier le mandat de Ardouin" }).click();
    await lookAt(page, "agent-verifier-un-mandat");
    await dialog(page, "Mandat de Ardouin").getByRole("button", { name: "Annuler" }).click();

    await page.getByRole("button", { name: "Autres actions" }).click();
    await page.getByRole("button", { name: "Courrier…", exact: true }).click();
    const letter = dialog(page, /^Courrier pour/);
    await letter.getByLabel("Objet").fill("Votre demande du 12 janvier");
    await letter.getByLabel("Texte").fill("Madame,\n\nLe {{jour}}, la régie a répondu.");
    await letter.getByRole("button", { name: "Relire" }).click();
    await letter.getByText("Remplissez les passages entre accolades, ou effacez-les.").waitFor();
    await letter.getByLabel("Texte").fill("Madame,\n\nHier, la régie a répondu.\n\nBien à vous,");
    await letter.getByRole("button", { name: "Relire" }).click();
    const sheet = letter.getByRole("article", { name: "Aperçu du courrier" });
    await sheet.getByText("48990 Valbrune").waitFor();
    await lookAt(page, "agent-courrier");
    await letter.getByRole("button", { name: "Préparer le courrier" }).click();
    const ready = dialog(page, "Le courrier est prêt");
    await ready.getByText(/^courrier-.*\.pdf$/).waitFor();
    await lookAt(page, "agent-courrier-pret");
    const download = page.waitForEvent("download");
    await ready.getByRole("button", { name: /courrier-/ }).click();
    expect((await download).suggestedFilename()).toMatch(/^courrier-.*\.pdf$/);
    await ready.getByRole("button", { name: "Fermer", exact: true }).last().click();
    await page.getByText("Envoyer le courrier").first().waitFor();

    await page.getByRole("button", { name: "Clore le dossier…" }).click();
    const closing = dialog(page, /^Clore le dossier/);
    await closing.getByLabel("Type de clôture").selectOption("CITIZEN_WAIVER");
    await closing.getByLabel("Mot de conclusion").fill("Vous avez préféré en rester là.");
    await lookAt(page, "agent-cloture-par-courrier");
    await closing.getByRole("button", { name: "Clore et préparer le courrier" }).click();
    const last = dialog(page, /^Courrier pour/);
    expect(await last.getByLabel("Texte").inputValue()).toContain("Vous avez préféré en rester là.");
    await last.getByRole("button", { name: "Préparer le courrier" }).click();
    await dialog(page, "Le courrier est prêt")
      .getByText(/^courrier-.*\.pdf$/)
      .waitFor();
    const [row] = await look()`select c.status,
      (select count(*)::int from case_file f where f.case_id = c.id and f.category = 'LETTER') as letters,
      (select count(*)::int from case_task t where t.case_id = c.id and t.kind = 'send_letter') as tasks
      from cases c where c.id = ${id}`;
    expect(row).toEqual({ status: "CLOSED", letters: 2, tasks: 1 });
  });
});
