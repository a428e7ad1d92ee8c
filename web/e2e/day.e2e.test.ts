import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { signIn } from "./acts.ts";
import { eventually, journeys, lookAt, newAddress, sendMail, shared } from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const intake = `valbrune.mediation@${shared.mailDomain}`;

/** A case that a mail opened, in the hands of the mediator. */
const aCase = async (): Promise<string> => {
  const email = newAddress("requerant.du.jour");
  await sendMail({
    from: `Théo Gaillardet <${email}>`,
    to: intake,
    subject: "Forfait de stationnement malgré l’abonnement",
    text: "Bonjour,\n\nJ’ai un abonnement et j’ai reçu un forfait.\n\nThéo Gaillardet",
  });
  const [found] = await eventually(async () => {
    const rows =
      await look()`select c.id from cases c join party p on p.case_id = c.id where p.email_canonical = ${email}`;
    expect(rows).toHaveLength(1);
    return rows;
  });
  const id = String(found?.id);
  await look()`update cases set assignee_id = (select id from user_account where email = ${mediator}) where id = ${id}`;
  return id;
};

const openTab = async (page: Page, id: string, tab: string) => {
  await page.goto(`/espace/valbrune/mediation/dossiers/${id}/${tab}`);
  await page.getByRole("navigation", { name: "Rubriques du dossier" }).waitFor();
};

describe("the day of a mediator", () => {
  it("adds a task, finds it at home and ticks it off", async () => {
    const id = await aCase();
    const page = await newPage();
    await signIn(page, mediator);
    await openTab(page, id, "taches");
    await page.getByRole("button", { name: "Ajouter une tâche" }).click();
    await page.getByLabel("À faire").fill("Appeler la direction de la voirie");
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }).format(new Date());
    await page.getByLabel("Avant le").fill(today);
    await lookAt(page, "dossier-taches-saisie");
    await page.getByRole("button", { name: "Ajouter la tâche" }).click();
    await page.getByRole("main").getByLabel("Appeler la direction de la voirie").waitFor();
    await lookAt(page, "dossier-taches");
    await page.goto("/espace/valbrune/mediation");
    await page.getByRole("heading", { name: /À faire maintenant/ }).waitFor();
    await page
      .getByRole("complementary", { name: "Vos tâches" })
      .getByLabel("Appeler la direction")
      .first()
      .waitFor();
    await lookAt(page, "accueil-du-jour");
    await page.goto("/espace/valbrune/mediation/taches");
    await page.getByText("Appeler la direction de la voirie").first().click();
    await page.getByText("Fait.").waitFor();
    await lookAt(page, "taches");
  });

  it("adds a note, pins it, and chooses how to be told", async () => {
    const id = await aCase();
    const page = await newPage();
    await signIn(page, mediator);
    await openTab(page, id, "notes");
    await page.getByRole("button", { name: "Ajouter une note" }).first().click();
    await page.getByLabel("Votre note, lue par vos collègues seulement").fill("Appelé le service **hier**.");
    await page.getByRole("button", { name: "Ajouter la note" }).click();
    await page.getByRole("button", { name: /^Épingler/ }).click();
    await page.getByText("Épinglée").waitFor();
    await lookAt(page, "dossier-notes");
    await openTab(page, id, "documents");
    await page.getByRole("heading", { name: "Documents" }).waitFor();
    await lookAt(page, "dossier-documents");
    await page.getByRole("button", { name: /^Nouvelles/ }).click();
    await lookAt(page, "cloche");
    await page.goto("/espace/valbrune/mediation/nouvelles");
    await page.getByLabel("Mention dans une note").selectOption("app");
    await page.getByText("Votre choix est enregistré.").waitFor();
    await lookAt(page, "nouvelles-choix");
  });
});
