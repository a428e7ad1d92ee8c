import { createHash, randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { fillRequest, sendRequest } from "./acts.ts";
import { journeys, lookAt, mailTo, newAddress, shared } from "./journey.ts";

const { newPage, look } = journeys();
const slow = { timeout: 240_000 };
const story = "La cantine m’a facturé neuf repas que ma fille n’a pas pris, malgré mon message au service.";

/** Files a request and opens its page with the code of the mail. */
const followed = async (page: Page, email: string) => {
  await fillRequest(page, { lastName: "Ferrand", email, text: story });
  const number = await sendRequest(page);
  const [pdf] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Télécharger en PDF" }).click(),
  ]);
  expect(pdf.suggestedFilename()).toBe(`recepisse-${number}.pdf`);
  const receipt = await mailTo(email, new RegExp(number));
  await page.goto(new RegExp(`${shared.app}/suivi#[\\w-]{43}`).exec(receipt.text)?.[0] ?? "no link");
  await page.getByRole("button", { name: /Recevoir un code/ }).click();
  const code = /\b\d{3} \d{3}\b/.exec((await mailTo(email, /code de suivi/)).text)?.[0] ?? "no code";
  await page.getByLabel(/Code reçu/).fill(code);
  await page.getByRole("button", { name: "Ouvrir mon dossier" }).click();
  await page.getByRole("heading", { level: 1, name: "Demande reçue" }).waitFor();
  return number;
};

describe("the follow-up page", () => {
  it("keeps the receipt, corrects contact data and withdraws with a dated proof", slow, async () => {
    const page = await newPage();
    const email = newAddress("amina.ferrand");
    const number = await followed(page, email);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /Télécharger mon récépissé/ }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`recepisse-${number}.pdf`);

    await page.getByRole("button", { name: "Corriger mes coordonnées" }).click();
    await page.getByRole("heading", { level: 1, name: "Vos coordonnées" }).waitFor();
    await page.getByLabel(/Téléphone/).fill("06 11");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByRole("alert").waitFor();
    await lookAt(page, "suivi-coordonnees-erreur");
    await page.getByLabel(/Téléphone/).fill("06 11 22 33 44");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("Vos coordonnées sont enregistrées.").waitFor();
    const wanted = newAddress("amina.nouvelle");
    await page.getByLabel("Nouvelle adresse").fill(wanted);
    await page.getByRole("button", { name: "Changer d’adresse" }).click();
    await page.getByText("Une adresse attend d’être confirmée").waitFor();
    await lookAt(page, "suivi-coordonnees");
    await mailTo(email, /changement d’adresse/);
    const asked = await mailTo(wanted, /nouvelle adresse/);
    const other = await newPage({ width: 390 });
    await other.goto(/\S+\/suivi#courriel\.[\w-]{43}/.exec(asked.text)?.[0] ?? "no link");
    await other.getByRole("button", { name: "Confirmer mon adresse" }).click();
    await other.getByText("Votre adresse est confirmée").waitFor();
    await lookAt(other, "suivi-adresse-confirmee");

    await page.getByRole("button", { name: "Revenir à mon dossier" }).click();
    await page.getByRole("button", { name: "Retirer ma demande" }).click();
    await page.getByRole("heading", { level: 1, name: "Retirer votre demande" }).waitFor();
    await lookAt(page, "suivi-retrait");
    await page.getByLabel(/Pourquoi/).fill("Le service a corrigé la facture.");
    await page.getByRole("button", { name: "Confirmer le retrait" }).click();
    await page.getByRole("heading", { level: 1, name: /Demande retirée le/ }).waitFor();
    await lookAt(page, "suivi-retire");
    const proof = await mailTo(wanted, /demande est retirée/);
    expect(proof.subject).toContain(`[Dossier ${number}]`);
  });

  it("tells who was filed for, who says that they did not ask for it", slow, async () => {
    const page = await newPage({ width: 390 });
    await page.goto(`/suivi#opposition.${"a".repeat(43)}`);
    await page.getByRole("heading", { level: 1, name: "Une demande a été faite en votre nom" }).waitFor();
    await lookAt(page, "suivi-opposition");
    await page.getByRole("button", { name: "Je ne suis pas d’accord" }).click();
    await page.getByText("Ce lien n’existe pas.").waitFor();
  });
});

describe("the survey", () => {
  it("is answered once, without a name", slow, async () => {
    const token = randomBytes(32).toString("base64url");
    const hash = createHash("sha256").update(token).digest("hex");
    const link = crypto.randomUUID();
    const planted = await look()`
      with found as (select c.id, c.organisation_id from cases c join organisation o on o.id = c.organisation_id
          where o.slug = 'valbrune' and c.status = 'CLOSED'
            and not exists (select from survey s where s.case_id = c.id) limit 1),
        secret as (insert into secret_link (id, organisation_id, purpose, token_hash, target_id)
          select ${link}, organisation_id, 'survey', ${hash}, id from found)
      insert into survey (id, organisation_id, case_id, send_on, sent_at, secret_link_id)
      select gen_random_uuid(), organisation_id, id, now(), now(), ${link} from found returning id`;
    expect(planted).toHaveLength(1);
    const page = await newPage();
    await page.goto(`/avis#${token}`);
    await page.getByRole("heading", { level: 1, name: "Votre avis sur la médiation" }).waitFor();
    await page.getByRole("button", { name: "Envoyer mon avis" }).waitFor();
    expect(page.url()).toBe(`${shared.app}/avis`);
    await page.getByRole("button", { name: "Envoyer mon avis" }).click();
    await page.getByText("Répondez à une question au moins").waitFor();
    await lookAt(page, "avis");
    await page.getByText("5 – Tout à fait").first().click();
    await page.getByText("Oui", { exact: true }).click();
    await page.getByLabel(/commentaire/).fill("On m’a écoutée.");
    await page.getByRole("button", { name: "Envoyer mon avis" }).click();
    await page.getByRole("heading", { level: 1, name: "Merci pour votre avis" }).waitFor();
    await lookAt(page, "avis-merci");
    await page.goto(`/avis#${token}`);
    await page.reload();
    await page.getByText("L’enquête ne s’ouvre pas").waitFor();
  });
});
