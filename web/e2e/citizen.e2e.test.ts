import { describe, expect, it } from "vitest";
import { aPdf, fillRequest, receiptNumber, sendRequest } from "./acts.ts";
import { eventually, journeys, lookAt, mailsTo, mailTo, newAddress, shared } from "./journey.ts";

const { newPage, look } = journeys();

const story = (about: string) =>
  `La cantine m’a facturé ${about} repas que ma fille n’a pas pris, malgré mon message au service.`;

describe("a citizen's request", () => {
  it("is filed by keyboard with a file, proved by mail, and followed with a code", async () => {
    const page = await newPage();
    const email = newAddress("amina.ferrand");
    await fillRequest(page, {
      lastName: "Ferrand",
      email,
      text: story("onze"),
      file: { name: "facture-cantine.pdf", mimeType: "application/pdf", buffer: aPdf() },
      onStep: (step) => lookAt(page, `demande-${step}`),
    });
    const number = await sendRequest(page);
    expect(await page.title()).toContain("Votre demande est enregistrée");
    expect(await page.locator(".receipt").innerText()).toContain("facture-cantine.pdf");
    await lookAt(page, "recepisse");

    const receipt = await mailTo(email, new RegExp(number));
    expect(receipt.text).toContain(number);
    expect(receipt.text).toContain("facture-cantine.pdf");
    const link = new RegExp(`${shared.app}/suivi#[\\w-]{43}`).exec(receipt.text)?.[0];
    expect(link).toBeDefined();

    const phone = await newPage({ width: 390 });
    await phone.goto(link ?? "");
    await phone.getByRole("button", { name: /Recevoir un code/ }).click();
    const field = phone.getByLabel(/Code reçu/);
    await field.waitFor();
    expect(phone.url()).toBe(`${shared.app}/suivi`);
    await lookAt(phone, "suivi-code");
    await field.fill("000000");
    await phone.getByRole("button", { name: "Ouvrir mon dossier" }).click();
    await phone.getByText(/Ce code ne correspond pas/).waitFor();
    await lookAt(phone, "suivi-code-faux");

    const code = /\b\d{3} \d{3}\b/.exec((await mailTo(email, /code de suivi/)).text)?.[0] ?? "no code";
    await field.fill(code);
    await phone.getByRole("button", { name: "Ouvrir mon dossier" }).click();
    await phone.getByRole("heading", { level: 1, name: "Demande reçue" }).waitFor();
    expect(await phone.locator("main").innerText()).toContain("facture-cantine.pdf");
    await lookAt(phone, "suivi");

    await phone.getByLabel(/Votre réponse/).fill("Je précise que ma fille a changé d’école en janvier.");
    await phone.getByRole("button", { name: "Envoyer ma réponse" }).click();
    await phone.getByText("Envoyé à l’instant").waitFor();
    await lookAt(phone, "suivi-reponse-envoyee");
    const [row] = await look()`
      select c.to_process_count as waiting, e.text from cases c join case_entry e on e.case_id = c.id
      where c.year || '-' || lpad(c.seq::text, 5, '0') = ${number} and e.kind = 'message'
        and c.organisation_id = (select id from organisation where slug = 'valbrune')`;
    expect(row).toMatchObject({ waiting: 1, text: "Je précise que ma fille a changé d’école en janvier." });
  });

  it("explains each wrong field at the field and keeps what was typed", async () => {
    const page = await newPage();
    await page.goto("/mediation/valbrune/demande");
    await page.getByRole("button", { name: "Continuer" }).click();
    await page.getByRole("alert").waitFor();
    await lookAt(page, "demande-1-erreur");
    await page.getByText("Pour moi", { exact: true }).click();
    await page.getByRole("button", { name: "Continuer" }).click();
    await page.getByLabel("Nom", { exact: true }).fill("Ferrand");
    await page.getByLabel(/Adresse.e-mail/).fill("amina.ferrand@domaine");
    await page.getByRole("textbox", { name: /^Téléphone/ }).fill("06 39 98");
    await page.getByRole("button", { name: "Continuer" }).click();
    const summary = page.getByRole("alert");
    await summary.getByText("Il y a 2 erreurs à corriger").waitFor();
    expect(await summary.evaluate((element) => element.contains(document.activeElement))).toBe(true);
    await page.getByText(/Il manque la fin de l’adresse/).waitFor();
    expect(await page.title()).toMatch(/^Erreur\s: /);
    expect(await page.getByLabel(/Adresse.e-mail/).inputValue()).toBe("amina.ferrand@domaine");
    await lookAt(page, "demande-2-erreurs");
  });

  it("refuses a file that is not what it says, without blocking the rest", async () => {
    const page = await newPage();
    await fillRequest(page, { lastName: "Ferrand", phone: "02 61 91 10 42", text: story("six") });
    await page.goBack();
    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: /Choisir des fichiers/ }).click();
    await (await chooser).setFiles([
      { name: "photo.pdf", mimeType: "application/pdf", buffer: Buffer.from("<html>rien</html>".repeat(20)) },
      { name: "pieces.zip", mimeType: "application/zip", buffer: Buffer.from("PK\u0003\u0004") },
      { name: "facture.pdf", mimeType: "application/pdf", buffer: aPdf() },
    ]);
    await page.getByText(/^Ajouté/).waitFor();
    await eventually(async () => expect(await page.getByText(/^Refusé/).count()).toBe(2));
    await lookAt(page, "demande-4-refus");
    await page.getByRole("button", { name: "Continuer" }).click();
    const number = await sendRequest(page);
    expect(await page.locator(".receipt").innerText()).toContain("facture.pdf");
    expect(await page.locator(".receipt").innerText()).not.toContain("photo.pdf");
    // Without e-mail: a code of twelve letters, shown once.
    expect((await page.locator(".access-code").innerText()).replaceAll(/\s/g, "")).toMatch(/^[A-Z2-9]{12}$/);
    await lookAt(page, "recepisse-sans-email");

    const code = (await page.locator(".access-code").innerText()).trim();
    const other = await newPage();
    await other.goto("/suivi");
    await other
      .getByRole("textbox", { name: /Numéro de dossier/ })
      .last()
      .fill(number);
    await other.getByRole("textbox", { name: /Code d’accès/ }).fill(code.toLowerCase());
    await other.getByRole("button", { name: "Ouvrir mon dossier" }).click();
    await other.getByRole("heading", { level: 1, name: "Demande reçue" }).waitFor();
    page.on("dialog", (dialog) => dialog.accept());
  });

  it("makes one case and one receipt of a double click", async () => {
    const page = await newPage();
    const email = newAddress("karim");
    await fillRequest(page, { lastName: "Oubrahim", email, text: story("deux") });
    await page.getByRole("button", { name: "Envoyer ma demande" }).dblclick();
    await receiptNumber(page);
    await mailTo(email, /enregistrée|Dossier/);
    const [count] = await look()`
      select count(*)::int as cases from party where email_canonical = ${email}`;
    expect(count?.cases).toBe(1);
    expect(await mailsTo(email)).toHaveLength(1);
  });

  it("survives a lost connection: nothing typed is lost and one case is made", async () => {
    const page = await newPage();
    const email = newAddress("lucienne");
    await fillRequest(page, { lastName: "Parmentière", email, text: story("neuf") });
    await page.context().setOffline(true);
    await page.getByRole("button", { name: "Envoyer ma demande" }).click();
    await page
      .getByText(/La connexion est coupée/)
      .first()
      .waitFor();
    await lookAt(page, "demande-5-sans-reseau");
    await page.reload().catch(() => undefined);
    await page.context().setOffline(false);
    await page.goto("/mediation/valbrune/demande");
    await page.getByRole("button", { name: "Reprendre" }).waitFor();
    await lookAt(page, "demande-brouillon-retrouve");
    await page.getByRole("button", { name: "Reprendre" }).click();
    await page.getByRole("heading", { level: 1, name: /Vérification/ }).waitFor();
    await sendRequest(page);
    const [count] = await look()`select count(*)::int as cases from party where email_canonical = ${email}`;
    expect(count?.cases).toBe(1);
  });
});
