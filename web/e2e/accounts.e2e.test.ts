import { describe, expect, it } from "vitest";
import {
  callAs,
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
} from "./account-acts.ts";
import { signIn } from "./acts.ts";
import { eventually, journeys, lookAt, mailsTo, mailTo, newAddress } from "./journey.ts";

const { newPage, look } = journeys();
const administrator = "s.benali@valbrune.example";

const organisationId = async (slug: string): Promise<string> => {
  const [row] = await look()`select id from organisation where slug = ${slug}`;
  return String(row?.id);
};

/** Somebody new in Valbrune, who is in their space. */
const aMember = async (name: string) => {
  const boss = await newPage();
  await signIn(boss, administrator);
  const invited = await invite(boss, await organisationId("valbrune"), name);
  const page = await newPage();
  await follow(page, invited.link);
  await createAccount(page, "Lou", "Essaimel");
  await declareIndependence(page);
  await heading(page, /^Bonjour/).waitFor();
  return { ...invited, page };
};

describe("getting in", () => {
  it("an invitation leads from the mail to the space, and its link serves once", async () => {
    const boss = await newPage();
    await signIn(boss, administrator);
    const { email, link } = await invite(boss, await organisationId("valbrune"), "lou.essaimel");
    const page = await newPage();
    await follow(page, link);
    await heading(page, /^Rejoindre/).waitFor();
    expect(page.url(), "the token leaves the address bar").not.toContain("#");
    await page.getByText(email, { exact: true }).waitFor();
    await page.getByText("Lit les dossiers, prend et traite les siens.").waitFor();
    await lookAt(page, "invitation");
    await page.getByLabel("Prénom").fill("Lou");
    await passwordAt(page, "Mot de passe").fill("court");
    await page.getByText("Encore 7\u00a0caractères.").waitFor();
    await page.getByRole("button", { name: "Créer mon compte" }).click();
    await page.getByText("Écrivez votre nom.").waitFor();
    expect(await page.getByLabel("Prénom").inputValue(), "nothing typed is lost").toBe("Lou");
    await lookAt(page, "invitation-erreurs");
    await createAccount(page, "Lou", "Essaimel");
    await declareIndependence(page);
    await heading(page, /^Bonjour/).waitFor();
    expect(page.url()).toContain("/espace/valbrune");

    await follow(page, link);
    await heading(page, "Ce lien a déjà servi").waitFor();
    await lookAt(page, "lien-deja-servi");
    await page.goto("/espace");
    await leave(page);
    await giveCredentials(page, email.toUpperCase(), goodPassword);
    await heading(page, /^Bonjour/).waitFor();
  });

  it("a link that is cut, doubled, unreadable or meant for another page each says so and leads on", async () => {
    const boss = await newPage();
    await signIn(boss, administrator);
    const { link } = await invite(boss, await organisationId("valbrune"), "theo.lanvier");
    const token = link.split("#")[1] ?? "";
    const page = await newPage();
    await follow(page, `/invitation#${token.slice(0, 20)}`);
    await heading(page, "Ce lien est incomplet").waitFor();
    await lookAt(page, "lien-incomplet");
    await page.getByLabel("Lien reçu par e-mail").fill(link);
    await page.getByRole("button", { name: "Ouvrir ce lien" }).click();
    await heading(page, /^Rejoindre/).waitFor();
    for (const [fragment, title] of [
      [token + token, "Ce lien est en double"],
      ["%C3%A9t%C3%A9 comme hiver, et bien plus long encore que cela", "Ce lien est illisible"],
      ["a".repeat(43), "Ce lien n’existe pas"],
    ] as const) {
      await follow(page, `/invitation#${fragment}`);
      await heading(page, title).waitFor();
      expect(await page.getByRole("main").getByRole("link").count(), "a way on").toBeGreaterThan(0);
    }
    await follow(page, `/mot-de-passe#${token}`);
    await heading(page, "Ce lien sert à autre chose").waitFor();
    await follow(page, "/invitation");
    await page.getByText("Suivez le lien de l’e-mail que vous avez reçu").waitFor();
    await lookAt(page, "invitation-sans-lien");
    const [row] = await look()`update secret_link set expires_at = now() - interval '1 minute'
      where purpose = 'invitation' and used_at is null and id in (select secret_link_id from account_mail
        where kind = 'invitation' order by id desc limit 1) returning id`;
    expect(row).toBeDefined();
    await follow(page, link);
    await heading(page, "Ce lien a expiré").waitFor();
    await lookAt(page, "lien-expire");
  });

  it("a forgotten password is chosen anew, and an unknown address gets the same answer", async () => {
    const { email, page } = await aMember("noe.bressuire");
    await leave(page);
    await page.getByRole("link", { name: /Mot de passe oublié/ }).click();
    await heading(page, "Mot de passe oublié").waitFor();
    await lookAt(page, "mot-de-passe-oublie");
    const unknown = newAddress("inconnue");
    const answers: string[] = [];
    for (const address of [unknown, email]) {
      await page.goto("/mot-de-passe-oublie");
      await page.getByLabel(/Adresse.e-mail professionnelle/).fill(address);
      await page.getByRole("button", { name: "Recevoir le lien" }).click();
      await heading(page, "Consultez votre messagerie").waitFor();
      answers.push((await page.getByRole("main").innerText()).replaceAll(address, "…"));
    }
    expect(answers[0]).toBe(answers[1]);
    await lookAt(page, "mot-de-passe-demande");
    const link = linkIn(await mailTo(email, /nouveau mot de passe/));
    expect(await mailsTo(unknown)).toEqual([]);

    await follow(page, link);
    await heading(page, "Nouveau mot de passe").waitFor();
    await passwordAt(page, "Nouveau mot de passe").fill("noe bressuire noe");
    await page.getByRole("button", { name: "Changer mon mot de passe" }).click();
    await page.locator(".fr-message--error").waitFor();
    await lookAt(page, "nouveau-mot-de-passe-refuse");
    await passwordAt(page, "Nouveau mot de passe").fill(`${goodPassword} au printemps`);
    await page.getByText("Afficher").click();
    await lookAt(page, "nouveau-mot-de-passe");
    await page.getByRole("button", { name: "Changer mon mot de passe" }).click();
    await heading(page, "Votre mot de passe est changé").waitFor();
    await lookAt(page, "mot-de-passe-change");
    await page.getByRole("link", { name: "Se connecter" }).click();
    await giveCredentials(page, email, goodPassword);
    await page.getByText("Adresse e-mail ou mot de passe incorrect.").waitFor();
    await giveCredentials(page, email, `${goodPassword} au printemps`);
    await heading(page, /^Bonjour/).waitFor();
  });

  it("whoever has an account joins another organisation with it, and nobody else may", async () => {
    const { email, page } = await aMember("abel.cournon");
    const boss = await newPage();
    await signIn(boss, "o.tessandier@trois-rives.example", "trois-rives");
    expect(
      await callAs(boss, `/api/access/organisations/${await organisationId("trois-rives")}/invitations`, {
        email,
        roles: [{ service: "mediation", roles: ["reader"] }],
      }),
    ).toEqual({ state: "joined" });
    await page.goto("/espace/trois-rives");
    await heading(page, /^Bonjour/).waitFor();

    const invited = await invite(boss, await organisationId("trois-rives"), "autre.personne");
    await follow(page, invited.link);
    await heading(page, "Cette invitation est pour une autre adresse").waitFor();
    await lookAt(page, "invitation-autre-adresse");
    await page.getByRole("button", { name: "Me déconnecter et continuer" }).click();
    await page.getByLabel("Prénom").waitFor();
  });

  it("a citizen is sent to their own page, and the organisation's header leads the door it is reached by", async () => {
    const page = await newPage();
    await page.goto("/connexion?organisation=valbrune");
    await page.getByRole("img", { name: "Ville de Valbrune" }).waitFor();
    await page.getByRole("link", { name: "Suivez votre dossier ici" }).waitFor();
    await lookAt(page, "connexion-organisation");
    await page.goto("/connexion");
    await lookAt(page, "connexion");
    await page.getByRole("button", { name: "Se connecter" }).click();
    await page.getByText("Écrivez votre adresse e-mail.").waitFor();
    await eventually(async () =>
      expect(await page.evaluate(() => document.activeElement?.getAttribute("name"))).toBe("email"),
    );
  });

  it("ProConnect opens a session for an agent of the demo, refuses a stranger, and signs out", async () => {
    const page = await newPage();
    await page.goto("/connexion?retour=%2Fespace%2Fvalbrune%2Fmediation%2Fclos");
    await page.getByRole("link", { name: /S’identifier avec\s*ProConnect/ }).click();
    await page.getByRole("heading", { name: "Qui se connecte ?" }).waitFor();
    await page.getByRole("button", { name: /Hugo Lemarchand/ }).click();
    await page.waitForURL(/\/espace\/valbrune\/mediation\/clos/);
    await heading(page, "Clos").waitFor();
    await leave(page);

    await page.getByRole("link", { name: /S’identifier avec\s*ProConnect/ }).click();
    await page.getByRole("button", { name: /Margaux Delattre/ }).click();
    await page.getByText(/n’est invité/).waitFor();
    await lookAt(page, "connexion-proconnect-non-invite");
    await page.getByRole("link", { name: "Changer de compte ProConnect" }).click();
    await page.getByRole("heading", { name: "Connexion des agents" }).waitFor();
    await page.getByRole("link", { name: /S’identifier avec\s*ProConnect/ }).click();
    await page.getByRole("button", { name: /Margaux Delattre/ }).waitFor();

    const other = await newPage();
    await other.goto("/connexion");
    await other.getByRole("link", { name: /S’identifier avec\s*ProConnect/ }).click();
    await other.getByRole("button", { name: "Refuser et revenir" }).click();
    await other.getByText("Vous n’avez pas terminé la connexion avec ProConnect.").waitFor();
    await lookAt(other, "connexion-proconnect-refuse");
  });
});
