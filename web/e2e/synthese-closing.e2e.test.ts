import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { signIn } from "./acts.ts";
import { eventually, journeys, lookAt, mailTo, newAddress, sendMail, shared } from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const manager = "s.benali@valbrune.example";
const intake = `valbrune.mediation@${shared.mailDomain}`;

/** A case that a mail opened, in the hands of the mediator. */
const aCase = async (name: string): Promise<{ id: string; email: string }> => {
  const email = newAddress(name);
  await sendMail({
    from: `Nadège Thibaudot <${email}>`,
    to: intake,
    subject: "Facture d’eau de 1 284 € après une fuite",
    text: "Bonjour,\n\nUne canalisation enterrée fuyait.\n\nNadège Thibaudot",
  });
  const [found] = await eventually(async () => {
    const rows = await look()`
      select c.id from cases c join party p on p.case_id = c.id where p.email_canonical = ${email}`;
    expect(rows).toHaveLength(1);
    return rows;
  });
  const id = String(found?.id);
  await look()`update cases set assignee_id = (select id from user_account where email = ${mediator}) where id = ${id}`;
  return { id, email };
};
const open = async (page: Page, id: string, as: string): Promise<void> => {
  await signIn(page, as);
  await page.goto(`/espace/valbrune/mediation/dossiers/${id}/synthese`);
  await page.getByRole("heading", { name: "Compétence et recevabilité" }).waitFor();
};
const edit = (page: Page, title: string) =>
  page.getByRole("button", { name: `Modifier : ${title}`, exact: false }).click();
const block = (page: Page, title: string) => page.getByRole("region", { name: title, exact: true });

describe("the synthesis of a case", () => {
  it("mediation#5 two people change one block: only what both changed is asked, nothing is lost", async () => {
    const { id } = await aCase("nadege.synthese");
    const [claire, samira] = [await newPage(), await newPage()];
    await open(claire, id, mediator);
    await lookAt(claire, "agent-synthese");
    await edit(claire, "Différend");
    const mine = block(claire, "Différend");
    await mine.getByLabel("Objet").fill("Facture d’eau : fuite");
    await mine.getByLabel("Ce que la personne demande").fill("Un recalcul.");

    await open(samira, id, manager);
    await edit(samira, "Différend");
    const theirs = block(samira, "Différend");
    await theirs.getByLabel("Objet").fill("Facture d’eau après une fuite");
    await theirs.getByRole("group", { name: "Tribunal déjà saisi" }).getByText("Non").click();
    await theirs.getByRole("button", { name: "Enregistrer" }).click();
    await samira.getByText("Différend : enregistré.").waitFor();

    await mine.getByRole("button", { name: "Enregistrer" }).click();
    await claire.getByText("Rien n’est perdu").waitFor();
    await lookAt(claire, "agent-synthese-conflit");
    await mine.getByText("Votre valeur, pas encore enregistrée").click();
    await mine.getByRole("button", { name: "Enregistrer avec ma valeur" }).click();
    await claire.getByText("Différend : enregistré.").waitFor();
    const [row] = await look()`select subject, expectation, court_pending from cases where id = ${id}`;
    expect(row).toEqual({
      subject: "Facture d’eau : fuite",
      expectation: "Un recalcul.",
      court_pending: "NO",
    });
  });

  it("the case is closed with its reasons, the person is told, and it is opened again", async () => {
    const { id, email } = await aCase("nadege.cloture");
    const page = await newPage();
    await open(page, id, mediator);
    await edit(page, "Compétence et recevabilité");
    const assessment = block(page, "Compétence et recevabilité");
    await assessment.getByText("Oui", { exact: true }).click();
    await assessment.getByLabel("Domaine").pressSequentially("fuite");
    await assessment.getByRole("option", { name: "Eau et assainissement › Facture, fuite" }).click();
    await lookAt(page, "agent-synthese-competence");
    // Not saved: the closing takes it along.
    await page.getByRole("button", { name: "Clore le dossier…" }).click();
    const dialog = page.getByRole("dialog", { name: /^Clore le dossier/ });
    await dialog.getByText("sera enregistrée avec la clôture").waitFor();
    await dialog.getByLabel("Type de clôture").selectOption("PARTIAL");
    await dialog.getByRole("group", { name: "Accord des parties" }).getByText("Oui").click();
    await dialog.getByLabel("Mot de conclusion").fill("La régie retire la majoration.");
    await dialog.getByRole("button", { name: /^Lire le message avant envoi/ }).click();
    await dialog.getByRole("article").getByText("La régie retire la majoration.").waitFor();
    await lookAt(page, "agent-cloture-complete");
    await dialog.getByRole("button", { name: "Clore et envoyer 1 message" }).click();
    await page.getByText(/^Dossier \S+ clos\./).waitFor();
    expect((await mailTo(email, /Conclusion/)).text).toContain("La régie retire la majoration.");
    const [row] = await look()`select status, competent, parties_agreement, domain_id is not null as placed
      from cases where id = ${id}`;
    expect(row).toEqual({ status: "CLOSED", competent: true, parties_agreement: "YES", placed: true });

    await page.getByRole("button", { name: "Rouvrir le dossier…" }).click();
    const reopening = page.getByRole("dialog", { name: /^Rouvrir le dossier/ });
    await reopening.getByLabel("Motif").fill("Un élément nouveau est arrivé.");
    await lookAt(page, "agent-reouverture");
    await reopening.getByRole("button", { name: "Rouvrir le dossier" }).click();
    await page.getByText(/^Dossier \S+ rouvert\./).waitFor();
  });
});
