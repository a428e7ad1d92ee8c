import { TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import {
  createAccount,
  declareIndependence,
  follow,
  giveCredentials,
  goodPassword,
  heading,
  invite,
  leave,
  linkIn,
  passwordAt,
  typeAt,
} from "./account-acts.ts";
import { signIn, tabTo } from "./acts.ts";
import { journeys, lookAt, mailTo, newAddress } from "./journey.ts";

const { newPage, look } = journeys();

const organisationId = async (slug: string): Promise<string> => {
  const [row] = await look()`select id from organisation where slug = ${slug}`;
  return String(row?.id);
};

/** Somebody of their own, signed in. */
const someone = async (
  name: string,
  { slug = "valbrune", administrator = "s.benali@valbrune.example", width = 1280 } = {},
) => {
  const boss = await newPage();
  await signIn(boss, administrator, slug);
  const { email, link } = await invite(boss, await organisationId(slug), name);
  const page = await newPage({ width });
  await follow(page, link);
  await createAccount(page, "Ode", "Frévallon");
  await declareIndependence(page);
  await heading(page, /^Bonjour/).waitFor();
  return { email, page };
};

/** The code of a generator now, or of its next step: a code serves once. */
const codeOf = (secret: string, steps = 0) =>
  new TOTP({ secret }).generate({ timestamp: Date.now() + steps * 30_000 });

const givePassword = async (page: Page) => {
  await passwordAt(page, "Votre mot de passe").fill(goodPassword);
  await page.getByRole("button", { name: "Continuer" }).click();
};

/** Ties a generator from the open dialog; gives its secret and the recovery codes. */
const enrol = async (page: Page, seen: (name: string) => Promise<void> = async () => {}) => {
  const dialog = page.getByRole("dialog");
  await givePassword(page);
  const secret = (await dialog.locator("code").first().innerText()).replaceAll(" ", "");
  await seen("application");
  await dialog.getByLabel(/Code affiché/).fill("000 000");
  await dialog.getByRole("button", { name: "Activer" }).click();
  await dialog.locator(".fr-message--error").waitFor();
  await dialog.getByLabel(/Code affiché/).fill(codeOf(secret));
  await dialog.getByRole("button", { name: "Activer" }).click();
  await dialog.getByRole("heading", { name: "Gardez vos codes de secours" }).waitFor();
  const codes = await dialog.locator(".recovery-codes code").allInnerTexts();
  expect(codes).toHaveLength(10);
  await dialog.getByRole("button", { name: "Terminer" }).click();
  await dialog.getByText("Gardez vos codes, puis cochez la case.").waitFor();
  await seen("codes");
  await dialog.getByText("J’ai gardé ces codes en lieu sûr").click();
  await dialog.getByRole("button", { name: "Terminer" }).click();
  await dialog.waitFor({ state: "detached" });
  return { secret, codes };
};

describe("one's own account", () => {
  it("a generator is tied, asked for at the next sign-in by keyboard alone, and a recovery code replaces it once", async () => {
    const { email, page } = await someone("ode.frevallon");
    await page.getByRole("button", { name: /^Menu de / }).click();
    await page.getByRole("link", { name: "Sécurité et sessions" }).click();
    await heading(page, "Sécurité et sessions").waitFor();
    await page.getByText("· cet appareil").waitFor();
    await lookAt(page, "compte-securite");
    await page.getByRole("button", { name: "Ajouter une application" }).click();
    await lookAt(page, "compte-preuve");
    const { secret, codes } = await enrol(page, (name) => lookAt(page, `compte-${name}`));
    await page.getByText("Activée").waitFor();
    await page.getByText("Encore 10").waitFor();
    await lookAt(page, "compte-securite-protege");
    await leave(page);

    await page.getByRole("heading", { level: 1 }).waitFor();
    await typeAt(page, "Adresse e-mail professionnelle", email);
    await tabTo(page, passwordAt(page, "Mot de passe"));
    await page.keyboard.type(goodPassword);
    await page.keyboard.press("Enter");
    await heading(page, "Vérification en deux étapes").waitFor();
    await lookAt(page, "second-facteur");
    await tabTo(page, page.getByLabel("Code à 6 chiffres"));
    await page.keyboard.type("000000");
    await page.keyboard.press("Enter");
    await page.locator(".fr-message--error").waitFor();
    await lookAt(page, "second-facteur-erreur");
    await page.keyboard.press("Control+A");
    await page.keyboard.type(codeOf(secret, 1));
    await page.keyboard.press("Enter");
    await heading(page, /^Bonjour/).waitFor();

    await leave(page);
    await giveCredentials(page, email, goodPassword);
    await page.getByRole("button", { name: "Utiliser un code de secours" }).click();
    await page.getByLabel(/Code de secours/).fill(codes[0] ?? "");
    await lookAt(page, "second-facteur-code-de-secours");
    await page.getByRole("button", { name: "Valider" }).click();
    await heading(page, /^Bonjour/).waitFor();
    await page.goto("/compte/securite");
    await page.getByText("Encore 9").waitFor();
    await leave(page);
    await giveCredentials(page, email, goodPassword);
    await page.getByRole("button", { name: "Utiliser un code de secours" }).click();
    await page.getByLabel(/Code de secours/).fill(codes[0] ?? "");
    await page.getByRole("button", { name: "Valider" }).click();
    await page.locator(".fr-message--error").waitFor();
    await page.getByRole("button", { name: "Changer de compte" }).click();
    await heading(page, "Connexion des agents").waitFor();
  });

  it("a key of the device is added, opens the second step, and can be taken away", async () => {
    const { email, page } = await someone("iris.kerdavid");
    const cdp = await page.context().newCDPSession(page);
    await cdp.send("WebAuthn.enable");
    await cdp.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await page.goto("/compte/securite");
    await page.getByRole("button", { name: "Ajouter une clé de sécurité" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(/Nom de cette clé/).fill("Ordinateur du bureau");
    await lookAt(page, "compte-cle");
    await givePassword(page);
    await dialog.getByRole("heading", { name: "Gardez vos codes de secours" }).waitFor();
    await dialog.getByText("J’ai gardé ces codes en lieu sûr").click();
    await dialog.getByRole("button", { name: "Terminer" }).click();
    await page.getByText("Ordinateur du bureau").first().waitFor();
    await leave(page);
    await giveCredentials(page, email, goodPassword);
    await heading(page, "Vérification en deux étapes").waitFor();
    await lookAt(page, "second-facteur-cle");
    await page.getByRole("button", { name: "Utiliser ma clé de sécurité" }).click();
    await heading(page, /^Bonjour/).waitFor();
    await page.goto("/compte/securite");
    await page.getByRole("button", { name: "Retirer Ordinateur du bureau" }).click();
    await page.getByText("C’est votre dernier moyen de vérification").waitFor();
    await lookAt(page, "compte-cle-retrait");
    await passwordAt(page, "Votre mot de passe").fill(goodPassword);
    await page.getByRole("button", { name: "Retirer cette clé" }).click();
    await page.getByText("La clé est retirée.").waitFor();
  });

  it("a session closed from another device ends the page that was open there", async () => {
    const { email, page } = await someone("remi.aubertin");
    const other = await newPage();
    await signIn(other, "s.benali@valbrune.example");
    await leave(other);
    await giveCredentials(other, email, goodPassword);
    await heading(other, /^Bonjour/).waitFor();
    await page.goto("/compte/securite");
    await page.getByRole("button", { name: /^Fermer la session/ }).waitFor();
    await lookAt(page, "compte-sessions");
    await page.getByRole("button", { name: "Fermer toutes les autres sessions" }).click();
    await page.getByText("Aucune autre session n’est ouverte.").waitFor();
    await other.getByRole("link", { name: "Clos" }).first().click();
    await other.getByRole("dialog", { name: "Votre session a expiré" }).waitFor();
    await lookAt(other, "session-expiree");
    await passwordAt(other, "Mot de passe").fill(goodPassword);
    await other.getByRole("button", { name: "Se connecter" }).click();
    await other.getByRole("dialog").waitFor({ state: "detached" });
  });

  it("names and password are changed, and a new address once both have confirmed", async () => {
    const { email, page } = await someone("zoe.lamballe");
    await page.goto("/compte");
    await heading(page, "Mon profil").waitFor();
    await page.getByLabel("Prénom").waitFor();
    await lookAt(page, "compte-profil");
    await page.getByLabel("Prénom").fill("Zoé");
    await page.getByLabel(/Fuseau horaire/).selectOption("Indian/Reunion");
    await page.getByRole("button", { name: "Enregistrer" }).click();
    await page.getByText("Votre profil est enregistré.").waitFor();
    await page.getByRole("button", { name: "Menu de Zoé Frévallon" }).waitFor();

    const next = newAddress("zoe.nouvelle");
    await page.getByRole("button", { name: "Changer d’adresse" }).click();
    await page.getByLabel("Nouvelle adresse e-mail").fill(next);
    await passwordAt(page, "Votre mot de passe").fill("pas le bon mot de passe");
    await page.getByRole("button", { name: "Envoyer les deux liens" }).click();
    await page.getByText("Mot de passe incorrect.").waitFor();
    await lookAt(page, "compte-adresse-erreur");
    await passwordAt(page, "Votre mot de passe").fill(goodPassword);
    await page.getByRole("button", { name: "Envoyer les deux liens" }).click();
    await page.getByText("Changement en cours vers").waitFor();
    await lookAt(page, "compte-adresse-en-cours");
    const [old, fresh] = [await mailTo(email, /Confirmez/), await mailTo(next, /Confirmez/)];
    const elsewhere = await newPage();
    await follow(elsewhere, linkIn(fresh));
    await heading(elsewhere, "Changement d’adresse e-mail").waitFor();
    await lookAt(elsewhere, "adresse-a-confirmer");
    await elsewhere.getByRole("button", { name: "Confirmer" }).click();
    await heading(elsewhere, "C’est noté").waitFor();
    await follow(elsewhere, linkIn(old));
    await elsewhere.getByRole("button", { name: "Confirmer" }).click();
    await heading(elsewhere, "Votre adresse est changée").waitFor();
    await lookAt(elsewhere, "adresse-changee");
    await elsewhere.goto("/connexion");
    await giveCredentials(elsewhere, next, goodPassword);
    await heading(elsewhere, /^Bonjour/).waitFor();

    await elsewhere.goto("/compte/securite");
    await elsewhere.getByRole("button", { name: "Changer mon mot de passe" }).click();
    await passwordAt(elsewhere, "Mot de passe actuel").fill("pas le bon");
    await passwordAt(elsewhere, "Nouveau mot de passe").fill("motdepasse1234");
    await elsewhere.getByRole("button", { name: "Changer mon mot de passe" }).click();
    await elsewhere.getByText("Mot de passe incorrect.").waitFor();
    await lookAt(elsewhere, "compte-mot-de-passe-erreur");
    await passwordAt(elsewhere, "Mot de passe actuel").fill(goodPassword);
    await elsewhere.getByRole("button", { name: "Changer mon mot de passe" }).click();
    await elsewhere.locator(".fr-message--error").waitFor();
    await passwordAt(elsewhere, "Nouveau mot de passe").fill("la brume quitte enfin la vallée");
    await elsewhere.getByRole("button", { name: "Changer mon mot de passe" }).click();
    await elsewhere.getByText("Votre mot de passe est changé.").waitFor();
  });

  it("an organisation that asks for a second factor leads through it, then goes on to where one was going", async () => {
    const { page } = await someone("june.tavernel", {
      slug: "haute-brenelle",
      administrator: "j.marchelier@haute-brenelle.example",
    });
    await look()`update organisation set require_second_factor = true where slug = 'haute-brenelle'`;
    try {
      await page.goto("/espace/haute-brenelle/mediation/clos");
      await heading(page, "Protégez votre compte").waitFor();
      await lookAt(page, "second-facteur-demande");
      await page.getByRole("button", { name: "Ajouter une application" }).click();
      await enrol(page);
      await heading(page, "Votre compte est protégé").waitFor();
      await lookAt(page, "second-facteur-ajoute");
      await page.getByRole("link", { name: "Continuer" }).click();
      await heading(page, "Clos").waitFor();
    } finally {
      await look()`update organisation set require_second_factor = false where slug = 'haute-brenelle'`;
    }
  });

  it("a member who is removed is told on the open page, and waits for an invitation", async () => {
    const { email, page } = await someone("paz.oriol");
    await look()`update membership set ended_at = now()
      where user_id = (select id from user_account where email = ${email})`;
    await page.getByRole("link", { name: "Clos" }).first().click();
    await heading(page, "Vous n’avez plus accès à Ville de Valbrune").waitFor();
    await lookAt(page, "acces-retire");
    await page.goto("/espace");
    await heading(page, "Compte en attente").waitFor();
    await page.getByRole("button", { name: "Vérifier à nouveau" }).click();
    await page.getByText("Toujours aucune organisation").waitFor();
    await lookAt(page, "compte-en-attente");
  });
});
