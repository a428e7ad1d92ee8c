import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { signIn } from "./acts.ts";
import { eventually, journeys, lookAt, newAddress, sendMail, shared } from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const intake = `valbrune.mediation@${shared.mailDomain}`;

/** A case that a mail opened, in the hands of the mediator. */
const aCase = async (attachments: { filename: string; content: Buffer }[] = []): Promise<string> => {
  const email = newAddress("requerant.du.jour");
  await sendMail({
    from: `Théo Gaillardet <${email}>`,
    to: intake,
    subject: "Forfait de stationnement malgré l’abonnement",
    text: "Bonjour,\n\nJ’ai un abonnement et j’ai reçu un forfait.\n\nThéo Gaillardet",
    attachments,
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

  it("writes a task and changes the status from the keyboard, wherever one is on the case", async () => {
    const id = await aCase();
    const page = await newPage();
    await signIn(page, mediator);
    await page.goto(`/espace/valbrune/mediation/dossiers/${id}`);
    await page.getByRole("button", { name: /^Statut : À traiter/ }).waitFor();
    await page.keyboard.press("t");
    await page.getByLabel("À faire").waitFor();
    await page.keyboard.type("Relire la facture");
    await page.keyboard.press("Enter");
    await page.getByText("Tâche ajoutée.").waitFor();
    await page.getByRole("button", { name: "Ajouter une tâche" }).waitFor();
    await page.keyboard.press("s");
    await page.getByRole("button", { name: "Contacter le requérant" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await page.getByText("Statut : Contacter le requérant.").waitFor();
    const kept =
      await look()`select c.status, t.title from cases c join case_task t on t.case_id = c.id where c.id = ${id}`;
    expect(kept).toEqual([{ status: "CONTACT_REQUESTER", title: "Relire la facture" }]);
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

  it("reads the week in a calendar, and gives it to another program by a secret address", async () => {
    const id = await aCase();
    const today = new Intl.DateTimeFormat("sv-SE", { timeZone: "Europe/Paris" }).format(new Date());
    await look()`update cases set due_on = ${today} where id = ${id}`;
    const [row] =
      await look()`select year || '-' || lpad(seq::text, 5, '0') as number from cases where id = ${id}`;
    const number = String(row?.number);
    const page = await newPage();
    await signIn(page, mediator);
    await page.goto("/espace/valbrune/mediation/calendrier");
    await page.getByRole("link", { name: new RegExp(number) }).waitFor();
    await page.getByRole("button", { name: "Créer l’adresse" }).click();
    const address = page.getByLabel("Adresse de votre calendrier");
    await address.waitFor();
    await lookAt(page, "calendrier");
    const url = await address.inputValue();
    const answer = await page.request.get(url);
    expect(answer.headers()["content-type"]).toBe("text/calendar; charset=utf-8");
    const calendar = await answer.text();
    expect(calendar).toContain(`SUMMARY:${number}`);
    expect(calendar).not.toContain("Forfait");
    await page.getByRole("button", { name: "Supprimer l’adresse" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Supprimer l’adresse" }).click();
    await page.getByText("Adresse supprimée.").waitFor();
    expect((await page.request.get(url)).status()).toBe(404);
    await page.getByRole("link", { name: "Semaine suivante" }).click();
    await page.getByRole("link", { name: "Cette semaine" }).waitFor();
    await page.getByRole("link", { name: new RegExp(number) }).waitFor({ state: "detached" });
  });

  it("files what came with a message in one click, and looks at a picture in the page", async () => {
    const picture = readFileSync(join(import.meta.dirname, "../../docs/images/request-form.png"));
    const id = await aCase([
      // Bytes of its own: a file is kept once.
      {
        filename: "photo du panneau.png",
        content: Buffer.concat([picture, Buffer.from(newAddress("octets"))]),
      },
    ]);
    const files = () => look()`select f.category, s.scan from case_file f
      join stored_file s on s.id = f.stored_file_id where f.case_id = ${id}`;
    await eventually(async () => expect(await files()).toMatchObject([{ scan: "clean" }]));
    const page = await newPage();
    await signIn(page, mediator);
    await page.goto(`/espace/valbrune/mediation/dossiers/${id}`);
    await page.getByRole("button", { name: /^Ranger dans les documents/ }).click();
    await page.getByText("Pièce rangée dans les documents.").waitFor();
    expect(await files()).toMatchObject([{ category: "OTHER" }]);
    await openTab(page, id, "documents");
    await page.getByRole("button", { name: "Aperçu photo du panneau.png" }).click();
    const shown = page.getByRole("img", { name: "Aperçu de photo du panneau.png" });
    await shown.waitFor();
    await eventually(async () =>
      expect(await shown.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0),
    );
    await lookAt(page, "dossier-document-apercu");
    await page.keyboard.press("Escape");
    await shown.waitFor({ state: "detached" });
  });

  it("calls a colleague in a note by the keyboard alone", async () => {
    const id = await aCase();
    const page = await newPage();
    await signIn(page, mediator);
    await openTab(page, id, "notes");
    await page.getByRole("button", { name: "Ajouter une note" }).first().click();
    const note = page.getByLabel("Votre note, lue par vos collègues seulement");
    await note.pressSequentially("À voir avec @lemar");
    await page.getByRole("option", { name: "Hugo Lemarchand" }).waitFor();
    await lookAt(page, "dossier-note-citation");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("option").count()).toBe(0);
    await note.pressSequentially("c");
    await page.getByRole("option", { name: "Hugo Lemarchand" }).waitFor();
    await page.keyboard.press("Enter");
    await note.pressSequentially("demain.");
    expect(await note.inputValue()).toBe("À voir avec @Hugo Lemarchand demain.");
    await page.keyboard.press("Control+Enter");
    await page.getByText("Note ajoutée. Elle ne sera jamais envoyée.").waitFor();
    await page.getByRole("article").getByText("Cite Hugo Lemarchand").waitFor();
    const told = await look()`select kind from notification where case_id = ${id} and kind = 'mention'`;
    expect(told).toHaveLength(1);
  });
});
