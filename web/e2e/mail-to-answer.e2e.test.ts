import { describe, expect, it } from "vitest";
import { aPdf, openCase, signIn } from "./acts.ts";
import {
  eventually,
  journeys,
  lookAt,
  mailsTo,
  mailTo,
  newAddress,
  replyAddressOf,
  sendMail,
  shared,
} from "./journey.ts";

const { newPage, look } = journeys();
const mediator = "c.vasseur@valbrune.example";
const intake = `valbrune.mediation@${shared.mailDomain}`;

/** The case that a mail from this address opened, once it is there. */
const caseOf = (email: string) =>
  eventually(async () => {
    const [row] = await look()`
      select c.id, c.year || '-' || lpad(c.seq::text, 5, '0') as number, c.status from cases c
      join party p on p.case_id = c.id where p.email_canonical = ${email}`;
    if (!row) throw new Error(`no case of ${email}`);
    return { id: String(row.id), number: String(row.number), status: String(row.status) };
  });

describe("from an e-mail to an answered case", () => {
  it("a mail opens a case, the agent answers with a file, the citizen replies, the case is closed", async () => {
    const email = newAddress("nadege.thibaudot");
    const from = `Nadège Thibaudot <${email}>`;
    await sendMail({
      from,
      to: intake,
      subject: "Facture d’eau de 1 284 € après une fuite",
      text: "Bonjour,\n\nUne canalisation enterrée fuyait. La régie refuse d’en tenir compte.\n\nNadège Thibaudot",
      attachments: [{ filename: "Facture plombier.pdf", content: aPdf() }],
    });
    const { number } = await caseOf(email);
    const receipt = await mailTo(email, new RegExp(number));
    expect(receipt.raw).toMatch(/^Auto-Submitted: auto-replied/im);
    expect(await mailsTo(email), "acknowledged once").toHaveLength(1);

    const page = await newPage();
    await signIn(page, mediator);
    await lookAt(page, "agent-accueil");
    await openCase(page, number);
    const thread = page.locator("main");
    await thread.getByText("Une canalisation enterrée fuyait.").first().waitFor();
    expect(await page.title()).toContain(number);
    expect(await page.title()).not.toContain("Thibaudot");
    await lookAt(page, "agent-dossier-a-prendre");

    await page.getByRole("button", { name: "Prendre le dossier" }).click();
    await page.getByText(`${number} est à vous.`).waitFor();
    await page.keyboard.press("r");
    const composer = page.getByRole("region", { name: "Répondre" });
    await composer
      .getByLabel("Votre message", { exact: true })
      .fill("Madame,\n\nAvez-vous une photo du compteur ? Je joins le modèle de courrier à la régie.");
    const chooser = page.waitForEvent("filechooser");
    await composer.getByRole("button", { name: "Joindre" }).click();
    await (await chooser).setFiles({
      name: "Modèle de courrier.pdf",
      mimeType: "application/pdf",
      buffer: aPdf(),
    });
    await composer.getByText(/^Ajouté/).waitFor();
    await lookAt(page, "agent-reponse-en-cours");
    await composer.getByRole("button", { name: "Envoyer" }).click();
    await page.getByText(/Message à .*envoi dans/).waitFor();

    const answer = await mailTo(email, /Facture d’eau|fuite/);
    expect(answer.text).toContain("Avez-vous une photo du compteur");
    expect(answer.raw).toContain("filename");
    expect(answer.attachments.map((file) => file.name)).toContain("Modèle de courrier.pdf");
    await eventually(async () => {
      await page.reload();
      await page
        .getByText(/distribué/i)
        .first()
        .waitFor({ timeout: 2_000 });
    });
    await lookAt(page, "agent-dossier-repondu");

    await sendMail({
      from,
      to: replyAddressOf(answer),
      subject: `Re: ${answer.subject}`,
      text: "Voici la photo prise ce matin, le compteur ne tourne plus la nuit.\n\nLe lun. 3 mars 2026 à 10:12, Médiation a écrit :\n> Madame,\n> Avez-vous une photo du compteur ?",
    });
    await eventually(async () => {
      await page.reload();
      await page.getByText("le compteur ne tourne plus la nuit").first().waitFor({ timeout: 2_000 });
    });
    expect(await look()`select 1 from party where email_canonical = ${email}`, "still one case").toHaveLength(
      1,
    );
    await page
      .getByText(/Afficher le texte cité/)
      .first()
      .waitFor();
    await lookAt(page, "agent-dossier-reponse-recue");
    await page.getByRole("button", { name: /Marquer comme traité/ }).click();
    await page.getByRole("button", { name: /Marquer comme traité/ }).waitFor({ state: "detached" });

    await page.getByRole("button", { name: "Clore le dossier…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog
      .getByRole("button", { name: /^Clore/ })
      .first()
      .click();
    await dialog.getByText("Choisissez un type de clôture").first().waitFor();
    await lookAt(page, "agent-cloture-erreur");
    await dialog.getByLabel(/Type de clôture/).selectOption("PARTIAL");
    // The mediator says that they were competent, as nobody had yet.
    await dialog.getByText("Oui", { exact: true }).first().click();
    await dialog
      .getByLabel(/Mot de conclusion/)
      .fill("La régie plafonne votre facture au double de votre moyenne.");
    await lookAt(page, "agent-cloture");
    await dialog.getByRole("button", { name: /Clore et envoyer/ }).click();
    await dialog.waitFor({ state: "detached" });

    const closing = await mailTo(email, /[Cc]onclusion|clos|raison/);
    expect(closing.text).toContain("La régie plafonne votre facture");
    expect((await caseOf(email)).status).toBe("CLOSED");
    await lookAt(page, "agent-dossier-clos");
  });

  it("a mail from somebody the case does not know is held back with its cause", async () => {
    const email = newAddress("karim.oubrahim");
    await sendMail({
      from: `Karim Oubrahim <${email}>`,
      to: intake,
      subject: "Refus de place en crèche",
      text: "Bonjour, la lettre de refus ne donne aucun motif.",
    });
    const { number } = await caseOf(email);
    const token = replyAddressOf(await mailTo(email, new RegExp(number)));
    const stranger = newAddress("patrice");
    await sendMail({
      from: `Patrice Oubrahim <${stranger}>`,
      to: token,
      subject: "Au sujet de ce dossier",
      text: "Bonjour, je suis son frère.",
    });
    await eventually(async () => {
      const [held] = await look()`select cause from quarantine where from_address = ${stranger}`;
      expect(held?.cause).toBe("unknown_sender");
    });
    expect(await mailsTo(stranger), "a stranger gets no answer").toHaveLength(0);

    const page = await newPage();
    await signIn(page, "s.benali@valbrune.example");
    await page.goto("/espace/valbrune/mediation/quarantaine");
    await page.getByText(stranger).first().waitFor();
    await page.getByText("Cette adresse ne participe pas au dossier.").first().waitFor();
    await lookAt(page, "agent-quarantaine");
  });
});
