import { TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { companies } from "../../infra/local/company-directory/companies.ts";
import { demoPassword } from "../../infra/local/demo/organisations.ts";
import { follow, giveCredentials, goodPassword, heading, leave, linkIn, passwordAt } from "./account-acts.ts";
import { openCase, signIn } from "./acts.ts";
import { eventually, journeys, lookAt, mailTo, newAddress } from "./journey.ts";

const { newPage, look } = journeys();

/** Makes the API find that nobody was heard of for this long. */
const silence = (email: string, minutes: number) =>
  look()`update session set last_seen_at = now() - make_interval(mins => ${minutes})
    where ended_at is null and user_id = (select id from user_account where email = ${email})`;

/** Number of an open case of Hugo's. */
const ownCase = async (email: string): Promise<string> => {
  const [row] = await look()`
    select c.year || '-' || lpad(c.seq::text, 5, '0') as number from cases c
    join user_account u on u.id = c.assignee_id where u.email = ${email} and c.closed_at is null and not c.restricted limit 1`;
  return String(row?.number);
};

/** Minutes passing on the page's clock, its timers run. */
const pass = (page: Page, minutes: number) => page.clock.runFor(minutes * 60_000);

describe("sessions", () => {
  it("followup#21 nothing for an hour: announced, then over, and what was typed is there again for its author only", async () => {
    const email = "h.lemarchand@valbrune.example";
    const page = await newPage();
    await page.clock.install();
    await signIn(page, email);
    await openCase(page, await ownCase(email));
    await page.keyboard.press("r");
    const text = "Je vous propose de revoir la facture ensemble.";
    const message = page.getByLabel("Votre message", { exact: true });
    await message.fill(text);
    await pass(page, 1);
    await page.clock.fastForward(58.2 * 60_000);
    await pass(page, 0.2);
    const closing = page.getByRole("dialog", { name: "Votre session va se fermer" });
    await closing.waitFor();
    await lookAt(page, "session-va-se-fermer");
    await closing.getByRole("button", { name: "Rester connecté" }).click();
    await closing.waitFor({ state: "detached" });
    expect(await message.innerText()).toBe(text);

    await silence(email, 61);
    await page.clock.fastForward(61 * 60_000);
    await pass(page, 0.2);
    const over = page.getByRole("dialog", { name: "Votre session a expiré" });
    await over.waitFor();
    await lookAt(page, "session-expiree-sur-un-dossier");
    const address = page.url();

    await over.getByLabel("Adresse e-mail professionnelle").fill("p.castaing@valbrune.example");
    await passwordAt(page, "Mot de passe").fill(demoPassword);
    await over.getByRole("button", { name: "Se connecter" }).click();
    await heading(page, /^Bonjour Paul/).waitFor();
    await page.goto(address);
    await page.locator(".case-header").waitFor();
    expect(await page.getByText(text).count(), "nothing of the first person").toBe(0);
    await leave(page);

    await giveCredentials(page, email, demoPassword);
    await heading(page, /^Bonjour/).waitFor();
    await page.goto(address);
    await page.locator(".case-header").waitFor();
    await page.keyboard.press("r");
    await eventually(async () => expect(await message.innerText()).toBe(text));
  });

  it("an administrator of the platform comes by a link, and protects the account before anything opens", async () => {
    const email = "m.drouhin@valbrune.example";
    await look()`insert into platform_administrator (id, user_id)
      select gen_random_uuid(), id from user_account where email = ${email}`;
    try {
      const page = await newPage();
      await page.goto("/connexion");
      await page.getByRole("link", { name: "recevoir un lien de connexion" }).click();
      await heading(page, "Recevoir un lien de connexion").waitFor();
      await lookAt(page, "lien-de-connexion");
      await page.getByLabel(/Adresse.e-mail professionnelle/).fill(email);
      await page.getByRole("button", { name: "Recevoir le lien" }).click();
      await heading(page, "Consultez votre messagerie").waitFor();
      const link = linkIn(await mailTo(email, /lien de connexion/));
      await follow(page, link);
      await heading(page, "Connexion à la plateforme").waitFor();
      await lookAt(page, "lien-de-connexion-ouvert");
      await page.getByRole("button", { name: "Se connecter" }).click();
      await heading(page, "Protégez votre compte").waitFor();
      await page.getByRole("button", { name: "Ajouter une application" }).click();
      const dialog = page.getByRole("dialog");
      await passwordAt(page, "Votre mot de passe").fill(demoPassword);
      await dialog.getByRole("button", { name: "Continuer" }).click();
      const secret = (await dialog.locator("code").first().innerText()).replaceAll(" ", "");
      await dialog.getByLabel(/Code affiché/).fill(new TOTP({ secret }).generate());
      await dialog.getByRole("button", { name: "Activer" }).click();
      await dialog.getByText("J’ai gardé ces codes en lieu sûr").click();
      await dialog.getByRole("button", { name: "Terminer" }).click();
      await page.getByRole("link", { name: "Continuer" }).click();
      await page.waitForURL(/\/plateforme/);
      await page.getByRole("button", { name: /^Menu de / }).waitFor();
      await follow(page, link);
      await heading(page, "Ce lien a déjà servi").waitFor();
    } finally {
      await look()`update platform_administrator set ended_at = now()
        where user_id = (select id from user_account where email = ${email})`;
      await look()`delete from totp_factor where user_id = (select id from user_account where email = ${email})`;
    }
  });

  it("a company registers itself: its official name before anything else, then a mail, then in", async () => {
    const [troupe] = companies;
    const siret = troupe?.establishments[0]?.siret ?? "";
    const page = await newPage();
    await page.goto("/inscription");
    const number = page.getByLabel(/Numéro SIRET/);
    for (const [typed, says] of [
      ["", "Écrivez le numéro SIRET de votre entreprise."],
      [siret.slice(0, 13), "Il faut 14 chiffres : vous en avez écrit 13."],
      ["12345678900011", "Ce numéro n’existe pas : une faute de frappe ?"],
    ] as const) {
      await number.fill(typed);
      await page.getByRole("button", { name: "Rechercher" }).click();
      await page.getByText(says).waitFor();
    }
    await lookAt(page, "inscription-siret-erreur");
    await number.fill(siret.replace(/^(\d{3})(\d{3})(\d{3})/, "$1 $2 $3 "));
    await page.getByRole("button", { name: "Rechercher" }).click();
    await page.getByText(troupe?.name ?? "").waitFor();
    await lookAt(page, "inscription-entreprise");
    const email = newAddress("yanis.corbiere");
    await page.getByLabel("Votre prénom").fill("Yanis");
    await page.getByRole("button", { name: "Recevoir le lien" }).click();
    await page.getByText("Écrivez votre nom.").waitFor();
    await page.getByLabel("Votre nom", { exact: true }).fill("Corbière");
    await page.getByLabel("Votre adresse e-mail professionnelle").fill(email);
    await page.getByRole("button", { name: "Recevoir le lien" }).click();
    await heading(page, "Consultez votre messagerie").waitFor();
    await lookAt(page, "inscription-messagerie");
    await follow(page, linkIn(await mailTo(email, /inscription/)));
    await heading(page, /Terminer l’inscription|Cette entreprise utilise déjà Guichet/).waitFor();
    const apart = page.getByRole("button", { name: "Ouvrir quand même un espace séparé" });
    if (await apart.isVisible()) await apart.click();
    await page.getByText(email).waitFor();
    await lookAt(page, "inscription-fin");
    await passwordAt(page, "Mot de passe").fill(goodPassword);
    await page.getByRole("button", { name: "Créer mon compte" }).click();
    await page.waitForURL(/\/espace\//);
    await page.getByRole("button", { name: "Menu de Yanis Corbière" }).waitFor();
  });
});
